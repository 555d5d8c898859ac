"""Records that a file names by the name of another file, given the identifier of the record that the other one made."""

from pathlib import PurePosixPath

from kb.records.canonical import canonical
from kb.records.catalogue import ties, with_ties
from kb.records.kinds import Record
from kb.store.files.database import transaction
from kb.store.records.links import named_by_nothing
from kb.store.records.register import Register
from kb.store.records.sources import BUILD, all_sources


def tied(register: Register, record: Record) -> Record:
    """The record with what its fields name by file said by identifier, as far as these files were read."""
    return _named(_by_file(register), record) if ties(record) else record


def tie_again(register: Register) -> int:
    """Do the same for records that were read before the files that they name; how many have a new revision."""
    by_file, changed = _by_file(register), 0
    for record_id in named_by_nothing(register):
        entry = register.entry(record_id)
        if entry is None or entry.edited_in_wiki:
            continue
        head = register.revision(record_id, entry.head)
        record = _named(by_file, head.record)
        if record == head.record:
            continue
        text = canonical(record, head.document)
        with transaction(register.database):
            number = register.save(record, text, author=BUILD, summary="Liens établis", base=entry.head)
            if entry.published_revision == entry.head:
                register.publish(record_id, number, actor=BUILD)
        changed += 1
    return changed


def _by_file(register: Register) -> dict[str, str]:
    """Name of a file without its extension → the record that it gave."""
    found = all_sources(register).items()
    return {PurePosixPath(path).stem: one.record_id for path, one in found if one.record_id}


def _named(by_file: dict[str, str], record: Record) -> Record:
    return with_ties(record, lambda name: by_file.get(name, name))
