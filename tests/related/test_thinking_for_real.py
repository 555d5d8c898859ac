"""Choosing, comparing and associating with the prepared encoder, over a few narratives of the sample corpus."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.base import PUBLIC, KnowledgeBase
from kb.home import Home
from kb.records.positions import Position
from kb.related.associate import FARTHEST, NEAREST

CHECKOUT = Path(__file__).resolve().parents[2]
MODEL = Path(os.environ.get("KB_MODEL") or CHECKOUT / "index" / "model")
FILES = (
    "bus-rdr-refuse-riverains", "bus-rdr-porte-a-porte-reussi", "camionnette-caarud-saint-ouen-refus",
    "camionnette-caarud-bagnolet-porte-a-porte", "sortie-vendredi-soir-echec", "sortie-preparee-chambre-reussie",
    "tontine-palier-bagnolet", "laverie-jeunes-filles-montreuil",
)  # fmt: skip

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    if not (MODEL / "model.json").exists():
        pytest.skip(f"no prepared encoder in {MODEL}: run kb build")
    home = tmp_path_factory.mktemp("home")
    (home / "corpus").mkdir()
    for name in FILES:
        shutil.copy(CHECKOUT / "corpus" / "experiences" / f"{name}.md", home / "corpus")
    with KnowledgeBase.open(Home(home, MODEL), create=True) as base:
        base.build()
        yield base


def test_two_buses_meet_where_they_tell_what_went_wrong(real: KnowledgeBase) -> None:
    found = real.related.compare(("EXP-2018-152", "EXP-2014-102"), reader=PUBLIC)
    told = [
        [
            column.document.text[unit.start : unit.end]
            for unit, column in zip(one.units, found.columns, strict=True)
            if unit
        ]
        for one in found.alignments
    ]
    assert any(a.startswith("Sur plan, un mardi") and b.startswith("La ville nous accorde") for a, b in told)
    assert any(a.startswith("Six soirées") and b.startswith("Deux soirées tenues") for a, b in told)


def test_texts_chosen_on_one_subject_do_not_end_alike(real: KnowledgeBase) -> None:
    found = real.related.choose(
        "La camionnette et les riverains", "faire accepter une permanence", size=4, reader=PUBLIC
    )
    assert {one.record.outcome for one in found.choices} >= {"success", "failure"}
    assert found.choices[0].record.id in {"EXP-2018-152", "EXP-2021-152", "EXP-2014-102", "EXP-2017-103"}


def test_a_walk_stays_in_the_band_or_says_why_not(real: KnowledgeBase) -> None:
    trail = [Position("EXP-2018-152", 1, 0, 200)]
    while found := real.related.associate(trail, reader=PUBLIC):
        assert all(FARTHEST <= one.percentile <= NEAREST or one.reason == "outside" for one in found)
        assert all(len(one.differs) >= 2 or one.reason for one in found)
        trail.append(found[0].position)
    assert len({one.record for one in trail}) == len(trail) == len(FILES)
