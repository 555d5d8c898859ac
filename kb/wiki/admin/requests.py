"""Visitors who ask for an account, or write to whoever runs the base. Only administrators read it."""

from dataclasses import replace

from kb.errors import KbError, RecordNotFound, Refused
from kb.readers import Person
from kb.records.plain import many_lines, one_line
from kb.store.accounts.accounts import is_email
from kb.store.accounts.attempts import line_of
from kb.store.drafts import requests as store
from kb.store.drafts.requests import Request
from kb.store.files.database import transaction
from kb.store.news.reports import origin_of
from kb.wiki.context import Wiki, require_anywhere

SORTS = {"account": "Une demande de compte", "contact": "Un message"}
LONGEST, LONGEST_LINE = 5_000, 200
# Requests of a day: an office behind one address asks for a few accounts; a flood fills neither the page nor the disk.
PER_ORIGIN, PER_DAY = 5, 200


class RequestRefused(KbError):
    """A request that lacks something; `field` is the field of the form, "" for the whole."""

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.field = field


def ask(wiki: Wiki, given: Request, *, address: str) -> int:
    """Number of a request kept for the administrators; `address` is that of the line it comes from.

    Raises RequestRefused for one that cannot be answered, Refused past a few in a day from one line.
    """
    clean = replace(
        given,
        name=one_line(given.name),
        address=one_line(given.address),
        organisation=one_line(given.organisation),
        text=many_lines(given.text).strip(),
    )
    _check(clean)
    origin = origin_of(wiki.register, f"request {line_of(address)}")
    with transaction(wiki.private.database):  # those who come at once are counted one after the other
        here, all_of_them = store.counted_today(wiki.private, origin)
        if here >= PER_ORIGIN or all_of_them >= PER_DAY:
            raise Refused("Beaucoup de messages sont déjà arrivés aujourd’hui, et seront lus. Réessayez demain.")
        return store.add_request(wiki.private, clean, origin=origin)


def _check(one: Request) -> None:
    if one.sort not in SORTS:
        raise RequestRefused("Dites si vous demandez un compte, ou si vous écrivez.", "sort")
    if not one.name:
        raise RequestRefused("Dites comment vous appeler.", "name")
    if not is_email(one.address):
        raise RequestRefused("Sans adresse électronique, personne ne pourra vous répondre.", "address")
    if one.sort == "contact" and not one.text:
        raise RequestRefused("Écrivez quelques mots.", "text")
    if len(one.text) > LONGEST or any(len(said) > LONGEST_LINE for said in (one.name, one.address, one.organisation)):
        raise RequestRefused(f"Plus de {LONGEST} caractères\u202f: gardez l’essentiel.", "text")


def waiting(wiki: Wiki, person: Person) -> tuple[Request, ...]:
    """The requests that nobody dealt with, oldest first."""
    require_anywhere("administer", person)
    return store.requests(wiki.private)


def settle(wiki: Wiki, person: Person, number: int) -> None:
    """Forget a request that was dealt with. Raises RecordNotFound when somebody else did."""
    require_anywhere("administer", person)
    if not store.drop_request(wiki.private, number):
        raise RecordNotFound("Ce message est déjà traité, ou n’existe plus.")
    wiki.register.audit(person.account, "settle request", None)
