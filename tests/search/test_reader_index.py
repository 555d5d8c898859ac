"""What choosing, comparing and associating look at: the passages of records that one reader may find."""

from pathlib import Path

import numpy as np
import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.index.service_rows import Sought
from kb.search.services import readable_services, services_named
from tests.conftest import Opener
from tests.small_corpus import write


def test_the_passages_of_a_record_stand_in_the_order_of_its_text_and_are_its_reader_s(base: KnowledgeBase) -> None:
    with base.searcher.engine(OPERATOR) as engine:
        ground = engine.ground()
        slots = ground.slots_of("EXP-2019-001")
        passages = ground.passages(slots)
        assert [one.start for one in passages] == sorted(one.start for one in passages)
        assert "Le hall est occupé" in passages[0].text
        assert "Les médiateurs passent" in passages[-1].text
        assert [one.text for one in ground.passages(slots[::-1])] == [one.text for one in reversed(passages)]
        row = ground.row_of("EXP-2019-001")
        assert row is not None
        assert {one: summary.id for one, summary in ground.summaries([row]).items()} == {row: "EXP-2019-001"}
        assert len(ground.slots_of("EXP-1900-001")) == 0
        assert len(ground.slots_of("SRV-2024-001")) > 0
    with base.searcher.engine(PUBLIC) as engine:
        assert len(engine.ground().slots_of("SRV-2024-001")) == 0
        assert len(engine.ground().slots_of("EXP-2019-001")) == len(slots)


def test_the_centre_of_a_record_is_the_mean_of_its_passages_of_length_one(home: Path, open_base: Opener) -> None:
    said = "".join(f"## Partie {n}\n\n{f'On parle du quai {n}, du pont et du bac. ' * 25}\n\n" for n in range(3))
    write(home, "a.md", f"# Un long texte\n\n{said}", id="DOC-2015-001")
    base = open_base()
    base.build()
    with base.searcher.engine(OPERATOR) as engine:
        ground = engine.ground()
        slots = ground.slots_of("DOC-2015-001")
        vectors = ground.vectors(slots)
        assert len(vectors) == len(slots) > 1
        mean = np.stack(list(vectors)).sum(axis=0) / len(slots)
        centre = ground.centre("DOC-2015-001")
        assert centre.tolist() == pytest.approx((mean / np.linalg.norm(mean)).tolist(), abs=1e-5)
        assert float(np.linalg.norm(centre)) == pytest.approx(1)
        assert centre.dtype == np.float32
        assert ground.centre("EXP-1900-001").tolist() == [0.0] * ground.index.dimension


def test_a_service_is_named_and_found_for_who_may_read_it(home: Path, open_base: Opener) -> None:
    write(home, "a.md", "# Un lieu\n\nOuvert.\n", kind="service", id="SRV-1", diffusion="public")
    write(home, "b.md", "# Un autre\n\nFermé.\n", kind="service", id="SRV-2", diffusion="professionals")
    base = open_base()
    base.build()
    for reader, named in ((PUBLIC, ["SRV-1"]), (OPERATOR, ["SRV-1", "SRV-2"])):
        with base.searcher.engine(reader) as engine:
            ground = engine.ground()
            assert sorted(services_named(ground, ["SRV-2", "SRV-1", "SRV-3"])) == named
            assert sorted(readable_services(ground, Sought())) == named
