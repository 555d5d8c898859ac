"""Rare combinations: what singles one person out by its facts together, even without a name."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.protection.lexicon import NameLexicon
from kb.protection.spans import FoundSpan
from kb.protection.tokens import Token

# A clause: what stands between two marks, where the facts of one person are told together.
CLAUSE = re.compile(r"[^.!?…\n;:,()«»–—]{12,400}")
SENTENCE = re.compile(r"[^.!?…\n]{1,600}[.!?…\n]?")
SHORTEST = 8  # characters worth a point
ENOUGH = 2  # signs of one clause that together point at somebody

ONE = (
    r"(?:\b(?:le|la|l[’']|les\s(?:deux|trois))\s?(?:seule?s?|uniques?|(?:premi|derni)(?:er|ère)s?(?=\s(?:[\w’'-]{2,20}\s){0,4}(?:à|de|du|dans|qui)\b)(?!\sfois)|plus\s(?:jeune|vieux|vieille|âgée?))\b"
    r"|\bseule?s?\s(?:à|de|du|dans|en)\b|\bqu[’']une?\sseule?\b|\bl[’']unique\b)"
)
CALLING = (
    r"\b(?:avocat|notaire|chirurgien|médecin|dentiste|pharmacien|vétérinaire|sage-femme|infirmi|pompier|gendarme|policier|militaire|légionnaire"
    r"|boulang|bouch|épici|pâtissi|coiffeu|fleuriste|libraire|garagiste|mécano|mécanicien|forain|pêcheu|marin|éleveu|berg|agricult|viticult"
    r"|apicult|bûcheron|menuisi|charpenti|maçon|forgeron|luthier|horlog|potier|tailleu|cordonni|facteu|cheminot|routi|chauffeu|pilote|grutier|docker"
    r"|mineur de fond|professeu|institut|directeu|directrice|maire|adjoint|député|préfet|juge|curé|prêtre|pasteur|imam|rabbin|moine|nonne|sacristain"
    r"|fossoyeu|croque-mort|violon|pianist|accordéonist|guitarist|batteu|chanteu|danseu|comédien|acteu|acrobat|clown|magicien|cirque|peintre|sculpteu"
    r"|photographe|journaliste|écrivain|champion|entraîneu|gardien(?:ne)? de but|footballeu|boxeu|judoka|jockey|cavali|haltérophile|marathonien|nageu|arbitre"
    r"|ingénieu|informaticien|architecte|géomètre|astronome|ambassad|consul|colonel|capitaine|général|adjudant|veilleu|concierge|buraliste|barman|cuisini|serveu"
    r"|sourci|guérisseu|marabout|dompteu|taxiderm|interprète|traduct|sapeu|douanier|vigile)\w{0,8}\b"
)
TURN = r"\b(?:devenue?s?|anciens?|anciennes?|ex-\w+|reconvertie?|autrefois|jadis|naguère|radiée?|révoquée?|destituée?|retraitée?|défroquée?)\b"
HARDSHIP = (
    r"\b(?:amput|greff|brûl|incend|naufrag|noy|noi|accident|attentat|fusill|pogrom|génocid|séisme|tremblement de terre|ouragan|explos|condamn|mise? en examen"
    r"|incarcér|évad|procès|meurtr|assassin|poignard|égorg|étrangl|pend(?:u|aison)|défenestr|suicid|overdose|électrocut|foudroy|enlev|enlèv|séquestr|violé|viol\b"
    r"|braqu|infanticid|parricid|rescap|survivant|orphelin|veuf|veuve|trisomi|coma|paralys|émasc|torture|déport|excis|dispar(?:u|ition)|tué|mort[es]?\b|décéd|chute)\w{0,10}"
)
BODY = (
    r"\b(?:borgne|aveugle|non-voyant|sourde?|muette?|albinos|naine?|géante?|bossue?|boiteu|unijambiste|manchot|fauteuil roulant|prothèse|œil|oreille"
    r"|jumeaux|jumelles|triplé|quadruplé|quintuplé|siamois|bègue|transgenre|trans\b|hermaphrodit|tatou)\w{0,6}|\b(?:main|bras|jambe)\b"
)
TRAVEL = (
    r"\b(?:arrivée?s?|venue?s?|échouée?s?|cachée?s?|traversé|débarquée?s?|passée?s? par|évadée?s?|fui|clandestin|zodiac|camion|conteneur|container|soute|à pied|à la nage"
    r"|recueillie?|adoptée?s?|trouvée?)\b"
)
FAME = (
    r"\b(?:presse|journa(?:l|ux)|télé|télévision|reportage|fait[s]? divers|la une|tout le monde (?:sait|connaît|l)|tout le (?:village|quartier|monde)|connue? (?:de tous|partout)"
    r"|le fameux|la fameuse|célèbre|décoré|médaill|gagn(?:é|ant)|record|élue?|miss)\w{0,6}\b"
)
FAMILY = (
    r"\b(?:(?:cinq|six|sept|huit|neuf|dix|onze|douze|[5-9]|1[0-4])\s(?:enfants|filles|fils|garçons|frères et sœurs|frères|sœurs)|(?:fils|fille|femme|mari|veuve|veuf|mère|père|frère|sœur)"
    r"\s(?:unique\s)?(?:du|de\sla|de\sl[’']|des|d[’'])\s?\w+)"
)
AGE = r"\b(?:âgée?s?\sde\s)?(?:\d{1,2}|dix|onze|douze|treize|quatorze|quinze|seize|dix-(?:sept|huit|neuf)|vingt\S*|trente\S*|quarante\S*|cinquante\S*|soixante\S*|quatre-vingt\S*)\sans\b|\bcentenaire\b|\bnonagénaire\b"
SPOT = (
    r"\b(?:du|de\s(?:la|l[’'])|de|dans\s(?:le|la|l[’'])|au|à\s(?:la|l[’']))\s?(?:petite?\s|seule?\s)?(?:village|hameau|bourg|commune|quartier|cité|immeuble|collège|lycée|école|foyer|classe"
    r"|équipe|club|île|vallée|canton|rue|hôpital|prison|maison d[’']arrêt|chorale|paroisse|caserne|usine|scierie|ferme|orchestre|marché|résidence|centre|promotion|service)\b"
)
SIGNS = tuple(re.compile(one, re.I) for one in (ONE, CALLING, TURN, HARDSHIP, BODY, TRAVEL, FAME, FAMILY, AGE, SPOT))
UNIQUE, SINGULAR = re.compile(ONE, re.I), (SIGNS[0], SIGNS[2], SIGNS[4], SIGNS[5], SIGNS[7])
# What begins the description of one person; a clause without it tells of something else.
WHO = re.compile(
    r"\b(?:(?:le|la|cet?|cette|un|une|son|sa|mon|ma|notre|leur)\s(?=\w)|l[’'](?=\w)|celui|celle|(?:arrivée?|venue?|née?|survivante?|rescapée?|condamnée?|connue?|ancien(?:ne)?|seule?)\b)",
    re.I,
)
REASON = "ces faits réunis peuvent ne désigner qu’une personne"


def rare(text: str, found: Sequence[FoundSpan], tokens: Sequence[Token], words: NameLexicon) -> Iterator[FoundSpan]:
    """Clauses in which several singular facts stand together: a trade, a place, a mishap, « le seul »."""
    named = _named_places(found, tokens, words)
    taken = sorted((one.start, one.end) for one in found)
    for sentence in SENTENCE.finditer(text):
        start, end = sentence.span()
        placed = _any_within(named, start, end)
        for clause in CLAUSE.finditer(text, start, end):
            first, last = clause.span()
            signs = [sign for sign in SIGNS if sign.search(text, first, last)]
            place = _any_within(named, first, last)
            weight = len(signs) + place + (UNIQUE.search(text, first, last) is not None)
            weight += placed and not place and weight == ENOUGH - 1
            singular = any(sign in signs for sign in SINGULAR)
            who = WHO.search(text, first, last)
            if weight >= ENOUGH and singular and who:
                piece = _free(text, who.start(), last, taken)
                if piece:
                    yield FoundSpan(*piece, "rare", REASON)


def _any_within(places: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(places, start) < bisect_left(places, end)


def _free(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The longest part of a clause where nothing else is proposed: what is proposed there has its own point."""
    pieces, at = [], start
    for first, last in taken[bisect_left(taken, (start, 0)) :]:
        if first >= end:
            break
        pieces.append((at, first))
        at = max(at, last)
    pieces.append((at, end))
    first, last = max(pieces, key=lambda one: one[1] - one[0])
    words = text[first:last]
    first, last = first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip())
    return (first, last) if last - first >= SHORTEST else None


def _named_places(found: Sequence[FoundSpan], tokens: Sequence[Token], words: NameLexicon) -> list[int]:
    """Where a place is named: an address, a town known or written after « à »."""
    spots = [one.start for one in found if one.kind in ("address", "establishment", "none")]
    for before, token in pairwise(tokens):
        if not token.capital or token.opens or token.gap not in (" ", "'", "’"):
            continue
        after_word = before.key in ("a", "en", "de", "d") and token.key not in words.first_names
        if token.key in words.places or after_word:
            spots.append(token.start)
    return sorted(spots)
