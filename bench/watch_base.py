"""The watch over whole bases: 10,000 signals, for their speed; the invented ones, for what they raise."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from bench.cached_encoder import CachedEncoder
from kb import visit
from kb.base import KnowledgeBase
from kb.encoder.hub import open_encoder
from kb.home import find_home
from kb.readers import Person
from kb.resources import Resources
from kb.store.files.database import transaction
from kb.store.watch import signals as store
from kb.views.frame import visitor
from kb.watch import exchange, overview
from tests.fake_encoder import FakeEncoder

SEED = 20_261_129
SIGNALS, PLACES, PHENOMENA, DAYS = 10_000, 40, 40, 546
SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "veille"
CELL = Person("bench", "Banc", frozenset({"reader", "watcher"}))
READER = Person("bench-2", "Lectrice", frozenset({"reader"}))


def page_speed() -> None:
    """Seconds of processor that *Veille* and the analysis take over 10,000 signals, 40 territories, 40 phenomena."""
    encoder = FakeEncoder()
    with _base(Resources(open_encoder=lambda folder: encoder)) as base:
        _fill(base)
        started = time.process_time()
        overview.work_out(base.watch.context)
        print(f"speed: grouping and analysis of {SIGNALS} signals {time.process_time() - started:.1f} s of processor")
        for person, said in ((CELL, "the cell"), (READER, "others")):
            print(f"speed: Veille with {SIGNALS} signals, for {said}: {_opened(base, person):.2f} s of processor")


def sample() -> None:
    """What the invented signals raise: false alarms, and what is proposed today, beside the truth."""
    folder = find_home().model
    with _base(Resources(open_encoder=lambda _: CachedEncoder(open_encoder(folder)))) as base:
        exchange.import_file(base.watch.context, CELL, "signaux.csv", (SAMPLE / "signaux.csv").read_bytes())
        found = overview.work_out(base.watch.context)
        print(f"sample: {found.watched} phenomena, {found.false_alarms:.2f} false alarms a territory and year (0.25)")
        names = {one.grouped: one.name for one in overview.look(base.watch.context, CELL).phenomena}
        for one in found.emerging:
            print(f"sample: proposed {one.seen} seen, {one.expected:.1f} expected, {names.get(one.phenomenon, '')}")
        truth = json.loads((SAMPLE / "verite.json").read_text("utf-8"))["emergences"][-1]
        print(f"sample: under way {truth['phenomene']}, {truth['territoire']}, from {truth['semaine']}")


@contextmanager
def _base(resources: Resources) -> Iterator[KnowledgeBase]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "corpus").mkdir()
        with KnowledgeBase.open(home, create=True, resources=resources) as base:
            base.follow()
            yield base


def _fill(base: KnowledgeBase) -> None:
    """Signals of 40 facts told in ways of their own, as a base that has received 18 a day for 18 months holds them."""
    chance, private = np.random.default_rng(SEED), base.watch.context.private
    codes = sorted(code for code in base.vocabulary.territories if len(code) == 5)[:PLACES]
    facts = chance.normal(size=(PHENOMENA, base.watch.context.encode(["un fait"]).shape[1]))
    products = list(base.vocabulary.lists["substances"])[:12]
    with transaction(private.database):
        for number in range(SIGNALS):
            fact = int(chance.integers(PHENOMENA))
            vector = facts[fact] + 0.4 * chance.normal(size=facts.shape[1])
            day = base.watch.context.today.fromordinal(
                base.watch.context.today.toordinal() - int(chance.integers(DAYS))
            )
            given = {"title": f"Fait {fact}, signal {number}", "description": "Exemple fictif.", "themes": [],
                     "substances": [products[fact % 12]]}  # fmt: skip
            store.add_report(
                private, sender=f"a{number % 90}", key=str(number), structure=f"Structure {number % 30}",
                day=day.isoformat(), territory=codes[int(chance.integers(PLACES))], fields=given,
                vector=vector / np.linalg.norm(vector),
            )  # fmt: skip
        private.database.execute("UPDATE watch_signals SET state = 'evaluated' WHERE number % 10")


def _opened(base: KnowledgeBase, person: Person) -> float:
    """Seconds of processor of the page's script, once its modules are read."""
    visit.opener = lambda: KnowledgeBase.open(base.home.root, resources=base._resources)

    def script() -> None:
        from kb.views.watch.watch_page import show_watch

        with visit.open_base() as opened:
            show_watch(opened)

    visitor.current_person = lambda: person
    app = AppTest.from_function(script, default_timeout=120)
    app.run()
    assert not app.exception
    started = time.process_time()
    app.run()
    return time.process_time() - started
