"""Raised figures: a note mark is parted from its word, « toxicomanie [1] »; ordinals, units and powers stay whole."""

import re

# Readers put these noncharacters around what their format says is raised.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_RAISED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}|([⁰¹²³⁴-⁹⁻⁺]+)")
_MAY_BE_RAISED = re.compile(f"[{_OPEN}{_CLOSE}⁰¹²³⁴-⁹⁻⁺]")
_MARK = re.compile(r"[1-9]\d{0,2}(?:\s?[,;–-]\s?[1-9]\d{0,2})*")
_WORD = re.compile(r"[^\W\d_]+$")
_NUMBER = re.compile(r"\d+$")
_UNITS = frozenset(("m", "dm", "cm", "mm", "km", "hm", "dam", "µm", "nm", "ft", "in", "mi"))
_GASES = frozenset(("CO", "NO", "SO"))  # « CO² » is often written for CO2
_ONE_LETTER_WORDS = frozenset("aàyôAÀYÔ")  # any other letter alone is a variable: x², n³
_SIGNS_OF_SUMS = "=+×*/<>^−"
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_UP = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_NOTHING = {ord(_OPEN): None, ord(_CLOSE): None}
_SIGNED = re.compile(r"[-−+]\d{1,3}")


def raised(text: str) -> str:
    """The text, marked as raised until `with_note_marks` sees what stands before it."""
    return f"{_OPEN}{text.translate(_NOTHING)}{_CLOSE}"


def with_note_marks(text: str) -> str:
    """The text with each raised figure that calls a note parted from its word; other raised signs as they were."""
    # Looking for one of some letters costs a small part of what the whole expression does.
    if text.isascii() or not _MAY_BE_RAISED.search(text):
        return text
    if _OPEN in text:
        text = text.replace(_CLOSE + _OPEN, "")
    return _RAISED.sub(_shown, text).translate(_NOTHING)


def _shown(found: re.Match[str]) -> str:
    whole, start, end = found.string, found.start(), found.end()
    inner = found[1] if found[1] is not None else found[2]
    figures = inner.translate(_PLAIN).strip(" ()[]\u00a0")
    before = whole[max(0, start - 40) : start].translate(_NOTHING)
    if _MARK.fullmatch(figures) and _calls_a_note(before, figures, whole[end : end + 2]):
        if not before or before[-1] in "\n\t \u00a0\u202f":
            return f"[{figures}]" if whole[end : end + 1] in ("", " ", "\u00a0") else f"[{figures}] "
        return f"\u00a0[{figures}]"
    if found[1] is not None and (_SIGNED.fullmatch(inner.strip()) or (before.endswith("10") and figures.isdigit())):
        return inner.strip().translate(_UP)  # plain, « 10-3 » would read as a range
    return inner


def _calls_a_note(before: str, figures: str, after: str) -> bool:
    """Whether raised figures after this text call a note, and are neither a unit's power nor a number's."""
    word = _WORD.search(before)
    if word:
        if figures in {"2", "3"} and (word[0] in _UNITS or word[0] in _GASES):
            return False
        return len(word[0]) > 1 or word[0] in _ONE_LETTER_WORDS or before[: word.start()].endswith(("’", "'", "."))
    number = _NUMBER.search(before)
    if not number:
        return True
    if number[0] == "10":
        return False
    if figures in {"2", "3"} and not 1000 <= int(number[0][-9:]) <= 2100:
        near = (before[: number.start()].rstrip()[-1:], after.strip()[:1])
        return not any(sign and sign in _SIGNS_OF_SUMS for sign in near)
    return True
