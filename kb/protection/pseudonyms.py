"""What to put in place of a highlight, in French: pseudonyms and generalisations, always the same for the same text."""

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.protection.highlights import Highlight
from kb.protection.lexicon import fold, lexicon
from kb.protection.persons.groups import name_of
from kb.protection.persons.origins import FRENCH, origin_of, origins
from kb.protection.words import FEMALE_TITLES, MALE_TITLES, STREETS

# Where the gender is not known: names of both.
BOTH = (
    "Camille Dominique Sacha Charlie Lou Noa Claude Maé Gaby Jackie Kim Sam Dany Frédérique Pascale Mahé Vivian".split()
)
NICKNAMES_GIVEN = {
    "f": ("la Rêveuse", "la Discrète", "la Taiseuse", "la Lève-tôt", "la Musicienne", "la Pressée"),
    "m": ("le Rêveur", "le Discret", "le Taiseux", "le Lève-tôt", "le Musicien", "le Pressé"),
}
LETTERS = "BCDFGHJKLMNPRSTVWZ"

FIXED = {
    "phone": "[numéro retiré]",
    "email": "[adresse électronique retirée]",
    "nir": "[numéro de sécurité sociale retiré]",
}
FEMININE_PLACES = {
    "ecole": "une école", "maternelle": "une école maternelle", "creche": "une crèche", "clinique": "une clinique",
    "residence": "une résidence", "maison": "une maison d’accueil", "mediatheque": "une médiathèque",
    "bibliotheque": "une bibliothèque", "mosquee": "une mosquée", "eglise": "une église", "universite": "une université",
    "fac": "une université", "prison": "une prison", "association": "une association", "fondation": "une fondation",
    "pharmacie": "une pharmacie", "boulangerie": "une boulangerie", "epicerie": "une épicerie", "mjc": "une maison de quartier",
    "pmi": "une PMI", "maternite": "une maternité", "piscine": "une piscine", "unite": "une unité de soins", "halte-garderie": "une halte-garderie",
}  # fmt: skip
MASCULINE_PLACES = {
    "college": "un collège", "lycee": "un lycée", "internat": "un internat", "hopital": "un hôpital", "hotel": "un hôtel",
    "foyer": "un foyer", "centre": "un centre", "csapa": "un CSAPA", "caarud": "un CAARUD", "chrs": "un CHRS", "gymnase": "un gymnase",
    "stade": "un stade", "theatre": "un théâtre", "cafe": "un café", "bar": "un bar", "restaurant": "un restaurant",
    "ehpad": "un EHPAD", "itep": "un ITEP", "ime": "un IME", "squat": "un squat", "institut": "un institut", "club": "un club",
    "ch": "un hôpital", "chu": "un hôpital", "chi": "un hôpital", "cada": "un CADA", "cmp": "un CMP", "service": "un service",
}  # fmt: skip
MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
SEASONS = ("pendant l’hiver", "au printemps", "à l’été", "à l’automne")
FLOOR = re.compile(r"étage|bât|esc|porte|appt?|hall", re.IGNORECASE)
VEHICLE = re.compile(r"(?:plaque|immatricul\w*|numéro|relevée?)[^.\n]{0,30}$", re.IGNORECASE)
BAND = 5  # years of birth in one band


@dataclass
class FreeNames:
    """The names that a text leaves free: those of its words, and those given so far, are not."""

    present: frozenset[str]
    given: set[str] = field(default_factory=set)
    numbered: int = 0

    def free(self, name: str) -> bool:
        """Whether nobody in the text has it, nor is called so already."""
        return fold(name) not in self.given and re.findall(r"[^\W\d_]+", fold(name))[-1] not in self.present


def proposals(text: str, highlights: Sequence[Highlight]) -> dict[str, str]:
    """One proposal for each group of `highlights`, no two persons sharing a name."""
    names = FreeNames(frozenset(re.findall(r"[^\W\d_]+", fold(text))))
    chosen: dict[str, str] = {}
    for one in highlights:
        if one.group not in chosen:
            chosen[one.group] = _propose(one, text, names)
            names.given.add(fold(chosen[one.group]))
    return chosen


def _propose(highlight: Highlight, text: str, names: FreeNames) -> str:
    """What could stand in place of a highlight of `text`; for a person, one of the names that are free."""
    if highlight.kind == "person":
        return _pseudonym(highlight, names)
    if highlight.kind == "address":
        street = any(word in STREETS for word in re.findall(r"[a-z]+", fold(highlight.text)))
        numbered = re.match(r"(?:(?:au|du|le|de|à|n°)\s?)?\d", highlight.text) or FLOOR.search(highlight.text)
        return (
            "un immeuble du quartier" if numbered and street else "une rue du quartier" if street else "un appartement"
        )
    if highlight.kind in FIXED:
        return FIXED[highlight.kind]
    if highlight.kind == "exact_date":
        return _season(highlight.text)
    if highlight.kind == "birth_date":
        return _band(highlight.text)
    if highlight.kind == "establishment":
        head = fold(highlight.text.split()[0])
        return FEMININE_PLACES.get(head) or MASCULINE_PLACES.get(head) or "un établissement"
    if highlight.kind == "plate":
        before = text[max(0, highlight.start - 40) : highlight.start]
        return "[plaque retirée]" if VEHICLE.search(before) else "une voiture"
    if re.search(r"enfants|frères|sœurs|jumel|jumeaux|triplé", highlight.text):
        return "une famille nombreuse"
    return (
        "quelqu’un du quartier" if highlight.text[:2].lower() in ("le", "la", "l’", "l'", "un") else "[détail retiré]"
    )


def _pseudonym(highlight: Highlight, names: FreeNames) -> str:
    words = re.split(r"[\s.'’]+", fold(highlight.text))
    if words[0] in ("le", "la", "l") and len(words) == 2 and words[1] not in lexicon().first_names:
        return _pick(NICKNAMES_GIVEN["f" if words[0] == "la" else "m"], highlight.group, names, "")
    name = highlight.group.partition(":")[2].split("-")
    titled = name_of(highlight.text).titled
    unsure = (
        ("strict", "rare") if titled else ("strict",)
    )  # after « Mme », a surname is likelier than a rare first name
    known = [
        first for first in (lexicon().first_names.get(word) for word in name) if first and first.level not in unsure
    ]
    gender = _gender(words) or (known[0].gender if known else "x")
    if (not known and titled) or all(len(word) == 1 for word in name):
        letters = tuple(f"{letter}." for letter in LETTERS)
        return _pick(letters, highlight.group, names, name[0][:1])
    spare = origins().names[FRENCH, gender] if gender != "x" else ()
    return _pick(_pool(name[0], gender), highlight.group, names, name[0][:1], spare)


def _pool(name: str, gender: str) -> Sequence[str]:
    """Names of the same origin and gender; where the list does not say the gender, how the name ends does."""
    origin = origin_of(name)
    if gender == "x" and origin == FRENCH:
        return BOTH
    if gender == "x":
        gender = "f" if name.endswith(("a", "e", "i", "ata", "ou")) and name not in lexicon().surnames else "m"
    return origins().names[origin, gender]


def _gender(words: Sequence[str]) -> str:
    if words[0] in FEMALE_TITLES:
        return "f"
    return "m" if words[0] in MALE_TITLES and "et" not in words else ""


def _pick(pool: Sequence[str], group: str, names: FreeNames, initial: str, spare: Sequence[str] = ()) -> str:
    """One of `pool`, then of `spare`, chosen by the group's name: a free one, not of that initial."""
    start = int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big")
    turned = (pool[(start + at) % len(pool)] for at in range(len(pool)))
    for one in itertools.chain(turned, spare):
        if names.free(one) and (not initial or fold(one)[0] != fold(initial)):
            return one
    # More people than names: they are counted.
    names.numbered += 1
    return f"Personne {names.numbered}"


def _season(date: str) -> str:
    month, year = _month(date), _year(date)
    if month is None:
        return "à cette période"
    season = SEASONS[month % 12 // 3]
    return f"{season} {year}" if year else season


def _band(date: str) -> str:
    year = _year(date)
    if year is None:
        return "il y a quelques années"
    first = year - year % BAND
    return f"entre {first} et {first + BAND - 1}"


def _month(date: str) -> int | None:
    """Month of a date as written, 1 to 12."""
    folded = fold(date)
    for number, name in enumerate(MONTHS, 1):
        if name in folded or (name == "fevr" and "fev" in folded):
            return number
    numbers = re.findall(r"\d+", date)
    at = 1 if len(numbers) > 1 else None
    return int(numbers[at]) if at and 1 <= int(numbers[at]) <= 12 else None


def _year(date: str) -> int | None:
    """Year of a date as written; two digits are of this century up to 30."""
    full = re.search(r"(?:19|20)\d{2}", date)
    if full:
        return int(full[0])
    numbers = re.findall(r"\d+", date)
    written = any(name in fold(date) for name in MONTHS)
    if len(numbers) == 3 or (written and len(numbers) == 2 and len(numbers[1]) == 2):
        short = int(numbers[-1][-2:])
        return 2000 + short if short <= 30 else 1900 + short
    return None
