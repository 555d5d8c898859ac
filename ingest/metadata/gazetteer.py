"""The territories that a French text names: arrondissements of Paris, communes and départements of its region."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ingest.french.folding import unaccented

# INSEE codes of the départements of Île-de-France, with the names that texts give them.
DEPARTMENTS: Mapping[str, tuple[str, ...]] = {
    "75": (),  # « Paris » is looked for apart: the word stands in half of the names of this field
    "77": ("Seine-et-Marne",),
    "78": ("Yvelines",),
    "91": ("Essonne",),
    "92": ("Hauts-de-Seine",),
    "93": ("Seine-Saint-Denis",),
    "94": ("Val-de-Marne",),
    "95": ("Val-d'Oise",),
}
# What people of the region call some communes; a name shared with another well-known town is left out.
SHORT_NAMES: Mapping[str, str] = {
    "Asnières": "92004", "Issy": "92040", "Levallois": "92044", "Aulnay": "93005", "Aulnay-ss-Bois": "93005",
    "Épinay": "93031", "Montreuil-sous-Bois": "93048", "Rosny": "93064", "La Plaine Saint-Denis": "93066",
    "Plaine Saint-Denis": "93066", "Champigny": "94017", "Ivry": "94041", "Vitry": "94081", "Kremlin-Bicêtre": "94043",
    "Pré-Saint-Gervais": "93061", "Blanc-Mesnil": "93007",
}  # fmt: skip
# Before a name, these make it the name of a street, a gate or a person.
_STREET = re.compile(
    r"(?i)(?:\b(?:rues?|avenues?|av\.?|boulevards?|bld\.?|bd\.?|places?|portes?|quais?|chemins?|impasse|passages?|routes?|"
    r"all[ée]es?|squares?|ponts?|villa|cours|faubourg|fbg|sentiers?|voie|esplanade|rond-point|bois|canal|m[ée]tro|station|"
    r"arr[êe]t|h[ôo]pital|clinique|lyc[ée]e|coll[èe]ge|[ée]glise|foyer|r[ée]sidence|fort|ch[âa]teau)"
    r"(?:\s+(?:de\s+la|de\s+l['’]|de|du|des|d['’])|\s+d['’])?[\s-]*"
    r"|\b(?:m\.|mm\.|mmes?|mlles?|dr|pr|docteur|professeur|madame|monsieur|ma[îi]tre|[A-Z]\.)\s+)$"
)
_TOWN_ELSEWHERE = re.compile(
    r"[-\s](?:sur|sous|les|en|de|a)[-\s](?:la\s+|l')?(?:Mer|Reunion|Lys|Avre|Isle|Ille|Juine)\b|-[A-Za-z]", re.I
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_WORDS = (
    "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme "
    "treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme"
)
_ORDINALS = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_ORDINAL = (
    rf"(?:\d{{1,2}}(?:\s?(?:er|ieme|eme|e|°))?|[IVX]{{1,5}}(?:\s?(?:er|eme|e))?|{'|'.join(reversed(_ORDINALS))})(?!\w)"
)
# Bounded, and with one way only to match each blank: a page of figures must not cost more than its length.
_LISTED = (
    rf"{_ORDINAL}(?:\s*(?:,(?:\s*et\b)?|\bet\b|\bou\b|/|-|\ba\b|\bau\b|&)\s*"
    rf"(?:(?:le|du|les|des|dans\s+le)\s+)?{_ORDINAL}){{0,19}}"
)
_ARRONDISSEMENTS = re.compile(
    rf"(?<![\w.,/-])(?P<list>{_LISTED})\s*(?:arrondissements?\b|arrts?\b\.?|arr\.|ardts?\b\.?)"
    r"(?:\s+(?:de|a)\s+(?P<town>Paris|Lyon|Marseille)\b)?",
    re.I,
)
_NOT_A_DATE = r"(?!\s*(?:janv|fevr|mars|avril|mai|juin|juil|aout|sept|oct|nov|dec|ans\b|h\b|\d|/|%|€))"
_PARIS_NUMBER = re.compile(rf"\bParis(?:[\s(-]{{1,2}}|\s?,\s?)(?P<list>{_ORDINAL})(?!\w){_NOT_A_DATE}")
_BARE_NUMBER = re.compile(
    r"\b(?:dans le|du|au|vers le)\s+(?P<list>\d{1,2}\s?(?:ieme|eme|e|er))(?=\s*(?:[.,;:)!?»]|$|et le \d))", re.M
)
_PARIS_POSTCODE = re.compile(r"(?<!\d)75\s?0(?P<list>[012]\d)(?!\d)")
_DEPARTMENT_NUMBER = re.compile(
    r"\b(?:[Ll]e|[Dd]u|[Aa]u)\s+(?P<code>75|77|78|9[1-5])(?![\w%€.,]?\w)"
    r"(?!\s*(?:%|€|\d|(?:ans|rue|avenue|bis|boulevard|personnes|jeunes)\b))"
)
_PARIS = re.compile(r"(?<![\w-])Paris(?![\w]|-[a-zà-ÿ])")
MOST = 20  # territories proposed for one text: beyond, the least named are left out


@dataclass(frozen=True)
class Gazetteer:
    """The names that are looked for, as one pattern over unaccented text, and the code of each."""

    pattern: re.Pattern[str]
    codes: Mapping[str, str]

    @classmethod
    def from_geojson(cls, path: Path) -> Self:
        """The gazetteer of a file of features with `code_insee`, `nom`, `variantes` and `type`."""
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        properties = [feature["properties"] for feature in features]
        names = {
            name: str(one["code_insee"])
            for one in properties
            if one["type"] != "arrondissement"
            for name in (one["nom"], *one["variantes"])
        }
        return cls.from_names(names)

    @classmethod
    def from_names(cls, names: Mapping[str, str]) -> Self:
        """The gazetteer of some communes, name → code, and of the départements."""
        known = set(names.values())
        every = {name: code for name, code in SHORT_NAMES.items() if code in known}
        every.update(names)
        every.update({name: code for code, others in DEPARTMENTS.items() for name in others})
        codes = {_key(name): code for name, code in every.items()}
        longest_first = sorted(every, key=lambda name: (-len(name), name))
        choices = "|".join(_form(name) for name in longest_first)
        return cls(re.compile(rf"(?:(?<![\w-])|(?<=\bParis-))(?:{choices})(?!\w)"), codes)

    def find(self, text: str) -> tuple[str, ...]:
        """Codes of the territories named, in order of first mention; the least named beyond MOST are left out."""
        plain = unaccented(text).replace("’", "'")
        found = sorted([*_paris(text, plain), *self._names(text, plain)])
        counts = Counter(code for _, code in found)
        kept = {code for code, _ in counts.most_common(MOST)}
        if any(code.startswith("751") for code in kept):
            kept.discard("75")
        return tuple(code for code in dict.fromkeys(code for _, code in found) if code in kept)

    def _names(self, text: str, plain: str) -> Iterator[tuple[int, str]]:
        for match in self.pattern.finditer(plain):
            before = plain[max(0, match.start() - 40) : match.start()]
            if _STREET.search(before) or _TOWN_ELSEWHERE.match(plain, match.end()):
                continue
            code = self.codes.get(_key(match.group()))
            if code:
                yield match.start(), code
        for match in _DEPARTMENT_NUMBER.finditer(text):
            yield match.start(), match["code"]


def _paris(text: str, plain: str) -> Iterator[tuple[int, str]]:
    """Places and codes of Paris and its arrondissements."""
    taken: list[tuple[int, int]] = []
    for pattern in (_ARRONDISSEMENTS, _PARIS_NUMBER, _PARIS_POSTCODE):
        for match in pattern.finditer(plain):
            taken.append(match.span())
            if match.groupdict().get("town") in {None, "Paris"}:
                yield from ((match.start(), code) for code in _numbered(match["list"]))
    if "Paris" in text:
        for match in _BARE_NUMBER.finditer(plain):
            yield from ((match.start(), code) for code in _numbered(match["list"]))
    for match in _PARIS.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        if not inside and not _STREET.search(text[max(0, match.start() - 40) : match.start()]):
            yield match.start(), "75"


def _numbered(listed: str) -> Iterable[str]:
    """Codes of the arrondissements in « 10e, 18e, et 19e »."""
    for word in re.findall(_ORDINAL, listed, re.I):
        digits = re.match(r"\d+", word)
        roman = re.match(r"[IVX]+", word)
        number = int(digits.group()) if digits else _roman(roman.group()) if roman else _ORDINALS.get(word.lower(), 0)
        if 1 <= number <= 20:
            yield f"751{number:02d}"


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _key(name: str) -> str:
    """One spelling for all those of a name: « ST DENIS », « Saint Denis » and « Saint-Denis » are the same."""
    folded = re.sub(r"[\s'-]+", " ", unaccented(name).replace("’", "'").lower()).strip()
    folded = re.sub(r"\bst\b\.?", "saint", re.sub(r"\bste\b\.?", "sainte", folded))
    folded = re.sub(r"\bs/s?\b", "sur", folded)
    return re.sub(r"^(?:le|la|les|l|du|des|au|aux) ", "", folded)


def _form(name: str) -> str:
    """A pattern for the spellings of a name over unaccented text; its words keep their capitals."""
    plain = unaccented(name).replace("’", "'")
    article = re.match(r"(Les|Le|La|L')[ ]?", plain)
    rest = plain[article.end() :] if article else plain
    words = [_word(word) for word in re.split(r"[\s-]+", rest)]
    body = r"[\s-]+".join(words)
    heads = {"Les": r"(?:[Ll]es|LES|[Dd]es|[Aa]ux|DES|AUX)\s+", "Le": r"(?:[Ll]e|LE|[Dd]u|[Aa]u|DU|AU)\s+",
             "La": r"(?:[Ll]a|LA)\s+", "L'": r"[Ll]'\s?"}  # fmt: skip
    return heads[article.group(1)] + body if article else body


def _word(word: str) -> str:
    if word in {"Saint", "Sainte"}:
        short = "St" if word == "Saint" else "Ste"
        return rf"(?:{word}|{word.upper()}|{short}\.?|{short.upper()}\.?)"
    if word in {"sur", "sous"}:
        return rf"(?:{word}|{word.upper()}|s/s?)"
    return word if word.upper() == word else f"(?:{re.escape(word)}|{re.escape(word.upper())})"
