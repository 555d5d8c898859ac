"""What any question and any passage have in common is taken off before they are compared."""

from pathlib import Path

import numpy as np

from kb.index.live import LiveIndex
from kb.index.schema import open_index
from kb.index.vectors.commonplace import STATED, Commonplace, commonplace_of, store_commonplace, stored_commonplace
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION, FakeEncoder
from tests.small_corpus import write


def test_what_all_share_no_longer_makes_them_near() -> None:
    random = np.random.default_rng(4)
    shared = 5 * np.eye(DIMENSION, dtype=np.float32)[0]
    common = Commonplace(shared, shared)
    one, other = (random.standard_normal(DIMENSION).astype(np.float32) for _ in range(2))
    off = common.off_statements(np.stack([shared + one, shared + other]))
    np.testing.assert_allclose(off, np.stack([one / np.linalg.norm(one), other / np.linalg.norm(other)]), atol=1e-5)
    np.testing.assert_allclose(common.off_question(shared + one), off[0], atol=1e-5)
    assert common.off_statements(np.empty((0, DIMENSION), np.float32)).shape == (0, DIMENSION)


def test_a_question_loses_some_of_what_statements_have() -> None:
    first, second = np.eye(DIMENSION, dtype=np.float32)[:2]
    off = Commonplace(first, second).off_question(2 * first)
    wanted = (1 + STATED) * first - STATED * second
    np.testing.assert_allclose(off, wanted / np.linalg.norm(wanted), atol=1e-6)


def test_an_index_keeps_what_its_vectors_were_made_with(tmp_path: Path) -> None:
    database = open_index(tmp_path, create=True)
    assert stored_commonplace(database) is None
    common = commonplace_of(FakeEncoder())
    store_commonplace(database, common)
    stored = stored_commonplace(open_index(tmp_path))
    assert stored is not None
    assert stored.question.tobytes() == common.question.tobytes()
    assert stored.statement.tobytes() == common.statement.tobytes()


def test_passages_and_titles_are_stored_without_it(home: Path, open_base: Opener) -> None:
    write(home, "quai.md", "# Le quai\n\nUne barge accueille des familles au bord du fleuve.\n")
    base = open_base()
    base.build()
    live = LiveIndex(base.home.index, DIMENSION)
    database = open_index(base.home.index)
    live.catch_up(database)
    encoder = FakeEncoder()
    common = commonplace_of(encoder)
    row = next(
        row for row, one in enumerate(live.records.ids) if base.register.published(one).record.title == "Le quai"
    )  # type: ignore[union-attr]
    slot = int(live.first_slots()[row])
    wanted = common.off_statements(encoder.passages(["Le quai\nUne barge accueille des familles au bord du fleuve."]))
    np.testing.assert_allclose(live.signs_of(database, np.array([slot])).vectors(), wanted, atol=1e-5)
    title = common.off_statements(encoder.passages(["Le quai"]))[0]
    (cosine,) = live.titles.cosines(np.array([row], np.int32), title)
    assert cosine > 0.999


def test_first_words_as_a_title_leave_a_record_as_it_is_without_one(home: Path, open_base: Opener) -> None:
    body = "Une barge accueille des familles au bord du fleuve, et repart le soir.\n"
    write(home, "nu.md", body, id="DOC-2020-001", title="Sans titre")
    write(home, "nomme.md", body, id="DOC-2020-002", title="Une barge accueille des familles au b")
    base = open_base()
    base.build()
    live = LiveIndex(base.home.index, DIMENSION)
    database = open_index(base.home.index)
    live.catch_up(database)
    rows = [live.records.row(one) for one in ("DOC-2020-001", "DOC-2020-002")]
    slots = live.first_slots()[rows]
    one, other = live.signs_of(database, np.sort(slots)).vectors()
    assert one.tobytes() == other.tobytes()
    assert live.heads.lengths[rows].tolist() == [0, 0]
    assert live.titles.scales[rows].tolist() == [0, 0]
