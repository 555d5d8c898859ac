"""Association, as it is drawn: why a passage is far, the trail, steps that are gone."""

from dataclasses import replace

from kb import addresses
from kb.readers import PUBLIC
from kb.records.positions import Position
from kb.related.service import Stop
from kb.views.compare import trail
from tests.fake_base import FakeBase

BASE = FakeBase()
START = Position("EXP-2025-008", 3, 0, 120)
FOUND = BASE.associate((START,), reader=PUBLIC)


def test_a_proposal_says_in_what_it_is_far_and_why_when_it_is_not() -> None:
    assert trail.why(FOUND[0]) == '<p class="rp-far">Ailleurs\u00a0: autre territoire et autre issue.</p>'
    assert "même public et métier non dit" in trail.why(FOUND[1])
    assert "Aucune fiche ne reste à bonne distance" in trail.why(FOUND[2])


def test_going_on_is_an_address_that_holds_the_trail() -> None:
    drawn = trail.proposals(FOUND, BASE, lambda at: addresses.associating([START, at]))
    assert f'href="/associer?fil=EXP-2025-008.3.0.120~{FOUND[0].position.record}.' in drawn
    assert drawn.count("Continuer par ce passage") == 3
    assert "<mark>" in drawn


def test_the_passage_one_is_at_stands_word_for_word_and_escaped() -> None:
    stop = BASE.stops((START,), reader=PUBLIC)[0]
    assert stop.passage is not None
    drawn = trail.here(replace(stop, passage=replace(stop.passage, text="Un <b>mot</b>.\n\nUn autre.")), BASE)
    assert "<p>Un &lt;b&gt;mot&lt;/b&gt;.</p><p>Un autre.</p>" in drawn


def test_at_the_end_the_page_says_what_to_do() -> None:
    assert "Vous êtes au bout" in trail.proposals((), BASE, lambda at: "")


def test_the_trail_is_an_ordered_list_that_says_where_one_is() -> None:
    stops = BASE.stops((START, Position("EXP-2024-031", 1, 0, 60)), reader=PUBLIC)
    drawn = trail.drawn(stops, 2, lambda number: f"/associer?pas={number}")
    assert drawn.count("<li") == 2
    assert drawn.index('href="/associer?pas=1"') < drawn.index('<li aria-current="step">')


def test_a_step_that_cannot_be_read_shows_no_word_of_it() -> None:
    gone = Stop(Position("EXP-2025-008", 3, 0, 120))
    assert "EXP-2025-008" not in trail.drawn((gone,), 1, lambda number: "") + trail.here(gone, BASE)
    assert trail.GONE in trail.here(gone, BASE)
    changed = Stop(START, BASE.stops((START,), reader=PUBLIC)[0].record)
    assert trail.CHANGED in trail.here(changed, BASE)
    assert trail.CHANGED in trail.drawn((changed,), 1, lambda number: "")
