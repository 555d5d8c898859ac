"""The strings that a PDF holds beside its pages (title, author, bookmarks), whatever table they were written by."""

import re

from pypdf.generic import TextStringObject

LONGEST = 500  # characters
_BLANKS = re.compile(r"[\s\x00-\x1f\ufffd]+")
# What tools write where they know no value.
_NOTHING = re.compile(
    r"^\W*(?:anonymous|unspecified|unknown|untitled|none|null|n/?a|sans (?:titre|nom))\W*\d*\W*$", re.I
)
# Signs that are letters or prime typography in one table and hardly ever meant: they tell which table was not used.
_ODD = frozenset("™ƒ⁄‹›−‰„‡†ﬁﬂŁŠŸŽıłšž˜ˆ¤‚˘ˇ˙˝˛¯")


def plain_string(value: object) -> str:
    """The string on one line, decoded by the table that gives the fewest odd signs, without controls."""
    raw = getattr(value, "original_bytes", b"") if isinstance(value, TextStringObject) else b""
    text = _decoded(raw, str(value)) if isinstance(raw, bytes) and raw else str(value)
    return _BLANKS.sub(" ", text).strip()[:LONGEST]


def means_nothing(text: str) -> bool:
    """True for what a tool puts where it was given nothing: « (anonymous) », « untitled », « unspecified »."""
    return not re.search(r"\w", text) or bool(_NOTHING.match(text))


def _decoded(raw: bytes, given: str) -> str:
    """The bytes of a PDF string; `given` is what the standard makes of them (PDFDocEncoding, or UTF-16 by its mark)."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw.decode("utf-8-sig", "replace")
    if len(raw) % 2 == 0 and raw.count(0) * 3 > len(raw):  # UTF-16 without its mark
        return raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", "replace")
    if raw.isascii():
        return given
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    windows = raw.decode("cp1252", "replace")
    return windows if _oddness(windows) < _oddness(given) else given


def _oddness(text: str) -> int:
    return sum(sign in _ODD or sign == "\ufffd" for sign in text) + len(re.findall(r"(?<=\s)Œ(?=\s)", text))
