"""The values that search returns. Scores: higher is nearer; ties stand by record, then position."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.records.summary import RecordSummary

__all__ = ["Facet", "FacetValue", "Hit", "HitPassage", "Quote", "RecordSummary", "SearchPage"]


@dataclass(frozen=True, slots=True)
class HitPassage:
    """An exact slice of the record's canonical text.

    `marks` are (start, end) offsets within `text` of the words found; `sentence` likewise bounds the sentence nearest
    to the question, or is None.
    """

    text: str
    page: int | None
    section: tuple[str, ...]
    start: int
    end: int
    position: int = 0
    score: float = 0.0
    marks: tuple[tuple[int, int], ...] = ()
    sentence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found, with its best passages first.

    `nearness` says the dense similarity in a word of three: "near", "middle" or "far". `duplicate_of` names the
    record with the same whole text that ranks first.
    """

    rank: int
    record: RecordSummary
    score: float
    weak: bool
    passages: tuple[HitPassage, ...]
    lexical_rank: int | None
    dense_rank: int | None
    terms: tuple[str, ...]
    nearness: str
    url: str
    duplicate_of: str | None = None

    @property
    def record_id(self) -> str:
        """Identifier of the record."""
        return self.record.id

    @property
    def kind(self) -> str:
        """Code of the record's kind."""
        return self.record.kind

    @property
    def title(self) -> str:
        """Title of the record."""
        return self.record.title

    @property
    def source(self) -> str | None:
        """Path of the record's source file, relative to the home, or None."""
        return self.record.source

    @property
    def passage(self) -> HitPassage:
        """The best passage."""
        return self.passages[0]


@dataclass(frozen=True, slots=True)
class Quote:
    """One or two sentences that stand word for word in a record, with the place to cite.

    `weak` as the record's hit: further from the question.
    """

    text: str
    record: RecordSummary
    page: int | None
    section: tuple[str, ...]
    start: int
    end: int
    score: float
    url: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: its code, French label, number of records, and whether it is chosen."""

    code: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of the results: its `where` key, French label, and values, most frequent first."""

    key: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that the results page draws for one question: `hits` are those of page `number` of `pages`, near ones first.

    `weak` is true when no hit is near (« Rien de proche n’a été trouvé »). `expanded` are the glossary terms that
    were searched as well, `corrected` maps a word of the question to the spelling that was searched. `exact`,
    `without` and `beginning` are what the signs of the question asked (« "à la rue" », « -squat », « média* »);
    `missing` what no text holds of it, so that it was not asked, `unread` signs that ask nothing; `plain` is the
    question without its signs.
    """

    question: str
    where: Mapping[str, tuple[str, ...]]
    hits: tuple[Hit, ...]
    total: int
    near: int
    weak: bool
    quotes: tuple[Quote, ...]
    facets: tuple[Facet, ...]
    expanded: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    number: int = 1
    pages: int = 1
    exact: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    beginning: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    plain: str = ""
