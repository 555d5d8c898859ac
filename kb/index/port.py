"""What search asks of an index, whatever holds it: the memory of this process, or a server that several share.

A passage has a slot and a record a row: numbers that the index gives and takes back, for one question. Embedded, they
are places in arrays; of a server, its own numbers. Slots ascend with the text of a record, and with its row.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.queries import PassageRow
from kb.index.service_rows import Sought
from kb.index.vectors.feature_table import Taken
from kb.index.vectors.features import Signs
from kb.index.words.char_grams import Places
from kb.index.words.postings import Held
from kb.index.words.speller import Speller
from kb.readers import Reader
from kb.records.service_facts import ServiceFacts
from kb.records.summary import RecordSummary

Rows = NDArray[np.int32]
S = TypeVar("S", Signs, Taken)
T = TypeVar("T")


class Findable(Protocol):
    """What a reader may find under filters: how many passages and records, as far as an index counts them."""

    @property
    def count(self) -> int:
        """Passages."""

    @property
    def records(self) -> int:
        """Records."""


A = TypeVar("A", bound=Findable)
Left = TypeVar("Left", bound=Findable, covariant=True)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a question that are looked for: each a group of terms, of which the best one counts.

    `words` and `idfs` (rarities) are of groups; `terms`, `factors` (rarity times weight) and `owners` (the place of the
    group) of terms.
    """

    words: tuple[str, ...]
    idfs: F32
    terms: NDArray[np.int64]
    factors: F32
    owners: NDArray[np.int64]


class Wanted(NamedTuple):
    """What candidates are asked for: the words of a question and its vector, whether by each, and how many by each.

    `records` is how many records are proposed by what they hold of the words, whole.
    """

    words: AskedWords
    vector: F32
    by_words: bool
    by_meaning: bool
    depth: int
    records: int


class Scope(Protocol[S]):
    """The passages and records that a question is asked of: passages by place and records by row, both ascending."""

    passages: int
    records: int
    record_rows: Rows

    def first_places(self) -> Places:
        """The first passage of each record, -1 for one without a passage."""

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held, Held]:
        """The passages that hold each term, a run for each; the records, whole; and the records whose heads do."""

    def norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head."""

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""

    def signs_of(self, places: Places) -> S:
        """The signs of these passages (ascending)."""

    def gram_scores(self, places: Places, signs: S, cells: NDArray[np.uint16], weights: F32) -> F32:
        """BM25 of character grams of these weights, of these passages and their signs."""

    def title_cosines(self, rows: Rows, vector: F32) -> F32:
        """Cosines of these records' titles with a vector, -1 for a title that says nothing."""

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index."""

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index."""


class ReadableWords(Protocol):
    """The terms and words of what a reader may read."""

    def __contains__(self, term: object, /) -> bool: ...
    def __getitem__(self, term: str, /) -> int: ...

    def expect(self, text: str) -> None:
        """Have the terms of a question at hand, where looking for each by itself would take long."""

    def speller(self) -> Speller:
        """What corrects a word into one of these texts."""


class Narrowing(Protocol[Left]):
    """What may be found, made less by what a question asks exactly."""

    def leave_out(self, written: Sequence[str], *, phrase: bool) -> None:
        """Leave out the records that hold one of these words, in any of its forms, or a phrase word for word."""

    def keep(self, written: Sequence[str], *, phrase: bool) -> bool:
        """Keep the records that hold one of these words, or a phrase; false, with all kept, when none does."""

    def allowed(self) -> Left:
        """What is left: of a record, the passages that hold what was kept, or all where its title alone does."""


class Sample(NamedTuple):
    """Passages of others to look at, their records' rows, and the rows of the records that are not known yet."""

    slots: Places
    rows: Rows
    left: frozenset[int]


class Listing(NamedTuple):
    """Records without a question: how many, those that are shown, newest first, and for each key how many have what."""

    total: int
    shown: tuple[RecordSummary, ...]
    counts: Mapping[str, Mapping[str, int]]


class SearchIndex(Protocol[A]):
    """An index as it stands at one moment, held for a question."""

    @property
    def dimension(self) -> int:
        """Of its vectors."""

    @property
    def slots(self) -> int:
        """How many passages it holds."""

    @property
    def rows(self) -> int:
        """How many records it holds."""

    def known(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key as long as the index stands: what a question means to it.

        Never a reader's rights or hits, which are asked each time.
        """

    def question_vector(self, encoded: F32) -> F32:
        """A question's vector as those of this index are: without what any question has."""

    def allowed(self, where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]) -> A:
        """What a reader may find under these filters. Raises UnknownFilter.

        `changed` gives, for records that the index has not caught up with, their diffusion now (None: gone).
        """

    def lexicon(self, allowed: A, reader: Reader) -> ReadableWords:
        """The words of what this reader may read."""

    def frequencies(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many passages, and how many heads of records, hold each term."""

    def gram_rarities(self, cells: NDArray[np.uint16]) -> F32:
        """The rarity of each of these hash cells of character grams."""

    def scope(self, allowed: A, wanted: Wanted) -> "Scope[Signs] | Scope[Taken]":
        """Where a question is asked: all that is allowed, or no less than the candidates wanted."""

    def narrowing(self, allowed: A) -> Narrowing[A]:
        """What makes less of what is allowed."""

    def titles(self, wanted: Sequence[str], allowed: A, most: int) -> list[tuple[str, str]]:
        """(title, record) of the first records with a word beginning with each of these folded ones."""

    # Rows of passages and records.

    def row_of(self, record_id: str, allowed: A) -> int | None:
        """The row of a record that may be found, or None."""

    def ids_of(self, rows: Rows) -> list[str]:
        """The identifiers of records."""

    def summaries(self, rows: Sequence[int]) -> dict[int, tuple[RecordSummary, str]]:
        """Summary, and SHA-256 of the whole text, of records by row; one that is gone may be missing."""

    def passages(self, slots: Sequence[int]) -> dict[int, PassageRow]:
        """Passages by slot; one that is gone may be missing."""

    def signs_of(self, slots: Places) -> Signs:
        """The signs of these slots (ascending)."""

    def vectors_of(self, slots: Places) -> F32:
        """Vectors of these slots (ascending): float32, shape (n, dimension)."""

    def lengths_of(self, slots: Places) -> NDArray[np.int64]:
        """How many characters each of these passages has."""

    def sentences_of(self, places: Sequence[tuple[str, int]]) -> list[bytes]:
        """The sentences blob of each (record, position), b"" where there is no such passage."""

    def slots_of(self, rows: Sequence[int]) -> tuple[Places, Rows]:
        """The slots of all passages of these records, and whose each is."""

    def nearest_rows(self, vector: F32, k: int, allowed: A, but: int) -> list[int]:
        """The records of the k passages nearest to a vector, nearest first, without the row `but`."""

    def samples(self, row: int | None, allowed: A, visited: frozenset[str], most: int) -> Iterator[Sample]:
        """Passages of other records than this one, spread evenly: `most` at first, then more of those not visited."""

    # Lists without a question.

    def summaries_of(self, allowed: A) -> tuple[RecordSummary, ...]:
        """Every record, newest first."""

    def listing(self, allowed: A, bounds: Callable[[int], tuple[int, int]]) -> Listing:
        """Records, newest first: those between the bounds that `bounds` gives, told how many there are."""

    def services_sought(self, sought: Sought, allowed: A) -> dict[str, int]:
        """The needs, as bits, of the services sought, by identifier."""

    def service_facts(self, record_ids: Sequence[str], allowed: A) -> Mapping[str, ServiceFacts]:
        """The facts of these services."""
