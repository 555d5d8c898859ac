"""The repair of what producers break in a text: ligatures, accents, hyphens and line ends; and what stays broken."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import Stemmer

from ingest.document import Note, Span
from ingest.french.compounds import keeps_hyphen
from ingest.french.french_words import COMMON, WITH_LIGATURE, words_of
from ingest.french.spacing_signs import misplaced_signs

SHORT = 5  # letters; the stems of shorter words are too short to tell them apart
MAX_DOUBTS = 5  # notes per document about text that cannot be repaired: the first ones tell the story
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SINGLE_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SOFT_HYPHEN = re.compile("\u00ad\n?")
_COMBINING = re.compile(r"\w[\u0300-\u036f]+")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_SPLIT = re.compile(r"(?:ff|fi|fl) [a-zà-öø-ÿœæ]| (?:ff|fi|fl)", re.IGNORECASE)
_LINE_HYPHEN = re.compile(r"([^\W_]+)[-\u2010\u2011]\n[ \t]*([^\W_]+)")
_LOST_WORD = re.compile(r"\bentre\s+et\s+\d|\bde\s+à\s+\d|\bles\s+,\s|\bdu\s+au\s+(?:\d|[a-zé]+\s+\d{4})")
_GARBAGE = re.compile(r"(?:\(cid:\d+\)|\ufffd|[\ue000-\uefff]){3,}")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` by `by`."""

    start: int
    end: int
    by: str


def repair(
    text: str, *, rejoin_lines: bool = False, seen: Mapping[str, int] | None = None
) -> tuple[str, tuple[Span, ...]]:
    """The repaired text, and the runs of characters that it shares with the original, none when nothing changed.

    With `rejoin_lines`, the single line breaks left by a page layout become spaces; empty lines stay. `seen` gives
    the words of the whole document (`word_counts`) when `text` is only a part of it: they are evidence.
    """
    if text.isascii() and "\n" not in text and " " not in text:
        return text, ()
    seen = word_counts(text) if seen is None else seen
    edits = [*_signs(text), *_line_hyphens(text, seen), *_split_ligatures(text, seen)]
    if rejoin_lines:
        edits += [Edit(m.start(), m.end(), " ") for m in re.finditer(r"(?<!\n)[ \t]*\n(?!\n)[ \t]*", text)]
    return _applied(text, edits)


def word_counts(text: str) -> Counter[str]:
    """How often the text holds each word, in lower case, and each compound with its hyphens."""
    compounds = Counter(map(str.casefold, _COMPOUND.findall(text)))
    for compound, count in list(compounds.items()):
        if "-" in compound:
            for word in compound.split("-"):
                compounds[word] += count
    return compounds


def doubts(text: str) -> tuple[Note, ...]:
    """Notes on what no repair can give back: words lost by the producer, letters without meaning."""
    notes: list[Note] = []
    for match in _LOST_WORD.finditer(text):
        notes.append(Note(f"Un mot semble manquer dans l’original : « {_around(text, match)} ». Relisez ce passage."))
    garbage = _GARBAGE.search(text)
    if garbage:
        notes.append(Note(f"Des caractères sont illisibles : « {_around(text, garbage)} ». Relisez ce passage."))
    return tuple(notes[:MAX_DOUBTS])


def shifted(offset: int, spans: tuple[Span, ...]) -> int:
    """The position in the repaired text of a position in the original."""
    place = offset if not spans else 0
    for span in spans:
        if offset < span.original:
            break
        place = span.repaired + min(offset - span.original, span.length)
    return place


def _around(text: str, match: re.Match[str]) -> str:
    excerpt = text[max(0, match.start() - 20) : match.end() + 20]
    return " ".join(excerpt.split())


def _applied(text: str, edits: list[Edit]) -> tuple[str, tuple[Span, ...]]:
    if not edits:
        return text, ()
    pieces: list[str] = []
    spans: list[Span] = []
    at, length = 0, 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < at:  # two repairs of the same characters: the first and longest holds
            continue
        if edit.start > at:
            spans.append(Span(length, at, edit.start - at))
        pieces += [text[at : edit.start], edit.by]
        length += edit.start - at + len(edit.by)
        at = edit.end
    if at < len(text):
        spans.append(Span(length, at, len(text) - at))
        pieces.append(text[at:])
    return "".join(pieces), tuple(spans)


def _signs(text: str) -> Iterator[Edit]:
    for match in _SINGLE_LIGATURE.finditer(text):
        yield Edit(match.start(), match.end(), unicodedata.normalize("NFKC", match.group()))
    for match in _SOFT_HYPHEN.finditer(text):
        yield Edit(match.start(), match.end(), "")
    for match in _COMBINING.finditer(text):
        composed = unicodedata.normalize("NFC", match.group())
        if composed != match.group():
            yield Edit(match.start(), match.end(), composed)
    for start, end, by in misplaced_signs(text):
        yield Edit(start, end, by)


def _line_hyphens(text: str, seen: Mapping[str, int]) -> Iterator[Edit]:
    """The hyphens at the ends of lines: gone where they cut a word, kept where they belong to it."""
    for match in _LINE_HYPHEN.finditer(text):
        yield Edit(match.end(1), match.start(2), "-" if keeps_hyphen(text, match, seen) else "")


def _split_ligatures(text: str, seen: Mapping[str, int]) -> Iterator[Edit]:
    """The spaces that a producer left beside a ligature, where the joined word is one that the language has."""
    if not _SPLIT.search(text):
        return
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words) - 1:
        if not _may_be_cut(words[index].group(), words[index + 1].group()):
            index += 1
            continue
        taken = next((n for n in (3, 2) if _was_cut(words[index : index + n], text, seen)), 1)
        for left, right in zip(words[index : index + taken], words[index + 1 : index + taken], strict=False):
            yield Edit(left.end(), right.start(), "")
        index += taken


def _may_be_cut(left: str, right: str) -> bool:
    """True when a ligature stands where one word ends and the next begins; most words are told by this alone."""
    return right.startswith(_LIGATURES) or left.casefold().endswith(_LIGATURES)


def _was_cut(words: list[re.Match[str]], text: str, seen: Mapping[str, int]) -> bool:
    """True when the pieces, each one space from the next, make one word that a ligature cut."""
    pieces = [word.group() for word in words]
    gaps = [text[left.end() : right.start()] for left, right in pairwise(words)]
    if any(gap != " " for gap in gaps) or not all(piece.islower() for piece in pieces[1:]):
        return False
    if (len(pieces) == 3 and pieces[1] not in _LIGATURES) or len(pieces) < 2:
        return False
    if text[words[0].start() - 1 : words[0].start()] in {"-", "'", "’"} and pieces[0].casefold() == "fi":  # Wi-Fi
        return False
    if not _may_be_cut(pieces[0], pieces[1]) or not _is_word("".join(pieces).casefold(), seen):
        return False
    if pieces[0].casefold() == "fi" and pieces[1] in {"de", "du", "des", "d"}:  # « faire fi de »
        return False
    return not all(_stands_alone(piece.casefold()) for piece in pieces)


def _stands_alone(piece: str) -> bool:
    """True for a piece that is a word by itself, so that nothing shows that it was cut.

    The document is no witness here: a piece that it holds twice may have been cut twice.
    """
    return piece in COMMON or piece in _ALONE or (len(piece) > 3 and any(f in WITH_LIGATURE for f in _forms(piece)))


_ALONE = words_of("défi suffi staff off bluff kiff sniff confi wifi sci fin fil feu")


def _is_word(word: str, seen: Mapping[str, int]) -> bool:
    """True for a word of the document, or one that the list knows: by its stem, the short ones by their letters."""
    if len(word) < 3:
        return False
    if seen.get(word, 0):
        return True
    forms = list(_forms(word))
    if len(word) <= SHORT:
        return any(form in WITH_LIGATURE for form in forms)
    return any(_stem(form) in _known_stems() for form in forms)


def _forms(word: str) -> Iterator[str]:
    """The word, and the infinitives that it may come from: the stemmer leaves « souffrent » and « offrons » as such."""
    yield word
    yield word.removesuffix("s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + "er"
            yield word.removesuffix(ending) + "ir"


_ENDINGS = (  # of verbs
    *("ent", "ons", "ez", "ions", "iez", "ait", "ais", "aient", "i", "is", "it", "irent"),
    *("e", "es", "ant", "a", "èrent", "é", "ée", "és", "ées"),
)


@lru_cache(maxsize=1)
def _known_stems() -> frozenset[str]:
    return frozenset(_stem(word) for word in WITH_LIGATURE)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    stem: str = Stemmer.Stemmer("french").stemWord(word.casefold())
    return stem
