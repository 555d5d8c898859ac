"""The page that specifies the product, read as a source (needs the outside data)."""

import os
from pathlib import Path

import pytest

import kb
from ingest.document import Document
from ingest.metadata.propose import Gazetteer, Surfaces, propose
from ingest.passages import cut
from ingest.read import read

DATA = os.environ.get("KB_BENCH_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="KB_BENCH_DATA ne nomme pas le dossier des données extérieures")


@pytest.fixture(scope="module")
def seed() -> Document:
    document = read(Path(DATA or "") / "seed" / "plan-crack.txt").document
    assert document is not None
    return document


def test_its_title_and_headings_are_found_without_the_page_s_furniture(seed: Document) -> None:
    headings = [seed.text[b.start : b.end] for b in seed.blocks if b.kind == "heading"]

    assert seed.metadata["title"] == "La mise en oeuvre du plan crack"
    assert headings[:4] == [
        "La mise en oeuvre du plan crack",
        "Le crack en France",
        "Le crack à Paris",
        "Plan crack : les grands axes de travail",
    ]
    assert headings[-1] == "Partenaires"
    assert not any(word in seed.text for word in ("Partager", "retour\n", "A+", "carte de Paris"))


def test_its_ligatures_are_repaired_and_its_lost_word_is_told(seed: Document) -> None:
    notes = read(Path(DATA or "") / "seed" / "plan-crack.txt").notes

    assert "jeunes filles en situation" in seed.text
    assert "cadre de réflexion" in seed.text
    assert [note.level for note in notes if "entre et 25 ans" in note.message] == ["warning"]


def test_its_date_and_territories_are_proposed(seed: Document) -> None:
    gazetteer = Gazetteer.from_geojson(Path(kb.__file__).parent / "data" / "territories.geojson")

    found = propose(seed, gazetteer=gazetteer, surfaces=Surfaces({}))

    assert found.date == "2013-07-25"
    assert set(found.territories) == {"75110", "75118", "75119", "93", "93048", "93001", "93006", "93066", "93070"}


def test_each_of_its_passages_is_an_exact_slice_of_one_section(seed: Document) -> None:
    passages = cut(seed, lambda texts: [len(text.split()) for text in texts], title=seed.metadata["title"])

    assert all(seed.text[passage.start : passage.end] == passage.text for passage in passages)
    assert len({passage.section for passage in passages}) >= 10
