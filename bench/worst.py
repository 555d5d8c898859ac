"""The worst that somebody can give to each function that visitors and contributors reach, at its own size limit.

Each function reads texts of repeated patterns at a quarter, half and all of the size that its door lets in. Work that
grows as the square of the length shows as times that double twice. `python -m bench.worst [NAME…]` prints the table.
"""

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.document import Block, Document
from ingest.french.sentences import sentences
from ingest.metadata.dates import proposed_date
from ingest.metadata.propose import acronyms
from ingest.plain_text.markdown import rendered
from ingest.plain_text.text import read_text
from kb.export.markdown import blocks_markdown
from kb.index.words.tokens import term_counts
from kb.protection import treatment
from kb.protection.highlights import find_highlights
from kb.protection.persons.names import Entity
from kb.protection.pseudonyms import proposals
from kb.records.canonical import fields_of
from kb.records.text_anchors import LONGEST_WORDS, place_of, words_at
from kb.search.operators import read_operators
from kb.search.question import LONGEST
from kb.telling.words import signs
from kb.vocabulary.mentions import Glossary
from kb.vocabulary.vocabulary import Vocabulary, load_vocabulary
from kb.wiki.review.diff import compare
from kb.wiki.write.forms import LONGEST_FIELD, tidy
from kb.wiki.write.merge import merge
from kb.wiki.write.narrative import paragraphs
from kb.wiki.write.protection import LONGEST_WHOLE

FILE = 400_000  # characters: the text that took 13 s
PATTERNS = {
    **{
        name: name
        for name in ("M. ", "M. et Mme ", "le docteur ", "J.-B. ", "Karim ", "Karim, ", "de la ", "rue de la ")
    },
    **{
        name: name
        for name in ("collège de la ", "centre ", "loi de la ", "EL ", "né le ", "chez ", "12/", "0 ", "06 ", "+33(")
    },
    **{
        name: name
        for name in (
            "AB-",
            "a@",
            "a.",
            "@a",
            "a-",
            "-",
            "l'",
            "« ",
            "»",
            "(",
            "[",
            "[a](",
            "*",
            "*a ",
            "_a_",
            "`",
            "|a",
        )
    },
    **{
        name: name
        for name in (
            "> ",
            "- ",
            "1. ",
            "#",
            "<",
            "<a ",
            "&",
            "<!--",
            "!",
            ". ",
            ".",
            "?! ",
            "…",
            "\n",
            "\n\n",
            " ",
            "\t",
            "\r",
        )
    },
    **{
        name: name
        for name in (
            "A (",
            "(ABC) ",
            "ABC (a b c) ",
            "1er, 2e, ",
            "10e et ",
            "le 12 mars 2004 ",
            "Paris ",
            "a\n\n",
            "a\n",
        )
    },
    "underlined titles": "Un titre\n========\n\n",
    "short lines": "un\nDeux mots\n",
    "wrapped": "une ligne qui va jusqu’au bord de la page comme le font les éditeurs\n",
    "sentences": "Elle est venue au foyer de Bobigny le 12 mars avec sa mère et Karim. ",
    "voices": "« Oui. » — une mère\n\n",
    "quotes and dashes": '" — ',
    "fi": "e fi n ",
    "hyphens": "bien-\nêtre ",
    "table": "a | b | c\n",
    "one word": "a",
    "digits": "1",
    "accents": "é\u0301",
    "surrogates of a font": "\uf0b7 ",
}


class Deaf:
    """Stands for the recogniser of names, whose work grows with the length: what is measured is our own."""

    def entities(self, text: str) -> tuple[Entity, ...]:
        """None."""
        return ()

    def is_word(self, word: str) -> bool:
        """Whether it is written small."""
        return word.islower()

    def is_verb(self, word: str) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class Case:
    """A function that somebody reaches, and how many characters its door lets in."""

    run: Callable[[str], object]
    limit: int


def _turned(text: str) -> str:
    """The text as it could be after a change all along it."""
    return text[1:].replace("a", "o")


def _document(text: str) -> Document:
    blocks = [Block(m, min(m + 400, len(text))) for m in range(0, len(text), 400)]
    return Document(text, tuple(blocks), ())


def _named(text: str) -> object:
    """What is put for each name of a text; it is full of people when the pattern has none."""
    crowd = _crowd(len(text)) if len(set(text)) < 3 else text
    return proposals(crowd, find_highlights(crowd, Deaf()))


def _replaced(text: str) -> object:
    """The text with its first person called otherwise wherever the name stands."""
    found = find_highlights(text, Deaf())
    return treatment.apply(text, found, [treatment.Choice(one.group, "replace", "un voisin") for one in found[:1]])


def _merged(text: str) -> object:
    """Lists of words that both sides changed."""
    words = text.split()
    return merge({"themes": words}, {"themes": [*words[::2], "a"]}, {"themes": [*words[1::2], "b"]})


def _crowd(length: int) -> str:
    """That many characters of people who all have other names."""
    syllables = itertools.product("bcdfg", "aeiou", "lmnrs", "aeiou", "tvz", "aeiou")
    return "".join(f"Karim {''.join(one).capitalize()} est venu. " for one in syllables)[:length]


def cases(vocabulary: Vocabulary | None = None) -> dict[str, Case]:
    """The functions, by the name of the module and theirs."""
    glossary = Glossary((vocabulary or load_vocabulary()).terms)
    return {
        "compare": Case(lambda text: compare(text, _turned(text)), LONGEST_FIELD),
        "compare with nothing alike": Case(lambda text: compare(text, text[::-1]), LONGEST_FIELD),
        "pseudonyms": Case(_named, LONGEST_WHOLE),
        "replaced everywhere": Case(_replaced, LONGEST_WHOLE),
        "two versions merged": Case(_merged, LONGEST_FIELD),
        "signs of a question": Case(read_operators, 2 * LONGEST),
        "written as Markdown": Case(lambda text: blocks_markdown(_document(text)), LONGEST_FIELD),
        "highlights": Case(lambda text: find_highlights(text, Deaf()), LONGEST_WHOLE),
        "mentions of the glossary": Case(lambda text: glossary.mentions(text, set()), LONGEST_FIELD),
        "telling": Case(paragraphs, LONGEST_FIELD),
        "field of a paragraph": Case(signs, LONGEST_FIELD),
        "words typed": Case(tidy, LONGEST_FIELD),
        "markdown": Case(rendered, LONGEST_FIELD // 2),
        "plain text": Case(lambda text: read_text(text.encode()), FILE),
        "sentences": Case(sentences, LONGEST_FIELD),
        "words of the index": Case(term_counts, LONGEST_FIELD),
        "acronyms": Case(acronyms, LONGEST_FIELD),
        "date": Case(proposed_date, LONGEST_FIELD),
        "fields of a source": Case(lambda text: fields_of(_document(text), [("Contexte", "context")]), LONGEST_FIELD),
        "words pointed at": Case(lambda text: words_at(text[:LONGEST_WORDS], f"{text}x{text}"), LONGEST_FIELD),
        "place of words": Case(lambda text: place_of(text[:LONGEST_WORDS] + "!", 0, text), LONGEST_FIELD),
    }


def seconds(case: Case, pattern: str, share: float = 1.0) -> float:
    """CPU seconds that a function takes on a pattern repeated up to a share of its limit."""
    length = int(case.limit * share)
    text = (pattern * (length // len(pattern) + 1))[:length]
    start = time.process_time()
    case.run(text)
    return time.process_time() - start


def measured(names: list[str]) -> Iterator[tuple[str, str, list[float]]]:
    """Each function and pattern that takes a twentieth of a second at half its limit, with its three times."""
    for name, case in cases().items():
        if names and name not in names:
            continue
        for label, pattern in PATTERNS.items():
            times = [seconds(case, pattern, share) for share in (0.25, 0.5)]
            if times[-1] > 0.05:
                yield name, label, [*times, seconds(case, pattern)]


def main() -> None:
    """Print the functions and patterns that take longest, and how their time grows."""
    found = sorted(measured(sys.argv[1:]), key=lambda one: -one[2][-1])
    for name, label, times in found[:60]:
        print(f"{name:28} {label!r:28} {'  '.join(f'{one:6.2f}' for one in times)} s")


if __name__ == "__main__":
    main()
