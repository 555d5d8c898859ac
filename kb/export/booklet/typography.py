"""A text as paper wants it: no character that draws nothing, and spaces where a French line may not break."""

import re
import unicodedata

from kb.french import NBSP, NNBSP

# Marks that turn the order of letters round, and what has no drawing of its own: they would hide, or forge, words.
UNDRAWN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]")  # fmt: skip  # noqa: E501
SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN_SPACE = "[ \u00a0\u202f]"
RULES = (
    (re.compile(f"(?<=\\S){PLAIN_SPACE}(?=[;!?»])"), NNBSP),
    (re.compile(f"(?<=\\S){PLAIN_SPACE}(?=:(?:\\s|$))"), NBSP),
    (re.compile(f"(?<=«){PLAIN_SPACE}(?=\\S)"), NNBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NNBSP),
    (re.compile(r"(?<=\d) (?=(?:%|€|°|h|min|ans?|mois|jours?|km|kg|g|mg|ml|cl|m)\b|[%€°])"), NBSP),
    (re.compile(r"(?<=\b[pn]\.) (?=\d)|(?<=[nN]°) (?=\d)|(?<=\bM\.) (?=\w)|(?<=\bMme) (?=\w)|(?<=\bDr) (?=\w)"), NBSP),
)


def cleaned(text: str) -> str:
    """`text` without characters that cannot be printed; its lines and its words are the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return UNDRAWN.sub("", SURROGATE.sub("\ufffd", unicodedata.normalize("NFC", text)))


def spaced(text: str) -> str:
    """`text` with no-break spaces in place of those that stand where French never breaks; nothing is added."""
    for pattern, space in RULES:
        text = pattern.sub(space, text)
    return text


def one_line(text: str) -> str:
    """`text` cleaned and spaced, on one line."""
    return spaced(re.sub(r"[ \n]+", " ", cleaned(text)).strip())


def shortened(text: str, most: int) -> str:
    """`text` cut after a word, with « … », when it is longer than `most` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    return whole.rstrip(f" ,;:.{NBSP}{NNBSP}«") + "…"
