"""Why a word is a person's name: the one rule that says so, or none."""

import re

from kb.protection.persons.contexts import BEFORE_CLAUSE, CLAUSE, QUALITIES, UNSURE
from kb.protection.persons.figures import known_names
from kb.protection.persons.reading import BETWEEN_INITIALS, TaggedWords
from kb.protection.words import (
    ADJECTIVES,
    AFTER_PERSON,
    ANIMALS,
    BEFORE_PERSON,
    DETERMINERS,
    EPONYMS,
    ESTABLISHMENTS,
    KIN,
    LETTERED,
    MEETING,
    PARTICLES,
    PREPOSITIONS,
    ROLES,
    SAINTS,
    SHORT_TITLES,
    SPELLED,
    WITH_PERSON,
)

DOUBLED = re.compile(r"([bcdfgjklmnprstvz](?:[aeiouy]|ou))\1")  # momo, mimi, loulou
VOWEL = re.compile(r"[aeiouy]")

FIRST_NAME = "c’est un prénom"
CUED = "les mots qui précèdent annoncent une personne"
SUBJECT = "la phrase en fait une personne"
TAGGED = "le modèle y voit un nom de personne"
INITIAL = "une initiale peut désigner une personne"
SURNAME = "c’est un nom de famille"


def evidence(reading: TaggedWords, index: int) -> str | None:
    """The French clause that says why a word begins or continues a person's name, or None."""
    token = reading.tokens[index]
    if reading.blocked[index]:
        return None
    if reading.before(index) in SAINTS and reading.key(index - 1) != "san":
        return None
    if token.initial:
        return _initial(reading, index)
    if len(token.text) < 2 or token.key in SHORT_TITLES:
        return None
    if not token.capital:
        return _lower(reading, index)
    if reading.acronym(index):
        return None
    return _listed(reading, index) or _cued(reading, index) or _unknown(reading, index)


def _lower(reading: TaggedWords, index: int) -> str | None:
    """Evidence for a word in lower case: a first name that is no word, or one that the words around announce."""
    token = reading.tokens[index]
    known = reading.first_name(index)
    called = reading.called(index) and reading.key(index - 1) not in ("patient", "nom", "certain", "dit", "dite")
    if known is None:
        unknown = len(token.text) > 2 and VOWEL.search(token.key) and not reading.is_word(index)
        if not unknown or reading.is_other(index) or token.key in known_names().single:
            return None
        met = (
            reading.careless and len(token.text) > 3 and not reading.determined(index) and _unknown_met(reading, index)
        )
        return CUED if called or met else None
    if called and len(token.text) > 2 and not reading.determined(index):
        return CUED
    before = reading.before(index)
    if reading.is_word(index):
        return _worded(reading, index)
    if reading.is_other(index):
        return None
    if not known.level:
        return None if reading.determined(index) and before not in ("le", "la", "l") else FIRST_NAME
    enough = 4 if known.level == "bas" else 5
    if known.level in ("bas", "rare") and reading.careless and len(token.text) >= enough:
        return FIRST_NAME if not reading.determined(index) else None
    if known.level in ("mot", "strict") or len(token.text) < 3 or reading.determined(index):
        return None
    near = (
        before in MEETING
        or _told_of(reading, index)
        or reading.after(index) in ("m", "s", "n")
        or (len(token.text) > 3 and reading.acts(index) and (not token.gap.strip() or token.opens))
    )
    return FIRST_NAME if near else None


def _unknown_met(reading: TaggedWords, index: int) -> bool:
    """In hasty writing, whether a word that no list knows is somebody: after « avec », or a surname that does something."""
    if reading.before(index) in ("avec", "chez", "vu", "croise"):
        return True
    return reading.tokens[index].key in reading.lexicon.surnames and reading.acts(index)


def _worded(reading: TaggedWords, index: int) -> str | None:
    """Evidence for a first name in lower case that is also a word: « si blanche arrive », « sa cadette, rose »."""
    token, before = reading.tokens[index], reading.before(index)
    if reading.determined(index) or token.key in PARTICLES:
        return None
    if _told_of(reading, index):
        return CUED
    if not reading.careless and before not in MEETING:
        return None
    bare = token.key not in QUALITIES
    if before in ("avec", "chez") and bare:
        return CUED
    apart = token.opens or before in BEFORE_CLAUSE or token.gap.strip() == ","
    if apart and (reading.after(index) in CLAUSE or (reading.acts(index) and reading.after(index) not in UNSURE)):
        return SUBJECT
    return None


def _told_of(reading: TaggedWords, index: int) -> bool:
    """Whether a tie stands beside, with its article: « ma sœur nawel »."""
    token = reading.tokens[index]
    apposed = re.match(r"\s?,\s(?:sa|son|ma|mon|la|le|leur|notre|l’|l')\s?", reading.text[token.end : token.end + 8])
    if (
        apposed
        and reading.key(index + 2).removesuffix("s") in KIN
        and reading.before(index) not in ("en", "de", "du", "d")
    ):
        return True
    at = index - 2 if reading.before(index) in ("de", "d") else index - 1
    return token.gap in (" ", ", ", ",", "'", "’") and reading.key(at) in KIN and reading.determined(at)


def _listed(reading: TaggedWords, index: int) -> str | None:
    """Evidence for a capitalised word that is a first name."""
    known = reading.first_name(index)
    if known is None:
        return None
    token = reading.tokens[index]
    if token.key == "marie-jeanne" or (known.level == "strict" and not _announced(reading, index)):
        return None
    if known.level == "strict":
        return CUED
    if reading.lexicon.is_other(token.text) and not _announced(reading, index):
        return None
    common = known.level == "mot" or (
        known.level in ("bas", "rare") and "-" not in token.text and reading.is_word(index)
    )
    if known.level == "rare" and not common:
        return None if reading.determined(index) and not _announced(reading, index) else FIRST_NAME
    if not common:
        return FIRST_NAME
    if _announced(reading, index):
        return CUED
    if reading.loud(index):
        return None
    if token.opens:
        named = _subject(reading, index) or _full(reading, index) or _paired(reading, index)
        return SUBJECT if named else None
    return None if reading.determined(index) else FIRST_NAME


def _paired(reading: TaggedWords, index: int) -> bool:
    """Whether another first name is joined to a word: « Prudence et Marin »."""
    other = index + 2
    if reading.after(index) not in ("et", "ou") or other >= len(reading.tokens):
        return False
    return reading.tokens[other].capital and reading.first_name(other) is not None


def _full(reading: TaggedWords, index: int) -> bool:
    """Whether a surname or an initial follows."""
    follows = index + 1 < len(reading.tokens) and reading.tokens[index + 1].gap in (" ", "\u00a0")
    if not follows:
        return False
    return reading.dotted_initial(index + 1) or reading.key(index + 1) in reading.lexicon.surnames


def _subject(reading: TaggedWords, index: int) -> bool:
    """Whether what follows makes a word the subject of a verb, or a person's age or tie is told after a comma."""
    if reading.acts(index):
        return True
    rest = reading.text[reading.tokens[index].end : reading.tokens[index].end + 24]
    if re.match(r"\s?[,(]\s?\d{1,2}\s?ans", rest):
        return True
    following = reading.tokens[index + 1 : index + 4]
    if len(following) < 2 or following[0].gap.strip() not in (",", "(", "–", "—"):
        return False
    told = [one.key for one in following]
    return told[0] in KIN | ROLES or (told[0] in DETERMINERS and bool({told[1], told[-1]} & (KIN | ROLES)))


def _announced(reading: TaggedWords, index: int) -> bool:
    """Whether the words before announce a person: a tie, a trade, « surnommé »."""
    token = reading.tokens[index]
    if reading.called(index):
        around = {reading.key(at) for at in range(index - 7, index - 1)}
        return not around & (ANIMALS | ESTABLISHMENTS | EPONYMS)
    at = index - 1
    if reading.before(index) in ("vu", "croise", "revu") and token.capital:
        return True
    tie = reading.key(at).removesuffix("s")
    if token.gap not in (" ", "\u00a0", ", ", " : "):
        return False
    if reading.key(at) in ADJECTIVES and token.gap == " ":
        return reading.key(at - 1) in DETERMINERS | KIN | ROLES
    return tie in KIN | ROLES or reading.key(at) in KIN | ROLES


def _cued(reading: TaggedWords, index: int) -> str | None:
    token = reading.tokens[index]
    if token.opens and not reading.called(index):
        return None
    if reading.called(index) and token.key not in reading.lexicon.places and _announced(reading, index):
        return CUED
    if reading.is_other(index) or not _announced(reading, index):
        return None
    named = token.key in reading.lexicon.surnames or reading.first_name(index) is not None
    if token.gap.strip() and not named and (reading.is_word(index) or reading.labels[index] in ("LOC", "ORG")):
        return None
    return CUED if named or not reading.is_word(index) else None


def _unknown(reading: TaggedWords, index: int) -> str | None:
    """Evidence for a capitalised word that no list of first names knows."""
    token = reading.tokens[index]
    if reading.is_other(index):
        return None
    if reading.loud(index) and token.key not in reading.lexicon.surnames:
        return None
    word, label = reading.is_word(index), reading.labels[index]
    if _subject(reading, index) and not word and not reading.determined(index):
        return SUBJECT
    if (word or not VOWEL.search(token.key)) and label != "PER":
        return None
    if token.opens and (not token.gap or any(mark in token.gap for mark in ".!?…\n*•")):
        rest = reading.text[token.end : token.end + 2]
        apart = label not in ("ORG", "LOC") and (
            rest[:1] in (",", "!", "?") or rest in (" !", " ?", " –", " :", "\u202f!", "\u202f?")
        )
        return TAGGED if not word and (label == "PER" or apart) else None
    if reading.before(index) == "les" and reading.key(index - 2) in ("chez", "avec", "famille", "familles"):
        return SURNAME if not word and label not in ("ORG", "LOC") else None
    if reading.determined(index) or (reading.before(index) in ("de", "d", "du") and label != "PER"):
        return None
    if label == "PER" and (not word or token.key in reading.lexicon.surnames):
        return TAGGED
    if word or (label in ("LOC", "ORG") and reading.before(index) in PREPOSITIONS):
        return None
    if token.key in reading.lexicon.surnames:
        return SURNAME
    if label in ("LOC", "ORG"):
        return SUBJECT if reading.before(index) in WITH_PERSON - {"entre", "et", "ou", "comme", "que"} else None
    return SUBJECT if reading.before(index) not in PREPOSITIONS else None


def _initials(reading: TaggedWords, index: int) -> bool:
    """Whether dotted initials begin here: « K. D. », « J.-P. », and not « P. S. », « R. A. S. » or « au C. H. U. »."""
    last = index
    while _follows_initial(reading, last + 1):
        last += 1
    letters = "".join(token.key for token in reading.tokens[index : last + 1])
    begun = last > index and not _follows_initial(reading, index)
    return begun and not reading.determined(index) and letters not in SPELLED


def _follows_initial(reading: TaggedWords, index: int) -> bool:
    both = reading.dotted_initial(index - 1) and reading.dotted_initial(index)
    return both and reading.tokens[index].gap in BETWEEN_INITIALS


def _initial(reading: TaggedWords, index: int) -> str | None:
    """Evidence for a single capital letter: « K. m’a dit », « le jeune B. », « J. Dupont »."""
    token = reading.tokens[index]
    dotted = reading.dotted_initial(index)
    if reading.key(index - 1) in LETTERED or (token.gap and token.gap[-1:] in ("'", "’", ".", "-")):
        return None
    if any(one.isdigit() for one in token.gap[-3:]):
        return None
    following = reading.tokens[index + 1] if index + 1 < len(reading.tokens) else None
    if following is not None and dotted:
        if _initials(reading, index):
            return INITIAL
        if following.gap == ". " and following.key in AFTER_PERSON and not following.capital:
            return INITIAL
        surname = following.capital and following.gap in (". ", ".\u00a0", ".-") and len(following.text) > 2
        if surname and not token.opens and not reading.is_word(index + 1):
            return INITIAL
    if dotted and reading.before(index) in BEFORE_PERSON | ADJECTIVES | KIN | ROLES:
        return (
            INITIAL
            if following is None or following.gap.startswith((". ", ".\n", ".,", ".)", ".»", ". »", ".;", ".?"))
            else None
        )
    if dotted or token.text in "AÀYÔ":
        return None
    if reading.before(index) in KIN | ROLES | ADJECTIVES:
        return INITIAL
    return (
        INITIAL
        if reading.after(index) in AFTER_PERSON and following and following.gap == " " and not token.opens
        else None
    )


__all__ = ["BEFORE_PERSON", "CUED", "WITH_PERSON", "evidence"]
