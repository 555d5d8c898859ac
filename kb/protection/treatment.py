"""The treatment of highlights: the author's choices applied through the text, and undone by their author alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.errors import KbError
from kb.protection.highlights import Highlight
from kb.protection.lexicon import fold, lexicon
from kb.protection.phrasing import DETERMINED, fitted
from kb.protection.words import KIN_TITLES, LEADING, NICKNAMES, PARTICLES, TITLES

Action = Literal["replace", "generalise", "keep"]
ARTICLE = re.compile(r"(?:le|la)\s|l['’]", re.IGNORECASE)  # of a nickname: « le Grand », « l’Ancien »
HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?[ \u00a0\u202f]+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class ReasonMissing(KbError):
    """Something is kept without a reason, or replaced by nothing."""


class PseudonymTaken(KbError):
    """A pseudonym is itself a name that must leave the text."""


class TableMismatch(KbError):
    """The text is not the one that the table was made for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with a group of highlights, or with the one at (start, end), which wins over its group."""

    target: str | tuple[int, int]
    action: Action
    replacement: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says what it must: a reason to keep, else what to put."""
        return bool((self.reason if self.action == "keep" else self.replacement).strip())


@dataclass(frozen=True, slots=True)
class Replacement:
    """One replacement: `new_text[start:end] == replacement`, where the original text had `original`."""

    start: int
    end: int
    replacement: str
    original: str


@dataclass(frozen=True, slots=True)
class ReplacementTable:
    """All that was replaced, in order of place. Private: it undoes the treatment."""

    entries: tuple[Replacement, ...]


def apply(text: str, highlights: Sequence[Highlight], choices: Iterable[Choice]) -> tuple[str, ReplacementTable]:
    """The treated text and the table that undoes it.

    A person's name also goes where no highlight stands, in any case. Raises ReasonMissing and PseudonymTaken.
    """
    chosen = tuple(choices)
    for one in chosen:
        if not one.complete:
            raise ReasonMissing(_incomplete(one))
    by_target = {one.target: one for one in chosen}
    pairs = [(one, by_target.get((one.start, one.end)) or by_target.get(one.group)) for one in highlights]
    replaced = [(one, choice) for one, choice in pairs if choice is not None and choice.action != "keep"]
    persons = [(one, choice.replacement) for one, choice in replaced if one.kind == "person"]
    _check_pseudonyms(persons)
    kept = [(one.start, one.end) for one, c in pairs if one.kind == "person" and c is not None and c.action == "keep"]
    edits = sorted(_edit(text, one, choice.replacement) for one, choice in replaced)
    edits = list(_disjoint(edits))
    edits += _elsewhere(text, persons, [*((start, end) for start, end, _ in edits), *kept])
    return _rewrite(text, sorted(edits))


def revert(new_text: str, table: ReplacementTable) -> str:
    """The text as it was before `apply`. Raises TableMismatch."""
    parts, last = [], 0
    for one in table.entries:
        if new_text[one.start : one.end] != one.replacement:
            raise TableMismatch(
                f"Le texte a changé depuis le remplacement de «\u202f{one.replacement}\u202f». Reprenez la version traitée, puis annulez."
            )
        parts += [new_text[last : one.start], one.original]
        last = one.end
    return "".join([*parts, new_text[last:]])


def _incomplete(choice: Choice) -> str:
    if choice.action == "keep":
        return "Garder un passage proposé demande un motif. Écrivez-le en quelques mots, puis recommencez."
    return "Remplacer ou généraliser demande un texte de remplacement. Écrivez-le, puis recommencez."


def _edit(text: str, highlight: Highlight, replacement: str) -> tuple[int, int, str]:
    if highlight.kind != "person":
        return fitted(text, highlight.start, highlight.end, highlight.kind, replacement)
    # « un responsable » takes the place of « M. Lefebvre » whole: a title stands before a name, and before nothing else.
    start = highlight.start + (0 if DETERMINED.match(replacement) else _civility(highlight.text))
    end = highlight.end
    # « M. B. » at the end of a sentence: the full stop of the initial is also the sentence's.
    if (
        text[end - 1 : end] == "."
        and not replacement.endswith(".")
        and not text[end : end + 3].strip(' »\n"”)').strip()
    ):
        end -= 1
    return fitted(text, start, end, "person", replacement)


def _civility(mention: str) -> int:
    """How many characters of a mention are a title, which stays: « M. et Mme », « tata »."""
    end = 0
    while match := HEAD.match(mention, end):
        if fold(match[0]).strip(" .\u00a0\u202f") not in TITLES | KIN_TITLES | LEADING | {"et"}:
            break
        end = match.end()
    return end


def forms(highlight: Highlight) -> Iterator[tuple[str, bool]]:
    """Words by which a mention names somebody, each with whether its case matters: « Rose », and never « rose »."""
    core = highlight.text[_civility(highlight.text) :]
    words = WORD.findall(core)
    if ARTICLE.match(core) or (words and all(fold(word) in NICKNAMES for word in words)):
        yield core, True
        return
    if core.endswith(".") or len(core) < 3:
        yield core, True
    for word in words if len(words) > 1 else [core]:
        known = lexicon().first_names.get(fold(word))
        if len(word) > 2 and fold(word) not in PARTICLES | TITLES | KIN_TITLES:
            yield word, (known is not None and known.level in ("mot", "strict")) or fold(word) in NICKNAMES


def _check_pseudonyms(persons: Sequence[tuple[Highlight, str]]) -> None:
    leaving = {fold(form) for one, _ in persons for form, _ in forms(one)}
    for _, replacement in persons:
        if {fold(word) for word in WORD.findall(replacement)} & leaving:
            raise PseudonymTaken(
                f"«\u202f{replacement}\u202f» est aussi un nom à retirer du texte. Choisissez un autre pseudonyme, puis recommencez."
            )


def _elsewhere(
    text: str, persons: Sequence[tuple[Highlight, str]], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """Edits for the names of replaced persons that stand outside of the `taken` places."""
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for one, replacement in persons:
        for form, cased in forms(one):
            (exact if cased else loose).setdefault(form if cased else form.casefold(), replacement)
    inside = bytearray(len(text) + 1)
    for start, end in taken:
        inside[start:end] = b"\x01" * (end - start)
    edits = []
    for known, flags in ((exact, 0), (loose, re.IGNORECASE)):
        if not known:
            continue
        choices = "|".join(re.escape(form) for form in sorted(known, key=lambda form: (-len(form), form)))
        for match in re.finditer(rf"(?<![\w\-])(?:{choices})(?![\w\-])", text, flags):
            if any(inside[match.start() : match.end()]):
                continue
            inside[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            found = known.get(match[0] if not flags else match[0].casefold())
            words = found or next(iter(known.values()))
            start, end, words = fitted(text, match.start(), match.end(), "person", words)
            if any(inside[start : match.start()]):
                start, words = match.start(), found or words
            edits.append((start, end, words))
    return edits


def _disjoint(edits: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    last = 0
    for start, end, replacement in edits:
        if start >= last:
            yield start, end, replacement
            last = end


def _rewrite(text: str, edits: Sequence[tuple[int, int, str]]) -> tuple[str, ReplacementTable]:
    parts: list[str] = []
    entries = []
    last = length = 0
    for start, end, replacement in edits:
        parts += [text[last:start], replacement]
        length += start - last
        entries.append(Replacement(length, length + len(replacement), replacement, text[start:end]))
        length += len(replacement)
        last = end
    return "".join([*parts, text[last:]]), ReplacementTable(tuple(entries))
