"""What a question about a person asks of a service: age, gender, publics, territory, moment, needs, each with its words."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kb.directory.places import territories_named
from kb.directory.words import found, plain
from kb.records.kinds.service_lists import directory_lists, service_needs
from kb.vocabulary import Vocabulary

Gender = Literal["", "f", "m"]
Ages = tuple[int, int]
OLDEST: Final = 120
Note = Callable[[str, tuple[int, int]], None]
MINOR: Final = 17


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody wants to be taken in: at night, now, or between two minutes of some days of the week (0: Monday)."""

    kind: Literal["night", "now", "week"]
    days: tuple[int, ...] = ()
    start: int = 0
    end: int = 24 * 60

    @property
    def code(self) -> str:
        """How an address says it: « nuit », « maintenant », « 5-6@1080-1440 »."""
        if self.kind != "week":
            return {"night": "nuit", "now": "maintenant"}[self.kind]
        return f"{'-'.join(map(str, self.days))}@{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a service. `words` gives, for each fact, the words of the question that told it.

    `hints` are needs that the question may speak of without asking: « fume du crack » in one about a shower.
    """

    question: str = ""
    ages: Ages | None = None
    gender: Gender = ""
    publics: tuple[str, ...] = ()
    territory: str = ""
    moment: Moment | None = None
    needs: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether the question tells no fact at all."""
        return not (self.ages or self.gender or self.publics or self.territory or self.moment or self.needs)

    def without(self, *facts: str) -> "Asked":
        """The same without some facts, by the names of FACTS; « need:… » and « public:… » take out one of several."""
        kept = self
        for fact in facts:
            name, _, code = fact.partition(":")
            if name in ("need", "public") and code:
                plural = f"{name}s"
                left = tuple(one for one in getattr(kept, plural) if one != code)
                kept = replace(kept, needs=left) if name == "need" else replace(kept, publics=left)
            elif name in FACTS:
                kept = replace(kept, **{FACTS[name][0]: FACTS[name][1]})  # type: ignore[arg-type]
        return kept


# The facts as addresses name them: the field, and its value when nothing was asked.
FACTS: Final[Mapping[str, tuple[str, object]]] = {
    "age": ("ages", None), "gender": ("gender", ""), "public": ("publics", ()), "territory": ("territory", ""),
    "moment": ("moment", None), "need": ("needs", ()),
}  # fmt: skip

_AGE: Final = re.compile(
    r"(?:entre\s+)?\b(?P<from>\d{1,2})\s*(?:-|a|et|ou)\s*(?P<to>\d{1,2})\s*ans\b|"
    r"\b(?:moins de|jusqu'a)\s+(?P<under>\d{1,2})\s*ans\b|\b(?:plus de|a partir de)\s+(?P<over>\d{1,2})\s*ans\b|"
    r"\b(?:de\s+)?(?P<age>\d{1,3})\s*(?:ans|piges)\b|\b(?P<months>\d{1,2})\s*(?:mois|semaines)\b(?=[^.]*\b(?:bebe|nourrisson))"
)
_NUMBERS: Final = {word: number for number, word in enumerate(
    ["", "", "", "", "", "", "", "", "", "", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept",
     "dix-huit", "dix-neuf", "vingt"]) if word}  # fmt: skip
_IN_WORDS: Final = re.compile(rf"\b(?P<age>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?:\s+|-)ans\b")
# Words that tell an age without a number, as ages from–to.
_AGE_WORDS: Final[tuple[tuple[str, Ages], ...]] = (
    (r"\b(?:majeure?s?)\b", (18, OLDEST)),
    (r"\bmineure?s?\b", (0, MINOR)),
    (r"\b(?:ado|ados|adolescente?s?)\b", (12, MINOR)),
    (r"\bcollegien(?:ne)?s?\b", (11, 15)),
    (r"\blyceen(?:ne)?s?\b", (15, 18)),
    (r"\b(?:enfants?|gamine?s?|petite?s? (?:garcon|fille)s?)\b(?=[^.]*\b(?:de \d|qui|dort)\b)", (0, MINOR)),
    (r"\b(?:retraitee?s?|personnes? agees?|vieux monsieur|vieille dame|vieil homme)\b", (60, OLDEST)),
)
_FEMALE: Final = re.compile(
    r"\b(?:femmes?|filles?|meres?|maman|mamans|dame|dames|jeune fille|meuf|adolescentes?|copine|elle|elles|enceintes?|"
    r"lyceennes?|collegiennes?|une mineure|une jeune|une usagere|usageres|veuve|etudiante)\b"
)
_MALE: Final = re.compile(
    r"\b(?:hommes?|garcons?|monsieur|peres?|papa|mec|gars|un ado|il|ils|un adolescent|un jeune|un mineur|un collegien|"
    r"un lyceen|un usager|un sortant|un majeur|un type)\b"
)
# A person spoken of beside the one who is looked after.
_OTHERS: Final = re.compile(
    r"\b(?:son|ses|leurs?|mes|mon|ma|sa|de la|du|des)\s+(?:mere|pere|parents?|conjoint|mari|ex|copain|fils|fille|enfants?|"
    r"beau-pere|belle-mere)\b|\bviolences? d'un homme\b"
)
_PUBLICS: Final[Mapping[str, tuple[str, ...]]] = {
    "femmes-enceintes": ("enceinte*", "femme* enceinte*", "grossesse", "jeune* mere*", "vient d'accoucher"),
    "jeunes-filles": ("jeune* fille*", "jeune* femme*", "adolescente*"),
    "femmes": ("femme*", "femme* isolee*"),
    "couples": ("en couple", "couple", "un couple", "et son copain", "et sa copine", "et son compagnon"),
    "familles": ("famille*", "avec enfant*", "avec ses enfants", "avec son enfant", "avec deux enfants",
                 "avec trois enfants", "avec un bebe", "avec son bebe", "mere* avec", "pere* avec", "parents avec"),
    "parents": ("parent", "parents", "pere", "mere", "papa", "maman"),
    "personnes-sans-abri": ("sdf", "sans abri", "a la rue", "sans domicile", "dort dehors", "dorment dehors", "vit dehors",
                            "vivent dehors", "dort dans la rue", "dort dans *", "squat*", "sans logement", "sans hebergement"),
    "usagers-de-crack": ("crack", "crackeur*", "crackeuse*", "galette*", "caillou*", "modou*"),
    "usagers-de-drogues": ("usager* de drogue*", "usagere* de drogue*", "usager* de crack", "drogue", "drogues", "toxico*",
                           "heroine", "cocaine", "coke", "injecte*", "shoot*", "consommateur*", "consomme*", "methadone",
                           "subutex", "skenan", "opiaces", "crack", "galette*", "cannabis", "shit", "joint*", "fume",
                           "protoxyde", "proto", "chemsex", "alcoolique*", "alcool", "boit"),
    "victimes-de-violences": ("victime*", "violence*", "battue*", "frappe*", "violee*", "agresse*", "emprise"),
    "travailleuses-du-sexe": ("prostitu*", "travailleuse* du sexe", "tapin*", "michet*", "escort*"),
    "personnes-lgbt": ("lgbt*", "gay*", "lesbienne*", "trans", "transgenre*", "homosexuel*", "homophob*"),
    "sortants-de-detention": ("sortant* de prison", "sort de prison", "sortant de detention", "sortie de prison", "sortant*",
                              "libere*", "sort de detention", "sort de fleury", "sort de fresnes", "liberation"),
    "personnes-en-situation-juridique-specifique": ("sous main de justice", "suivi par la pjj", "suivie par la pjj", "pjj",
                                                    "condamne*", "mis en examen", "spip", "bracelet", "detenu*", "prison"),
    "mineurs-isoles": ("mineur* isole*", "mineure* isolee*", "mineur* non accompagne*", "mna", "jeune isole etranger"),
    "personnes-exilees": ("exile*", "migrant*", "refugie*", "demandeur* d'asile", "demandeuse* d'asile", "sans papiers",
                          "sans-papiers", "etranger*", "etrangere*", "primo-arrivant*", "mna"),
    "personnes-en-situation-de-handicap": ("handicap*", "fauteuil roulant", "sourd*", "aveugle*", "rqth", "aah"),
    "souffrance-psychique": ("schizophr*", "delir*", "suicid*", "depress*", "psychotique*", "bipolaire*",
                             "souffrance psychique", "entend des voix", "scarifi*", "angoiss*"),
    "etudiants": ("etudiant*", "etudiante*", "fac", "universite"),
    "demandeurs-emploi": ("chomeur*", "chomage", "demandeur* d'emploi", "sans emploi"),
    "entourage": ("entourage", "proche*", "mon fils", "ma fille", "son fils", "leur fils", "leur fille",
                  "parents d'un jeune", "mere d'un", "pere d'un", "parents d'un*"),
    "habitants": ("riverain*", "voisin*", "habitants", "gardien*"),
    "professionnels": ("professionnel*", "collegue*", "mon equipe", "notre equipe", "equipe educative", "former des"),
}  # fmt: skip
_NIGHT: Final = re.compile(r"\b(?:la nuit|de nuit|cette nuit|nuit|nocturne|apres minuit|a minuit|22h|23h|2h du matin)\b")
_NOW: Final = re.compile(r"\b(?:maintenant|tout de suite|immediatement|la tout de suite|ouvert en ce moment|a cette heure)\b")
_TONIGHT: Final = re.compile(r"\bce soir\b")
_EVENING: Final = re.compile(r"\b(?:le soir|en soiree|soiree|apres 18\s?h|apres 19\s?h|apres le travail|apres les cours)\b")
_WEEKEND: Final = re.compile(r"\b(?:le |les |du )?week-?ends?\b")
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY: Final = re.compile(rf"\b(?P<day>{'|'.join(_DAYS)})s?\b(?:\s+(?P<part>matin|apres-midi|soir))?")
_EVENING_HOURS: Final = (18 * 60, 22 * 60)
_PARTS: Final = {"matin": (8 * 60, 12 * 60), "apres-midi": (13 * 60, 18 * 60), "soir": _EVENING_HOURS}


def read_question(question: str, vocabulary: Vocabulary) -> Asked:
    """What a question asks, as far as its words tell it; nothing is guessed from its meaning."""
    text, words = plain(question), dict[str, str]()

    def note(fact: str, span: tuple[int, int]) -> None:
        words.setdefault(fact, " ".join(question[slice(*span)].split()))

    places = territories_named(question, vocabulary)
    for one in places:
        note("territory", (one.start, one.end))
    territory = places[0].code if places else ""
    ages = _ages(text, note)
    gender = _gender(text, note)
    moment = _moment(text, note)
    needs, hints = _needs(text, "words", note), _needs(text, "weak", lambda fact, span: None)
    if not needs:
        needs, hints = _needs(text, "weak", note), ()
    publics = _publics(text, gender, note)
    hints = tuple(one for one in hints if one not in needs)
    return Asked(question, ages, gender, publics, territory, moment, needs, hints, words)


def _ages(text: str, note: Note) -> Ages | None:
    if match := _AGE.search(text):
        note("age", match.span())
        if match["from"]:
            return int(match["from"]), int(match["to"])
        if match["under"]:
            return 0, int(match["under"]) - 1
        if match["over"]:
            return int(match["over"]), OLDEST
        if match["months"]:
            return 0, 0
        return int(match["age"]), int(match["age"])
    if match := _IN_WORDS.search(text):
        note("age", match.span())
        return _NUMBERS[match["age"]], _NUMBERS[match["age"]]
    for pattern, ages in _AGE_WORDS:
        if match := re.search(pattern, text):
            note("age", match.span())
            return ages
    return None


def _gender(text: str, note: Note) -> Gender:
    alone = _OTHERS.sub(lambda other: " " * len(other[0]), text)
    female, male = _FEMALE.search(alone), _MALE.search(alone)
    if female and (not male or female.start() < male.start()):
        note("gender", female.span())
        return "f"
    if male:
        note("gender", male.span())
        return "m"
    return ""


def _publics(text: str, gender: Gender, note: Note) -> tuple[str, ...]:
    out = []
    for code, phrases in _PUBLICS.items():
        if (span := found(text, phrases)) and not (code in ("femmes", "jeunes-filles") and gender != "f"):
            note(f"public:{code}", span)
            out.append(code)
    return tuple(out)


def _moment(text: str, note: Note) -> Moment | None:
    if match := _NIGHT.search(text):
        note("moment", match.span())
        return Moment("night")
    if match := _NOW.search(text):
        note("moment", match.span())
        return Moment("now")
    if match := _TONIGHT.search(text):
        note("moment", match.span())
        return Moment("week", (-1,), *_EVENING_HOURS)
    if match := _WEEKEND.search(text):
        note("moment", match.span())
        return Moment("week", (5, 6))
    if match := _WEEKDAY.search(text):
        note("moment", match.span())
        return Moment("week", (_DAYS.index(match["day"]),), *_PARTS.get(match["part"] or "", (0, 24 * 60)))
    if match := _EVENING.search(text):
        note("moment", match.span())
        return Moment("week", (0, 1, 2, 3, 4), *_EVENING_HOURS)
    return None


def _needs(text: str, kind: str, note: Note) -> tuple[str, ...]:
    out = []
    for code, need in service_needs().items():
        if span := found(text, [str(one) for one in need.get(kind, ())]):
            note(f"need:{code}", span)
            out.append(code)
    return tuple(out)


def moment_of(code: str) -> Moment | None:
    """The moment that an address says, None for one that is none."""
    if code in ("nuit", "maintenant"):
        return Moment("night" if code == "nuit" else "now")
    match = re.fullmatch(r"(-1|[0-6](?:-[0-6]){0,6})@(\d{1,4})-(\d{1,4})", code)
    if not match:
        return None
    days = (-1,) if match[1] == "-1" else tuple(map(int, match[1].split("-")))
    return Moment("week", days, min(int(match[2]), 1440), min(int(match[3]), 1440))


def said(asked: Asked, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """(fact, French) of each fact asked, as chips show it; the fact is what `without` takes."""
    lists = directory_lists()
    out = []
    if asked.ages:
        out.append(("age", _said_ages(asked.ages)))
    if asked.gender:
        out.append(("gender", {"f": "Femme", "m": "Homme"}[asked.gender]))
    if asked.territory:
        out.append(("territory", vocabulary.label("territories", asked.territory)))
    if asked.moment:
        out.append(("moment", said_moment(asked.moment)))
    out += [(f"need:{code}", str(service_needs()[code]["label"])) for code in asked.needs]
    out += [(f"public:{code}", lists["service_publics"][code]) for code in asked.publics if code not in ("femmes",)]
    return tuple(out)


def _said_ages(ages: Ages) -> str:
    first, last = ages
    if first == last:
        return f"{first} ans" if first else "Moins d’un an"
    if first == 0:
        return "Mineur" if last == MINOR else f"Moins de {last + 1} ans"
    if last == OLDEST:
        return "Majeur" if first == MINOR + 1 else f"{first} ans et plus"
    return f"{first} à {last} ans"


def said_moment(moment: Moment) -> str:
    """« La nuit », « Ouvert maintenant », « Le samedi soir »."""
    if moment.kind != "week":
        return {"night": "La nuit", "now": "Ouvert maintenant"}[moment.kind]
    part = next((name for name, hours in _PARTS.items() if hours == (moment.start, moment.end)), "")
    part = part.replace("apres", "après")
    if moment.days == (-1,):
        return "Ce soir"
    if moment.days == (5, 6):
        return "Le week-end"
    if len(moment.days) == 1:
        return f"Le {_DAYS[moment.days[0]]} {part}".strip()
    return "En soirée" if part == "soir" else ", ".join(_DAYS[day] for day in moment.days)


def weekday_dates(moment: Moment, today: datetime.date) -> tuple[datetime.date, ...]:
    """The next days of a moment of the week, from today on."""
    if moment.days == (-1,):
        return (today,)
    return tuple(one for one in (today + datetime.timedelta(days=n) for n in range(7)) if one.weekday() in moment.days)
