"""« Je me reconnais »: whoever is told of in a record says so, and people decide."""

import datetime
import secrets

from kb.errors import Refused
from kb.readers import Person
from kb.store.accounts.attempts import line_of
from kb.store.drafts.letters import Letter, add_letter, letters_about
from kb.store.files.database import transaction
from kb.store.news import comments
from kb.store.news.reports import add_report, close_report, counted, open_reports, origin_of, outcome_of
from kb.store.records.sources import get_setting
from kb.wiki.context import Wiki, case_for, name_in_log, require_anywhere
from kb.wiki.news.discussion import checked_text

# Records that reports from one line of the Internet, or from one account, take away by themselves in a day: whoever is
# told of in a few narratives is served at once, whoever means to empty the base is not. More are taken, and wait.
SUSPENDED_PER_ORIGIN = 3

# A record that reviewers put back is not taken away by itself again for this long: they read it, and read what comes.
SUSPENDED_ONCE_IN = datetime.timedelta(days=30)

# Reports of a day from one line: an office behind one address does not send as many.
REPORTS_PER_ORIGIN = 200


def recognise(
    wiki: Wiki, person: Person | None, record_id: str, text: str, reviewers: frozenset[str], *, address: str = ""
) -> str:
    """The receipt number of « Je me reconnais »: `reviewers` are told, and a setting takes the record away at once.

    Anyone may say it, without account. Past a few records in a day from one `address`, or for a record that reviewers
    put back not long ago, it is taken all the same, and people decide. Raises Refused for an address that sends far too
    many; nobody else's are.
    """
    case_for(wiki, "report", person, record_id)
    text = checked_text(text)
    origin = origin_of(wiki.register, f"account {person.account}" if person else f"address {line_of(address)}")
    receipt = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    with transaction(wiki.register.database):  # those who come at once are counted one after the other
        case_for(wiki, "report", person, record_id)  # it may have been erased meanwhile
        suspended = _suspends(wiki, origin, record_id)
        add_letter(wiki.private, record_id, sort="recognised", sender=name_in_log(person), text=text, receipt=receipt)
        add_report(wiki.register, receipt, record_id, origin=origin, suspended=suspended)
        for one in sorted(reviewers):
            comments.notify_once(wiki.register, one, "recognised", record_id)
        if suspended:
            wiki.register.withdraw(record_id, actor=name_in_log(person), reason="suspendue : quelqu’un s’y reconnaît")
    if suspended:
        wiki.index.hand_over()
    return receipt


def _suspends(wiki: Wiki, origin: str, record_id: str) -> bool:
    """Whether a report takes its record away by itself. Raises Refused for one too many from one origin."""
    now = datetime.datetime.fromisoformat(wiki.register.now())
    since = (now - SUSPENDED_ONCE_IN).date().isoformat()
    reports, by_origin, of_record = counted(wiki.register, origin, record_id, since)
    if reports >= REPORTS_PER_ORIGIN:
        raise Refused(
            "Beaucoup de signalements sont déjà arrivés d’ici aujourd’hui, et seront lus. Pour en ajouter un, revenez "
            "demain ou écrivez à l’adresse des mentions légales."
        )
    asked = get_setting(wiki.register, "suspend_recognised", "yes") == "yes"
    return asked and by_origin < SUSPENDED_PER_ORIGIN and not of_record


def report_outcome(wiki: Wiki, receipt: str) -> str:
    """What became of a report, for whoever has its number. Raises RecordNotFound."""
    return outcome_of(wiki.register, receipt.strip())


def reports(wiki: Wiki, person: Person) -> tuple[tuple[str, str, Letter], ...]:
    """(day, record id, letter) of the reports that wait for a decision."""
    require_anywhere("moderate", person)
    out = []
    for day, record_id, receipt in open_reports(wiki.register):
        letter = next(
            (one for one in letters_about(wiki.private, record_id, "recognised") if one.receipt == receipt), None
        )
        if letter is not None:
            out.append((day, record_id, letter))
    return tuple(out)


def decide(wiki: Wiki, person: Person, receipt: str, outcome: str) -> None:
    """Close a report with words that its sender will read."""
    require_anywhere("moderate", person)
    close_report(wiki.register, receipt, checked_text(outcome), actor=person.account)
