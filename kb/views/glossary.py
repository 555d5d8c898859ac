"""Drawing of the glossary: each term with its definition, its variants, and what it means to each trade."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kb.views import addresses
from kb.views.french import NBSP, esc
from kb.views.terms import anchor, senses

if TYPE_CHECKING:
    from kb.vocabulary import Term


def initial(word: str) -> str:
    """The letter under which a word stands, without its accent."""
    letter = unicodedata.normalize("NFD", word[:1].upper())[:1]
    return letter if letter.isalpha() else "0–9"


def _sorting(term: "Term") -> str:
    return "".join(c for c in unicodedata.normalize("NFD", term.preferred.casefold()) if not unicodedata.combining(c))


def page(terms: Sequence["Term"]) -> str:
    """The terms by letter, with the letters as links above them."""
    ordered = sorted(terms, key=_sorting)
    by_code = {one.code: one for one in ordered}
    letters: dict[str, list[Term]] = {}
    for term in ordered:
        letters.setdefault(initial(term.preferred), []).append(term)
    index = "".join(f'<a href="#lettre-{esc(letter)}">{esc(letter)}</a>' for letter in letters)
    groups = "".join(
        f'<section class="rp-letter"><h2 id="lettre-{esc(letter)}">{esc(letter)}</h2>'
        f"{''.join(_entry(one, by_code) for one in group)}</section>"
        for letter, group in letters.items()
    )
    return f'<nav class="rp-letters" aria-label="Lettres">{index}</nav>{groups}'


def _entry(term: "Term", by_code: Mapping[str, "Term"]) -> str:
    """One term; « Chercher » finds the records that use it or one of its variants."""
    variants = ", ".join(one for one in term.variants if one != term.preferred)
    said = f'<p class="rp-small">On dit aussi{NBSP}: {esc(variants)}.</p>' if variants else ""
    meant = "".join(f"<li>{esc(one)}</li>" for one in senses(term))
    meant = f'<ul class="senses">{meant}</ul>' if meant else ""
    ties = []
    broader = [term.broader] if isinstance(term.broader, str) else list(term.broader or ())
    for label, codes in (("Plus large", broader), ("Voir aussi", list(term.related))):
        linked = [_tie(by_code[code]) for code in codes if code in by_code]
        if linked:
            ties.append(f"{label}{NBSP}: {', '.join(linked)}")
    ties.append(f'<a href="{esc(addresses.search(term.preferred))}">Chercher ce mot</a>')
    return (
        f'<article class="rp-entry" id="{esc(anchor(term))}"><h3>{esc(term.preferred)}</h3>'
        f'<p>{esc(term.definition)}</p>{meant}{said}<p class="rp-small">{" · ".join(ties)}</p></article>'
    )


def _tie(term: "Term") -> str:
    return f'<a href="#{esc(anchor(term))}">{esc(term.preferred)}</a>'
