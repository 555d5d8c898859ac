"""Reviewing, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.wiki import context
from kb.wiki.context import Wiki
from kb.wiki.review import history as their_history
from kb.wiki.review import remarks as their_remarks
from kb.wiki.review import review, tags


class ReviewingCases(Noun[Wiki]):
    """The actions of `kb.wiki.context`."""

    record_case = Action(context.record_case)


class ReviewingHistory(Noun[Wiki]):
    """The actions of `kb.wiki.review.history`."""

    compared = Action(their_history.compared)
    history = Action(their_history.history)
    restore = Action(their_history.restore)


class ReviewingRemarks(Noun[Wiki]):
    """The actions of `kb.wiki.review.remarks`."""

    add = Action(their_remarks.add)
    answer = Action(their_remarks.answer)
    reword = Action(their_remarks.reword)
    settle = Action(their_remarks.settle)
    take_back = Action(their_remarks.take_back)


class ReviewingTags(Noun[Wiki]):
    """The actions of `kb.wiki.review.tags`."""

    suggest = Action(tags.suggest)


class ReviewingNoun(Noun[Wiki]):
    """Reviewing: the nouns below it are those of its modules."""

    answer_question = Action(review.answer_question)
    leave = Action(review.leave)
    publish = Action(review.publish)
    queue = Action(review.queue)
    read = Action(review.read)
    send_back = Action(review.send_back)
    take = Action(review.take)
    validate = Action(review.validate)
    withdraw = Action(review.withdraw)
    cases = NounPart(ReviewingCases)
    history = NounPart(ReviewingHistory)
    remarks = NounPart(ReviewingRemarks)
    tags = NounPart(ReviewingTags)
