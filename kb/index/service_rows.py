"""Services in the index file: the facts that questions about a person are held against, and the zones they cover."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kb.records.kinds import Record, Service
from kb.records.kinds.service_lists import service_needs
from kb.records.service_facts import ServiceFacts, facts_from_json, facts_of, facts_to_json
from kb.store.engines.port import Database
from kb.store.files.database import ddl

UNKNOWN = "?"  # the zone of a service that tells none
WOMEN = frozenset({"femmes", "jeunes-filles", "femmes-enceintes"})
MEN = frozenset({"hommes"})


def service_facts(database: Database) -> None:
    """Facts of services, and their zones of eligibility. Services indexed before are taken in anew."""
    ddl(
        database,
        """
        CREATE TABLE service_facts (
            record INTEGER PRIMARY KEY REFERENCES records(number) ON DELETE CASCADE,
            age_from INTEGER, age_to INTEGER, women INTEGER NOT NULL, men INTEGER NOT NULL, needs INTEGER NOT NULL,
            facts TEXT NOT NULL
        );
        CREATE TABLE service_zones (
            code TEXT NOT NULL, record INTEGER NOT NULL REFERENCES records(number) ON DELETE CASCADE,
            PRIMARY KEY (code, record)
        ) WITHOUT ROWID;
        CREATE INDEX service_zones_by_record ON service_zones(record)
        """,
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """What surely excludes services, so that the index file leaves them out: all that is empty excludes none.

    `zones` are the codes that cover a territory, `within` the beginning of those that lie in it.
    """

    ages: tuple[int, int] | None = None
    gender: str = ""
    zones: tuple[str, ...] = ()
    within: str = ""


def needs_bits(needs: Sequence[str]) -> int:
    """Needs as bits of a number, by their place in the list."""
    places = {code: at for at, code in enumerate(service_needs())}
    return sum(1 << places[one] for one in set(needs) if one in places)


def store_service(database: Database, number: int, record: Record) -> None:
    """Keep the facts of a record, if it is a service."""
    if not isinstance(record, Service):
        return
    exclusive = set(record.exclusive)
    database.execute(
        "INSERT INTO service_facts (record, age_from, age_to, women, men, needs, facts) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            record.age_from,
            record.age_to,
            int(bool(exclusive) and exclusive <= WOMEN),
            int(bool(exclusive) and exclusive <= MEN),
            needs_bits(record.offers),
            facts_to_json(facts_of(record)),
        ],
    )
    for code in set(record.zone or (UNKNOWN, *record.territories)):
        database.execute("INSERT INTO service_zones (code, record) VALUES (?, ?)", [code, number])


def services_sought(database: Database, sought: Sought) -> list[tuple[str, int]]:
    """(identifier, needs as bits) of the services that nothing surely excludes, in order of their identifiers."""
    condition, values = condition_of(sought)
    rows = database.execute(
        f"SELECT r.id, f.needs FROM service_facts f JOIN records r ON r.number = f.record WHERE {condition}", values
    )
    return sorted((row[0], row[1]) for row in rows.fetchall())


def condition_of(sought: Sought) -> tuple[str, list[object]]:
    """The condition that rows `f` of the facts of services are not surely excluded, and its values."""
    terms, values = ["1 = 1"], list[object]()
    if sought.ages:
        terms.append("(f.age_from IS NULL OR f.age_from <= ?) AND (f.age_to IS NULL OR f.age_to >= ?)")
        values += [sought.ages[1], sought.ages[0]]
    if sought.gender:
        terms.append("f.men = 0" if sought.gender == "f" else "f.women = 0")
    if sought.zones:
        marks = ",".join("?" * len(sought.zones))
        begins = " OR (code >= ? AND code < ?)" if sought.within else ""
        terms.append(f"f.record IN (SELECT record FROM service_zones WHERE code IN ({marks}){begins})")
        values += [*sought.zones, *([sought.within, f"{sought.within}~"] if sought.within else [])]
    return " AND ".join(terms), values


def facts_of_services(database: Database, record_ids: Sequence[str]) -> dict[str, ServiceFacts]:
    """The facts of services by identifier, in order of identifiers."""
    rows = database.execute(
        "SELECT r.id, f.facts FROM service_facts f JOIN records r ON r.number = f.record "
        "WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.id",
        [json.dumps(list(record_ids))],
    )
    return {row[0]: facts_from_json(row[1]) for row in rows.fetchall()}


def services_without_facts(database: Database) -> list[str]:
    """Services that an earlier version of the program indexed."""
    rows = database.execute(
        "SELECT id FROM records WHERE kind = 'service' AND number NOT IN (SELECT record FROM service_facts)"
    )
    return [row[0] for row in rows.fetchall()]
