"""A printable booklet of services by territory and public, and the published services that files are made of."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from kb.directory.finding import Directory
from kb.directory.fitting import ages_of, said_ages
from kb.directory.freshness import freshness
from kb.directory.hours.telling import hours_in_french
from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.french import NBSP, day, listing
from kb.readers import Reader
from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists
from kb.records.service_facts import facts_of
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary

MOST: Final = 400  # services of one booklet: 100 pages, which nobody carries


class Shelf(Protocol):
    """What a booklet asks of the base."""

    register: Register
    vocabulary: Vocabulary
    directory: Directory


@dataclass(frozen=True, slots=True)
class PublishedService:
    """A published service and when it was published."""

    record: Service
    at: str


def published_services(base: Shelf, *, reader: Reader, territory: str = "") -> tuple[PublishedService, ...]:
    """The services that this reader may read, by title."""
    out = []
    for facts in base.directory.services(reader=reader, territory=territory):
        revision = base.register.published(facts.id)
        # Asked again: the index may not have followed what was closed a moment ago.
        if revision is not None and isinstance(revision.record, Service) and reader.reads(revision.record.audience):
            out.append(PublishedService(revision.record, revision.at))
    return tuple(out)


def carnet(base: Shelf, *, reader: Reader, today: datetime.date, territory: str = "", public: str = "") -> Booklet:
    """The booklet of the services that cover a territory and take in a public, in rubrics by kind of structure."""
    found = [
        one.record
        for one in published_services(base, reader=reader, territory=territory)
        if not public or _takes(one.record, public)
    ][:MOST]
    label, lists = base.vocabulary.label, directory_lists()
    rubrics: dict[str, list[BookletPiece]] = {}
    for one in sorted(found, key=lambda each: (label("service_types", each.service_type), each.title)):
        rubrics.setdefault(label("service_types", one.service_type), []).append(_piece(one, base.vocabulary, today))
    where = label("territories", territory) if territory else "tous les territoires"
    whom = lists["service_publics"].get(public, "") if public else ""
    facts = [("Territoire", where)] + ([("Public", whom)] if whom else []) + [("Dispositifs", str(len(found)))]
    return Booklet(
        title="Carnet d’adresses",
        subtitle=" · ".join(part for part in (where, whom) if part),
        facts=tuple(facts),
        note=(
            "Les horaires et les conditions changent : appelez avant d’envoyer quelqu’un. Urgence vitale : 15 ou 112. "
            "Enfance en danger : 119. Sans abri : 115. Violences faites aux femmes : 3919."
        ),
        rubrics=tuple(Rubric(name, tuple(pieces)) for name, pieces in rubrics.items()),
        date=day(today.isoformat()),
        colophon=f"Imprimé de Récits partagés le {day(today.isoformat())}. Ce carnet vieillit : réimprimez-le.",
    )


def _takes(service: Service, public: str) -> bool:
    """Whether a service says that it takes in a public, or everybody."""
    named = {*service.exclusive, *service.preferred, *service.welcomed}
    return public in named or "tous-publics" in named or (not service.exclusive and public in ("", *named))


def _piece(service: Service, vocabulary: Vocabulary, today: datetime.date) -> BookletPiece:
    facts = facts_of(service)
    ages = ages_of(facts)
    address = ", ".join(one for one in (service.address, " ".join((service.postcode, service.town)).strip()) if one)
    old = freshness(service.date, today) in ("check", "old", "unknown")
    lines: Sequence[tuple[str, str]] = (
        ("Téléphone", service.phone),
        ("Adresse", address or _names(vocabulary, service.territories)),
        ("Horaires", hours_in_french(service.opening_hours) if service.opening_hours else "à vérifier"),
        ("Pour qui", _publics(service)),
        ("Âge", said_ages(ages) if ages else "non précisé"),
        ("Zone", _names(vocabulary, service.zone)),
        ("On y trouve", listing([vocabulary.label("offers", one) for one in service.offers])),
        ("Accès", service.access),
        ("Orienter", service.referral),
        ("Fermé", _closed(service, today)),
        (
            "À vérifier",
            f"mis à jour le {day(service.date)}" if old and service.date else "date inconnue" if old else "",
        ),
    )
    return BookletPiece(
        title=service.title,
        introduction=service.organisation,
        facts=tuple((name, text) for name, text in lines if text),
        blocks=(BookletBlock("paragraph", service.summary or service.description.split("\n\n")[0]),),
        fictional=service.fictional,
    )


def _stale(date: str) -> str:
    return f"mis à jour le {day(date)}" if date else "date de mise à jour inconnue"


def _names(vocabulary: Vocabulary, codes: Sequence[str]) -> str:
    return listing([vocabulary.label("territories", one) for one in codes])


def _publics(service: Service) -> str:
    names: Mapping[str, str] = directory_lists()["service_publics"]
    ways = (("seulement", service.exclusive), ("d’abord", service.preferred), ("", service.welcomed))
    return f"{NBSP}; ".join(
        " ".join(part for part in (listing([names.get(one, one).lower() for one in codes]), way) if part)
        for way, codes in ways
        if codes
    )


def _closed(service: Service, today: datetime.date) -> str:
    if not service.closed_from or (service.closed_to and service.closed_to < today.isoformat()):
        return ""
    until = f" au {day(service.closed_to)}" if service.closed_to else ""
    note = f", {service.closed_note}" if service.closed_note else ""
    return f"du {day(service.closed_from)}{until}{note}"
