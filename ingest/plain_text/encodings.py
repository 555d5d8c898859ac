"""Bytes to text: the encoding that is declared or proved, else the one that gives the most plausible French.

A file of the nineties may be in the code pages of Windows, of DOS or of the Macintosh, all of one byte a letter: any of
them decodes without an error, and only the letters that come out tell which is right.
"""

import re
from collections.abc import Mapping

import ftfy
from ftfy.badness import is_bad

from ingest.document import Note
from ingest.left_out import agreed

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Encodings of one byte a letter that French files are found in, with their French name; the first of equal ones wins.
_ONE_BYTE: Mapping[str, str] = {
    "cp1252": "Windows",
    "iso8859-15": "Latin-9",
    "mac_roman": "Macintosh",
    "cp850": "DOS",
    "cp437": "DOS américain",
}
# What French is written with beside ASCII.
_LETTERS = frozenset("àâäçéèêëîïôöùûüÿœæñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑ")
_SIGNS = frozenset("«»’‘“”–—…€°·•²³§№™®©×½¼ \u00a0\u202f\u00ad")
_BETWEEN_LETTERS = frozenset("’‘·\u00ad–-")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Characters judged: enough to tell, whatever the length of the file.
JUDGED = 5_000
# What no sign of plain French is, and a capital with an accent after a small letter.
_NOT_FRENCH = re.compile("[^\x00-\x7fàâäçéèêëîïôöùûüÿœæÀÇÉÈÊËÎÏÔÙÛŒ«»‘’“”–—…€°·•\u00a0\u2009\u202f]")
_CAPITAL_WITHIN = re.compile("[ÀÇÉÈÊËÎÏÔÙÛŒ](?<=[a-zàâäçéèêëîïôöùûüœ].)")


def decoded(data: bytes, declared: str = "") -> tuple[str, tuple[Note, ...]]:
    """The text of some bytes with line feeds only, and notes on what was guessed, put right or lost.

    A byte order mark decides, else strict UTF-8 (which no other French text can be by accident), else the declared
    encoding unless it is one that everybody declares, else the encoding that gives the most plausible French.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, errors="replace"))
    wide = _wide(data)
    if wide:
        return _checked(data.decode(wide, errors="replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        broken = error
    if declared.replace("-", "").replace("_", "").lower() not in {"", "utf8", "latin1", "iso88591", "windows1252"}:
        try:
            return _checked(data.decode(declared))
        except (UnicodeDecodeError, LookupError):
            pass
    if _nearly_utf8(data):
        line = data.count(b"\n", 0, broken.start) + 1
        message = f"Ligne {line}\u00a0: des octets qui ne sont pas de l’UTF-8 sont devenus «\u00a0\ufffd\u00a0»."
        text, notes = _checked(data.decode("utf-8", errors="replace"))
        return text, (Note(f"{message} Relisez ce passage."), *notes)
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text in the most plausible encoding of one byte; a note unless Windows is, without a doubt."""
    # Bytes that an encoding leaves undefined speak against it; they are dropped when it is chosen all the same.
    candidates = {name: data.decode(name, errors="replace") for name in _ONE_BYTE}
    scores = {name: plausibility(text) for name, text in candidates.items()}
    best = max(scores, key=lambda name: scores[name])
    text, notes = _lines(candidates[best].replace("\ufffd", "")), ()
    if scores[best] <= 0:
        doubt = Note(
            "L’encodage de ce fichier n’est pas reconnu\u00a0: relisez ses accents, ou enregistrez-le en UTF-8."
        )
        return text, (doubt,)
    if best != "cp1252":
        note = f"Ce fichier a été lu dans l’encodage {_ONE_BYTE[best]} ({best})\u00a0: relisez ses accents."
        return text, (Note(note, level="info"),)
    return text, notes


def plausibility(text: str) -> float:
    """How much the characters beyond ASCII look like French, from -3 (none does) to 1 (all do).

    A letter of French counts for, another sign against; most of all a sign inside a word, or a capital after a small
    letter, which no writer puts there and wrong encodings give at every accent.
    """
    seen = total = 0.0
    for found in _NOT_ASCII.finditer(text):
        at, sign = found.start(), found.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        total += 1
        if sign.isalpha() and sign.isupper() and before.islower():
            seen -= 3
        elif sign in _LETTERS:
            seen += 1
        elif before.isalpha() and after.isalpha():
            seen += 1 if sign in _BETWEEN_LETTERS else -3
        else:
            seen += 0.5 if sign in _SIGNS else -1
        if total >= JUDGED:
            break
    return seen / total if total else 1.0


def _checked(text: str) -> tuple[str, tuple[Note, ...]]:
    """The text with what was encoded twice (« Ã© ») put right line by line, and notes on it."""
    text = _lines(text)
    if text.isascii() or not _is_suspect(text):
        return text, ()
    lines = text.split("\n")
    mended = doubted = 0
    for at, line in enumerate(lines):
        if line.isascii() or not _is_suspect(line) or not is_bad(line):
            continue
        fixed = ftfy.fix_encoding(line)
        if fixed != line and plausibility(fixed) > plausibility(line):
            lines[at] = fixed
            mended += 1
        elif plausibility(line) <= 0:
            doubted += 1
    notes = []
    if mended:
        notes.append(
            Note(
                agreed(
                    mended,
                    "Une ligne encodée deux fois a été remise en clair\u00a0: relisez ses accents.",
                    "{n} lignes encodées deux fois ont été remises en clair\u00a0: relisez leurs accents.",
                )
            )
        )
    if doubted:
        notes.append(
            Note(
                agreed(
                    doubted,
                    "Une ligne a des accents brouillés\u00a0: corrigez-la, ou enregistrez le fichier en UTF-8.",
                    "{n} lignes ont des accents brouillés\u00a0: corrigez-les, ou enregistrez le fichier en UTF-8.",
                )
            )
        )
    return "\n".join(lines), tuple(notes)


def _is_suspect(text: str) -> bool:
    """Whether a text holds signs that French has no use for, as those of wrong encodings do; most texts hold none.

    `is_bad` looks closely at every letter, for longer than reading the text takes.
    """
    return bool(_NOT_FRENCH.search(text) or _CAPITAL_WITHIN.search(text)) or "â€" in text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")


def _wide(data: bytes) -> str:
    """The UTF-16 order of a text without byte order mark: every other byte of Latin letters is null."""
    head = data[:2000]
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else ""


def _nearly_utf8(data: bytes) -> bool:
    """True when the text is UTF-8 but for a few bytes: accents by pairs are many, lone high bytes few."""
    text = data.decode("utf-8", errors="replace")
    good = sum(1 for c in text if c >= "\x80" and c != "\ufffd")
    return good > 10 * text.count("\ufffd")
