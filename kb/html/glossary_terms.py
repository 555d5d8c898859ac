"""The words of the glossary on a page: underlined, with their definition beside them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kb.html.escaping import NBSP, esc

if TYPE_CHECKING:
    from kb.vocabulary.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Spoken:
    """How meanings are told to a reader: (list, code) → label, and the code of the trade of the reader, "" for none."""

    label: Callable[[str, str], str] = lambda name, code: code
    trade: str = ""


NOBODY = Spoken()


def address(term: "Term") -> str:
    """The address of a term, alone on its page."""
    return "/glossaire?" + urlencode({"terme": term.code})


def anchor(term: "Term") -> str:
    """The fragment of a term on the page of the glossary."""
    return "terme-" + re.sub(r"[^\w-]", "-", term.code)


def underlined(shown: str, term: "Term", spoken: Spoken = NOBODY) -> str:
    """`shown` (already HTML) as a link to the term, with its definition beside it."""
    own, others = senses(term, spoken)
    first = f'<span class="own">{esc(own)}</span>' if own else ""
    # What the word means in one trade or another is the point on which people misunderstand each other.
    rest = "".join(f"<span>{esc(said)}</span>" for said in others)
    return (
        f'<a class="rp-term" href="{esc(address(term))}">{shown}<span class="rp-def" role="tooltip">'
        f"<b>{esc(term.preferred)}</b>{first}{esc(term.definition)}{rest}</span></a>"
    )


def senses(term: "Term", spoken: Spoken = NOBODY) -> tuple[str, list[str]]:
    """The meaning for the reader's own trade, "" for none, and those for others: a sentence each, with its source."""
    said = {}
    for trade, meaning in term.senses.items():
        source = f" ({term.sources[trade]})" if term.sources.get(trade) else ""
        said[trade] = f"{spoken.label('trades', trade)}{NBSP}: {meaning}{source}"
    own = said.pop(spoken.trade, "")
    return (f"Pour vous, {own[:1].lower()}{own[1:]}" if own else ""), list(said.values())
