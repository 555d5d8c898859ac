"""How much each sign of nearness counts: the numbers of bench/chosen.json, which `python -m bench.holds` chooses.

It prints what each set of questions gets from the numbers chosen without it: docs/BENCHMARKS.md has the table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of cosines (passage, its nearest sentence, its record's title) and of lexical signs, shares of the best.

    `words` are BM25 of the record, whole; `head` of its title, structure and labels alone; `grams` of the passage's
    character grams.
    """

    passage: float = 0.45
    sentence: float = 0.15
    title: float = 0.4
    words: float = 0.1
    head: float = 0.06
    grams: float = 0.1


FUSED = Weights()
# Words alone have no cosine to lean on: each set asks for less of the head and of grams beside them.
LEXICAL = Weights(passage=0.0, sentence=0.0, title=0.0, words=1.0, head=0.2, grams=0.3)
DENSE = Weights(words=0.0, head=0.0, grams=0.0)
MODES = {"fused": FUSED, "lexical": LEXICAL, "dense": DENSE}
