"""What search asks of the index on a server: rights and filters within, a graph of vectors, words asked exactly."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.base import KnowledgeBase
from kb.errors import BaseReadOnly, IndexMissing, UnknownFilter
from kb.index.database import admitted, candidates, narrowing, server_index, upkeep
from kb.index.database.schema import no_samples_of_the_index
from kb.index.database.server_index import ServerIndex
from kb.index.port import AskedWords
from kb.index.words.speller import Speller
from kb.readers import NOBODY, OPERATOR, PUBLIC, Reader
from kb.resources import Resources
from kb.store.files.database import transaction
from tests.fake_encoder import FakeEncoder
from tests.retrievals import on_server
from tests.small_corpus import story

pytestmark = pytest.mark.postgres
MANY = 40


@pytest.fixture
def many(address: str, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """Forty narratives of a quay, some for professionals, some for a group, in three years and two towns."""
    root = tmp_path / "many"
    (root / "corpus").mkdir(parents=True)
    for n in range(MANY):
        closed: dict[str, Any] = {0: {"diffusion": "professionals"}, 1: {"diffusion": "group", "groups": ["maraude"]}}
        story(
            root,
            f"{n}.md",
            f"## Contexte\nLe quai numéro {n}, son banc, sa barque {'verte' if n % 2 else 'rouge'} et son ponton.\n",
            id=f"EXP-2024-{n:03}",
            title=f"Le quai {n}",
            date=f"20{20 + n % 3}-05",
            territories=["75119" if n % 4 else "93066"],
            **closed.get(n % 5, {}),
        )
    encoder = FakeEncoder()
    with KnowledgeBase.open(
        on_server(root, address), create=True, resources=Resources(open_encoder=lambda _: encoder)
    ) as base:
        base.build()
        yield base


def found(base: KnowledgeBase, question: str, reader: Reader = OPERATOR, **how: Any) -> list[str]:
    return [hit.record.id for hit in base.search(question, reader=reader, limit=MANY, **how)]


@pytest.mark.parametrize("mode", ["fused", "lexical", "dense"])
@pytest.mark.parametrize(
    ("reader", "closed"),
    [
        (OPERATOR, set()),
        (Reader("", frozenset({"public"}), frozenset({"maraude"})), {0}),
        (PUBLIC, {0, 1}),
        (NOBODY, None),
    ],
)
def test_a_reader_finds_what_they_may_read_and_nothing_else(
    many: KnowledgeBase, mode: str, reader: Reader, closed: set[int] | None
) -> None:
    wanted = {f"EXP-2024-{n:03}" for n in range(MANY) if closed is not None and n % 5 not in closed}
    assert set(found(many, "quai barque", reader, mode=mode)) == wanted
    assert {one.id for one in many.summaries(reader=reader)} == wanted


@pytest.mark.parametrize("named", [0, 10_000])
@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({"year": "2021"}, lambda n: n % 3 == 1),
        ({"year": "2021..", "territory": "93"}, lambda n: n % 3 >= 1 and n % 4 == 0),
        ({"territory": ["75119", "93066"]}, lambda n: True),
        ({"title": "QUAI 1"}, lambda n: n == 1 or 10 <= n < 20),
        ({"id": ["EXP-2024-003", "EXP-2024-004", "x"]}, lambda n: n in (3, 4)),
        ({"kind": "document"}, lambda n: False),
        ({"status": "draft"}, lambda n: False),
    ],
)
def test_a_filter_lets_through_all_that_it_should(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, where: dict[str, Any], kept: Any, graph: bool, named: int
) -> None:
    monkeypatch.setattr(admitted, "NAMED", named)  # few are named one by one, many are asked about as they come
    if graph:
        with_graph(many, monkeypatch)
    wanted = {f"EXP-2024-{n:03}" for n in range(MANY) if kept(n)}
    for mode in ("fused", "lexical", "dense"):
        assert set(found(many, "quai barque", where=where, mode=mode)) == wanted
    assert {one.id for one in many.summaries(where, reader=OPERATOR)} == wanted
    page = many.page("", where, reader=OPERATOR, limit=3)
    assert (page.total, len(page.hits)) == (len(wanted), min(len(wanted), 3))


def test_an_unknown_filter_is_told(many: KnowledgeBase) -> None:
    with pytest.raises(UnknownFilter, match="couleur"):
        many.search("quai", where={"couleur": "rouge"}, reader=OPERATOR)


def with_graph(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have vectors looked for in their graph."""
    for module in (candidates, upkeep):
        monkeypatch.setattr(module, "EXACT_UP_TO", 3)
    upkeep.level(base.index.database(), FakeEncoder().spec.dimension)  # type: ignore[arg-type]


def explained(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, ask: Any) -> list[str]:
    """How the server went about what was asked meanwhile, statement by statement."""
    database = base.index.database()
    plans: list[str] = []
    fetch = type(database).fetch

    def told(self: Any, sql: str, values: Any = ()) -> Any:
        if "vectors v" in sql:
            plans.append("\n".join(row[0] for row in self.execute(f"EXPLAIN {sql}", values).fetchall()))
        return fetch(self, sql, values)

    monkeypatch.setattr(type(database), "fetch", told)
    ask()
    monkeypatch.setattr(type(database), "fetch", fetch)
    return plans


def sampled(database: Any) -> set[tuple[str, str]]:
    """(table or index, column) of what ANALYZE keeps samples of, numbers and identifiers left out."""
    for table in database.tables():
        database.execute(f"ANALYZE {table}")
    rows = database.execute(
        "SELECT s.tablename, s.attname FROM pg_stats s JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = "
        "to_regnamespace(s.schemaname) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname "
        "JOIN pg_type t ON t.oid = a.atttypid WHERE s.schemaname = current_schema() AND t.typcategory NOT IN "
        "('N', 'B') AND s.attname NOT IN ('id', 'record_id')"
    )
    return {(row[0], row[1]) for row in rows.fetchall()}


def test_the_server_keeps_no_samples_of_the_words_and_vectors_of_an_index(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_graph(many, monkeypatch)
    database: Any = many.index.database()
    assert sampled(database) == set()
    exact = found(many, "quai barque", mode="dense")
    for table in database.tables():  # as an earlier version made them
        for column in database.columns(table):
            database.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS -1')
    for index, column in (("facets_by_value", 2), ("words_by_shape", 2), ("vectors_by_nearness", 1)):
        database.execute(f"ALTER INDEX {index} ALTER COLUMN {column} SET STATISTICS -1")
    assert {("passages", "text"), ("facets_by_value", "left"), ("vectors", "vector")} <= sampled(database)
    with transaction(database):
        no_samples_of_the_index(database)
    assert sampled(database) == set()
    assert found(many, "quai barque", mode="dense") == exact


def test_the_graph_is_used_where_many_may_be_found_and_all_are_compared_where_few(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = found(many, "quai barque", mode="dense")
    assert not any("vectors_by_nearness" in plan for plan in explained(many, monkeypatch, lambda: found(many, "banc")))
    with_graph(many, monkeypatch)
    many.index.database().execute("SET enable_seqscan = off")  # of forty rows all are read sooner
    plans = explained(many, monkeypatch, lambda: found(many, "ponton"))
    assert any("vectors_by_nearness" in plan for plan in plans)
    assert found(many, "quai barque", mode="dense") == exact
    plans = explained(many, monkeypatch, lambda: found(many, "ponton", where={"id": ["EXP-2024-003"]}))
    assert not any("vectors_by_nearness" in plan for plan in plans)


def test_where_the_graph_gives_too_few_all_are_compared(many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with_graph(many, monkeypatch)
    database = many.index.database()
    for setting in ("enable_seqscan = off", "hnsw.ef_search = 1", "hnsw.iterative_scan = off"):
        database.execute(f"SET {setting}")
    assert len(found(many, "quai barque", mode="dense")) == MANY


def test_a_record_of_which_only_the_title_holds_the_word_is_found_by_it(many: KnowledgeBase) -> None:
    story(many.home.root, "titre.md", "## Contexte\nRien de tel.\n", id="EXP-2024-900", title="Un phare isolé")
    many.build()
    assert found(many, "phare", mode="lexical") == ["EXP-2024-900"]


@pytest.mark.parametrize("few", [0, 1_024])
@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ('"barque verte"', lambda n: n % 2 == 1),
        ("quai -verte", lambda n: n % 2 == 0),
        ('quai -"barque rouge"', lambda n: n % 2 == 1),
        ("bar*", lambda n: True),
        ('"barque verte" "numéro 7"', lambda n: n == 7),
        ('"verte barque"', lambda n: True),  # nowhere: told, and not asked
    ],
)
def test_what_is_asked_exactly_is_found_exactly(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, asked: str, kept: Any, few: int
) -> None:
    monkeypatch.setattr(server_index, "FEW", few)
    assert set(found(many, asked)) == {f"EXP-2024-{n:03}" for n in range(MANY) if kept(n)}


def test_a_phrase_is_looked_for_in_the_newest_passages_alone_where_there_are_many(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "MOST_READ", 5)
    assert len(found(many, '"barque verte"')) == 5


def test_passages_that_call_up_others_are_spread_over_the_base(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with many.searcher.engine(PUBLIC) as engine:
        ground = engine.ground()
        every = list(ground.samples("EXP-2024-002", frozenset({"EXP-2024-003"}), 1_000))
        assert len(every) == 1
        assert len(every[0].slots) == 23  # three in five of forty, less the one that they are others of
        assert len(every[0].left) == 22
        some = list(ground.samples("EXP-2024-002", frozenset(), 5))
        assert len(some) == 2
        assert len(some[0].slots) == 5 < len(some[1].slots) <= 20
        assert all(set(one.slots.tolist()) <= set(every[0].slots.tolist()) for one in some)
        assert np.ptp(some[0].slots) > np.ptp(every[0].slots) / 2


def test_words_are_corrected_by_texts_that_a_reader_may_read_and_long_ones_are_kept_short(many: KnowledgeBase) -> None:
    long = "a" * 1_500
    story(many.home.root, "secret.md", f"## Contexte\nUn gribouillis {long}.\n", id="EXP-2024-901", title="Secret",
          diffusion="professionals")  # fmt: skip
    many.build()

    def speller(reader: Reader) -> Speller:
        with many.index.held() as (index, _):
            return index.lexicon(index.allowed({}, reader, {}), reader).speller()

    assert speller(OPERATOR).near("gribouilis") == ["gribouillis"]
    assert speller(PUBLIC).near("gribouilis") == []
    assert speller(OPERATOR).beginning("gribou") == ["gribouillis"]
    assert found(many, long, mode="lexical") == ["EXP-2024-901"]
    assert found(many, long, PUBLIC, mode="lexical") == []


def test_what_is_withdrawn_is_hidden_and_no_word_of_it_is_known_before_the_index_follows(many: KnowledgeBase) -> None:
    story(many.home.root, "seul.md", "## Contexte\nUn gribouillis.\n", id="EXP-2024-901", title="Seul")
    many.build()
    assert found(many, "gribouillis", mode="lexical") == ["EXP-2024-901"]
    many.register.withdraw("EXP-2024-901", actor="operator", reason="un essai")
    changed = many.register.visibility_since(many.register.last_sequence() - 1)
    with many.index.held() as (index, sequence):
        allowed = index.allowed({}, OPERATOR, changed)
        assert sequence < many.register.last_sequence()
        assert "gribouill" not in index.lexicon(allowed, OPERATOR)
        assert index.row_of("EXP-2024-901", allowed) is None
        assert index.row_of("EXP-2024-901", index.allowed({}, OPERATOR, {})) is not None
    assert found(many, "gribouillis", mode="lexical") == []


def test_facts_are_counted_of_the_newest_records_where_there_are_many(
    many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_index, "COUNTED", 10)
    page = many.page("", {}, reader=OPERATOR, limit=5)
    (years,) = [facet for facet in page.facets if facet.key == "year"]
    assert (page.total, [(value.code, value.count) for value in years.values]) == (MANY, [("2022", 10)])


def test_reading_writes_nothing(many: KnowledgeBase) -> None:
    with many.index.held() as (index, _):
        assert isinstance(index, ServerIndex)
        with pytest.raises(BaseReadOnly):
            index._database.execute("DELETE FROM words")


def test_settings_of_a_home_name_where_the_index_is(many: KnowledgeBase) -> None:
    memory = dataclasses.replace(many.home, retrieval="memory")
    encoder = FakeEncoder()
    with KnowledgeBase.open(memory, resources=Resources(open_encoder=lambda _: encoder)) as other:
        other.build()
        assert encoder.encoded == []  # both of one shelf
        assert found(other, "quai 7") == found(many, "quai 7")


def asked(*sizes: tuple[int, ...]) -> tuple[AskedWords, NDArray[np.int64]]:
    """A question of so many groups, each with terms that so many passages hold."""
    owners = np.array([at for at, of in enumerate(sizes) for _ in of])
    terms = np.arange(len(owners))
    words = AskedWords(
        tuple(f"mot {n}" for n in range(len(sizes))),
        np.ones(len(sizes), np.float32),
        terms,
        np.ones(len(terms), np.float32),
        owners,
    )
    return words, np.array([holding for of in sizes for holding in of])


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ([(10,), (20,)], [True, True]),
        ([(90,), (20,), (30,)], [False, True, True]),  # the rarest first
        ([(900,), (20,), (0,)], [False, True, True]),
        ([(900,), (2_000,)], [True, False]),  # one in any case
        ([(60, 30), (20,)], [False, False, True]),  # a group counts with all its terms
        ([(0,), (0,)], [True, True]),
    ],
)
def test_the_rarest_words_propose(
    monkeypatch: pytest.MonkeyPatch, sizes: list[tuple[int, ...]], kept: list[bool]
) -> None:
    monkeypatch.setattr(candidates, "MOST_POSTINGS", 100)
    assert candidates.proposing(*asked(*sizes)).tolist() == kept


def test_of_a_frequent_word_the_newest_passages_propose(many: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_POSTINGS", 7)
    read_last = sorted(range(MANY), key=lambda n: f"{n}.md")[-7:]
    newest = {f"EXP-2024-{n:03}" for n in read_last}
    assert set(found(many, "quai", mode="lexical")) == newest
    # A rare word beside it proposes alone, and both weigh.
    only = many.search("quai numéro 3", mode="lexical", reader=OPERATOR)
    assert [(hit.record.id, "quai" in hit.terms) for hit in only] == [("EXP-2024-003", True)]


def test_tables_that_hold_nothing_yet_are_told_as_not_built(address: str, tmp_path: Path) -> None:
    (tmp_path / "new" / "corpus").mkdir(parents=True)
    encoder = FakeEncoder()
    with KnowledgeBase.open(
        on_server(tmp_path / "new", address), create=True, resources=Resources(open_encoder=lambda _: encoder)
    ) as base:
        base.index.database(create=True)  # as a worker does, before it encodes its first records
        with pytest.raises(IndexMissing, match="kb build"):
            base.page("un quai", reader=PUBLIC)
        base.build()
        assert base.page("un quai", reader=PUBLIC).total == 0
