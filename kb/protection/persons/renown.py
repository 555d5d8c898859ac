"""Names of no one met: known to everybody, or shown by the words around to be a work, a character, an author, a brand."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.protection.lexicon import NameLexicon
from kb.protection.persons.contexts import (
    CITING,
    CREATORS,
    INTO,
    NAMED_BEASTS,
    PRODUCT_NAMES,
    PRODUCTS,
    SHOWING,
    STAGE,
    WEARING,
    WORKS,
)
from kb.protection.persons.figures import LONGEST, Known
from kb.protection.persons.names import Tagger
from kb.protection.persons.quoted import quoted_titles
from kb.protection.tokens import Token, key_after, key_before
from kb.protection.words import (
    ADJECTIVES,
    AFTER_PERSON,
    EPONYMS,
    ESTABLISHMENTS,
    HEADS,
    KIN,
    LEADING,
    MEETING,
    NAMING,
    PARTICLES,
    PREPOSITIONS,
    STREETS,
    TITLES,
)

NARROW = (" ", "\u00a0", "\u202f")
LIST_GAPS = (", ", ",\u00a0")
LEADING_TO = frozenset("direction terminus arret correspondance carrefour amphitheatre auditorium".split())
BEAST_ARTICLES = frozenset("le la l un une son sa mon ma leur notre".split())
PAST = frozenset("a avait ont n m nous lui s etait est aime prefere lit dit veut".split())


def renowned(
    text: str, tokens: Sequence[Token], known: Known, lexicon: NameLexicon, tagger: Tagger
) -> tuple[tuple[int, int], ...]:
    """Places of the names of `tokens` that name no one met, as (start, end) in `text`."""
    taken = [False] * len(tokens)
    met = _called_so(tokens)
    famous = list(taken)
    for first, last in _known(tokens, known, lexicon, met):
        _mark(taken, first, last)
        name = tuple(part for token in tokens[first : last + 1] for part in token.key.split("-"))
        if name in known.people and not _of_place(tokens, first):
            _mark(famous, first, last)
    for index, token in enumerate(tokens):
        taken[index] = taken[index] or _street_like(tokens, index, token, lexicon)
    for first, last in _sentences(tokens):
        _product_names(tokens, first, last, taken)
        _on_stage(tokens, first, last, taken, famous, met)
    index = 0
    while index < len(tokens):
        if tokens[index].capital and not taken[index]:
            last = _group_end(tokens, index)
            if _shown(tokens, index, last, lexicon):
                _mark(taken, index, last)
                _mark(famous, index, last, _of_many(tokens, index))
            index = last
        index += 1
    _listed_with_famous(tokens, taken, famous)
    _beasts(tokens, taken)
    spans = [(token.start, token.end) for token, gone in zip(tokens, taken, strict=True) if gone]
    return (*spans, *quoted_titles(text, tokens, tagger))


def _mark(marks: list[bool], first: int, last: int, mark: bool = True) -> None:
    for index in range(first, last + 1):
        marks[index] = mark


def _of_many(tokens: Sequence[Token], index: int) -> bool:
    """Whether what shows a name shows those listed with it too: « les films Bambi et Dumbo », « elle chantait Dalida, »."""
    heads = [tokens[at].key for at in range(max(0, index - 2), index)]
    return any(key in CITING or (key.endswith("s") and key not in ("dans", "des")) for key in heads)


def _beasts(tokens: Sequence[Token], taken: list[bool]) -> None:
    """Take every mention of what is said once to be a beast: « le chien Rex », « Minette, la chatte »."""
    named: set[str] = set()
    for index, token in enumerate(tokens):
        if not token.capital:
            continue
        before = tokens[index - 1].key.removesuffix("s") if index and token.gap.strip(' «"') == "" else ""
        after = tokens[index + 1 : index + 4]
        apart = after and after[0].gap.strip() in (",", "(") and after[0].key in BEAST_ARTICLES
        if before in NAMED_BEASTS or (apart and any(one.key in NAMED_BEASTS for one in after[1:])):
            named.add(token.key)
    for index, token in enumerate(tokens):
        if token.capital and token.key in named:
            taken[index] = True


def _sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First word of each sentence, and the one after its last."""
    first = 0
    for index, token in enumerate(tokens):
        if any(mark in token.gap for mark in ".!?\n"):
            yield first, index
            first = index
    if tokens:
        yield first, len(tokens)


def _product_names(tokens: Sequence[Token], first: int, last: int, taken: list[bool]) -> None:
    """Take the first names that name a product: « Tina pour le crystal », and not « Tina vend du crystal »."""
    if not any(token.key in PRODUCTS for token in tokens[first:last]):
        return
    for index in range(first, last):
        token = tokens[index]
        before = key_before(tokens, index, " ")
        if token.key in PRODUCT_NAMES and not taken[index] and before not in TITLES | KIN | MEETING | {"a"}:
            taken[index] = key_after(tokens, index, " ") not in AFTER_PERSON and not _starts_longer(tokens, index)


def _on_stage(
    tokens: Sequence[Token], first: int, last: int, taken: list[bool], famous: Sequence[bool], met: frozenset[str]
) -> None:
    """Take the first names of a sentence that tells of a play, a film, a book: two words say so, or one and an author."""
    keys = {token.key for token in tokens[first:last]}
    signs = len(keys & STAGE) + any(famous[first:last])
    if signs < 2:
        return
    for index in range(first, last):
        token = tokens[index]
        if not token.capital or taken[index] or token.key in met or _starts_longer(tokens, index):
            continue
        told = key_after(tokens, index, *NARROW) in PAST
        before = key_before(tokens, index, " ")
        if not told and before not in TITLES | KIN | MEETING | {"a", "par"} and not _follows_capital(tokens, index):
            taken[index] = True


def _follows_capital(tokens: Sequence[Token], index: int) -> bool:
    return any(token.capital for token in tokens[index - 1 : index])


def _of_place(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word before makes a name that of a place: « collège Jean-Moulin », « à Stalingrad »."""
    return key_before(tokens, index) in ESTABLISHMENTS | STREETS | HEADS | PREPOSITIONS - {"de", "d", "par"}


def _street_like(tokens: Sequence[Token], index: int, token: Token, lexicon: NameLexicon) -> bool:
    """Whether a hyphen joins a first name and a surname, as in the names of streets and schools: « Marcel-Cachin »."""
    parts = token.key.split("-")
    if len(parts) != 2 or not token.capital or len(parts[1]) < 5 or not token.text.split("-")[1][:1].isupper():
        return False
    first, last = (lexicon.first_names.get(part) for part in parts)
    if first is None or first.level in ("strict", "rare") or last is not None or parts[0] in lexicon.surnames:
        return False
    before = tokens[index - 1] if index else None
    return before is None or token.gap not in (*NARROW, ". ") or not (before.key in TITLES | KIN or before.capital)


def _called_so(tokens: Sequence[Token]) -> frozenset[str]:
    """Words that are said to be somebody's name in this text: « on m’appelle Bambi », « le vieux Hamlet »."""
    return frozenset(
        token.key
        for before, token in pairwise(tokens)
        if token.capital
        and token.gap.strip(' \u00a0\u202f«"“:') == ""
        and (before.key in NAMING or before.key in ADJECTIVES - {"ce", "cette", "feu"})
    )


def _known(
    tokens: Sequence[Token], known: Known, lexicon: NameLexicon, met: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """First and last word of each name known to everybody."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        last = _several(tokens, index, known)
        if (
            last is None
            and token.capital
            and token.key in known.single
            and token.key not in met
            and _alone(tokens, index, lexicon)
        ):
            last = index
        if last is not None:
            if token.key.startswith("saint"):
                last = max(last, _group_end(tokens, index))  # « Saint Antoine de Padoue »
            yield index, last
            index = last
        index += 1


def _several(tokens: Sequence[Token], index: int, known: Known) -> int | None:
    """The last word of the name in several words that begins at `index`: with hyphens or without."""
    first = tokens[index].key.split("-")
    names = known.several.get(first[0])
    if not names or (index and tokens[index - 1].key in TITLES and tokens[index].key not in TITLES):
        return None
    parts: list[str] = []
    capitals = 0
    ends: dict[tuple[str, ...], int] = {}
    for at in range(index, min(index + LONGEST, len(tokens))):
        if at > index and not _goes_on(tokens[at - 1], tokens[at]):
            break
        parts += tokens[at].key.split("-")
        capitals += tokens[at].capital
        if capitals and (len(parts) > len(first) or at == index):
            ends[tuple(parts)] = at
    return next(
        (ends[name] for name in names if name in ends and tokens[ends[name]].text[:1].isupper() | (len(name) > 2)), None
    )


def _goes_on(before: Token, token: Token) -> bool:
    """Whether a word may belong to the name that the word before does: « Victor, Hugo » are two."""
    return token.joined or (before.initial and token.gap in (".", ". "))


def _alone(tokens: Sequence[Token], index: int, lexicon: NameLexicon) -> bool:
    """Whether one word may be read as the famous bearer: no title, tie, first name or surname stands beside it."""
    token = tokens[index]
    if index and token.gap in (*NARROW, ". "):
        before = tokens[index - 1]
        if before.key in TITLES | KIN | LEADING:
            return False
        if token.gap in NARROW and before.capital and before.key in lexicon.first_names and not before.opens:
            return False
    if index + 1 < len(tokens) and tokens[index + 1].gap in NARROW and tokens[index + 1].capital:
        after = tokens[index + 1]
        return not after.initial and after.key not in lexicon.surnames
    return True


def _group_end(tokens: Sequence[Token], index: int) -> int:
    """The last word of the capitalised words, particles between them, that begin at `index`."""
    last = index
    at = index + 1
    while at < len(tokens) and tokens[at].gap in (*NARROW, "-", "'", "’"):
        if tokens[at].capital:
            last = at
        elif tokens[at].key not in PARTICLES or at - last > 2:
            break
        at += 1
    return last


def _shown(tokens: Sequence[Token], first: int, last: int, lexicon: NameLexicon) -> bool:
    """Whether the words before a name show it to be a work, a character, an author, a brand or an animal."""
    if first < last and tokens[first].key in ("saint", "sainte", "st", "ste"):
        return True
    if first == 0 or tokens[first].gap.strip(" \u00a0\u202f'’«\"“"):
        return False
    common = lexicon.first_names.get(tokens[first].key)
    plain = first == last and common is not None and common.level in ("", "bas", "mot")
    before = tokens[first - 1]
    at = first - 1
    of = before.key in ("de", "d", "du", "des")
    if of:
        at -= 1
    if at < 0:
        return False
    head = tokens[at].key
    if head in ("anime", "animee", "video", "dessinee") and at > 0:
        head = tokens[at - 1].key
    single = head.removesuffix("s")
    if of:
        shown = single in SHOWING or (single in WORKS and first < last)
        return (shown and (not plain or single in SHOWING - WORKS)) or (single in WORKS and common is None)
    if head == "dans" or single in WORKS | WEARING | NAMED_BEASTS or head in LEADING_TO:
        return True
    if head != single and head != "cours" and single in STREETS | ESTABLISHMENTS | EPONYMS:
        return True
    if head == "en" and at > 0 and tokens[at - 1].key in INTO:
        return True
    return not plain and (single in CREATORS or head in CITING)


def _listed_with_famous(tokens: Sequence[Token], taken: list[bool], famous: Sequence[bool]) -> None:
    """Take the names listed with one known to everybody: « Brassens et Renaud », « Cosette, Gavroche »."""
    counts: dict[str, int] = {}
    for token in tokens:
        if token.capital:
            counts[token.key] = counts.get(token.key, 0) + 1
    reached = list(famous)
    for order in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        step = order.step
        for index in order:
            token = tokens[index]
            if reached[index] or not token.capital or token.opens or counts[token.key] > 1:
                continue
            near = _neighbour(tokens, index, step)
            if near is not None and reached[near] and not _starts_longer(tokens, index):
                reached[index] = taken[index] = True


def _neighbour(tokens: Sequence[Token], index: int, step: int) -> int | None:
    """The word listed before (step 1) or after (step -1) another: « A, B », « A et B »."""
    if step > 0:
        if index and tokens[index].gap in LIST_GAPS:
            return index - 1
        linked = index > 1 and tokens[index].gap == " " and tokens[index - 1].key in ("et", "ou", "ni")
        return index - 2 if linked and tokens[index - 1].gap == " " else None
    if index + 1 < len(tokens) and tokens[index + 1].gap in LIST_GAPS:
        return index + 1
    linked = index + 2 < len(tokens) and tokens[index + 1].key in ("et", "ou", "ni") and tokens[index + 2].gap == " "
    return index + 2 if linked and tokens[index + 1].gap == " " else None


def _starts_longer(tokens: Sequence[Token], index: int) -> bool:
    """Whether a surname or an initial follows: a whole name stands for itself."""
    after = index + 1
    return after < len(tokens) and tokens[after].gap in NARROW and tokens[after].capital


__all__ = ["renowned"]
