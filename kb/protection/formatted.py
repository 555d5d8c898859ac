"""What has a form of its own: phone numbers, e-mail addresses, social security numbers, number plates.

Every repetition in these patterns is bounded, so that hostile text costs time in proportion to its length.
"""

import re
from collections.abc import Iterator

from kb.protection.spans import FoundSpan
from kb.protection.words import NO_LOWER_PLATE, NO_PLATE

_GAP = r"[ \t\n.,:\-/_*·•–—\u00a0\u202f\u2011]{0,3}"
_DIGITS = rf"(?:{_GAP}\d)"

PHONE = re.compile(
    rf"(?<![\d+])(?:\(?(?:\+\(?|00){_GAP}33\)?{_GAP}(?:\(0\)|0)?{_GAP}[1-79]|\(?(?<![A-Za-z])[0Oo]\)?{_GAP}[1-79]\)?|0[1-79]|33{_GAP}[67])"
    rf"(?:{_GAP}[\dOo]){{7}}{_DIGITS}(?!\d)"
    rf"|(?<![\w+])(?:\(?\+\(?|00){_GAP}(?!33)[1-9]\d{{0,2}}\)?{_DIGITS}{{7,11}}(?!\d)"
)
# A mobile number that lacks its end, or hides some of its pairs: « 06 12 34 56 », « 07 58 xx xx 12 ».
_PAIR = r"(?:\d\d|[xX*#?_.…•]{2})"
PARTIAL_PHONE = re.compile(
    rf"(?<![\d+.,/\-])0[67][ .\-/\u00a0\u202f](?:{_PAIR}[ .\-/\u00a0\u202f]?){{2,3}}{_PAIR}(?!\d)"
)
# A number without its zero, or one said in words, needs a word that announces it, or its zero said.
BARE_PHONE = re.compile(rf"(?<![\d.,/])(?:[1-79]{_DIGITS}{{8}}|\d\d(?:[ .\-/\u00a0\u202f]\d\d){{2,3}})(?!\d)")
PHONE_CUE = re.compile(
    r"\b(?:t[ée]l\w{0,7}|port(?:able)?|num(?:éro)?|mobile|appel\w{0,4}|rappel\w{0,4}|joindre|joignable|sms|whatsapp)\b[^\d\n]{0,30}$",
    re.I,
)
PHONE_AFTER = re.compile(
    r"[^\w\n]{0,4}(?:c’est|c'est|est|c’était|c'était)?[^\w\n]{0,3}(?:le|son|mon)? ?num[ée]ro\b", re.I
)
_NUMERAL = (
    r"(?:z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    r"|quarante|cinquante|soixante|et)"
)
SPOKEN_PHONE = re.compile(
    r"\b(?:z[ée]ro|0)[ ,-]{0,2}(?:un|deux|trois|quatre|cinq|six|sept|neuf|[1-79])\b"
    rf"(?:[ ,\-]{{1,2}}(?:{_NUMERAL}|\d\d?)\b){{4,14}}",
    re.I,
)
# A number said in words without its zero: many numerals in a row, one of them « zéro », or a word that announces them.
SPOKEN_ROW = re.compile(
    rf"\b(?:six|sept|un|deux|trois|quatre|cinq|neuf)(?:[ ,.\-]{{1,3}}(?:z[ée]ro|{_NUMERAL}|dix-?(?:sept|huit|neuf)|\d\d?)\b){{5,17}}",
    re.I,
)
DATE_LIKE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2}\b")

_AT = r"(?:@|[\[({<] ?(?:at|arr?obas?e?|a|@) ?[\])}>]| (?:arr?obas?e?|at) )"
_DOT = r"(?: ?\. ?(?=[a-z\d])| ?[\[({] ?(?:dot|point|\.) ?[\])}] ?| (?:point|dot) )"
_JOIN = r"(?: (?:point|dot|tiret(?: du (?:bas|six|6))?|underscore) | ?[\[({](?:dot|point)[\])}] ?)"
EMAIL = re.compile(
    rf"(?<![\w.+\-])(?:[\w+\-]{{1,30}}(?:{_JOIN}| \. )){{0,4}}[\w.+\-]{{1,64}}[ ]?{_AT}[ ]?[\w\-]{{1,63}}"
    rf"(?:(?:{_DOT}|{_JOIN})[\w\-]{{1,63}}){{1,5}}",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{1,29}(?<!\.)")
# A name on a social network without its sign: « son snap : kev_93 ».
SAID_HANDLE = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|facebook|fb|discord|telegram|pseudo)\b[ \u00a0]?(?::|c’est|c'est|=)[ \u00a0]?"
    r"((?=[\w.]{0,29}[\d_.])[a-z_][\w.]{2,29})(?<!\.)",
    re.I,
)

_GAP = r"[ \t.\-/_\u00a0\u202f\u2011]{0,3}"
_D = rf"{_GAP}\d"
NIR = re.compile(
    rf"(?<![\d.,])[1-478]{_D}{_D}{_GAP}(?:0{_D}|1{_GAP}[0-2]|[2-9]{_D}){_GAP}(?:2{_GAP}[ABab]|\d{_D}){_D * 6}"
    rf"(?:{_GAP}[(/]?{_D}{_D}\)?)?(?!\d)"
)

# One that lacks digits or hides some, or whose key is said: a word has to announce it.
SAID_NIR = re.compile(
    r"\b(?:nir|n°? ?ss|s[ée]cu(?:rit[ée] sociale)?|num[ée]ro de s[ée]cu|immatriculation sociale)\b[^\d\n]{0,25}([12](?:[ .\-/]?[\dxX*?]){7,20})(?!\d)",
    re.I,
)

_LETTERS = "A-HJ-NP-TV-Z"
_BETWEEN = r"[ \-.·/\u2011\u00a0]{0,3}"
PLATE = re.compile(
    rf"(?<![\w\-])([{_LETTERS}]{{2}})({_BETWEEN})(\d{{3}})({_BETWEEN})([{_LETTERS}]{{2}})(?![\w\-])", re.IGNORECASE
)
SPELLED_PLATE = re.compile(
    r"(?<![\w\-])[A-Z][ \-.]{1,3}[A-Z](?:[ \-.]{1,3}\d){3}[ \-.]{1,3}[A-Z][ \-.]{1,3}[A-Z](?![\w\-])"
)
OLD_PLATE = re.compile(
    rf"(?<![\w\-])(\d{{2,4}}){_BETWEEN}([A-HJ-NP-TV-Z]{{2,3}}){_BETWEEN}(\d{{2}}|2[AB]|97[1-6])(?![\w\-])",
    re.IGNORECASE,
)
PLATE_CUE = re.compile(
    r"(?:plaqu|immat|véhicule|voiture|scooter|camion|fourgon|moto|berline|caisse|bagnole|utilitaire|taxi|break|monospace|4x4|clio|twingo|kangoo"
    r"|mégane|megane|scénic|scenic|renault|peugeot|citro[ëe]n|dacia|duster|audi|bmw|golf|polo|volkswagen|mercedes|opel|corsa|ford|fiesta|fiat|panda"
    r"|toyota|yaris|nissan|trafic|berlingo|partner|expert|jumpy|master|[234]08|20[678]|30[678]|c[2345]|t-?max|garée?|stationn|conduit|roule)[^.\n]{0,40}$",
    re.IGNORECASE,
)
PART_OF_PLATE = re.compile(
    r"\b(?:plaque|immat\w{0,12})\b[^.\n]{0,25}?[ :«]((?=[\w*?\-]{0,9}[A-Za-z])(?=[\w*?\-]{0,9}\d)[A-Za-z\d*?\-]{4,10})(?![\w\-])",
    re.IGNORECASE,
)


def phones(text: str) -> Iterator[FoundSpan]:
    """Phone numbers of persons; numbers in 08 and short numbers are services, and are left."""
    for match in PHONE.finditer(text):
        if not DATE_LIKE.match(match[0]):
            yield FoundSpan(
                match.start(), match.end(), "phone", "cette suite de chiffres a la forme d’un numéro de téléphone"
            )


def announced_phones(text: str) -> Iterator[FoundSpan]:
    """Phone numbers known by the words before, or written in letters."""
    for match in BARE_PHONE.finditer(text):
        announced = PHONE_CUE.search(text, max(0, match.start() - 50), match.start())
        if announced or PHONE_AFTER.match(text, match.end(), match.end() + 40):
            yield FoundSpan(match.start(), match.end(), "phone", "ces chiffres sont annoncés comme un numéro")
    for match in PARTIAL_PHONE.finditer(text):
        if not DATE_LIKE.match(match[0]):
            yield FoundSpan(match.start(), match.end(), "phone", "cela ressemble à un numéro de téléphone incomplet")
    for match in SPOKEN_PHONE.finditer(text):
        yield FoundSpan(match.start(), match.end(), "phone", "c’est un numéro de téléphone écrit en lettres")
    for match in SPOKEN_ROW.finditer(text):
        if re.search(r"z[ée]ro", match[0], re.I) or PHONE_CUE.search(text, max(0, match.start() - 50), match.start()):
            yield FoundSpan(match.start(), match.end(), "phone", "c’est un numéro de téléphone écrit en lettres")


def emails(text: str) -> Iterator[FoundSpan]:
    """E-mail addresses, « [at] » and « arobase » included."""
    for match in EMAIL.finditer(text):
        yield FoundSpan(match.start(), match.end(), "email", "c’est une adresse électronique")


def handles(text: str) -> Iterator[FoundSpan]:
    """Names on social networks, such as @lilou93."""
    for match in HANDLE.finditer(text):
        yield FoundSpan(match.start(), match.end(), "person", "c’est un nom d’utilisateur")
    for match in SAID_HANDLE.finditer(text):
        yield FoundSpan(match.start(1), match.end(1), "person", "c’est un nom d’utilisateur")


def social_numbers(text: str) -> Iterator[FoundSpan]:
    """Social security numbers of 13 or 15 digits, however they are spaced."""
    for match in NIR.finditer(text):
        yield FoundSpan(match.start(), match.end(), "nir", "cette suite a la forme d’un numéro de sécurité sociale")
    for match in SAID_NIR.finditer(text):
        yield FoundSpan(
            match.start(1), match.end(1), "nir", "ces chiffres sont annoncés comme un numéro de sécurité sociale"
        )


def plates(text: str) -> Iterator[FoundSpan]:
    """Number plates of the present kind (AB-123-CD) and of the one before 2009 (123 ABC 75), typed with care or not."""
    for match in PLATE.finditer(text):
        first, gap, _, other, last = match.groups()
        words = NO_PLATE if match[0].isupper() else NO_LOWER_PLATE
        plain = first.lower() in words or last.lower() in words
        even = (first + last).isupper() or (first + last).islower()
        if (even and not plain) or (gap == other == "-") or _announced(text, match.start()):
            yield FoundSpan(match.start(), match.end(), "plate", "cela a la forme d’une plaque d’immatriculation")
    for match in SPELLED_PLATE.finditer(text):
        yield FoundSpan(match.start(), match.end(), "plate", "cela a la forme d’une plaque d’immatriculation")
    for match in OLD_PLATE.finditer(text):
        plain = match[2].lower() in NO_PLATE or not match[2].isupper()
        if not plain or _announced(text, match.start()):
            yield FoundSpan(match.start(), match.end(), "plate", "cela a la forme d’une ancienne plaque")
    for match in PART_OF_PLATE.finditer(text):
        yield FoundSpan(match.start(1), match.end(1), "plate", "ces signes sont annoncés comme une plaque")


def _announced(text: str, start: int) -> bool:
    return PLATE_CUE.search(text, max(0, start - 60), start) is not None
