"""Files of services, and reminders, as what people do with a base."""

from kb.directory import reminding
from kb.directory.exchange import importing
from kb.nouns.noun import Action, Noun, NounPart
from kb.store.records import reminders
from kb.store.records.register import Register


class ServicesReminders(Noun[Register]):
    """The actions of `kb.store.records.reminders`."""

    put_reminders = Action(reminders.put_reminders)
    take_letters_turn = Action(reminders.take_letters_turn)


class ServicesReminding(Noun[Register]):
    """The actions of `kb.directory.reminding`."""

    due = Action(reminding.due)


class ServicesNoun(Noun[Register]):
    """Files of services, and reminders: the nouns below it are those of its modules."""

    apply = Action(importing.apply)
    preview = Action(importing.preview)
    reminders = NounPart(ServicesReminders)
    reminding = NounPart(ServicesReminding)
