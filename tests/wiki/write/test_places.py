"""Two versions of a pack made one: nothing that somebody wrote of a piece is lost, whoever saved first."""

from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.wiki.write import writing
from kb.wiki.write.field_paths import merge_places
from kb.wiki.write.forms import FormRefused
from tests.wiki.pack_samples import TRAINER, composed, record_piece


def piece(name: str, **said: Any) -> dict[str, Any]:
    return {"id": name, "sort": "record", "introduction": "", "questions": ["Qui ?"], "minutes": 20, **said}


BASE = {"pieces": [piece("a"), piece("b")]}
REMOVED = {"pieces": [piece("b")]}
WRITTEN = {"pieces": [piece("a", introduction="J’y tiens."), piece("b")]}


@pytest.mark.parametrize(("theirs", "mine"), [(REMOVED, WRITTEN), (WRITTEN, REMOVED)], ids=["mine", "theirs"])
def test_a_piece_that_one_removed_and_the_other_wrote_about_stays_whole(
    theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    merged = merge_places("pack", BASE, theirs, mine)
    assert merged.fields["pieces"] == WRITTEN["pieces"]
    assert merged.theirs == {}


@pytest.mark.parametrize(("theirs", "mine"), [(REMOVED, BASE), (BASE, REMOVED), (REMOVED, REMOVED)])
def test_a_piece_that_one_removed_and_nobody_wrote_about_goes(theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    assert merge_places("pack", BASE, theirs, mine).fields["pieces"] == REMOVED["pieces"]


def test_a_piece_that_the_other_added_comes_with_what_is_said_of_it() -> None:
    added = {"pieces": [piece("a"), piece("c", minutes=5, introduction="Neuf."), piece("b")]}
    assert merge_places("pack", BASE, added, BASE).fields["pieces"] == added["pieces"]
    assert merge_places("pack", BASE, BASE, added).fields["pieces"] == added["pieces"]


@pytest.mark.parametrize("place", ["pieces.x", "pieces.", "pieces..", "pieces.x.y.z"])
def test_a_place_that_no_piece_has_is_refused(base: KnowledgeBase, place: str) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    with pytest.raises(FormRefused, match="n’est plus dans le dossier"):
        writing.autosave_text(base.wiki, TRAINER, number, place, "Un mot.", 0, "w")
