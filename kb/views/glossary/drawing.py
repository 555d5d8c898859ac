"""Drawing of the glossary: each term with its definition, its variants, and what it means to each trade."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kb import addresses
from kb.html.escaping import NBSP, esc
from kb.html.glossary_terms import NOBODY, Spoken, address, anchor, senses

if TYPE_CHECKING:
    from kb.vocabulary.vocabulary import Term

# Terms that one page shows together; a thesaurus of thousands is read letter by letter.
WHOLE = 600


def initial(word: str) -> str:
    """The letter under which a word stands, without its accent."""
    letter = unicodedata.normalize("NFD", word[:1].upper())[:1]
    return letter if letter.isalpha() else "0–9"


def folded(text: str) -> str:
    """A text without accents or capitals."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _sorting(term: "Term") -> str:
    return folded(term.preferred)


class Entries:
    """Draws terms, with the ties between all those of a glossary."""

    def __init__(self, terms: Sequence["Term"], spoken: Spoken = NOBODY) -> None:
        self._ordered = sorted(terms, key=_sorting)
        self._by_code = {one.code: one for one in self._ordered}
        self._spoken = spoken
        self._below: dict[str, list[Term]] = {}
        for one in self._ordered:
            for above in one.broader:
                self._below.setdefault(above, []).append(one)

    def page(self, letter: str = "") -> str:
        """The terms by letter, with the letters as links above them; of a large glossary, those of one letter."""
        letters: dict[str, list[Term]] = {}
        for term in self._ordered:
            letters.setdefault(initial(term.preferred), []).append(term)
        whole = len(self._ordered) <= WHOLE
        links = "".join(_letter(one, whole=whole, current=one == letter) for one in letters)
        shown = (
            letters if whole else {one: letters[one] for one in (letter or next(iter(letters), "")) if one in letters}
        )
        groups = "".join(
            f'<section class="rp-letter"><h2 id="lettre-{esc(one)}">{esc(one)}</h2>'
            f"{''.join(self.entry(term) for term in group)}</section>"
            for one, group in shown.items()
        )
        return f'<nav class="rp-letters" aria-label="Lettres">{links}</nav>{groups}'

    def holding(self, words: str) -> list["Term"]:
        """The terms that say all these words, in their names first, then in their forms or their definition."""
        wanted = folded(words).split()
        named, told = [], []
        for term in self._ordered:
            forms = folded(" ".join((term.preferred, *term.variants, *term.acronyms, *term.slang)))
            if all(one in forms for one in wanted):
                named.append(term)
            elif all(one in f"{forms} {folded(term.definition)}" for one in wanted):
                told.append(term)
        return named + told

    def entry(self, term: "Term", *, alone: bool = False) -> str:
        """One term; « Chercher » finds the records that use it or one of its variants. `alone`: under its own title."""
        own, others = senses(term, self._spoken)
        meant = "".join(f"<li>{esc(one)}</li>" for one in ([own] if own else []) + others)
        meant = f'<ul class="senses">{meant}</ul>' if meant else ""
        source = f'<p class="rp-small">Source{NBSP}: {esc(term.source)}</p>' if term.source else ""
        name = "" if alone else f'<h3><a href="{esc(address(term))}">{esc(term.preferred)}</a></h3>'
        return (
            f'<article class="rp-entry" id="{esc(anchor(term))}">{name}<p>{esc(term.definition)}</p>'
            f"{meant}{_forms(term)}{source}"
            f'<p class="rp-small">{" · ".join(self._ties(term))}</p></article>'
        )

    def _ties(self, term: "Term") -> list[str]:
        below = tuple(one.code for one in self._below.get(term.code, ()))
        ties = []
        for label, codes in (("Plus large", term.broader), ("Plus précis", below), ("Voir aussi", term.related)):
            linked = [_tie(self._by_code[code]) for code in codes if code in self._by_code]
            if linked:
                ties.append(f"{label}{NBSP}: {', '.join(linked)}")
        ties.append(f'<a href="{esc(addresses.search(term.preferred))}">Chercher ce mot</a>')
        return ties


def _letter(letter: str, *, whole: bool, current: bool) -> str:
    target = f"#lettre-{letter}" if whole else "/glossaire?" + urlencode({"lettre": letter})
    return (
        f'<a href="{esc(target)}"{" aria-current=" + chr(34) + "true" + chr(34) if current else ""}>{esc(letter)}</a>'
    )


def _forms(term: "Term") -> str:
    """What people also say for it, told apart."""
    out = []
    for label, forms in (("On dit aussi", term.variants), ("Sigle", term.acronyms), ("Argot", term.slang)):
        said = ", ".join(one for one in forms if one != term.preferred)
        if said:
            out.append(f'<p class="rp-small">{label}{NBSP}: {esc(said)}.</p>')
    return "".join(out)


def _tie(term: "Term") -> str:
    return f'<a href="{esc(address(term))}">{esc(term.preferred)}</a>'
