"""What may be wrong with a thesaurus, said in French; and its ties, without those that cannot stand."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kb.glossary.concepts import Concept, ConceptFault

SHOWN: Final = 3  # cases named of one sort of fault: the count says the rest
# What one concept is, what several are, and what was done.
SORTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "label": ("n’a pas de libellé", "n’ont pas de libellé", "laissé de côté, rien ne le nomme"),
    "double": (
        "a plusieurs libellés préférés",
        "ont plusieurs libellés préférés",
        "le premier dans l’ordre alphabétique est gardé, les autres deviennent des variantes",
    ),
    "language": ("n’a pas de libellé français", "n’ont pas de libellé français", "repris sous le libellé qu’il a"),
    "long": ("a un libellé trop long pour un terme", "ont un libellé trop long pour un terme", "laissé de côté"),
    "same": ("répète son libellé comme variante", "répètent leur libellé comme variante", "la répétition est ôtée"),
    "homonym": ("a le libellé d’un autre", "ont le libellé d’un autre", "gardé, à distinguer par sa définition"),
    "cycle": (
        "est pris dans une boucle de termes génériques",
        "sont pris dans une boucle de termes génériques",
        "le lien qui la ferme est laissé de côté",
    ),
    "dangling": (
        "renvoie à un concept absent du fichier",
        "renvoient à un concept absent du fichier",
        "ce lien est laissé de côté",
    ),
    "both": (
        "est à la fois associé et générique d’un même terme",
        "sont à la fois associés et génériques d’un même terme",
        "le lien « associé » est laissé de côté",
    ),
}


def said_of(sort: str, cases: Sequence[str]) -> ConceptFault:
    """One fault for all the cases of a sort, with the first ones named."""
    if sort == "date":
        return ConceptFault(sort, f"Date mal écrite, sans effet ici : {_named(cases)}.", len(cases))
    if sort == "collection":
        return ConceptFault(sort, f"Groupes de concepts, qui ne sont pas repris : {_named(cases)}.", len(cases))
    one, several, done = SORTS[sort]
    what = f"1 concept {one}" if len(cases) == 1 else f"{len(cases)} concepts {several}"
    each = "" if len(cases) == 1 or not done.startswith(("laissé", "repris", "gardé")) else "chacun est "
    return ConceptFault(sort, f"{what} : {each}{done} ({_named(cases)}).", len(cases))


def _named(cases: Sequence[str]) -> str:
    shown = ", ".join(f"« {one} »" for one in cases[:SHOWN])
    return shown + (f" et {len(cases) - SHOWN} de plus" if len(cases) > SHOWN else "")


def without_bad_ties(concepts: Iterable[Concept]) -> tuple[tuple[Concept, ...], tuple[ConceptFault, ...]]:
    """The concepts with ties that can stand, and what was left out of them."""
    known = {one.uri: one for one in concepts}
    found: dict[str, list[str]] = {}
    _homonyms(known.values(), found)
    out = {}
    for one in known.values():
        if any(uri not in known for uri in (*one.broader, *one.related)):
            found.setdefault("dangling", []).append(one.label)
        if one.uri in one.broader:
            found.setdefault("cycle", []).append(one.label)
        broader = tuple(uri for uri in one.broader if uri in known and uri != one.uri)
        related = tuple(uri for uri in one.related if uri in known and uri != one.uri)
        out[one.uri] = dataclasses.replace(one, broader=broader, related=related)
    out = _without_cycles(out, found)
    above = {uri: set(one.broader) for uri, one in out.items()}
    for uri, one in out.items():
        both = {other for other in one.related if other in above[uri] or uri in above[other]}
        if both & above[uri]:
            found.setdefault("both", []).append(one.label)
        if both:
            out[uri] = dataclasses.replace(one, related=tuple(other for other in one.related if other not in both))
    order = [sort for sort in SORTS if sort in found]
    return tuple(out.values()), tuple(said_of(sort, found[sort]) for sort in order)


def _homonyms(concepts: Iterable[Concept], found: dict[str, list[str]]) -> None:
    seen: set[str] = set()
    for one in concepts:
        name = one.label.casefold()
        if name in seen:
            found.setdefault("homonym", []).append(one.label)
        seen.add(name)


def _without_cycles(concepts: Mapping[str, Concept], found: dict[str, list[str]]) -> dict[str, Concept]:
    """The concepts without the ties that close a loop: depth first, in the order of the file, without recursion."""
    out = dict(concepts)
    done: set[str] = set()
    for start in concepts:
        path: dict[str, None] = {}
        waiting = [(start, False)]
        while waiting:
            uri, leaving = waiting.pop()
            if leaving:
                path.pop(uri, None)
                done.add(uri)
                continue
            if uri in done or uri in path:
                continue
            path[uri] = None
            waiting.append((uri, True))
            kept = tuple(above for above in out[uri].broader if above not in path)
            if len(kept) < len(out[uri].broader):
                closing = next(above for above in out[uri].broader if above in path)
                found.setdefault("cycle", []).append(f"{out[uri].label} → {out[closing].label}")
                out[uri] = dataclasses.replace(out[uri], broader=kept)
            waiting.extend((above, False) for above in reversed(kept))
    return out
