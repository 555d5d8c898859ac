"""Where the sentences of a French text begin and end."""

import re

# A full stop, its closing quotes, a blank, then what can open a sentence.
_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]+)(?P<close>(?:[ \u00a0\u202f]?[»”\"’')\]])*)[ \t\u00a0\u202f]+"
    r"(?=[«\"“‘(\[—–\-•][ \u00a0\u202f]?[^\W_]|[A-ZÀ-ÖØ-ÞŒŸ0-9])"
)
_LAST_WORD = re.compile(r"[^\s(\[«“\"’']+$")
_LINE = re.compile(r"[^\n]+")
# Written with a full stop that does not end a sentence, whatever follows.
_ABBREVIATION_WORDS = """
m mm mme mmes mlle mlles me mes dr drs pr prs mgr st ste cf art arts al chap fig figs vol tél tel n no nos p pp
éd ed coll dir env ex hab ibid id op cit vs av bd bld boul pl rte imm bât bat apt esc étg sq all resp ann réf ref
c.-à-d c-à-d i.e e.g p.ex janv févr avr juil sept oct nov déc lun mar mer jeu ven sam dim arr dép inf sup
suiv trad ms rép cap sec paragr
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
# Words above that are also common ends of sentences, so that an upper-case word after them opens a new one.
_ALSO_COMMON = "mes id ex mer mar dim dir ed env hab pl all sup sec cap ms ref"
_ALSO_WORDS = frozenset(_ALSO_COMMON.split())


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each sentence, in order, without the blanks around them; a line break always ends one."""
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, stop = line.span()
        for match in _END.finditer(text, start, stop):
            if match.start() > start and _ends(text, start, match):
                _append(spans, text, start, match.end("close"))
                start = match.end()
        _append(spans, text, start, stop)
    return tuple(spans)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        start += len(piece) - len(piece.lstrip())
        spans.append((start, start + len(kept)))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """True when this stop ends the sentence that began at `start`."""
    if match["stop"] != "." or match["close"]:
        return True
    before = _LAST_WORD.search(text, max(start, match.start() - 24), match.start())
    if before is None:
        return True
    word = before.group()
    if word.isdigit():  # « 1. Comprendre » numbers an item, « en 2006. Les ateliers » ends a sentence
        return before.start() > start
    if len(word) == 1 and word.isupper():
        return False
    if re.fullmatch(r"(?:[A-Z]\.-?)+[A-Z]", word):  # « J.-C. », « A.S.E. »
        return False
    folded = word.casefold()
    return folded not in _ABBREVIATIONS or (folded in _ALSO_WORDS and text[match.end()].isupper())
