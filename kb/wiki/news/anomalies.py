"""« Signaler une anomalie »: any reader says what is wrong of a service; its authors answer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import KbError, Refused
from kb.readers import Person
from kb.records.plain import many_lines
from kb.store.accounts.attempts import line_of
from kb.store.drafts.letters import add_letter, letters_about
from kb.store.drafts.proposals import record_authors
from kb.store.files.database import transaction
from kb.store.news import anomalies, comments
from kb.store.news.anomalies import STATES, Anomaly
from kb.store.news.reports import origin_of
from kb.wiki import people
from kb.wiki.context import Wiki, case_for, name_in_log, record_case
from kb.wiki.rights import allows

# A message longer than this is no anomaly of one service.
LONGEST = 2_000
# Anomalies of a day from one line or account: an office that checks its whole directory sends as many.
PER_ORIGIN = 100
WAITING = "Votre message est arrivé. Personne n’y a encore répondu."


class AnomalyRefused(KbError):
    """An anomaly, or an answer, that says nothing or too much."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An anomaly with its words, for those who answer it."""

    anomaly: Anomaly
    text: str


def _words(text: str) -> str:
    text = many_lines(text).strip()
    if not text:
        raise AnomalyRefused("Écrivez ce qui n’est pas juste : une phrase suffit.")
    if len(text) > LONGEST:
        raise AnomalyRefused(f"Plus de {LONGEST} caractères : gardez l’essentiel. Rien n’est perdu.")
    return text


def report_anomaly(wiki: Wiki, person: Person | None, record_id: str, text: str, *, address: str = "") -> str:
    """The receipt number of an anomaly, by which whoever has no account reads the answer. Its owners are told."""
    case = case_for(wiki, "report", person, record_id)
    if case.kind != "service":
        raise AnomalyRefused("Une anomalie se signale sur un dispositif.")
    text = _words(text)
    origin = origin_of(wiki.register, f"account {person.account}" if person else f"address {line_of(address)}")
    receipt = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    with transaction(wiki.register.database):
        case_for(wiki, "report", person, record_id)  # it may have been erased meanwhile
        if anomalies.anomalies_from(wiki.register, origin) >= PER_ORIGIN:
            raise Refused("Beaucoup de messages sont déjà arrivés d’ici aujourd’hui. Revenez demain.")
        sender = person.account if person else ""
        add_letter(wiki.private, record_id, sort="anomaly", sender=name_in_log(person), text=text, receipt=receipt)
        anomalies.add_anomaly(wiki.register, record_id, sender=sender, receipt=receipt, origin=origin)
        # A service that came from a file has no author here: reviewers look after it.
        told = record_authors(wiki.register, record_id) or people.reviewers(wiki)
        comments.notify(wiki.register, told, "anomaly", record_id, actor=sender or "visitor")
    return receipt


def may_answer(wiki: Wiki, person: Person | None, record_id: str) -> bool:
    """Whether this person answers for a service: its authors, reviewers, the administrator."""
    case = record_case(wiki, record_id)
    return case is not None and (allows("withdraw", person, case) or allows("moderate", person, case))


def waiting(wiki: Wiki, person: Person, record_ids: Sequence[str] = ()) -> tuple[Reported, ...]:
    """The anomalies without answer that this person may answer, oldest first."""
    out = []
    for one in anomalies.anomalies_of(wiki.register):
        if (not record_ids or one.record_id in record_ids) and may_answer(wiki, person, one.record_id):
            letters = letters_about(wiki.private, one.record_id, "anomaly")
            words = next((letter.text for letter in letters if anomalies.same_receipt(one, letter.receipt)), "")
            out.append(Reported(one, words))
    return tuple(out)


def answer(wiki: Wiki, person: Person, number: int, state: str, text: str) -> None:
    """Say what became of an anomaly: "corrected", or "unfounded" and why. Its sender is told."""
    one = anomalies.anomaly(wiki.register, number)
    if not may_answer(wiki, person, one.record_id):
        raise Refused("Seuls l’auteur de la fiche, un relecteur ou l’administrateur répondent à une anomalie.")
    if state not in STATES[1:]:
        raise AnomalyRefused("Dites si la fiche a été corrigée, ou si elle était juste.")
    text = _words(text)
    with transaction(wiki.register.database):
        anomalies.answer_anomaly(wiki.register, number, state, text, actor=person.account)
        if one.sender:
            comments.notify(
                wiki.register, frozenset({one.sender}), "anomaly_answered", one.record_id, actor=person.account
            )


def answer_of(wiki: Wiki, receipt: str) -> str:
    """What was answered to an anomaly, for whoever has its number. Raises RecordNotFound."""
    return _told(anomalies.anomaly_of_receipt(wiki.register, receipt))


def answers_to(wiki: Wiki, person: Person) -> tuple[tuple[Anomaly, str], ...]:
    """(anomaly, its answer) of all that somebody reported, newest first."""
    return tuple((one, _told(one)) for one in anomalies.anomalies_by(wiki.register, person.account))


def _told(one: Anomaly) -> str:
    if one.state == "open":
        return WAITING
    return f"{'La fiche a été corrigée' if one.state == 'corrected' else 'La fiche était juste'} : {one.answer}"
