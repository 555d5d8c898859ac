"""What the actions of the wiki work on, and the cases that rights are asked about."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import RecordNotFound
from kb.indexing import BaseIndex
from kb.readers import Person
from kb.resources import Resources
from kb.store.drafts.private import PrivateStore
from kb.store.drafts.private_file import PrivateFile
from kb.store.drafts.proposals import Proposal, authors_of, proposal, record_authors
from kb.store.files.database import transaction
from kb.store.files.kept_files import KeptFiles
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.rights import ANYTHING, Case, require


@dataclass(frozen=True, slots=True)
class Wiki:
    """The parts of one base that the actions work on, open for one thread.

    `files` are those that the base keeps beside its register; `index` is brought level after a
    publication and rid of what was erased; `resources` holds what recognises names
    and the encoder.
    """

    home: Path
    register: Register
    private_file: PrivateFile
    vocabulary: Vocabulary
    index: BaseIndex
    resources: Resources
    files: KeptFiles
    visitors: bool = True

    @property
    def private(self) -> PrivateStore:
        """The private database, opened when first asked for: a reader's visit never touches it."""
        return self.private_file.store


def proposal_case(wiki: Wiki, one: Proposal) -> Case:
    """The case of a proposal, and of the record that it is made to."""
    entry = wiki.register.entry(one.record_id)
    audience = entry.diffusion if entry and entry.published_revision is not None else None
    return Case(one.kind, audience, one.status, authors_of(wiki.register, one), one.reviewer, wiki.visitors)


def record_case(wiki: Wiki, record_id: str) -> Case | None:
    """The case of a record itself, or None when there is none of that name."""
    entry = wiki.register.entry(record_id)
    if entry is None:
        return None
    audience = entry.diffusion if entry.published_revision is not None else None
    return Case(entry.kind, audience, authors=record_authors(wiki.register, record_id), visitors=wiki.visitors)


def proposal_for(wiki: Wiki, action: str, person: Person | None, number: int) -> Proposal:
    """The proposal that this person may do this to. Raises RecordNotFound or Refused."""
    one = proposal(wiki.register, number)
    require(action, person, proposal_case(wiki, one))
    return one


@contextlib.contextmanager
def proposal_to_write(wiki: Wiki, action: str, person: Person | None, number: int) -> Iterator[Proposal]:
    """The same, in a transaction of the private texts: words written in it are read by whoever erases or gives up.

    These let the register know before they forget the words: whoever was let in earlier writes none after them.
    """
    with transaction(wiki.private.database):
        yield proposal_for(wiki, action, person, number)


def case_for(wiki: Wiki, action: str, person: Person | None, record_id: str) -> Case:
    """The case of the record that this person may do this to. Raises RecordNotFound or Refused."""
    case = record_case(wiki, record_id)
    if case is None:
        raise RecordNotFound(f"Aucune fiche {record_id}.")
    require(action, person, case)
    return case


def require_anywhere(action: str, person: Person | None) -> None:
    """Returns when this person may do what concerns no record in particular; raises Refused otherwise."""
    require(action, person, ANYTHING)


def name_in_log(person: Person | None) -> str:
    """How the audit log names somebody: by account, never by name."""
    return person.account if person else "visitor"
