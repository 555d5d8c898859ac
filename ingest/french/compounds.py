"""Which hyphens at the ends of lines belong to a French compound, and which only cut a word."""

import re
from collections.abc import Mapping

from ingest.french.french_words import words_of

_KEPT_BEFORE = words_of(
    """
    après arc arrière au auto avant bas beau belle bien bloc bon cela celle celles celles-là celui ceux ci co contre
    court croix c’est-à demi deux dix est eux ex extra faire grand gratte haut hors ici inter lui là mal mi mini moi
    moyen non nord nous nouveau ouest outre ouvre par peut plus porte post presque proche pré quasi quatre quelque
    quelques rendez sans savoir semi socio soi sous sud toi trans vice vis vous
    """
)
_KEPT_AFTER = words_of(
    """
    ci dedans dehors delà derrière dessous dessus devant dire elle elles en est faire il ils je la le les leur lui
    là midi moi même mêmes nous on ouest social sociale sociales sociaux t toi tu unes uns vis vivre vous y être
    """
)
_PAIRS = words_of(
    """
    aide-soignant aide-soignante après-midi arc-en-ciel au-delà au-dessous au-dessus au-devant avant-hier
    avant-propos beau-père belle-mère bien-être c'est-à-dire cela-même celle-ci celle-là celles-ci celles-là
    celui-ci celui-là ceux-ci ceux-là chef-lieu ci-après ci-contre ci-dessous ci-dessus ci-joint compte-rendu
    comptes-rendus c’est-à-dire demi-heure demi-journée demi-journées elle-même elles-mêmes entre-temps eux-mêmes
    ex-usager face-à-face grand-mère grand-père grands-parents hors-la-loi laissez-passer libre-service lui-même
    là-bas là-dessus là-haut là-même mal-être mi-chemin mi-parcours mi-temps mieux-être moi-même mot-clé
    médico-psychologique médico-social médico-sociale médico-sociaux non-dit non-dits non-lieu nord-est nord-ouest
    nous-mêmes outre-mer par-delà par-dessous par-dessus petit-déjeuner peut-être plus-value porte-parole
    quelques-unes quelques-uns rendez-vous sans-abri sans-papiers savoir-faire savoir-vivre savoir-être
    socio-éducatif socio-éducatifs socio-éducative soi-même sous-estimer sous-main sous-préfecture sous-préfet
    sous-sol sous-traitance sud-est sud-ouest toi-même tout-petits tête-à-tête va-et-vient vice-président
    vice-présidente vis-à-vis vous-même vous-mêmes week-end
    auto-entrepreneur auto-évaluation auto-support bas-côté beau-frère beaux-parents belle-famille belle-sœur
    chauffe-eau chez-soi contre-exemple contre-indication contre-indiqué contre-pouvoir court-circuit court-métrage
    est-ce expert-comptable faux-semblant fois-ci garde-corps garde-fou huit-clos jours-ci jusque-là lave-linge
    main-d mi-août mi-avril mi-décembre mi-février mi-hauteur mi-janvier mi-juillet mi-juin mi-mai mi-mandat mi-mars
    mi-novembre mi-octobre mi-saison mi-septembre mois-ci premier-né rond-point temps-ci tiers-lieu tiers-payant
    timbre-poste tire-bouchon tout-venant trop-plein volte-face
    """
)

# « dix-neuf », « quatre-vingt-dix », « soixante-cinquième ».
_TENS = words_of("dix vingt trente quarante cinquante soixante septante quatre octante nonante")
_UNITS = re.compile(
    r"(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|onze|douze|treize|quatorze|quinze|seize|dix|vingts?)$"
    r"|(?:un|deux|trois|quatr|cinqu|six|sept|huit|neuv|onz|douz|treiz|quatorz|quinz|seiz|dix|vingt)ièmes?$"
    r"|(?:dizaine|quinzaine|douzaine)s?$"
)
# First parts of compounds, with the tails that make another word of them, without a hyphen.
_OPENERS = {
    "après": "(?!)",
    "arrière": "(?!)",
    "avant": "ag",
    "demi": "(?!)",
    "ex": "(?!aequo|mari|femme|compagn|conjoint|usager|détenu)",
    "grand": "[ei]",
    "non": "chal|obst|ant|ag|ce|n",
    "sans": "[ck]ri",
    "sous": r"cri|tra(?:c|ir|it(?:es?|s)?$|y)|sign",
    "vice": "(?!)",
}
_SUBJECTS = words_of("il elle on ils elles")
_OBJECTS = words_of("le la les leur lui moi nous vous y en toi ce je tu")
_JOINTS = words_of("t à la le les et de en sous sur lès lez du des au aux d")
_LONE = words_of("voi ho de ce")  # « voilà », « delà »: what « là » ends without a hyphen


def keeps_hyphen(text: str, match: re.Match[str], seen: Mapping[str, int]) -> bool:
    """True when the hyphen between the two groups of the match, one at each side of a line end, belongs to the word.

    `seen` holds the words of the document, in lower case: one that it writes elsewhere tells how this one is written.
    """
    left, right = match.group(1).casefold(), match.group(2).casefold()
    if left[-1].isdigit() or right[0].isdigit():
        return True
    if match.group(2)[0].isupper():
        return not match.group(1).isupper() or (seen.get(left + right, 0) == 0 and len(left) < 4)
    if any(seen.get(pair, 0) or pair in _PAIRS for pair in _numbers(left, right)):
        return True
    if seen.get(left + right, 0):
        return False
    chained = text[max(0, match.start() - 1) : match.start()] == "-"  # « c’est-à-/dire », « va-t-/il »
    following = text[match.end() : match.end() + 1] == "-"
    return chained or (following and right in _JOINTS) or _is_compound(left, right)


def _numbers(left: str, right: str) -> set[str]:
    """The compound in the singular and in the plural, as far as the letter s tells it."""
    lefts, rights = {left, left.removesuffix("s"), left + "s"}, {right, right.removesuffix("s"), right + "s"}
    return {f"{one}-{other}" for one in lefts for other in rights}


def _is_compound(left: str, right: str) -> bool:
    """True for two parts that French writes with a hyphen, by their kind."""
    if right in _KEPT_AFTER and left in _KEPT_BEFORE:
        return True
    if (left in _TENS and _UNITS.match(right)) or (right == "là" and left not in _LONE):
        return True
    if left in _OPENERS and not re.match(_OPENERS[left], right):
        return True
    return _is_inverted(left, right)


def _is_inverted(left: str, right: str) -> bool:
    """True for a verb and the pronoun after it: « dort-il », « parlez-leur », « avons-nous »."""
    if right in _SUBJECTS:
        return left.endswith(("t", "d")) and len(left) > 2
    return right in _OBJECTS and len(left) > 2 and left.endswith(("ez", "ons"))
