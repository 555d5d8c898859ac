"""What the signs of a question leave to be found: a mask over records and passages, before anything is ranked."""

from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from kb.index.access import Allowed
from kb.index.live import LiveIndex
from kb.index.words.analysis import WORD, fold_word, terms_of
from kb.index.words.exact import Exact, ExactMatches
from kb.index.words.lexicon import Lexicon
from kb.search.operators import Operators

# Words that one beginning stands for, at most, where they are weighed; the mask knows no such bound.
MOST_BEGUN = 64


class Narrowed(NamedTuple):
    """What may be found; and what was asked that no text holds, and was therefore not."""

    allowed: Allowed
    missing: tuple[str, ...] = ()


def narrowed(live: LiveIndex, database: Database, allowed: Allowed, asked: Operators, lexicon: Lexicon) -> Narrowed:
    """What is `allowed` and is as the signs of a question ask. Hold `live.lock`."""
    if not asked:
        return Narrowed(allowed)
    look = Exact(live, database, allowed)
    rows = allowed.rows.copy()
    for said in asked.without:
        rows &= ~_without(look, said, lexicon).records(live)
    missing: list[str] = []
    shown = np.zeros(live.slots, bool)
    wanted = [(f"«\u00a0{one}\u00a0»", look.phrase(one)) for one in asked.exact]
    wanted += [(f"{one}*", look.words(lexicon.speller().beginning(fold_word(one)))) for one in asked.beginning]
    for said, holding in wanted:
        held = holding.records(live)
        if (rows & held).any():
            rows &= held
            shown |= holding.slots
        else:
            missing.append(said)
    slots = live.alive & rows[live.record_rows]
    # The passages that hold it are those to read; a record that holds it in its title alone keeps all of its own.
    by_title = np.ones(len(rows), bool)
    by_title[live.record_rows[shown & slots]] = False
    kept = slots & (shown | by_title[live.record_rows])
    return Narrowed(Allowed(rows, kept, int(kept.sum())), tuple(missing))


def terms_beginning(start: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The terms of the words that begin so, most frequent first, as many as a question can weigh."""
    words = lexicon.speller().beginning(fold_word(start))
    return tuple(dict.fromkeys(term for word in words[:MOST_BEGUN] for term in terms_of(word)))


def _without(look: Exact, said: str, lexicon: Lexicon) -> ExactMatches:
    if said.endswith("*"):
        return look.words(lexicon.speller().beginning(fold_word(said[:-1])))
    return look.phrase(said) if len(WORD.findall(said)) > 1 else look.words([said])
