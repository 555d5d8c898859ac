"""Addresses and establishments; and the names of streets, stations, laws and syndromes, which are no one's."""

import re
from collections.abc import Iterator, Sequence

from kb.protection.lexicon import NameLexicon
from kb.protection.persons.figures import known_names
from kb.protection.spans import FoundSpan
from kb.protection.tokens import Token
from kb.protection.words import (
    ABBREVIATED,
    AFTER_PERSON,
    ALWAYS_EPONYMS,
    BIG_STREETS,
    CONNECTORS,
    EPONYMS,
    ESTABLISHMENTS,
    HEADS,
    PROPER_HEADS,
    QUALIFIERS,
    STREETS,
    TITLES,
)

_NUMBER = re.compile(
    r"(?:(?:\b(?:au|le|du)\s)?(?:n(?:°|º|o|uméro)\s?)?)(?<![\w:/])(?:\d{1,4}|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante|soixante)(?:-[a-z\-]{2,14})?)(?:\s?(?:bis|ter|quater|[A-Da-d]))?"
    r"(?:\s?[-/]\s?\d{1,4}(?:\s?(?:bis|ter))?)?\s?,?\s?(?:de\s(?:la\s|l['’])|du\s|des\s)?$",
    re.IGNORECASE,
)
_FLOOR = (
    r"(?:(?:b[âa]t(?:iment|\.)?|esc(?:alier|\.)?|hall|porte|appartement|appart|appt?\.?|apt\.?|lot|chambre|entrée|interphone"
    r"|code|tour|boîte)\s?(?:n°\s?)?(?:[A-Z]?\d{1,4}[A-Z]?|[A-Z]|gauche|droite|face)\b"
    r"|(?:\d{1,2}(?:er|e|è|ème|eme|ème)|premier|deuxième|troisième|quatrième|cinquième|sixième|dernier)\sétage(?:\s(?:gauche|droite))?"
    r"|rez-de-chaussée|rdc)"
)
_TAIL = re.compile(
    rf"\s?[,(–-]?\s?(?:(?:à\s)?\d{{5}}(?!\d)(?:\s[A-ZÀ-Ý][\w'’\-]{{1,40}}(?:[\s-](?:sur|sous|la|le|les|en|lès)[\s-][A-ZÀ-Ý][\w\-]{{1,30}})?)?"
    rf"|n°\s?\d{{1,4}}(?:\s?(?:bis|ter))?|au\s(?:n°\s?)?\d{{1,4}}(?!\d|\s?(?:h|mètres|m|juin|mai)\b)|{_FLOOR})\)?",
    re.IGNORECASE,
)
_TAIL_NUMBER = re.compile(
    r"\s?,?\s?(?:au\s)?(?:n°|numéro|nº)\s?\d{1,4}|\s?,?\s?au\s\d{1,4}(?!\d|\s?(?:h|m|mètres)\b|[/.]\d)", re.IGNORECASE
)
_HOME = re.compile(rf"\s?[,(–-]\s?(?:au\s)?{_FLOOR}|\s?,\s?\d{{5}}\s(?=[A-ZÀ-Ý])", re.IGNORECASE)
_HEAD = re.compile(rf"(?:{_FLOOR}[,\s]{{1,3}}(?:du|au|de\sla|sur)?\s?){{1,3}}$", re.IGNORECASE)
_FLOORS = re.compile(rf"{_FLOOR}(?:[,\s–-]{{1,3}}{_FLOOR}){{1,4}}", re.IGNORECASE)
SHORT_STREETS = frozenset("pl bd av r bld boul bvd blvd ave imp all che chem sq rte pass crs fbg res resid".split())
# Heads whose name, if everybody knows it, is that of a chain or of a national body.
CHAINS = frozenset("hotel restaurant fondation association groupe salon tabac boutique garage club asso".split())
LONGEST_NAME = 8  # words after « rue » or « lycée »


def places(text: str, tokens: Sequence[Token], lexicon: NameLexicon) -> Iterator[FoundSpan]:
    """Addresses, establishments, and (kind `none`) names of places and laws that would pass for persons."""
    done = -1
    for index, token in enumerate(tokens):
        if token.start < done:
            continue
        found = _street(text, tokens, index, lexicon) or _establishment(text, tokens, index, lexicon)
        found = found or _eponym(tokens, index, lexicon)
        if found:
            done = found.end
            yield found
    for match in _FLOORS.finditer(text):
        yield FoundSpan(match.start(), match.end(), "address", "l’étage ou la porte mène à un logement")


def _street(text: str, tokens: Sequence[Token], index: int, lexicon: NameLexicon) -> FoundSpan | None:
    head = tokens[index]
    if head.key not in STREETS and head.key not in SHORT_STREETS:
        return None
    before = text[max(0, head.start - 24) : head.start]
    number = _NUMBER.search(before)
    if head.key in SHORT_STREETS and not _dotted(text, head, bool(number)):
        return None
    if number and head.key.endswith("s") and number[0].strip().isalpha():
        number = None
    year = (
        number
        and re.fullmatch(r"(?:19|20)\d{2}", number[0].strip())
        and before[: number.start()].lower().endswith("en ")
    )
    end = _name_end(tokens, index, lower=bool(number) and head.key not in BIG_STREETS)
    if end is None or (head.key in BIG_STREETS and not number and _of_person(tokens, index, lexicon)):
        return None
    tail = _TAIL_NUMBER.match(text, end) or _HOME.match(text, end)
    if (number and not year) or tail:
        start = head.start - len(before) + number.start() if number and not year else head.start
        floor = _HEAD.search(text, max(0, start - 60), start)
        start = floor.start() if floor else start
        start += len(text[start:end]) - len(text[start:end].lstrip())
        return FoundSpan(
            start,
            _tail_end(text, end if not tail or _HOME.match(text, end) else tail.end()),
            "address",
            "c’est une adresse",
        )
    return FoundSpan(head.start, end, "none", "nom de lieu")


def _dotted(text: str, head: Token, numbered: bool) -> bool:
    """Whether an abbreviation is one: its full stop, or a number before and a space after."""
    after = text[head.end : head.end + 1]
    return after == "." or (after == " " and numbered and head.key not in ("all", "pass", "che", "crs"))


def _tail_end(text: str, end: int) -> int:
    for _ in range(6):
        match = _TAIL.match(text, end)
        if not match:
            break
        end = match.end()
    return end


def _name_end(tokens: Sequence[Token], index: int, *, lower: bool) -> int | None:
    """End of the name that follows a head: capitalised words and what links them; None when there is none."""
    end = None
    for offset, token in enumerate(tokens[index + 1 : index + 1 + LONGEST_NAME]):
        gap = token.gap.strip(" \u00a0\u202f")
        dotted = gap == "." and tokens[index + offset].key in ABBREVIATED
        if gap and gap not in ("'", "’", "-") and not dotted and not re.fullmatch(r"\d{1,2}(?:er)?-?", gap):
            break
        if token.capital or re.fullmatch(r"\d{1,2}(?:er)?-?", gap):
            end = token.end
        elif token.key in CONNECTORS:
            continue
        elif lower and end is None:
            return token.end
        else:
            break
    return end


def _establishment(text: str, tokens: Sequence[Token], index: int, lexicon: NameLexicon) -> FoundSpan | None:
    head = tokens[index]
    proper = head.key in PROPER_HEADS and head.capital and not head.opens
    if head.key not in ESTABLISHMENTS and head.key not in HEADS and not proper:
        return None
    if head.key in ("ch", "chi", "chs", "ime", "eps", "lep", "mda", "fort") and not head.upper:
        return None
    at, furthest = index + 1, min(len(tokens), index + LONGEST_NAME)
    while at < furthest and tokens[at].joined and not tokens[at].capital and tokens[at].key in QUALIFIERS | CONNECTORS:
        at += 1
    if at >= len(tokens) or not (tokens[at].joined or _abbreviated(tokens, at)) or not tokens[at].capital:
        return None
    first = tokens[at]
    if first.upper and len(first.text) <= 6 and not head.upper:
        return FoundSpan(head.start, first.end, "none", "sigle") if head.key in HEADS else None
    subject = at == index + 1 and _is_person(lexicon, first) and _next_key(tokens, at) in AFTER_PERSON
    if subject or _of_person(tokens, index, lexicon):
        return None
    end = _name_end(tokens, at - 1, lower=False) or first.end
    if first.initial and end == first.end:
        return None
    if head.key in CHAINS and (first.key in known_names().single):
        return FoundSpan(head.start, end, "none", "marque ou organisme national")
    if head.key in ("residence", "resid", "res", "immeuble", "tour", "batiment", "foyer") and _HOME.match(text, end):
        return FoundSpan(head.start, _tail_end(text, end), "address", "c’est une adresse")
    names = [
        one for one in tokens[at : at + LONGEST_NAME] if one.end <= end and one.capital and one.key not in CONNECTORS
    ]
    article = tokens[index + 1].key in ("de", "du", "des") and any(
        one.key in ("la", "l", "du", "des") for one in tokens[index + 1 : at]
    )
    named = any(not lexicon.is_other(one.text) or (article and one.key not in lexicon.places) for one in names)
    if named and (head.key in HEADS or proper):
        return FoundSpan(head.start, end, "establishment", "le nom d’un établissement situe les personnes")
    return FoundSpan(head.start, end, "none", "nom de lieu")


def _abbreviated(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before is an abbreviation with its full stop: « résid. Les Glycines »."""
    return tokens[at].gap in (". ", ".") and tokens[at - 1].key in ABBREVIATED


def _of_person(tokens: Sequence[Token], index: int, lexicon: NameLexicon) -> bool:
    """Whether what follows a head is its owner: « le foyer de Karim », « le passage de M. Diallo »."""
    owned = False
    for token in tokens[index + 1 : index + 6]:
        if token.capital:
            return token.joined and owned and (_is_person(lexicon, token) or token.key in TITLES)
        owned = owned or token.key in ("de", "d", "a")
    return False


def _is_person(lexicon: NameLexicon, token: Token) -> bool:
    known = lexicon.first_name(token.text)
    return known is not None and known.level in ("", "bas") and "-" not in token.text


def _next_key(tokens: Sequence[Token], at: int) -> str:
    if at + 1 < len(tokens) and tokens[at + 1].gap.strip() in ("", "'", "’"):
        return tokens[at + 1].key
    return ""


def _eponym(tokens: Sequence[Token], index: int, lexicon: NameLexicon) -> FoundSpan | None:
    head = tokens[index]
    if head.key not in EPONYMS:
        return None
    at, furthest = index + 1, min(len(tokens), index + LONGEST_NAME)
    while at < furthest and tokens[at].joined and tokens[at].key in ("de", "d", "du", "l", "la", "et"):
        at += 1
    if at >= len(tokens) or not tokens[at].joined or not tokens[at].capital:
        return None
    if at == index + 1 and _is_person(lexicon, tokens[at]) and _next_key(tokens, at) in AFTER_PERSON:
        return None
    if head.key not in ALWAYS_EPONYMS and _of_person(tokens, index, lexicon):
        return None
    return FoundSpan(
        head.start, _name_end(tokens, at - 1, lower=False) or tokens[at].end, "none", "nom d’une loi ou d’une notion"
    )
