"""Territories of services: which one a question names, and whether a zone of eligibility covers it.

The exchange format says Paris by 75056, our territories are its arrondissements, 75101 to 75120: both ways are known.
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from kb.directory.words import Matched, plain
from kb.vocabulary.vocabulary import TERRITORIES, Vocabulary

PARIS: Final = "75056"
NATION: Final = frozenset({"france", "99100", "99"})
# The EPCI of the Île-de-France that our territories stand in: code → départements. Source: INSEE, COG 2026.
EPCI: Final[Mapping[str, tuple[str, ...]]] = {"200054781": ("75", "92", "93", "94")}
# Places that people name rather than their arrondissement.
NEIGHBOURHOODS: Final[Mapping[str, str]] = {
    "stalingrad": "75119", "jaures": "75119", "la villette": "75119", "porte de la villette": "75119",
    "la chapelle": "75118", "porte de la chapelle": "75118", "barbes": "75118", "goutte d'or": "75118",
    "porte de clignancourt": "75118", "chateau rouge": "75118", "gare du nord": "75110", "gare de l'est": "75110",
    "republique": "75110", "menilmontant": "75120", "porte de montreuil": "75120", "belleville": "75120",
    "gare de lyon": "75112", "bois de vincennes": "75112", "olympiades": "75113", "bois de boulogne": "75116",
    "porte de vincennes": "75112", "batignolles": "75117",
}  # fmt: skip
_ROMAN: Final = {"x": 10, "v": 5, "i": 1}
_ARRONDISSEMENT: Final = re.compile(
    r"\b(?:paris\s+)?(?P<number>\d{1,2}|[xvi]+)\s?(?:e|er|eme|ieme)\b(?:\s*arr(?:ondissement|t)?\b\.?)?"
)
_PARIS_NUMBER: Final = re.compile(r"\bparis\s+(?P<number>\d{1,2})\b(?!\s*ans)")
_POSTCODE: Final = re.compile(r"\b(?P<code>(?:75|9[2-5]|7[78]|91)\d{3})\b")
_DEPARTMENT: Final = re.compile(
    r"\b(?:dans|du|le|en|departement)\s+(?:le\s+|du\s+)?(?P<code>75|77|78|9[1-5])\b(?!\s*ans)"
)


def territories_named(question: str, vocabulary: Vocabulary) -> tuple[Matched, ...]:
    """The territories that a question names, each with the words that name it."""
    text, taken, out = plain(question), list[tuple[int, int]](), list[Matched]()

    def add(code: str, start: int, end: int) -> None:
        if code in vocabulary.territories and not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            out.append(Matched(code, start, end))

    for found in _POSTCODE.finditer(text):
        code = f"751{found['code'][3:]}" if found["code"].startswith("750") else found["code"]
        add(code, *found.span())
    for pattern in (_PARIS_NUMBER, _ARRONDISSEMENT):
        for found in pattern.finditer(text):
            number = _number(found["number"])
            if 1 <= number <= 20:
                add(f"751{number:02d}", *found.span())
    for name, code in _names():
        for found in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            add(code, *found.span())
    for found in _DEPARTMENT.finditer(text):
        add(found["code"], *found.span())
    if not any(one.code.startswith("751") for one in out):
        for found in re.finditer(r"\bparis\b", text):
            add("75", *found.span())
    return tuple(sorted(out, key=lambda one: one.start))


def _number(said: str) -> int:
    if said.isdecimal():
        return int(said)
    values = [_ROMAN[one] for one in said]
    return sum(-one if any(one < later for later in values[at + 1 : at + 2]) else one for at, one in enumerate(values))


@functools.lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    """(name as questions are read, code), the longest first."""
    out: dict[str, str] = {**NEIGHBOURHOODS}
    for feature in json.loads(TERRITORIES.read_text("utf-8"))["features"]:
        own = feature["properties"]
        names = [own["nom"], *(own.get("variantes") or ())]
        if not str(own["code_insee"]).startswith("751"):
            out |= {plain(str(name)): str(own["code_insee"]) for name in names}
    out |= {"seine-saint-denis": "93", "hauts-de-seine": "92", "val-de-marne": "94", "val-d'oise": "95",
            "essonne": "91", "yvelines": "78", "seine-et-marne": "77"}  # fmt: skip
    out |= {re.sub(r"^sainte?-", lambda one: one[0].replace("ain", ""), name): code for name, code in out.items()}
    heads: dict[str, set[str]] = {}
    for name, code in out.items():
        if shorter := re.match(r"([a-z']{4,})-(?:sur|sous|les?|la|aux?|en|du)-", name):
            heads.setdefault(shorter[1], set()).add(code)
    out = {**{head: next(iter(codes)) for head, codes in heads.items() if len(codes) == 1}, **out}
    spaced = {name.replace("-", " "): code for name, code in out.items()}
    return tuple(sorted({**spaced, **out}.items(), key=lambda one: (-len(one[0]), one[0])))


def covers(zone: Sequence[str], territory: str) -> bool | None:
    """Whether a zone of eligibility covers a territory; None when it says nothing, or covers a part of it."""
    if not zone:
        return None
    if any(_within(territory, code) for code in zone):
        return True
    if any(_within(code, territory) for code in zone) or any(len(code) == 9 and code not in EPCI for code in zone):
        return None  # some of the département; an intercommunality whose communes are not known here
    return False


def _within(inner: str, outer: str) -> bool:
    """Whether a territory is another, or lies in it."""
    if inner == outer or outer in NATION:
        return True
    if outer in (PARIS, "75"):
        return inner in (PARIS, "75") or inner.startswith("751")
    if outer in EPCI:
        return inner[:2] in EPCI[outer]
    return len(outer) in (2, 3) and len(inner) == 5 and inner.startswith(outer)


def epci_of(territory: str) -> tuple[str, ...]:
    """The intercommunalities that hold a territory."""
    return tuple(code for code, departments in EPCI.items() if territory[:2] in departments)


def ours_of(insee: str, postcode: str) -> str:
    """Our territory for a commune of the exchange format: Paris by its postcode, an arrondissement as it is."""
    if insee == PARIS or (not insee and postcode.startswith("75")):
        number = int(postcode[2:]) if re.fullmatch(r"75\d{3}", postcode) else 0
        if postcode == "75116":
            number = 16
        return f"751{number:02d}" if 1 <= number <= 20 else "75"
    return insee


def postcode_of(territory: str) -> str:
    """The postcode of an arrondissement of Paris, "" for others."""
    return f"750{territory[3:]}" if re.fullmatch(r"751\d\d", territory) else ""
