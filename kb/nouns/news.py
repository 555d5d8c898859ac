"""What happens around records, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.wiki.context import Wiki
from kb.wiki.news import anomalies, discussion, follow_ups, inbox, recognising, saved_searches
from kb.wiki.news import follows as their_follows
from kb.wiki.news import letters as their_letters
from kb.wiki.news import notices as their_notices


class NewsAnomalies(Noun[Wiki]):
    """The actions of `kb.wiki.news.anomalies`."""

    answer = Action(anomalies.answer)
    answer_of = Action(anomalies.answer_of)
    answers_to = Action(anomalies.answers_to)
    report_anomaly = Action(anomalies.report_anomaly)
    waiting = Action(anomalies.waiting)


class NewsDiscussions(Noun[Wiki]):
    """The actions of `kb.wiki.news.discussion`."""

    comment = Action(discussion.comment)
    edit = Action(discussion.edit)
    hide = Action(discussion.hide)
    take_back = Action(discussion.take_back)


class NewsFollowUps(Noun[Wiki]):
    """The actions of `kb.wiki.news.follow_ups`."""

    take_up = Action(follow_ups.take_up)


class NewsFollows(Noun[Wiki]):
    """The actions of `kb.wiki.news.follows`."""

    follow = Action(their_follows.follow)
    following = Action(their_follows.following)
    follows = Action(their_follows.follows)
    recent_changes = Action(their_follows.recent_changes)


class NewsInbox(Noun[Wiki]):
    """The actions of `kb.wiki.news.inbox`."""

    desk = Action(inbox.desk)
    waiting = Action(inbox.waiting)


class NewsLetters(Noun[Wiki]):
    """The actions of `kb.wiki.news.letters`."""

    letters = Action(their_letters.letters)
    write_to_author = Action(their_letters.write_to_author)


class NewsNotices(Noun[Wiki]):
    """The actions of `kb.wiki.news.notices`."""

    mark_seen = Action(their_notices.mark_seen)
    notices = Action(their_notices.notices)
    unseen = Action(their_notices.unseen)


class NewsRecognising(Noun[Wiki]):
    """The actions of `kb.wiki.news.recognising`."""

    decide = Action(recognising.decide)
    recognise = Action(recognising.recognise)
    report_outcome = Action(recognising.report_outcome)
    reports = Action(recognising.reports)


class NewsSavedSearches(Noun[Wiki]):
    """The actions of `kb.wiki.news.saved_searches`."""

    close_feed = Action(saved_searches.close_feed)
    feed_since = Action(saved_searches.feed_since)
    forget = Action(saved_searches.forget)
    keep = Action(saved_searches.keep)
    keeps = Action(saved_searches.keeps)
    mark_read = Action(saved_searches.mark_read)
    open_feed = Action(saved_searches.open_feed)
    rename = Action(saved_searches.rename)
    save = Action(saved_searches.save)
    searches = Action(saved_searches.searches)


class NewsNoun(Noun[Wiki]):
    """What happens around records: the nouns below it are those of its modules."""

    anomalies = NounPart(NewsAnomalies)
    discussions = NounPart(NewsDiscussions)
    follow_ups = NounPart(NewsFollowUps)
    follows = NounPart(NewsFollows)
    inbox = NounPart(NewsInbox)
    letters = NounPart(NewsLetters)
    notices = NounPart(NewsNotices)
    recognising = NounPart(NewsRecognising)
    saved_searches = NounPart(NewsSavedSearches)
