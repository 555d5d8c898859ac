"""A text as the search for persons reads it: words, what blocks them, and what the tagger says of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.protection.lexicon import FirstName, NameLexicon, fold
from kb.protection.persons.names import Entity, Tagger
from kb.protection.tokens import Token
from kb.protection.words import AFTER_PERSON, DETERMINERS, ELISIONS, NAMING

PLAIN_GAPS = frozenset((" ", "\u00a0", "\u202f", "'", "’", "-"))

# Between the initials of one name, where no word would stand so: « K. D. », « J.-P. ».
BETWEEN_INITIALS = (". ", ".\u00a0", ".\u202f", ".-")


@dataclass(frozen=True, slots=True)
class TaggedWords:
    """Words of a text with, for each, whether it is blocked and the tagger's label; and what is known of words."""

    text: str
    tokens: Sequence[Token]
    blocked: Sequence[bool]
    labels: Sequence[str]
    lexicon: NameLexicon
    tagger: Tagger
    careless: bool

    def key(self, index: int) -> str:
        """Folded form of a word; empty outside of the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def first_name(self, index: int) -> FirstName | None:
        """The first name that a word may be."""
        return self.lexicon.first_name(self.tokens[index].text)

    def is_word(self, index: int) -> bool:
        """Whether a word is one of the language: for a compound, whether all its parts are."""
        return all(self.tagger.is_word(part) for part in self.tokens[index].text.split("-") if part)

    def is_other(self, index: int) -> bool:
        """Whether a word is known to name no person."""
        token = self.tokens[index]
        return self.lexicon.is_other(token.text) or token.key in ELISIONS

    def loud(self, index: int) -> bool:
        """Whether a word in capitals stands among others in capitals, which then say nothing."""
        near = (index - 1, index + 1)
        return self.tokens[index].upper and any(
            0 <= one < len(self.tokens) and self.tokens[one].upper and len(self.tokens[one].text) > 1 for one in near
        )

    def acronym(self, index: int) -> bool:
        """Whether a word in capitals is more likely a body's acronym than a name."""
        token = self.tokens[index]
        if not token.upper:
            return False
        known = self.lexicon.first_name(token.text)
        named = (known is not None and known.level in ("", "bas")) or token.key in self.lexicon.surnames
        return not named and (len(token.text) <= 5 or self.loud(index))

    def before(self, index: int) -> str:
        """Folded word before, if only a space or an apostrophe stands between; else empty."""
        return self.key(index - 1) if index > 0 and self.tokens[index].gap in PLAIN_GAPS else ""

    def after(self, index: int) -> str:
        """Folded word after, if only a space or an apostrophe stands between; else empty."""
        if index + 1 < len(self.tokens) and self.tokens[index + 1].gap in PLAIN_GAPS:
            return self.tokens[index + 1].key
        return ""

    def is_verb(self, index: int) -> bool:
        """Whether a word is a form of a verb in lower case, with a subject of its own."""
        inside = 0 <= index < len(self.tokens)
        return inside and not self.tokens[index].capital and self.tagger.is_verb(self.tokens[index].text)

    def dotted_initial(self, index: int) -> bool:
        """Whether a word is one capital with a point after it: « A. »."""
        if not 0 <= index < len(self.tokens) or not self.tokens[index].initial:
            return False
        end = self.tokens[index].end
        return self.text[end : end + 1] == "."

    def acts(self, index: int) -> bool:
        """Whether the word after is a verb, or a pronoun before one: whether this one is its subject."""
        if self.dotted_initial(index + 1):
            return False
        return self.after(index) in AFTER_PERSON or (bool(self.after(index)) and self.is_verb(index + 1))

    def determined(self, index: int) -> bool:
        """Whether an article or a possessive stands right before a word."""
        return self.before(index) in DETERMINERS

    def called(self, index: int) -> bool:
        """Whether the words before say that a name comes: « surnommé », « s’appelle », « le nommé »."""
        gap = self.tokens[index].gap.strip(" \u00a0\u202f")
        return gap in ("", ":", "«", '"', "“", ": «", "'") and self.key(index - 1) in NAMING


def read(
    text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]], lexicon: NameLexicon, tagger: Tagger
) -> TaggedWords:
    """The reading of `text`, whose words within `taken` are blocked."""
    inside = bytearray(len(text) + 1)
    for start, end in taken:
        inside[start:end] = b"\x01" * (end - start)
    marks = _marks(len(text), tagger.entities(text))
    names = ("", "PER", "LOC", "ORG", "MISC")
    blocked = tuple(bool(inside[token.start]) for token in tokens)
    labels = tuple(names[marks[one.start]] for one in tokens)
    return TaggedWords(text, tokens, blocked, labels, lexicon, tagger, _careless(tokens))


def _careless(tokens: Sequence[Token]) -> bool:
    """Whether a text does without capitals: most of its sentences begin in lower case."""
    opening = [token for token in tokens if token.opens]
    return sum(not token.capital for token in opening) * 2 > len(opening)


def _marks(length: int, entities: Sequence[Entity]) -> bytearray:
    marks = bytearray(length + 1)
    for one in entities:
        code = {"PER": 1, "LOC": 2, "ORG": 3}.get(one.label, 4)
        marks[one.start : one.end] = bytes((code,)) * (one.end - one.start)
    return marks


__all__ = ["BETWEEN_INITIALS", "PLAIN_GAPS", "TaggedWords", "fold", "read"]
