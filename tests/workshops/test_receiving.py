"""What telephones send is kept once, in its place, and by nobody else."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.store.workshops import contributions as words
from kb.workshops import moderation, preparing, receiving, running, showing
from kb.workshops.words import ContributionRefused
from tests.workshops.room import FACILITATOR, STRANGER, Room, key

STORY = "EXP-2019-001"


@pytest.fixture
def room(base: KnowledgeBase) -> Room:
    return Room(base, STORY)


def remote(room: Room, what: str, **given: object) -> dict[str, object]:
    return running.command(room.wiki, FACILITATOR, room.number, {"what": what, **given}, 1000.0, one_heap)


def one_heap(texts: object) -> list[list[int]]:
    return [[0, 1], [2]]


def test_what_comes_twice_is_kept_once(room: Room) -> None:
    token, one = room.join(), key()
    sent = {"key": one, "what": "card", "body": {"text": "La clé manque le soir."}}
    assert receiving.receive(room.wiki, [(token, [sent])]) == [{one: {"ok": True}}]
    assert receiving.receive(room.wiki, [(token, [sent])]) == [{one: {"ok": True, "again": True}}]
    assert len(words.contributions(room.wiki.private, room.number)) == 1


def test_a_card_written_anew_replaces_itself_whatever_the_order(room: Room) -> None:
    token, one = room.join(), key()
    newer = {"key": one, "what": "card", "version": 2, "body": {"text": "Après."}}
    older = {"key": one, "what": "card", "version": 1, "body": {"text": "Avant."}}
    receiving.receive(room.wiki, [(token, [newer]), (token, [older])])
    assert [c.body["text"] for c in words.contributions(room.wiki.private, room.number)] == ["Après."]


def test_nobody_changes_or_takes_back_what_somebody_else_wrote(room: Room) -> None:
    mine, other = room.join(), room.join()
    one = room.card(mine, "La clé.")
    receiving.receive(room.wiki, [(other, [{"key": one, "what": "card", "version": 9, "body": {"text": "Non."}}])])
    room.send(other, "withdraw", target=one)
    assert [c.body["text"] for c in words.contributions(room.wiki.private, room.number)] == ["La clé."]
    room.send(mine, "withdraw", target=one)
    assert words.contributions(room.wiki.private, room.number) == ()


def test_a_long_text_is_refused_whole(room: Room) -> None:
    done = room.send(room.join(), "card", body={"text": "a" * 10_000})
    assert "Rien n’est perdu" in done["error"]
    assert "10000" in done["error"]


def test_two_people_in_one_cell_keep_both_lines(room: Room) -> None:
    first, second = room.join(), room.join()
    room.send(first, "cell", line=0, question=1, base=0, text="L’éducatrice")
    done = room.send(second, "cell", line=0, question=1, base=0, text="Le gardien", stance="no")
    assert done == {"ok": True, "text": "L’éducatrice\nLe gardien", "version": 2, "merged": True}
    assert [c.text for c in words.cells(room.wiki.private, room.number)] == ["L’éducatrice\nLe gardien"]


def test_each_group_has_its_own_cell_and_a_disagreement_stands_out(room: Room) -> None:
    room.send(room.join(0), "cell", line=0, question=0, base=0, text="Oui", stance="yes")
    room.send(room.join(1), "cell", line=0, question=0, base=0, text="Non", stance="no")
    shown = showing.cells(showing.scene(room.wiki, room.number))
    assert [(one["team"], one["text"], one["apart"]) for one in shown] == [(0, "Oui", True), (1, "Non", True)]


def test_nothing_is_shown_before_it_is_revealed(room: Room) -> None:
    token = room.join()
    room.card(token, "La clé manque le soir.")
    remote(room, "step", to=3)
    view = showing.room(room.wiki, showing.scene(room.wiki, room.number), 0.0)
    assert (view["cards"], view["arrived"]) == ([], {"card": 1})
    assert remote(room, "reveal", sort="card") == {"shown": 1}
    assert [one["text"] for one in showing.cards(showing.scene(room.wiki, room.number))] == ["La clé manque le soir."]


def test_a_name_waits_for_a_look_of_its_own(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Kevin Marchand n’ouvre plus à personne."
    monkeypatch.setattr(
        moderation, "marks_of", lambda wiki, one: ((0, 14, "person", "Kevin Marchand"),) if "Kevin" in str(one) else ()
    )
    one = room.card(room.join(), text)
    room.card(room.join(), "La clé manque.")
    assert remote(room, "reveal", sort="card") == {"shown": 1}
    waiting = moderation.queue(moderation.looked_at(room.wiki, room.number))
    assert [(w["key"], w["marks"]) for w in waiting] == [(one, [[0, 14, "person", "Kevin Marchand"]])]
    remote(room, "mask", target=one)
    texts = {c["text"] for c in showing.cards(showing.scene(room.wiki, room.number))}
    assert texts == {"[…] n’ouvre plus à personne.", "La clé manque."}


def test_points_are_bounded_changeable_and_hidden_until_the_end(room: Room) -> None:
    token = room.join()
    cards = [room.card(token, f"Carte {n}") for n in range(3)]
    remote(room, "reveal", sort="card")
    assert remote(room, "propose") == {"heaps": 2}
    first, second = (one["id"] for one in showing.heaps(showing.scene(room.wiki, room.number)))
    assert "error" in room.send(token, "vote", target=first, points=6, turn=1)
    room.send(token, "vote", target=first, points=5, turn=2)
    assert "error" in room.send(token, "vote", target=second, points=1, turn=3)
    room.send(token, "vote", target=first, points=2, turn=4)
    room.send(token, "vote", target=first, points=5, turn=2)  # a late retry of what was changed since
    room.send(token, "vote", target=second, points=3, turn=5)
    assert all("points" not in one for one in showing.heaps(showing.scene(room.wiki, room.number)))
    remote(room, "close_vote")
    assert [one["points"] for one in showing.heaps(showing.scene(room.wiki, room.number))] == [2, 3]
    assert "clos" in room.send(token, "vote", target=first, points=0, turn=6)["error"]
    assert room.wiki.private.database.execute("SELECT COUNT(*) FROM votes").fetchone()[0] == 0
    assert len(cards) == 3


def test_a_proposal_of_heaps_is_undone_in_one_step(room: Room) -> None:
    token = room.join()
    cards = [room.card(token, f"Carte {n}") for n in range(3)]
    remote(room, "reveal", sort="card")
    room.send(token, "move", card=cards[0], heap=key())
    before = showing.scene(room.wiki, room.number).heaps.heaps
    remote(room, "propose")
    remote(room, "undo")
    assert showing.scene(room.wiki, room.number).heaps.heaps == before


def test_words_that_come_after_the_end_are_kept_apart(room: Room) -> None:
    token = room.join()
    room.card(token, "À l’heure.")
    remote(room, "end")
    late = room.send(token, "card", body={"text": "En retard."})
    assert "à part" in late["late"]
    assert "terminée" in room.send(token, "vote", target=key(), points=1, turn=1)["error"]
    assert remote(room, "reveal", sort="card") == {"shown": 1}
    kept = {c.body["text"]: (c.state, c.late) for c in words.contributions(room.wiki.private, room.number)}
    assert kept == {"À l’heure.": ("shown", False), "En retard.": ("waiting", True)}


def test_nobody_can_tell_who_wrote_what_once_the_sitting_ended(room: Room) -> None:
    token = room.join()
    room.card(token, "La clé.")
    remote(room, "end")
    assert {c.owner for c in words.contributions(room.wiki.private, room.number)} == {""}
    columns = room.wiki.private.database.execute("SELECT * FROM contributions").description
    assert not {name for name, *_ in columns} & {"at", "created", "changed", "time", "rowid"}


def test_a_revoked_place_and_an_unknown_one_are_told_so(room: Room) -> None:
    token = room.join()
    remote(room, "revoke", place=1)
    assert receiving.receive(room.wiki, [(token, []), ("unknown", [])]) == [None, None]


def test_the_facilitator_writes_for_a_place_without_a_telephone_and_for_no_other(room: Room) -> None:
    room.join()
    remote(room, "paper", team=1)
    thing = {"key": key(), "what": "card", "body": {"text": "Dit à voix haute."}}
    remote(room, "for", place=2, thing=thing)
    assert [c.team for c in words.contributions(room.wiki.private, room.number)] == [1]
    with pytest.raises(ContributionRefused):
        remote(room, "for", place=1, thing={**thing, "key": key()})


def test_a_sitting_is_run_by_those_who_facilitate_it(room: Room) -> None:
    for person in (STRANGER, None):
        with pytest.raises(Refused):
            running.command(room.wiki, person, room.number, {"what": "end"}, 0.0, one_heap)
    preparing.share(room.wiki, FACILITATOR, room.workshop, {STRANGER.account})
    running.command(room.wiki, STRANGER, room.number, {"what": "step", "to": 1}, 0.0, one_heap)


def test_an_association_quotes_the_words_of_the_narrative(room: Room) -> None:
    view = showing.narrative(room.wiki, room.sitting, 0)
    assert view is not None
    start, end, sentence = next(part["sentences"][0] for part in view["parts"] if part.get("sentences"))
    body = {"record": STORY, "revision": view["revision"], "start": start, "end": end, "text": "La clé du hall"}
    assert room.send(room.join(), "association", body=body) == {"ok": True}
    assert words.contributions(room.wiki.private, room.number)[0].body["quote"] == sentence
    assert "error" in room.send(room.join(), "association", body={**body, "record": "EXP-1999-001"})
    assert "error" in room.send(room.join(), "association", body={**body, "end": 10**6})


def test_what_was_not_kept_goes_on_its_date(room: Room) -> None:
    token = room.join()
    shown = room.card(token, "Gardée.")
    room.card(token, "Écartée.")
    remote(room, "put", target=shown, to="shown")
    remote(room, "end")
    assert words.purge_sittings(room.wiki.private, "2000-01-01") == 0
    assert words.purge_sittings(room.wiki.private, "2999-01-01") > 0
    assert [c.body["text"] for c in words.contributions(room.wiki.private, room.number)] == ["Gardée."]
    assert "Écartée" not in str(room.wiki.private.database.execute("SELECT * FROM contributions").fetchall())


def test_what_cannot_be_read_is_refused_and_the_rest_kept(room: Room) -> None:
    token, good = room.join(), key()
    things = [
        {"key": "court"},
        {"key": key(), "what": "vote", "target": None, "points": "x", "turn": 1},
        {"key": key(), "what": "cell", "line": 99, "question": 0, "text": ""},
        {"key": key(), "what": "autre"},
        {"key": good, "what": "card", "body": {"text": "Bien."}},
    ]
    done = receiving.receive(room.wiki, [(token, things)])[0]
    assert done is not None
    assert done[good] == {"ok": True}
    assert len([one for one in done.values() if "error" in one]) == 3


def test_the_remote_moves_a_card_and_names_a_heap_as_a_telephone_does(room: Room) -> None:
    token = room.join()
    cards = [room.card(token, f"Constat {number}") for number in range(3)]
    remote(room, "reveal", sort="card")
    remote(room, "propose")
    heaps = showing.heaps(showing.scene(room.wiki, room.number))
    remote(room, "move", card=cards[2], heap=heaps[0]["id"])
    remote(room, "name", heap=heaps[0]["id"], name="La clé")
    found = showing.heaps(showing.scene(room.wiki, room.number))
    assert [(one["name"], one["count"]) for one in found] == [("La clé", 3)]
    new = key()
    remote(room, "move", card=cards[0], heap=new)
    assert {one["id"]: one["count"] for one in showing.heaps(showing.scene(room.wiki, room.number))}[new] == 1
    with pytest.raises(ContributionRefused, match="plus là"):
        remote(room, "move", card=key(), heap=new)
    # One step still takes the proposal back, with what was moved since.
    remote(room, "undo")
    assert showing.heaps(showing.scene(room.wiki, room.number)) == []
