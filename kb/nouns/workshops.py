"""Workshops, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.wiki.context import Wiki
from kb.workshops import calendar as their_calendar
from kb.workshops import groups, moderation, on_need, preparing, receiving, running, sample, showing
from kb.workshops.restitution import assembling, following, reminding
from kb.workshops.restitution import booklet as their_booklet
from kb.workshops.restitution import margin as their_margin


class WorkshopsBooklet(Noun[Wiki]):
    """The actions of `kb.workshops.restitution.booklet`."""

    booklet = Action(their_booklet.booklet)


class WorkshopsCalendar(Noun[Wiki]):
    """The actions of `kb.workshops.calendar`."""

    calendar = Action(their_calendar.calendar)


class WorkshopsGroups(Noun[Wiki]):
    """The actions of `kb.workshops.groups`."""

    change = Action(groups.change)
    memory = Action(groups.memory)
    mine = Action(groups.mine)
    start = Action(groups.start)
    write_together = Action(groups.write_together)


class WorkshopsLeads(Noun[Wiki]):
    """The actions of `kb.workshops.restitution.following`."""

    become_experience = Action(following.become_experience)
    board = Action(following.board)
    change = Action(following.change)
    lead_for = Action(following.lead_for)
    of_restitution = Action(following.of_restitution)
    overdue = Action(following.overdue)


class WorkshopsMargin(Noun[Wiki]):
    """The actions of `kb.workshops.restitution.margin`."""

    margin = Action(their_margin.margin)


class WorkshopsModeration(Noun[Wiki]):
    """The actions of `kb.workshops.moderation`."""

    looked_at = Action(moderation.looked_at)


class WorkshopsOnNeed(Noun[Wiki]):
    """The actions of `kb.workshops.on_need`."""

    begin = Action(on_need.begin)
    taken_up = Action(on_need.taken_up)


class WorkshopsReceiving(Noun[Wiki]):
    """The actions of `kb.workshops.receiving`."""

    join = Action(receiving.join)
    place_of = Action(receiving.place_of)
    receive = Action(receiving.receive)


class WorkshopsReminding(Noun[Wiki]):
    """The actions of `kb.workshops.restitution.reminding`."""

    leads_to_tell = Action(reminding.leads_to_tell)
    note_told = Action(reminding.note_told)


class WorkshopsRestitution(Noun[Wiki]):
    """The actions of `kb.workshops.restitution.assembling`."""

    draft = Action(assembling.draft)
    said = Action(assembling.said)


class WorkshopsRunning(Noun[Wiki]):
    """The actions of `kb.workshops.running`."""

    command = Action(running.command)


class WorkshopsSample(Noun[Wiki]):
    """The actions of `kb.workshops.sample`."""

    play = Action(sample.play)


class WorkshopsShowing(Noun[Wiki]):
    """The actions of `kb.workshops.showing`."""

    narrative = Action(showing.narrative)
    own = Action(showing.own)
    scene = Action(showing.scene)


class WorkshopsNoun(Noun[Wiki]):
    """Workshops: the nouns below it are those of its modules."""

    add_sitting = Action(preparing.add_sitting)
    change = Action(preparing.change)
    change_sitting = Action(preparing.change_sitting)
    drop = Action(preparing.drop)
    mine = Action(preparing.mine)
    sitting_for = Action(preparing.sitting_for)
    sittings = Action(preparing.sittings)
    start = Action(preparing.start)
    workshop_for = Action(preparing.workshop_for)
    booklet = NounPart(WorkshopsBooklet)
    calendar = NounPart(WorkshopsCalendar)
    groups = NounPart(WorkshopsGroups)
    leads = NounPart(WorkshopsLeads)
    margin = NounPart(WorkshopsMargin)
    moderation = NounPart(WorkshopsModeration)
    on_need = NounPart(WorkshopsOnNeed)
    receiving = NounPart(WorkshopsReceiving)
    reminding = NounPart(WorkshopsReminding)
    restitution = NounPart(WorkshopsRestitution)
    running = NounPart(WorkshopsRunning)
    sample = NounPart(WorkshopsSample)
    showing = NounPart(WorkshopsShowing)
