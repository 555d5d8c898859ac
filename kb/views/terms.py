"""The words of the glossary on a page: underlined, with their definition beside them."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kb.views.french import esc

if TYPE_CHECKING:
    from kb.vocabulary import Term


def anchor(term: "Term") -> str:
    """The fragment of a term on the page of the glossary."""
    return "terme-" + re.sub(r"[^\w-]", "-", term.code)


def underlined(shown: str, term: "Term") -> str:
    """`shown` (already HTML) as a link to the term, with its definition beside it."""
    return (
        f'<a class="rp-term" href="/glossaire#{esc(anchor(term))}">{shown}<span class="rp-def" role="tooltip">'
        f"<b>{esc(term.preferred)}</b>{esc(term.definition)}{_senses(term)}</span></a>"
    )


def _senses(term: "Term") -> str:
    """What the word means in one trade or another: the point on which people misunderstand each other."""
    return "".join(f"<span>{esc(said)}</span>" for said in senses(term))


def senses(term: "Term") -> list[str]:
    """The senses of a term by trade, one sentence each."""
    found: object = term.senses
    if isinstance(found, Mapping):
        return [f"{trade}\u00a0: {said}" for trade, said in found.items()]
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [" : ".join(one) if isinstance(one, tuple) else str(one) for one in found]
    return []
