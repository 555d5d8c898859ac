"""Nicknames: « la Mouette », « dit Bouboule », « Requin a peur », where a common noun stands as a name does."""

from kb.protection.persons.contexts import NICKNAME_WORDS, OFFICES
from kb.protection.persons.reading import TaggedWords
from kb.protection.words import AFTER_PERSON, CALLING, NICKNAMES, TITLES

REASON = "c’est un surnom"
CLOSING = ("»", '"', "”", "’", "'")
POSSESSIVES = frozenset(("mon", "ma", "notre", "ton", "ta"))


def with_article(reading: TaggedWords, index: int) -> bool:
    """Whether an article at `index` begins a nickname with the capitalised word after it: « le Chinois »."""
    name = index + 1
    if reading.key(index) not in ("le", "la", "l", "les") or name >= len(reading.tokens):
        return False
    token = reading.tokens[name]
    if reading.blocked[name] or not token.capital or token.upper or not token.joined:
        return False
    if _longer(reading, name) or (reading.key(index - 1) in TITLES and index and reading.tokens[index].gap == " "):
        return False
    said = any(reading.key(at) in CALLING for at in range(index - 6, index))
    if reading.key(index) == "les":
        return False
    if said and not reading.is_other(name):
        return True
    known = token.key in NICKNAMES or (token.key in NICKNAME_WORDS and token.key not in OFFICES)
    if not known:
        return False
    # « La Mouette dort », and not the play « La Mouette »: where the article opens, a verb must follow.
    return not reading.tokens[index].capital or reading.acts(name)


def _longer(reading: TaggedWords, name: int) -> bool:
    """Whether another capitalised word follows that is no first name: « le Petit Prince »."""
    after = name + 1
    if (
        after >= len(reading.tokens)
        or not reading.tokens[after].capital
        or reading.tokens[after].gap not in (" ", "\u00a0")
    ):
        return False
    return reading.is_other(after) or reading.first_name(after) is None


def possessed(reading: TaggedWords, index: int) -> bool:
    """Whether a possessive at `index` begins a nickname: « mon Doudou »."""
    name = index + 1
    if reading.key(index) not in POSSESSIVES or name >= len(reading.tokens):
        return False
    token = reading.tokens[name]
    if reading.blocked[name] or not token.capital or token.upper or not token.joined or token.key in TITLES:
        return False
    if reading.is_other(name) or _longer(reading, name):
        return False
    return token.key in NICKNAME_WORDS or not reading.is_word(name) or reading.first_name(name) is not None


def bare(reading: TaggedWords, index: int) -> bool:
    """Whether a common noun stands as a name, without article: « avec Requin », « « Gros » a ri », « Requin a peur »."""
    token = reading.tokens[index]
    if not token.capital or token.upper or len(token.text) < 3 or reading.is_other(index) or reading.determined(index):
        return False
    if not reading.is_word(index) and token.key not in NICKNAME_WORDS:
        return False
    if _quoted_subject(reading, index):
        return True
    after = index + 1 < len(reading.tokens) and reading.tokens[index + 1]
    if after and after.capital and after.gap in (" ", "\u00a0", "-"):
        return False
    if token.opens:
        return token.key in NICKNAME_WORDS and token.key not in OFFICES and reading.acts(index)
    before = reading.tokens[index - 1]
    if before.capital and not before.opens and token.gap in (" ", "\u00a0", "-"):
        return False
    if token.key in NICKNAME_WORDS and token.key not in OFFICES:
        return token.gap in (" ", "\u00a0", "'", "’")
    return reading.after(index) in AFTER_PERSON and token.gap in (" ", "'", "’") and reading.before(index) != ""


def _quoted_subject(reading: TaggedWords, index: int) -> bool:
    """Whether a word alone in quotes is the subject of a verb: « Capitaine » a dormi."""
    token = reading.tokens[index]
    if token.gap.strip(" \u00a0\u202f")[-1:] not in ("«", '"', "“") or index + 1 >= len(reading.tokens):
        return False
    after = reading.tokens[index + 1]
    return after.gap.strip(" \u00a0\u202f") in CLOSING and after.key in AFTER_PERSON and not after.capital


__all__ = ["REASON", "bare", "possessed", "with_article"]
