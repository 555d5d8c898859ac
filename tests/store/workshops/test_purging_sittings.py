"""What was not kept of a sitting goes on its day, and who said what with it."""

import json
from typing import Any

import pytest

from kb.store.drafts.private import PrivateStore
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops as store


def sitting(private: PrivateStore, code: str, state: str, purge_on: str) -> int:
    """A sitting in which somebody wrote two things, one of them shown, and gave points."""
    workshop = store.add_workshop(private, "c-7", {}, 0)
    number = store.add_sitting(private, workshop, code, {}, purge_on)
    store.add_place(private, number, f"token-{code}", 0, paper=False, most=9)
    for key, shown in (("k1", "shown"), ("k2", "waiting")):
        assert words.put_contribution(
            private, number, words.Contribution(key, "card", 0, "p-1", shown, 1, {"text": "Un mot."}, None, False)
        )
    words.put_vote(private, number, "p-1", "k1", 3, 1)
    assert words.first_time(private, number, "k1")
    words.put_cell(private, number, words.CellRow(0, 0, 0, "Une case.", "", 1))
    store.change_sitting(private, number, heaps={"before": [["k1"]], "now": 1}, state=state)
    return number


def held(private: PrivateStore, number: int) -> dict[str, Any]:
    """What stands of a sitting."""
    counts = {
        table: private.database.execute(f"SELECT COUNT(*) FROM {table} WHERE sitting = ?", [number]).fetchone()[0]
        for table in ("places", "votes", "sent_keys", "cell_versions", "grid_cells")
    }
    written = words.contributions(private, number)
    return {
        **counts,
        "words": [one.key for one in written],
        "owners": {one.owner for one in written},
        "points": words.points(private, number),
        "state": store.sitting(private, number).state,
        "heaps": private.database.execute("SELECT heaps FROM sittings WHERE number = ?", [number]).fetchone()[0],
    }


WHOLE = {
    **{"places": 1, "votes": 1, "sent_keys": 1, "cell_versions": 1, "grid_cells": 1},
    **{"words": ["k1", "k2"], "owners": {"p-1"}, "points": {"k1": 3}},
}


@pytest.mark.parametrize("purge_on", ["2026-03-09", "2026-03-10"])
def test_a_sitting_that_ended_keeps_what_the_room_saw(private: PrivateStore, purge_on: str) -> None:
    number = sitting(private, "A", "ended", purge_on)
    other = sitting(private, "B", "ended", "2026-03-11")
    before = held(private, other)
    assert words.purge_sittings(private, "2026-03-10") == 5
    left = held(private, number)
    assert (left["words"], left["grid_cells"], left["state"]) == (["k1"], 1, "ended")
    assert [left[table] for table in ("places", "votes", "sent_keys", "cell_versions")] == [0, 0, 0, 0]
    assert json.loads(left["heaps"]) == {"before": None, "now": 1}
    assert held(private, other) == before


def test_a_sitting_that_nobody_ended_ends_on_its_day_and_keeps_its_sums(private: PrivateStore) -> None:
    number = sitting(private, "A", "open", "2026-03-10")
    words.purge_sittings(private, "2026-03-10")
    left = held(private, number)
    assert (left["state"], left["owners"], left["votes"], left["points"]) == ("ended", {""}, 0, {"k1": 3})


@pytest.mark.parametrize("state", ["open", "ended"])
@pytest.mark.parametrize("purge_on", ["", "2026-03-11"])
def test_a_sitting_whose_day_has_not_come_is_whole(private: PrivateStore, state: str, purge_on: str) -> None:
    number = sitting(private, "A", state, purge_on)
    assert words.purge_sittings(private, "2026-03-10") == 0
    assert held(private, number) == {**WHOLE, "state": state, "heaps": held(private, number)["heaps"]}
    assert "k1" in held(private, number)["heaps"]


def test_a_sitting_not_begun_yet_is_whole_after_its_day(private: PrivateStore) -> None:
    number = sitting(private, "A", "planned", "2026-03-01")
    assert words.purge_sittings(private, "2026-03-10") == 0
    assert held(private, number)["words"] == ["k1", "k2"]


def test_heaps_that_were_never_moved_stay_as_they_are(private: PrivateStore) -> None:
    number = sitting(private, "A", "ended", "2026-03-10")
    store.change_sitting(private, number, heaps={"now": 1})
    before = held(private, number)["heaps"]
    words.purge_sittings(private, "2026-03-10")
    assert held(private, number)["heaps"] == before


def test_ending_a_sitting_forgets_whose_place_wrote_what_there_alone(private: PrivateStore) -> None:
    one, two = sitting(private, "A", "open", ""), sitting(private, "B", "open", "")
    words.unlink(private, one)
    assert (held(private, one)["owners"], held(private, one)["votes"]) == ({""}, 0)
    assert (held(private, two)["owners"], held(private, two)["votes"]) == ({"p-1"}, 1)


def test_a_place_takes_back_what_it_wrote_and_nothing_of_others(private: PrivateStore) -> None:
    one, two = sitting(private, "A", "open", ""), sitting(private, "B", "open", "")
    assert not words.drop_contribution(private, one, "k1", "p-2")
    assert words.drop_contribution(private, one, "k1", "p-1")
    assert not words.drop_contribution(private, one, "k1", "p-1")
    assert (held(private, one)["words"], held(private, two)["words"]) == (["k2"], ["k1", "k2"])


def test_what_is_nobody_s_any_more_is_taken_back_by_nobody(private: PrivateStore) -> None:
    number = sitting(private, "A", "open", "")
    words.unlink(private, number)
    assert not words.drop_contribution(private, number, "k1", "")


def test_forgetting_a_sitting_or_a_workshop_leaves_the_others(private: PrivateStore) -> None:
    one, two, three = (sitting(private, code, "open", "") for code in "ABC")
    store.drop_sitting(private, one)
    store.drop_workshop(private, store.sitting(private, two).workshop)
    assert [row[0] for row in private.database.execute("SELECT number FROM sittings").fetchall()] == [three]
    left = private.database.execute("SELECT DISTINCT sitting FROM contributions").fetchall()
    assert [row[0] for row in left] == [three]
    assert private.database.execute("SELECT COUNT(*) FROM workshops").fetchone()[0] == 2
