"""The shared watch, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.watch import bulletins, diffusing, exchange, following, handling, overview, reporting
from kb.watch.context import Watch


class WatchBulletins(Noun[Watch]):
    """The actions of `kb.watch.bulletins`."""

    compose = Action(bulletins.compose)
    tell_new = Action(bulletins.tell_new)


class WatchDiffusing(Noun[Watch]):
    """The actions of `kb.watch.diffusing`."""

    diffuse = Action(diffusing.diffuse)
    retract = Action(diffusing.retract)


class WatchExchange(Noun[Watch]):
    """The actions of `kb.watch.exchange`."""

    import_file = Action(exchange.import_file)


class WatchFollowing(Noun[Watch]):
    """The actions of `kb.watch.following`."""

    lines = Action(following.lines)
    set_subscriptions = Action(following.set_subscriptions)
    subscriptions = Action(following.subscriptions)


class WatchHandling(Noun[Watch]):
    """The actions of `kb.watch.handling`."""

    close = Action(handling.close)
    correct = Action(handling.correct)
    counts = Action(handling.counts)
    desk = Action(handling.desk)
    evaluate = Action(handling.evaluate)
    expire = Action(handling.expire)
    group_with = Action(handling.group_with)
    open_signal = Action(handling.open_signal)
    verify = Action(handling.verify)


class WatchOverview(Noun[Watch]):
    """The actions of `kb.watch.overview`."""

    is_stale = Action(overview.is_stale)
    last_analysis = Action(overview.last_analysis)
    look = Action(overview.look)
    marks_for = Action(overview.marks_for)
    name_phenomenon = Action(overview.name_phenomenon)
    phenomena = Action(overview.phenomena)
    work_out = Action(overview.work_out)


class WatchReporting(Noun[Watch]):
    """The actions of `kb.watch.reporting`."""

    look = Action(reporting.look)
    news = Action(reporting.news)
    own_signals = Action(reporting.own_signals)
    report = Action(reporting.report)
    say_the_same = Action(reporting.say_the_same)
    see = Action(reporting.see)
    told_of = Action(reporting.told_of)
    unseen = Action(reporting.unseen)


class WatchNoun(Noun[Watch]):
    """The shared watch: the nouns below it are those of its modules."""

    bulletins = NounPart(WatchBulletins)
    diffusing = NounPart(WatchDiffusing)
    exchange = NounPart(WatchExchange)
    following = NounPart(WatchFollowing)
    handling = NounPart(WatchHandling)
    overview = NounPart(WatchOverview)
    reporting = NounPart(WatchReporting)
