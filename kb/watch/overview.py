"""The whole of the watch: phenomena, what emerges, counts by month, place and product, as open as the reader is.

The cell counts every signal that was not taken back; others those that it weighed, with small counts masked.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from kb.readers import Person
from kb.store.records.sources import get_setting
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import SignalMark
from kb.watch.context import Watch
from kb.watch.detection.emergence import Analysis, Emerging, Sighting, analyse
from kb.watch.likeness import groups_of
from kb.watch.masking import SMALLEST_SHOWN, Masked, mask_both, mask_table
from kb.wiki.context import require_anywhere
from kb.wiki.rights import ANYTHING, allows

SMALLEST: Final = "watch_smallest"  # the setting: counts under it are masked for readers outside the cell
WEIGHED: Final = frozenset({"evaluated", "diffused", "closed"})
NO_PRODUCT: Final = ""


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """Signals that say the same, known by the oldest of them; `name` is the cell's, or the title of that signal."""

    grouped: int
    name: str
    named: bool
    note: str
    signals: tuple[int, ...]
    territories: tuple[str, ...]
    first: str
    last: str
    structures: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A table as its reader sees it: labels of rows and columns (codes), counts with None where masked."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    masked: Masked


def is_of_the_cell(person: Person | None) -> bool:
    """Whether this person sees every signal, and no count masked."""
    return allows("handle_signals", person, ANYTHING)


def marks_for(watch: Watch, person: Person) -> tuple[SignalMark, ...]:
    """The signals that this person’s pictures count, oldest first; not those that were closed untold."""
    require_anywhere("see_watch", person)
    every = store.marks(watch.private)
    kept = (mark for mark in every if mark.state != "closed" or mark.record_id)
    if is_of_the_cell(person):
        return tuple(kept)
    return tuple(mark for mark in kept if mark.state in WEIGHED)


def smallest_for(watch: Watch, person: Person) -> int:
    """The smallest count that this person sees; 0 for the cell, which sees them all."""
    return 0 if is_of_the_cell(person) else _smallest(watch)


def _smallest(watch: Watch) -> int:
    return int(get_setting(watch.wiki.register, SMALLEST, str(SMALLEST_SHOWN)))


def counted(pairs: Sequence[tuple[str, str]], smallest: int, columns: Sequence[str] = ()) -> Counted:
    """How many times each pair (row, column) stands; rows by total, columns as given, else by total."""
    cells = Counter(pairs)
    by_row, by_column = Counter(row for row, _ in pairs), Counter(column for _, column in pairs)
    rows = sorted(by_row, key=lambda row: (-by_row[row], row))
    heads = tuple(columns) or tuple(sorted(by_column, key=lambda column: (-by_column[column], column)))
    table = [[cells[row, column] for column in heads] for row in rows]
    masked = mask_table(table, smallest=smallest) if table and heads else Masked((), (), (), 0)
    return Counted(tuple(rows), heads, masked)


def products_by_territory(marks: Sequence[SignalMark]) -> tuple[tuple[str, str], ...]:
    """A pair (territory, product) for each signal: its first product, so that a total counts signals."""
    return tuple((mark.territory, next(iter(mark.substances), NO_PRODUCT)) for mark in marks)


def territories_by_month(marks: Sequence[SignalMark]) -> tuple[tuple[str, str], ...]:
    """A pair (territory, month) for each signal."""
    return tuple((mark.territory, mark.day[:7]) for mark in marks)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """« 2026-09 », « 2026-10 »… from one month to another, both included."""
    year, month = int(first[:4]), int(first[5:7])
    out = []
    while (one := f"{year:04d}-{month:02d}") <= last[:7]:
        out.append(one)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(out)


def phenomena(watch: Watch, marks: Sequence[SignalMark]) -> tuple[Phenomenon, ...]:
    """The phenomena of some signals: those seen twice at least, or named by the cell; last seen first."""
    named = watch_news.phenomena(watch.private)
    members: dict[int, list[SignalMark]] = {}
    for mark in marks:
        members.setdefault(mark.grouped, []).append(mark)
    kept = {number: those for number, those in members.items() if len(those) > 1 or number in named}
    titles = store.titles(watch.private, [number for number in kept if number not in named])
    found = []
    for number, those in kept.items():
        name, note = named.get(number, (titles.get(number, ""), ""))
        days = sorted(one.day for one in those)
        structures = frozenset[str]().union(*(one.structures for one in those))
        places = Counter(one.territory for one in those)
        found.append(
            Phenomenon(
                number,
                name,
                number in named,
                note,
                tuple(one.number for one in those),
                tuple(code for code, _ in places.most_common()),
                days[0],
                days[-1],
                len(structures),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.last, len(one.signals), one.grouped), reverse=True))


def work_out(watch: Watch) -> Analysis:
    """Group the signals anew, and look at what emerges; kept for the pages. Takes seconds: for the background."""
    until = store.last_step(watch.private)
    before = {mark.number: mark.grouped for mark in store.marks(watch.private)}
    marks = store.marks(watch.private)
    _, vectors = store.vectors(watch.private)
    groups = groups_of(marks, vectors, store.chosen_groups(watch.private))
    store.put_groups(watch.private, {number: to for number, to in groups.items() if before.get(number) != to})
    kept = [mark for mark in store.marks(watch.private) if mark.state != "closed" or mark.record_id]
    sightings = [
        Sighting(mark.number, mark.grouped, mark.territory, datetime.date.fromisoformat(mark.day), mark.structures)
        for mark in kept
    ]
    found = analyse(sightings, _centres(watch, kept), watch.today)
    watch_news.put_analysis(watch.private, "emergence", {"until": until, **_plain(found)})
    return found


def _centres(watch: Watch, marks: Sequence[SignalMark]) -> Mapping[str, tuple[float, float]]:
    """Where the territories are that some signal names: a base watches those that its teams work in."""
    known = watch.wiki.vocabulary.territories
    return {
        code: (place.longitude, place.latitude)
        for code in {mark.territory for mark in marks}
        if (place := known.get(code)) and place.longitude is not None and place.latitude is not None
    }


def _plain(found: Analysis) -> dict[str, Any]:
    return asdict(found) | {"day": found.day.isoformat()}


def last_analysis(watch: Watch, person: Person) -> tuple[str, Analysis] | None:
    """When, and what, was last worked out; None when nothing was. For the cell: it rests on signals not weighed yet."""
    require_anywhere("handle_signals", person)
    kept = watch_news.analysis(watch.private, "emergence")
    if kept is None:
        return None
    at, body = kept
    emerging = tuple(
        Emerging(
            **{
                **one,
                "territories": tuple(one["territories"]),
                "signals": tuple(one["signals"]),
                "bounds": {name: (pair[0], pair[1]) for name, pair in one["bounds"].items()},
            }
        )
        for one in body["emerging"]
    )
    day = datetime.date.fromisoformat(body["day"])
    return at, Analysis(day, body["weeks"], tuple(body["methods"]), body["false_alarms"], emerging, body["watched"])


def is_stale(watch: Watch) -> bool:
    """Whether a signal moved, or a day passed, since the last analysis."""
    kept = watch_news.analysis(watch.private, "emergence")
    return (
        kept is None or kept[1]["until"] != store.last_step(watch.private) or kept[1]["day"] != watch.today.isoformat()
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """The watch as one person sees it: the signals counted, and two tables of the same rows, masked together.

    `by_month` and `by_product` have `territories` for rows, `months` and `products` for columns ("" for no product).
    """

    marks: tuple[SignalMark, ...]
    territories: tuple[str, ...]
    months: tuple[str, ...]
    products: tuple[str, ...]
    by_month: Masked
    by_product: Masked
    smallest: int
    phenomena: tuple[Phenomenon, ...]

    def counts_by_month(self) -> dict[str, dict[str, int | None]]:
        """For each month, the count of each territory, None where it is masked."""
        return {
            month: {place: row[at] for place, row in zip(self.territories, self.by_month.cells, strict=True)}
            for at, month in enumerate(self.months)
        }


def look(watch: Watch, person: Person, *, outside: bool = False) -> Overview:
    """The watch as this person sees it; `outside`: as somebody outside the cell does."""
    cell = is_of_the_cell(person) and not outside
    marks = marks_for(watch, person)
    if not cell:
        marks = tuple(mark for mark in marks if mark.state in WEIGHED)
    smallest = 0 if cell else _smallest(watch)
    days = [mark.day for mark in marks]
    months = months_between(min(days), watch.today.isoformat()) if days else ()
    by_place = Counter(mark.territory for mark in marks)
    places = tuple(sorted(by_place, key=lambda place: (-by_place[place], place)))
    by_product = Counter(product for _, product in products_by_territory(marks))
    products = tuple(sorted(by_product, key=lambda product: (product == NO_PRODUCT, -by_product[product], product)))
    tables = [
        _table(pairs, places, columns)
        for pairs, columns in ((territories_by_month(marks), months), (products_by_territory(marks), products))
    ]
    one, other = mask_both(*tables, smallest=smallest) if marks else (NOTHING, NOTHING)
    found = phenomena(watch, marks)
    if not cell:
        found = _told(watch, person, found, marks)
    return Overview(marks, places, months, products, one, other, smallest, found)


NOTHING: Final = Masked((), (), (), 0)


def _table(pairs: Sequence[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]) -> list[list[int]]:
    cells = Counter(pairs)
    return [[cells[row, column] for column in columns] for row in rows]


def _told(
    watch: Watch, person: Person, found: Sequence[Phenomenon], marks: Sequence[SignalMark]
) -> tuple[Phenomenon, ...]:
    """The phenomena that may be named outside the cell: named by it, or by the title of a signal that one may read."""
    open_to = {
        record
        for record, audience in store.signal_audiences(watch.wiki.register).items()
        if person.reader.reads(audience)
    }
    readable = {mark.number for mark in marks if mark.record_id in open_to}
    return tuple(one for one in found if one.named or one.grouped in readable)


def name_phenomenon(watch: Watch, person: Person, grouped: int, name: str, note: str) -> None:
    """Give a phenomenon a name and a note, which readers of the watch see; an empty name takes them away."""
    require_anywhere("handle_signals", person)
    name, note = " ".join(name.split())[:200], note.strip()[:2_000]
    watch_news.name_phenomenon(watch.private, store.report(watch.private, grouped).grouped, name, note)
