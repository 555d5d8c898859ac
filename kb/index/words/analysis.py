"""How French text becomes the terms of the lexical index: folded, stemmed words, and hashed character 4-grams."""

import functools
import re
import unicodedata

import numpy as np
import Stemmer
from numpy.typing import NDArray

from kb.index.ragged import run_starts

# Width of the hash table of character grams. 65,536 cells hold the 4-grams of French text with few collisions that
# matter: a passage has about 500, of which a question looks up some 40.
GRAM_CELLS = 1 << 16
GRAM_SIZE = 4
Cells = NDArray[np.uint16]

# Characters that are inside of a word and no part of it: soft hyphen, zero-width spaces and joiners, marks of
# direction, the Arabic stroke that only lengthens a word, variation selectors.
IGNORED = "\u00ad\u034f\u0640\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
# Modifier letters that some keyboards and converters put for an apostrophe: letters to Unicode, not to the person.
APOSTROPHES = "\u02b9-\u02bd\u02c8\ua78c"
# Vowel signs and accents written apart (NFD, Arabic, Devanagari…), which no class of `re` holds.
COMBINING = "".join(c for c in map(chr, range(0x0300, 0xFE30)) if unicodedata.category(c) in ("Mn", "Mc"))
LETTER = rf"[^\W_{APOSTROPHES}]"
# A word in any alphabet, whether its accents are composed or apart.
WORD = re.compile(rf"{LETTER}+(?:[{COMBINING}{IGNORED}]+{LETTER}+)*[{COMBINING}]*")
NOTHING = re.compile(f"[{IGNORED}]+")
MARKS = re.compile("[\u0300-\u036f]+")
# Function words: they say nothing of what a passage is about. Our own list; « sans » and « contre » stay out of it,
# for they change what a question asks.
STOP_WORDS = frozenset(
    """
    a ai aie ait alors as au aura aurait auront aussi autre autres aux avaient avais avait avant avec avez avoir
    avons ayant bien c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d
    dans de deja depuis des deux doit donc dont du elle elles en encore entre es est et etaient etais etait etant
    ete etre eu eux fait faire fais faut font furent fut ici il ils j je jusqu jusque l la laquelle le lequel les
    lesquels leur leurs lors lorsqu lorsque lui ma mais me meme memes mes mettre mien moi mon n ne ni nos notre
    nous on ont ou par parce parmi pas pendant peu peut peuvent plus pour pourquoi pourrait puis puisqu puisque qu
    quand que quel quelle quelles quels quelqu quelque quelques qui quoi s sa se sera serait seront ses si sien
    soi soient sois soit sommes son sont sous suis sur t ta te tel telle tels tes toi ton toujours tous tout toute
    toutes tres trop tu un une vers via voici voila vos votre vous y etes
    """.split()  # noqa: SIM905
)


def fold(text: str) -> str:
    """`text` in lower case without accents, full-width and raised characters as plain ones, nothing invisible.

    Ligatures œ and æ are spelt out. Length may change.
    """
    if text.isascii():  # most words: there is nothing to take apart
        return text.lower()
    plain = unicodedata.normalize("NFKD", NOTHING.sub("", text)).casefold()
    apart = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae"))
    bare = MARKS.sub("", apart)
    if bare.isascii():  # French: the marks of other scripts need a look at each character
        return bare
    return "".join(c for c in apart if not unicodedata.combining(c))


@functools.lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """`fold` of one word, remembered."""
    return fold(word)


def composed(text: str) -> str:
    """`text` with its accents composed and compatible forms made plain (NFKC), nothing invisible."""
    return text if text.isascii() else unicodedata.normalize("NFKC", NOTHING.sub("", text))


@functools.lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french", 0)


@functools.lru_cache(maxsize=200_000)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word: its stem folded, and the stem of its folded form when that is another.

    Snowball reads accents (sécurité → sécur, securite → securit), so folding on one side only would part the two.
    """
    lower, folded = composed(word).casefold(), fold_word(word)
    if folded in STOP_WORDS or (len(folded) == 1 and not folded.isdigit()):
        return ()
    stem = _stemmer()
    second = stem.stemWord(folded)
    first = second if folded == lower else fold(stem.stemWord(lower))
    return (second,) if first == second else (second, first)


def gram_cells(text: str) -> tuple[Cells, NDArray[np.uint8]]:
    """Hash cells of the character 4-grams of `text`, ascending, each once, and how often each stands."""
    cells = _grams(text)
    firsts = run_starts(cells)
    counts = np.concatenate([firsts[1:], [len(cells)]]) - firsts
    return cells.take(firsts), np.minimum(counts, 255).astype(np.uint8)


def asked_cells(text: str) -> Cells:
    """Hash cells of the character 4-grams of a question, ascending, each once."""
    cells = _grams(text)
    return cells.take(run_starts(cells))


def _grams(text: str) -> Cells:
    """The hash cell of each character 4-gram of a text, ascending."""
    flat = " " + " ".join(WORD.findall(fold(text))) + " "
    codes = np.frombuffer(flat.encode("utf-32-le"), dtype=np.uint32)
    if len(codes) < GRAM_SIZE:
        return np.empty(0, np.uint16)
    hashed = np.zeros(len(codes) - GRAM_SIZE + 1, np.uint32)
    for offset in range(GRAM_SIZE):
        hashed = hashed * np.uint32(2654435761) + codes[offset : len(hashed) + offset]
    hashed ^= hashed >> np.uint32(15)
    return np.sort((hashed % GRAM_CELLS).astype(np.uint16))
