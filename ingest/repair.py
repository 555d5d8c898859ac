"""The repair of what producers break in a text: ligatures, accents, hyphens and line ends; and what stays broken."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from ingest.document import Note, Span
from ingest.french_words import COMMON, WITH_LIGATURE

MAX_DOUBTS = 5  # notes per document about text that cannot be repaired: the first ones tell the story
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SINGLE_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SOFT_HYPHEN = re.compile("\u00ad\n?")
_COMBINING = re.compile(r"\w[\u0300-\u036f]+")
_SPACING_ACCENT = re.compile("([´`ˆ¨])([aeiouyAEIOUYı])")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_SPLIT = re.compile(r"(?:ff|fi|fl) [a-zà-öø-ÿœæ]| (?:ff|fi|fl)", re.IGNORECASE)
_LINE_HYPHEN = re.compile(r"([^\W_]+)[-\u2010\u2011]\n[ \t]*([^\W_]+)")
_LOST_WORD = re.compile(r"\bentre\s+et\s+\d|\bde\s+à\s+\d|\bles\s+,\s|\bdu\s+au\s+(?:\d|[a-zé]+\s+\d{4})")
_GARBAGE = re.compile(r"(?:\(cid:\d+\)|\ufffd|[\ue000-\uefff]){3,}")
_KEPT_BEFORE = frozenset(
    """
    après arc arrière au auto avant bas beau belle bien bloc bon c’est-à cela celui celle ceux celles ci co contre
    court croix demi deux dix eux ex extra faire gratte grand haut hors ici inter là lui mal mi mini moi moyen
    nord non nous nouveau ouvre outre par peut plus porte post pré presque proche quasi quatre quelque quelques
    rendez sans savoir semi socio soi sous sud toi trans vice vis vous est ouest celles-là
    """.split()
)
_KEPT_AFTER = frozenset(
    """
    ci là même mêmes il elle on ils elles je tu nous vous moi toi lui leur le la les y en t être dire delà dessous dessus
    dedans dehors devant derrière vis vous uns unes faire vivre être midi sociale social sociaux sociales est ouest
    """.split()
)
_PAIRS = frozenset(
    """
    peut-être c'est-à-dire c’est-à-dire rendez-vous savoir-faire savoir-être savoir-vivre après-midi au-delà au-dessus au-dessous
    au-devant ci-dessous ci-dessus ci-après ci-joint ci-contre vis-à-vis là-bas là-haut là-dessus par-delà par-dessus par-dessous
    quelques-uns quelques-unes demi-journée demi-journées demi-heure mi-temps mi-chemin mi-parcours bien-être mieux-être mal-être
    porte-parole sous-traitance sous-estimer sous-sol sous-main sous-préfet sous-préfecture vice-président vice-présidente
    ex-usager chef-lieu compte-rendu comptes-rendus mot-clé libre-service grand-mère grand-père grands-parents beau-père belle-mère
    arc-en-ciel face-à-face tête-à-tête laissez-passer va-et-vient sans-abri sans-papiers hors-la-loi plus-value non-dit non-dits
    non-lieu nord-est nord-ouest sud-est sud-ouest socio-éducatif socio-éducative socio-éducatifs médico-social médico-sociale
    médico-sociaux médico-psychologique avant-hier avant-propos week-end outre-mer tout-petits petit-déjeuner aide-soignant
    aide-soignante entre-temps celui-ci celle-ci ceux-ci celles-ci celui-là celle-là ceux-là celles-là soi-même lui-même elle-même
    eux-mêmes elles-mêmes moi-même toi-même nous-mêmes vous-même vous-mêmes cela-même là-même
    """.split()
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` by `by`."""

    start: int
    end: int
    by: str


def repair(
    text: str, *, rejoin_lines: bool = False, seen: Mapping[str, int] | None = None
) -> tuple[str, tuple[Span, ...]]:
    """The repaired text, and the runs of characters that it shares with the original (none when nothing changed).

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
    compounds = Counter(match.group().casefold() for match in _COMPOUND.finditer(text))
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
    marks = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308"}
    for match in _SPACING_ACCENT.finditer(text):
        letter = match.group(2).replace("ı", "i")
        composed = unicodedata.normalize("NFC", letter + marks[match.group(1)])
        if len(composed) == 1:
            yield Edit(match.start(), match.end(), composed)


def _line_hyphens(text: str, seen: Mapping[str, int]) -> Iterator[Edit]:
    """The hyphens at the ends of lines: gone where they cut a word, kept where they belong to it."""
    for match in _LINE_HYPHEN.finditer(text):
        yield Edit(match.end(1), match.start(2), "-" if _keeps_hyphen(text, match, seen) else "")


def _keeps_hyphen(text: str, match: re.Match[str], seen: Mapping[str, int]) -> bool:
    left, right = match.group(1).casefold(), match.group(2).casefold()
    if left[-1].isdigit() or right[0].isdigit():
        return True
    if match.group(2)[0].isupper():
        return not match.group(1).isupper() or seen.get(left + right, 0) == 0 and len(left) < 4
    if any(seen.get(pair, 0) or pair in _PAIRS for pair in _numbers(left, right)):
        return True
    if seen.get(left + right, 0):
        return False
    chained = text[max(0, match.start() - 1) : match.start()] == "-"  # « c’est-à-/dire », « va-t-/il »
    following = text[match.end() : match.end() + 1] == "-"
    return (
        chained or (following and right in {"t", "à", "la", "le", "les", "et", "de", "en"}) or _is_clitic(left, right)
    )


def _numbers(left: str, right: str) -> set[str]:
    """The compound in the singular and in the plural, as far as the letter s tells it."""
    lefts, rights = {left, left.removesuffix("s"), left + "s"}, {right, right.removesuffix("s"), right + "s"}
    return {f"{one}-{other}" for one in lefts for other in rights}


def _is_clitic(left: str, right: str) -> bool:
    return right in _KEPT_AFTER and left in _KEPT_BEFORE


def _split_ligatures(text: str, seen: Mapping[str, int]) -> Iterator[Edit]:
    """The spaces that a producer left beside a ligature, where the joined word is one that the language has."""
    if not _SPLIT.search(text):
        return
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words) - 1:
        taken = next((n for n in (3, 2) if _was_cut(words[index : index + n], text, seen)), 1)
        for left, right in zip(words[index : index + taken], words[index + 1 : index + taken], strict=False):
            yield Edit(left.end(), right.start(), "")
        index += taken


def _was_cut(words: list[re.Match[str]], text: str, seen: Mapping[str, int]) -> bool:
    """True when the pieces, each one space from the next, make one word that a ligature cut."""
    pieces = [word.group() for word in words]
    gaps = [text[left.end() : right.start()] for left, right in zip(words, words[1:], strict=False)]
    if any(gap != " " for gap in gaps) or not all(piece.islower() for piece in pieces[1:]):
        return False
    if len(pieces) == 3 and pieces[1] not in _LIGATURES or len(pieces) < 2:
        return False
    if text[words[0].start() - 1 : words[0].start()] in {"-", "'", "’"} and pieces[0].casefold() == "fi":  # Wi-Fi
        return False
    cut = pieces[0].casefold().endswith(_LIGATURES) or pieces[1].startswith(_LIGATURES)
    if not cut or not _is_word("".join(pieces).casefold(), seen):
        return False
    before = text[max(0, words[0].start() - 10) : words[0].start()].split()[-1:]
    if (
        pieces[0].casefold() == "fi"
        and before
        and before[0].casefold().startswith(("fai", "fer", "fis", "fit", "font"))
    ):
        return False  # « faire fi de »
    return not all(_stands_alone(piece.casefold(), seen) for piece in pieces)


def _stands_alone(piece: str, seen: Mapping[str, int]) -> bool:
    """True for a piece that is a word by itself, so that nothing shows that it was cut."""
    return piece in COMMON or piece in _ALONE or (len(piece) > 3 and _is_word(piece, seen) and piece in _full_words())


_ALONE = frozenset("défi suffi staff off bluff kiff sniff confi wifi sci fin fil feu".split())


@lru_cache(maxsize=1)
def _full_words() -> frozenset[str]:
    return frozenset(WITH_LIGATURE)


def _is_word(word: str, seen: Mapping[str, int]) -> bool:
    return len(word) > 2 and (seen.get(word, 0) > 0 or _stem(word) in _known_stems())


@lru_cache(maxsize=1)
def _known_stems() -> frozenset[str]:
    return frozenset(_stem(word) for word in WITH_LIGATURE)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    stem: str = Stemmer.Stemmer("french").stemWord(word.casefold())
    return stem
