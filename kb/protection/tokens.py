"""A text cut into words, with what stands before each: the ground that names and places are read on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.protection.lexicon import fold

# A word: letters, with hyphens or, in names such as N'Golo and M'Barek, an apostrophe before a capital.
WORD = re.compile(r"(?:\b[NMO]['’](?=[A-ZÀ-Ý]))?[^\W\d_]+(?:-[^\W\d_]+)*")
SENTENCE_END = frozenset('.!?…\n«“"—–•*;|')


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its place, its folded form, the characters between the word before and it."""

    start: int
    end: int
    text: str
    key: str
    gap: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def upper(self) -> bool:
        """Whether it is written in capitals, over more than one letter."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def initial(self) -> bool:
        """Whether it is one capital letter, or two with a hyphen (« J.-B. » is two tokens)."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def opens(self) -> bool:
        """Whether a sentence, a quotation or an item of a list begins here."""
        mark = self.gap.strip(" \t\u00a0\u202f")
        return not self.gap or any(one in SENTENCE_END for one in self.gap) or mark.endswith((":", "-", ")"))

    @property
    def joined(self) -> bool:
        """Whether only a space, a hyphen or an apostrophe parts it from the word before."""
        return 0 < len(self.gap) <= 2 and not self.gap.strip(" \u00a0\u202f-'’")


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of `text`, in order."""
    tokens = []
    end = 0
    for match in WORD.finditer(text):
        tokens.append(Token(match.start(), match.end(), match[0], fold(match[0]), text[end : match.start()]))
        end = match.end()
    return tuple(tokens)


def key_before(tokens: Sequence[Token], index: int, *gaps: str) -> str:
    """Folded word before, if one of these stands between, or whatever does where none is given; else empty."""
    return tokens[index - 1].key if index and (not gaps or tokens[index].gap in gaps) else ""


def key_after(tokens: Sequence[Token], index: int, *gaps: str) -> str:
    """Folded word after, if one of these stands between; else empty."""
    return next((token.key for token in tokens[index + 1 : index + 2] if token.gap in gaps), "")
