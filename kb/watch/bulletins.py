"""Bulletins: begun from phenomena and signals that were made known, then written, reviewed, published as a record."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from kb.errors import KbError
from kb.french import MONTHS, count
from kb.readers import Person
from kb.store.accounts.accounts import accounts
from kb.store.drafts.proposals import Proposal
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import SignalReport
from kb.watch.context import Watch
from kb.watch.overview import Phenomenon, marks_for, phenomena
from kb.wiki.context import require_anywhere
from kb.wiki.write import writing

MOST_SIGNALS = 60


class NothingToTell(KbError):
    """A bulletin of signals that nobody outside the cell knows."""


def compose(
    watch: Watch, person: Person, *, phenomena: Collection[int] = (), signals: Collection[int] = ()
) -> Proposal:
    """A bulletin begun with what these phenomena and signals say, to be written on and sent for review.

    Only signals that were diffused stand in it. Raises NothingToTell when there is none.
    """
    require_anywhere("handle_signals", person)
    chosen = [one for one in _known(watch, person) if one.grouped in set(phenomena)]
    numbers = {number for one in chosen for number in one.signals} | set(signals)
    told = [
        one
        for one in store.reports(watch.private, "record_id <> '' AND state IN ('diffused', 'closed')")
        if one.number in numbers
    ][-MOST_SIGNALS:]
    if not told:
        raise NothingToTell("Aucun de ces signaux n’est diffusé : un bulletin ne reprend que ce qui l’est.")
    return writing.start(watch.wiki, person, "bulletin", _fields(watch, chosen, told))


def _known(watch: Watch, person: Person) -> tuple[Phenomenon, ...]:
    return phenomena(watch, marks_for(watch, person))


def _fields(watch: Watch, chosen: list[Phenomenon], told: list[SignalReport]) -> dict[str, Any]:
    today, vocabulary = watch.today, watch.wiki.vocabulary
    named = watch_news.phenomena(watch.private)

    paragraphs = []
    for one in chosen:
        note = named.get(one.grouped, ("", ""))[1]
        places = ", ".join(vocabulary.label("territories", code) for code in one.territories[:4])
        figures = (
            f"{count(len(one.signals), 'signal', 'signaux')}, {count(one.structures, 'structure')}, "
            f"{_months(one.first, one.last)} : {places}."
        )
        paragraphs.append(" ".join(filter(None, (f"{one.name.rstrip('.')}.", figures, note))))
    reported = [
        f"- {one.record_id} : {str(one.fields['title']).rstrip('.')} "
        f"({vocabulary.label('territories', one.territory)}, {_months(one.day, one.day)})"
        for one in told
    ]
    where, products, themes = (
        Counter(one.territory for one in told),
        Counter(code for one in told for code in one.fields.get("substances", ())),
        Counter(code for one in told for code in one.fields.get("themes", ())),
    )
    return {
        "title": f"Bulletin de veille, {MONTHS[today.month - 1]} {today.year}",
        "period": _months(min(one.day for one in told), max(one.day for one in told)),
        "phenomena": "\n\n".join(paragraphs),
        "reported": "\n\n".join(reported),
        "signals": [one.record_id for one in told],
        "territories": [code for code, _ in where.most_common(8)],
        "substances": [code for code, _ in products.most_common(6)],
        "themes": [code for code, _ in themes.most_common(5)],
        "diffusion": "professionals",
        "fictional": all(bool(one.fields.get("fictional")) for one in told),
    }


def _months(first: str, last: str) -> str:
    """« novembre 2026 », or « octobre 2026 – novembre 2026 »: with a place and a fact, a day could name somebody."""
    one, other = (f"{MONTHS[int(day[5:7]) - 1]} {day[:4]}" for day in (first, last))
    return one if one == other else f"{one} – {other}"


TOLD = "bulletins told"  # the name under which those that subscribers were told of are kept


def tell_new(watch: Watch) -> int:
    """Tell subscribers of the bulletins that were published since; how many bulletins."""
    kept = watch_news.analysis(watch.private, TOLD)
    known = set(kept[1]) if kept else set()
    new = [one for one in store.bulletins(watch.wiki.register) if one not in known]
    for record_id in new:
        published = watch.wiki.register.published(record_id)
        if published is None:
            continue
        record = published.record
        wanted = watch_news.subscribers(
            watch.private,
            {"theme": record.themes, "substance": record.substances, "territory": record.territories},
        )
        told = {one.id for one in accounts(watch.wiki.register)
                if one.id in wanted and not one.disabled and one.person.reader.reads(record.audience)}  # fmt: skip
        watch_news.tell(watch.private, told, 0, "bulletin", record_id)
    if new:
        watch_news.put_analysis(watch.private, TOLD, sorted(known | set(new)))
    return len(new)
