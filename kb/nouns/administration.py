"""Administration, as what people do with a base."""

from kb import health
from kb.nouns.noun import Action, Noun, NounPart, of_register
from kb.store.logs import query_log
from kb.store.records.register import Register
from kb.store.working import workers
from kb.wiki.admin import administration, erasure, purging, requests, upkeep
from kb.wiki.admin import lists as their_lists
from kb.wiki.admin import webhooks as their_webhooks
from kb.wiki.context import Wiki


class AdministrationErasure(Noun[Wiki]):
    """The actions of `kb.wiki.admin.erasure`."""

    copies_until = Action(erasure.copies_until)
    erase = Action(erasure.erase)


class AdministrationHealth(Noun[Register]):
    """The actions of `kb.health`."""

    living = Action(workers.living)
    measures = Action(health.measures)


class AdministrationLists(Noun[Wiki]):
    """The actions of `kb.wiki.admin.lists`."""

    add = Action(their_lists.add)
    lists = Action(their_lists.lists)
    rename = Action(their_lists.rename)


class AdministrationPurging(Noun[Wiki]):
    """The actions of `kb.wiki.admin.purging`."""

    purge = Action(purging.purge)
    take_purge_turn = Action(purging.take_purge_turn)


class AdministrationQuestions(Noun[Register]):
    """The actions of `kb.store.logs.query_log`."""

    asked_often = Action(query_log.asked_often)


class AdministrationRequests(Noun[Wiki]):
    """The actions of `kb.wiki.admin.requests`."""

    ask = Action(requests.ask)
    settle = Action(requests.settle)
    waiting = Action(requests.waiting)


class AdministrationUpkeep(Noun[Wiki]):
    """The actions of `kb.wiki.admin.upkeep`."""

    ends = Action(upkeep.ends)
    log = Action(upkeep.log)
    note_restored = Action(upkeep.note_restored)
    put_back = Action(upkeep.put_back)
    rooms = Action(upkeep.rooms)
    save_backup = Action(upkeep.save_backup)


class AdministrationWebhooks(Noun[Wiki]):
    """The actions of `kb.wiki.admin.webhooks`."""

    add = Action(their_webhooks.add)
    enable = Action(their_webhooks.enable)
    known = Action(their_webhooks.known)
    remove = Action(their_webhooks.remove)


class AdministrationNoun(Noun[Wiki]):
    """Administration: the nouns below it are those of its modules."""

    everybody = Action(administration.everybody)
    invitations = Action(administration.invitations)
    invite = Action(administration.invite)
    page = Action(administration.page)
    pages = Action(administration.pages)
    reset = Action(administration.reset)
    revoke_token = Action(administration.revoke_token)
    set_disabled = Action(administration.set_disabled)
    set_page = Action(administration.set_page)
    set_roles = Action(administration.set_roles)
    set_setting = Action(administration.set_setting)
    settings = Action(administration.settings)
    tokens = Action(administration.tokens)
    withdraw_invitation = Action(administration.withdraw_invitation)
    erasure = NounPart(AdministrationErasure)
    health = NounPart(of_register(AdministrationHealth))
    lists = NounPart(AdministrationLists)
    purging = NounPart(AdministrationPurging)
    questions = NounPart(of_register(AdministrationQuestions))
    requests = NounPart(AdministrationRequests)
    upkeep = NounPart(AdministrationUpkeep)
    webhooks = NounPart(AdministrationWebhooks)
