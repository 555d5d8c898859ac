"""Where the card of a text stands at its head: between « --- » lines, or in one of the forms that people give it."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.cards.restrictions import is_card_key, pair_of

Language = Literal["yaml", "toml", "json"]

# Lines that a card may take before it is closed; a fence further away closes something else.
MOST_LINES = 400
_STRICT = re.compile(r"\A---[ \t]*\n")
_STRICT_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_BLANK = re.compile(
    r"(?:[ \t\ufeff\u200b\u00a0]*(?:<!--(?P<said>(?:(?!-->)[^\n]){0,400})-->[ \t]*)?\n)*[\ufeff\u200b]*"
)
_FENCE = re.compile(
    r"[ \t>]{0,8}\\?(?P<sign>[-–—−]{2,}|[—–]|\+{3,}|={3,}|~{3,}|\*{3,}|_{3,}|;{3,}|`{3,}|#{3,}|%{3,}"
    r"|(?:[-*_] ){2,}[-*_])"
    r"[ \t]*(?P<word>[\w.+-]{0,20})[ \t]*(?P<rest>[^\n]{0,40})\n"
)
_COMMENT = re.compile(r"[ \t]*<!--[-\s]*(?P<inside>.{0,4000}?)\s*-*-->[ \t]*\n?", re.DOTALL)
_OBJECT = re.compile(r"[ \t]*\{\s*[\"'\w\n]")


@dataclass(frozen=True, slots=True)
class CardRegion:
    """A card as it stands: `text[start:end]` is what it says, the text goes on at `body`; `line` is its first line.

    `odd` says how it differs from a card as it should be, "" when it does not; `closed`, whether it ends as it should.
    """

    start: int
    end: int
    body: int
    line: int
    language: Language = "yaml"
    odd: str = ""
    closed: bool = True


def region_of(text: str) -> CardRegion | None:
    """The card at the head of a text, None when there is none."""
    opening = _STRICT.match(text)
    if opening:
        closing = _STRICT_CLOSING.search(text, opening.end())
        if closing:
            return CardRegion(opening.end(), closing.start(), min(closing.end() + 1, len(text)), 2)
        return _unclosed(text, opening.end(), "yaml", "") if _is_field(text, opening.end()) else None
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    return _fenced(text, start) or _commented(text, start) or _object(text, start)


def _fenced(text: str, start: int) -> CardRegion | None:
    opening = _FENCE.match(text, start)
    if opening is None:
        return None
    sign, word = opening["sign"], opening["word"].lower()
    language: Language = (
        "toml" if sign[0] == "+" or word == "toml" else "json" if sign[0] == ";" or word == "json" else "yaml"
    )
    odd = f"il s’ouvre par «\u00a0{text[start : opening.end()].strip()[:30]}\u00a0»"
    if start:
        odd = "il ne commence pas à la première ligne" if sign == "---" and not word else odd
    kind = re.escape(sign.strip()[0]) if sign.strip()[0] not in "-–—−" else "[-–—−]"
    closing = re.compile(rf"^[ \t>]{{0,8}}\\?(?:(?:{kind} ?){{1,}}|\.\.\.)[ \t]*$", re.MULTILINE).search(
        text, opening.end()
    )
    if closing is None or text.count("\n", opening.end(), closing.start()) > MOST_LINES:
        return _unclosed(text, opening.end(), language, odd) if _is_card(_to_blank(text, opening.end())) else None
    inside = text[opening.end() : closing.start()]
    if not (_is_card(inside) or (language == "json" and _is_object(inside))):
        return None
    return CardRegion(
        opening.end(), closing.start(), min(closing.end() + 1, len(text)), _line(text, opening.end()), language, odd
    )


def _commented(text: str, start: int) -> CardRegion | None:
    # The comments before `start` were passed over as remarks: one of them may be the card.
    for comment in _COMMENT.finditer(text[: start + 8_000]):
        if comment.start() > start or text[: comment.start()].count("\n") > 60:
            break
        if _is_card(comment["inside"]):
            begin, end = comment.span("inside")
            return CardRegion(begin, end, comment.end(), _line(text, begin), "yaml", "il est dans un commentaire")
    return None


def _object(text: str, start: int) -> CardRegion | None:
    if not _OBJECT.match(text, start):
        return None
    depth, quoted, at = 0, False, start
    while at < min(len(text), start + 64_000):
        sign = text[at]
        if quoted and sign == "\\":
            at += 1
        elif sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += (sign == "{") - (sign == "}")
            if sign == "}" and depth == 0:
                break
        at += 1
    closed = at < len(text) and text[at] == "}"
    end = at + 1 if closed else start + len(_to_blank(text, start))
    if not _is_object(text[start:end]):
        return None
    return CardRegion(start, end, end, _line(text, start), "json", "il est écrit en JSON", closed)


def _unclosed(text: str, start: int, language: Language, odd: str) -> CardRegion:
    end = start + len(_to_blank(text, start))
    return CardRegion(start, end, end, _line(text, start), language, odd, closed=False)


def _to_blank(text: str, start: int) -> str:
    blank = re.compile(r"\n[ \t]*\n").search(text, start)
    return text[start : blank.start() if blank else len(text)]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _is_field(text: str, start: int) -> bool:
    return pair_of(text[start:].split("\n", 1)[0]) is not None


def _is_card(inside: str) -> bool:
    """Whether lines are the fields of a card: the first is a field, one at least has a key that cards have."""
    lines = [line for line in inside.split("\n")[:MOST_LINES] if line.strip() and not line.lstrip().startswith("#")]
    pairs = [pair_of(line) for line in lines]
    keys = [pair[0] for pair in pairs if pair] + [key for line in lines if (key := _empty_key(line))]
    return bool(lines) and (bool(pairs[0]) or bool(_empty_key(lines[0]))) and any(is_card_key(key) for key in keys)


def _empty_key(line: str) -> str:
    match = re.match(r"^[ \t]*([\w-]{2,30})[ \t]*:[ \t]*$", line)
    return match[1] if match else ""


def _is_object(inside: str) -> bool:
    keys = re.findall(r"[\"']?([^\W\d_][\w -]{1,30})[\"']?\s*:", inside[:20_000])
    return any(is_card_key(key) for key in keys)
