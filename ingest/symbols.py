"""Signs of picture fonts (Wingdings and its kin) as the signs of Unicode that they look like, ticked boxes first."""

import re

_WINGDINGS = {
    0xFE: "☑", 0xFD: "☑", 0xA8: "☐", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0xFC: "✓", 0xFB: "✗", 0xA7: "▪",
    0x6E: "■", 0x6C: "●", 0xA1: "○", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xF0: "⇨", 0x46: "☞", 0x4A: "☺",
    0x4C: "☹", 0x28: "☎", 0x2A: "✉", 0x76: "❖", 0xAB: "★", 0x52: "☑", 0x78: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x52: "☑", 0x53: "☑", 0x54: "☑", 0x55: "☑", 0xA3: "☐", 0x2A: "☐", 0x30: "☐", 0x50: "✓", 0x4F: "✗", 0x51: "☑",
    0x97: "●",
}  # fmt: skip
_SYMBOL = {
    0xB7: "•", 0xAE: "→", 0xAC: "←", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB9: "≠", 0x61: "α", 0x62: "β",
    0x44: "Δ", 0x53: "Σ", 0x6D: "µ", 0xBB: "≈", 0xDE: "⇒", 0xB0: "°",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings2": _WINGDINGS_2,
    "symbol": _SYMBOL,
    "webdings": _WEBDINGS,
}
CHECKED, UNCHECKED = "☑", "☐"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_GLUED = re.compile(f"(?<=[^\\W_])(?=[{CHECKED}{UNCHECKED}])|(?<=[{CHECKED}{UNCHECKED}])(?=[^\\W_])")


def is_picture_font(font: str) -> bool:
    """Whether the letters of a font are signs that only look like what they mean."""
    return font.strip().lower() in _FONTS


def sign(font: str, code: int) -> str:
    """The sign that a font draws for a code (its private-use form or not); « • » for one that is not known."""
    return _FONTS.get(font.strip().lower(), {}).get(code & 0xFF, "•")


def spelled(font: str, text: str) -> str:
    """A text set in a picture font, sign by sign; blanks stay."""
    return "".join(one if one.isspace() else sign(font, ord(one)) for one in text)


def readable_signs(text: str) -> str:
    """The text with the private codes of picture fonts as signs, and a blank between boxes to tick and words."""
    if text and max(text) >= "\uf020":
        text = _PRIVATE.sub(lambda found: sign("wingdings", ord(found[0])), text)
    return _GLUED.sub(" ", text) if CHECKED in text or UNCHECKED in text else text
