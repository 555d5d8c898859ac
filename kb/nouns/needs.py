"""Needs in regard of services, as what people do with a base."""

from kb.needs import matrix as their_matrix
from kb.needs import unanswered
from kb.nouns.noun import Action, Noun, NounPart, of_register
from kb.store.records import coverage
from kb.store.records.register import Register
from kb.wiki.context import Wiki


class NeedsCoverage(Noun[Register]):
    """The actions of `kb.store.records.coverage`."""

    history = Action(coverage.history)


class NeedsUnanswered(Noun[Wiki]):
    """The actions of `kb.needs.unanswered`."""

    make_need = Action(unanswered.make_need)


class NeedsNoun(Noun[Wiki]):
    """Needs in regard of services: the nouns below it are those of its modules."""

    changes_since = Action(their_matrix.changes_since)
    judge = Action(their_matrix.judge)
    matrix = Action(their_matrix.matrix)
    settle = Action(their_matrix.settle)
    told_by_files = Action(their_matrix.told_by_files)
    coverage = NounPart(of_register(NeedsCoverage))
    unanswered = NounPart(NeedsUnanswered)
