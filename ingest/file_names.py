"""Names of files as text: some hold bytes that are no text, or signs that cannot be shown."""

import re

_UNREADABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def printable(name: str) -> str:
    """The name with « \\xe9 » for each byte that is no text, and for each sign that cannot be shown.

    `original` gives the name back. A name that already holds such letters keeps them, and is found as it stands.
    """
    return _UNREADABLE.sub(_escape, name)


def original(name: str) -> str:
    """The name that `printable` was given, where it changed it."""
    return _ESCAPED.sub(lambda found: _given(found[1], found[2]), name)


def readable(name: str) -> str:
    """The name as its author read it: bytes that are no UTF-8 are those of Windows-1252; signs not shown are blanks."""
    if any("\udc80" <= sign <= "\udcff" for sign in name):
        name = name.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return " ".join(_UNREADABLE.sub(" ", name).replace("\ufffd", " ").split())


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def _given(byte: str | None, sign: str | None) -> str:
    if byte is not None:
        code = int(byte, 16)
        return chr(code + 0xDC00) if code >= 0x80 else chr(code)
    return chr(int(sign or "0", 16))
