"""Importing services: a preview that writes nothing, then what was chosen of it, in one transaction."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.directory.exchange.checking import RowFault, check
from kb.directory.exchange.schema import from_exchange
from kb.directory.exchange.tables import ServiceTable
from kb.errors import KbError
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import Service
from kb.store.files.database import in_bulk, transaction
from kb.store.records.register import Register
from kb.store.records.services import KnownService, services_by_exchange
from kb.wiki.rights import Case, require

SUMMARY: Final = "import data·inclusion"
IMPORTER: Final = "import"  # the author of revisions that nobody wrote by hand
# What the schema has no field for: what the file does not say of it stays, first of all who may read.
OURS: Final = (
    *("diffusion", "groups", "summary", "themes", "keywords", "links", "notes", "fictional", "service_type", "offers"),
    *(
        "exclusive",
        "preferred",
        "age_from",
        "age_to",
        "night",
        "closed_from",
        "closed_to",
        "closed_note",
        "verified_by",
    ),
    *("saturation", "saturation_on", "saturation_note"),
)
Progress = Callable[[int, int], None]


class NotChosen(KbError):
    """An import of a file with faults, where nobody said to leave them out."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A service of the file: its fields, the service that it changes (None for a new one), the fields that change."""

    line: int
    fields: Mapping[str, Any]
    known: KnownService | None
    changes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name of the service."""
        return str(self.fields.get("title", ""))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `gone` are services of the same producers that the file has no more: they stay.

    `wrong` counts the services left out for their faults; `by_hand` those that would change, and that somebody changed
    here.
    """

    new: tuple[Incoming, ...]
    changed: tuple[Incoming, ...]
    same: int
    gone: tuple[KnownService, ...]
    faults: tuple[RowFault, ...]
    wrong: int
    notes: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def by_hand(self) -> tuple[Incoming, ...]:
        """Services that the import would change although somebody changed them here."""
        return tuple(one for one in self.changed if one.known and one.known.by_hand)


def preview(register: Register, table: ServiceTable, service_types: Mapping[str, str]) -> Preview:
    """What the import of a table would do; nothing is written."""
    checked = check(table)
    known = services_by_exchange(register)
    new, changed, same, seen = list[Incoming](), list[Incoming](), 0, set[tuple[str, str]]()
    orphans = []
    for row in checked.services:
        structure = checked.structures.get(str(row.values.get("structure_id", "")))
        if structure is None and table.structures:
            orphans.append(row.line)
        fields = from_exchange(row.values, structure, service_types)
        key = (str(fields.get("exchange_source", "")), str(fields["exchange_id"]))
        seen.add(key)
        before = known.get(key)
        if before is None:
            new.append(Incoming(row.line, fields, None))
        elif changes := _changes(before, fields):
            changed.append(Incoming(row.line, fields, before, changes))
        else:
            same += 1
    sources = {source for source, _ in seen}
    gone = tuple(one for key, one in known.items() if key[0] in sources and key not in seen and one.published)
    notes = list(table.notes)
    if orphans:
        notes.append(f"{len(orphans)} services nomment une structure que le fichier n’a pas.")
    return Preview(tuple(new), tuple(changed), same, gone, checked.faults, checked.wrong, tuple(notes), table.unknown)


def _record(record_id: str, fields: Mapping[str, Any]) -> Service:
    return Service.model_validate({**fields, "id": record_id, "kind": "service"})


def _merged(before: KnownService, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The service as the file has it; what the schema has no field for stays as it is here."""
    return {**{name: before.body[name] for name in OURS if name in before.body}, **fields}


def _changes(before: KnownService, fields: Mapping[str, Any]) -> tuple[str, ...]:
    after = json.loads(_record(before.record_id, _merged(before, fields)).model_dump_json(exclude_defaults=True))
    names = {*after, *before.body} - {"kind", "id"}
    return tuple(sorted(name for name in names if after.get(name) != before.body.get(name)))


@dataclass(frozen=True, slots=True)
class ServicesImported:
    """What an import did."""

    new: int
    changed: int
    withdrawn: int


def apply(
    register: Register,
    one: Preview,
    person: Person | None,
    *,
    valid_only: bool = False,
    over_hand: bool = False,
    withdraw_gone: bool = False,
    progress: Progress = lambda done, total: None,
) -> ServicesImported:
    """Write what a preview showed. `person` is None for whoever sits at the machine.

    Raises NotChosen when rows have faults and `valid_only` does not leave them out, Refused without the right to write
    services. Services changed here by hand keep their text unless `over_hand`; those that the file has no more are
    withdrawn where `withdraw_gone` says so.
    """
    if person is not None:
        require("start", person, Case("service"))
    if one.wrong and not valid_only:
        raise NotChosen(
            f"{one.wrong} services ont des fautes. Rien n’est importé : corrigez le fichier, ou choisissez d’importer "
            "seulement ce qui est valide."
        )
    actor = person.account if person else "operator"
    changed = [each for each in one.changed if over_hand or not (each.known and each.known.by_hand)]
    total = len(one.new) + len(changed)
    with in_bulk(register.database), transaction(register.database):
        for done, each in enumerate([*one.new, *changed]):
            if done % 1_000 == 0:
                progress(done, total)
            _write(register, each, actor)
        for lost in one.gone if withdraw_gone else ():
            register.withdraw(lost.record_id, actor=actor, reason="n’est plus dans l’import")
    progress(total, total)
    return ServicesImported(len(one.new), len(changed), len(one.gone) if withdraw_gone else 0)


def _write(register: Register, each: Incoming, actor: str) -> None:
    known = each.known
    record_id = known.record_id if known else register.new_id("service")
    record = _record(record_id, _merged(known, each.fields) if known else each.fields)
    number = register.save(
        record, canonical(record), author=IMPORTER, summary=SUMMARY, base=known.head if known else None
    )
    register.publish(record_id, number, actor=actor, audience=record.audience)
