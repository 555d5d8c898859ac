"""The words that tell, in a question, who somebody is and when they come: patterns over plain text (`words.plain`)."""

import re
from collections.abc import Mapping
from typing import Final

Ages = tuple[int, int]
OLDEST: Final = 120
MINOR: Final = 17
AGE: Final = re.compile(
    r"(?:entre\s+)?\b(?P<from>\d{1,2})\s*(?:-|a|et|ou)\s*(?P<to>\d{1,2})\s*ans\b|"
    r"\b(?:moins de|jusqu'a)\s+(?P<under>\d{1,2})\s*ans\b|\b(?:plus de|a partir de)\s+(?P<over>\d{1,2})\s*ans\b|"
    r"\b(?:de\s+)?(?P<age>\d{1,3})\s*(?:ans|piges)\b|\b(?P<months>\d{1,2})\s*(?:mois|semaines)\b(?=[^.]*\b(?:bebe|nourrisson))"
)
NUMBERS: Final = {word: number for number, word in enumerate(
    ["", "", "", "", "", "", "", "", "", "", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept",
     "dix-huit", "dix-neuf", "vingt"]) if word}  # fmt: skip
IN_WORDS: Final = re.compile(rf"\b(?P<age>{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?:\s+|-)ans\b")
# Words that tell an age without a number, as ages from–to.
AGE_WORDS: Final[tuple[tuple[str, Ages], ...]] = (
    (r"\b(?:majeure?s?)\b", (18, OLDEST)),
    (r"\bmineure?s?\b", (0, MINOR)),
    (r"\b(?:ado|ados|adolescente?s?)\b", (12, MINOR)),
    (r"\bcollegien(?:ne)?s?\b", (11, 15)),
    (r"\blyceen(?:ne)?s?\b", (15, 18)),
    (r"\b(?:enfants?|gamine?s?|petite?s? (?:garcon|fille)s?)\b(?=[^.]*\b(?:de \d|qui|dort)\b)", (0, MINOR)),
    (r"\b(?:retraitee?s?|personnes? agees?|vieux monsieur|vieille dame|vieil homme)\b", (60, OLDEST)),
)
FEMALE: Final = re.compile(
    r"\b(?:femmes?|filles?|meres?|maman|mamans|dame|dames|jeune fille|meuf|adolescentes?|copine|elle|elles|enceintes?|"
    r"lyceennes?|collegiennes?|une mineure|une jeune|une usagere|usageres|veuve|etudiante)\b"
)
MALE: Final = re.compile(
    r"\b(?:hommes?|garcons?|monsieur|peres?|papa|mec|gars|un ado|il|ils|un adolescent|un jeune|un mineur|un collegien|"
    r"un lyceen|un usager|un sortant|un majeur|un type)\b"
)
# A person spoken of beside the one who is looked after.
OTHERS: Final = re.compile(
    r"\b(?:son|ses|leurs?|mes|mon|ma|sa|de la|du|des)\s+(?:mere|pere|parents?|conjoint|mari|ex|copain|fils|fille|enfants?|"
    r"beau-pere|belle-mere)\b|\bviolences? d'un homme\b"
)
PUBLICS: Final[Mapping[str, tuple[str, ...]]] = {
    "femmes-enceintes": ("enceinte*", "femme* enceinte*", "jeune* mere*", "vient d'accoucher"),
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
    "mineurs-isoles": ("mineur* etranger*", "mineure* etrangere*", "mineur* seul*", "jeune etranger seul", "mineur* isole*", "mineure* isolee*", "mineur* non accompagne*", "mna", "jeune isole etranger"),
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
# What stands before a place that somebody leaves: « sortant de Fresnes ».
LEFT: Final = re.compile(
    r"\b(?:sort|sorti|sortie|sorte|sortant|sortante|libere|liberee|vient|venant|arrive|prison|arret) (?:de|d')\s?$"
)
NIGHT: Final = re.compile(r"\b(?:la nuit|de nuit|cette nuit|nuit|nocturne|apres minuit|a minuit|22h|23h|2h du matin)\b")
ALL_DAY: Final = re.compile(r"\b(?:jour et nuit|nuit et jour)\b")
NOW: Final = re.compile(
    r"\b(?:maintenant|tout de suite|immediatement|la tout de suite|ouvert en ce moment|a cette heure)\b"
)
TONIGHT: Final = re.compile(r"\bce soir\b")
EVENING: Final = re.compile(
    r"\b(?:le soir|en soiree|soiree|apres 18\s?h|apres 19\s?h|apres le travail|apres les cours)\b"
)
WEEKEND: Final = re.compile(r"\b(?:le |les |du )?week-?ends?\b")
DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAY: Final = re.compile(rf"\b(?P<day>{'|'.join(DAYS)})s?\b(?:\s+(?P<part>matin|apres-midi|soir))?")
EVENING_HOURS: Final = (18 * 60, 22 * 60)
PARTS: Final = {"matin": (8 * 60, 12 * 60), "apres-midi": (13 * 60, 18 * 60), "soir": EVENING_HOURS}
LOOKS: Final = re.compile(
    r"\b(?:qui peut|qui accueille|qui recoit|ou envoyer|ou orienter|ou dormir|ou trouver|vers qui)\b"
)
