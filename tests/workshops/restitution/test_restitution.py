"""From what was said in a sitting to a restitution, and to leads that are followed."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.store.drafts.proposals import proposals
from kb.store.records.erasures import erase_record
from kb.store.workshops import contributions as words
from kb.store.workshops import leads as lead_store
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.workshops import preparing, running, showing
from kb.workshops.restitution import assembling, following, margin
from tests.meanwhile import meanwhile
from tests.wiki.people import REVIEWER, YES
from tests.workshops.room import FACILITATOR, STRANGER, Room, key

STORY = "EXP-2019-001"
OTHER_STORY = "EXP-2021-002"


def remote(room: Room, what: str, **given: object) -> dict[str, object]:
    return running.command(
        room.wiki, FACILITATOR, room.number, {"what": what, **given}, 0.0, lambda texts: [range(len(texts))]
    )


@pytest.fixture
def room(base: KnowledgeBase) -> Room:
    """A sitting of two groups of five where each sort of thing was said, and one thing was kept back."""
    room = Room(base, STORY, headcounts=({"trade": "éducateurs", "structure": "clubs", "count": 8},))
    tokens = [room.join(team) for team in (0, 1) for _ in range(5)]
    view = showing.narrative(room.wiki, room.sitting, 0)
    assert view is not None
    start, end, _ = next(part["sentences"][0] for part in view["parts"] if part.get("sentences"))
    room.send(tokens[0], "association",
              body={"record": STORY, "revision": 0, "start": start, "end": end, "text": "La clé du hall"})  # fmt: skip
    room.send(tokens[0], "cell", line=0, question=1, base=0, text="Le gardien", stance="yes")
    room.send(tokens[9], "cell", line=0, question=1, base=0, text="Une voisine", stance="no")
    for number in range(3):
        room.card(tokens[number], f"Constat numéro {number}")
    kept_back = room.card(tokens[4], "Mot gardé pour soi")
    remote(room, "put", target=kept_back, to="hidden")
    for sort in ("association", "card"):
        remote(room, "reveal", sort=sort)
    remote(room, "propose")
    heap = showing.heaps(showing.scene(room.wiki, room.number))[0]["id"]
    room.send(tokens[0], "name", heap=heap, name="La clé")
    room.send(tokens[0], "vote", target=heap, points=3, turn=1)
    remote(room, "axis", target=heap, to=True)
    room.send(
        tokens[1], "lead", body={"axis": heap, "text": "Une clé au gardien", "owner": "Le club", "due": "2020-01-31"}
    )
    remote(room, "reveal", sort="lead")
    remote(room, "end")
    return room


def fields(room: Room) -> dict[str, object]:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    return dict(writing.open_writing(room.wiki, FACILITATOR, made.number).fields)


def test_all_that_was_kept_is_in_the_draft_and_nothing_else(room: Room) -> None:
    whole = "\n".join(str(value) for value in fields(room).values())
    for said in ("La clé du hall", "Le gardien", "Une voisine", "Une clé au gardien", "Constat numéro 0",
                 "Constat numéro 1", "Constat numéro 2", "3\u00a0points", "31\u00a0janvier\u00a02020",
                 "éducateurs, clubs : 8", "les groupes ne répondent pas pareil"):  # fmt: skip
        assert said in whole, said
    assert "Mot gardé pour soi" not in whole
    for one in assembling.said(room.wiki, FACILITATOR, room.workshop):
        assert one.line in whole


def test_each_statement_has_a_mark_of_its_own_that_leads_back(room: Room) -> None:
    found = assembling.said(room.wiki, FACILITATOR, room.workshop)
    assert len({one.mark for one in found}) == len(found) == 1 + 2 + 3 + 1 + 1
    with pytest.raises(Refused):
        assembling.said(room.wiki, STRANGER, room.workshop)


def test_groups_are_named_where_all_are_of_five_or_more(room: Room, base: KnowledgeBase) -> None:
    assert "Groupe A" in str(fields(room)["grid"])
    small = Room(base, STORY)
    small.send(small.join(0), "cell", line=0, question=0, base=0, text="Un seul")
    running.command(small.wiki, FACILITATOR, small.number, {"what": "end"}, 0.0, lambda texts: [])
    made = fields(small)
    assert "Groupe A" not in str(made)
    assert "un groupe" in str(made["grid"])


def published(room: Room) -> str:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    writing.autosave(
        room.wiki,
        FACILITATOR,
        made.number,
        {"themes": ["bande-de-jeunes"], "organisation": "Réseau", "diffusion": "public"},
        None,
    )
    reviewed(room, made.number)
    return made.record_id


def reviewed(room: Room, number: int) -> None:
    writing.submit(room.wiki, FACILITATOR, number, open_points=0)
    review.take(room.wiki, REVIEWER, number)
    review.answer_grid(room.wiki, REVIEWER, number, YES)
    review.validate(room.wiki, REVIEWER, number)
    review.publish(room.wiki, REVIEWER, number)


def test_a_published_restitution_is_found_by_a_question(room: Room) -> None:
    record_id = published(room)
    with pytest.raises(Refused):
        assembling.draft(room.wiki, FACILITATOR, room.workshop)
    found = room.base.search("la clé confiée au gardien", reader=STRANGER.reader)
    assert record_id in [hit.record.id for hit in found]


def test_readers_learn_of_leads_once_the_restitution_is_published(room: Room) -> None:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    with pytest.raises(RecordNotFound):
        following.of_restitution(room.wiki, None, made.record_id)
    writing.drop(room.wiki, FACILITATOR, made.number)
    record_id = published(room)
    told = following.of_restitution(room.wiki, None, record_id)
    assert [(one.lead.text, one.history) for one in told] == [("Une clé au gardien", ())]
    erase_record(room.base.register, record_id, actor="test")
    assert lead_store.leads(room.base.register, record_id=record_id) == ()


def test_a_lead_whose_day_is_past_waits_on_the_home_page_of_those_concerned(room: Room) -> None:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert [one.text for one in following.overdue(room.wiki, FACILITATOR)] == ["Une clé au gardien"]
    assert following.overdue(room.wiki, STRANGER) == ()
    number = following.board(room.wiki, FACILITATOR)[0].lead.number
    with pytest.raises(Refused):
        following.change(room.wiki, STRANGER, number, {"state": "done"})
    following.change(room.wiki, FACILITATOR, number, {"state": "done", "result": "Le gardien a la clé."}, "Fait.")
    assert following.overdue(room.wiki, FACILITATOR) == ()
    assert [line.text for line in following.board(room.wiki, FACILITATOR)[0].history] == ["", "Fait."]
    assert made.record_id == following.board(room.wiki, FACILITATOR)[0].lead.record_id


def test_what_became_of_a_lead_becomes_an_experience_once(room: Room) -> None:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    author = Person(FACILITATOR.account, FACILITATOR.name, frozenset({"reader", "trainer", "contributor"}))
    number = following.board(room.wiki, author)[0].lead.number
    following.change(room.wiki, author, number, {"state": "done", "result": "La clé reste chez lui."})
    told = following.become_experience(room.wiki, author, number)
    begun = writing.open_writing(room.wiki, author, told.number).fields
    assert (begun["results"], begun["links"]) == (
        "La clé reste chez lui.",
        [{"type": "from", "target": made.record_id}],
    )
    with pytest.raises(Refused):
        following.become_experience(room.wiki, author, number)


def test_a_lead_is_on_the_board_once_however_often_it_is_assembled(room: Room) -> None:
    first = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert assembling.draft(room.wiki, FACILITATOR, room.workshop).number == first.number
    assert len(following.board(room.wiki, FACILITATOR)) == 1


def test_two_windows_that_assemble_it_at_once_make_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[int] = []

    def other_window() -> None:
        first.append(assembling.draft(room.wiki, FACILITATOR, room.workshop).number)

    meanwhile(monkeypatch, assembling, "assembled", other_window)
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert [made.number] == first
    assert [one.number for one in proposals(room.wiki.register, author=FACILITATOR.account)] == first
    (lead,) = following.board(room.wiki, FACILITATOR)
    assert lead.lead.record_id == made.record_id


def test_two_facilitators_that_assemble_it_at_once_make_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    preparing.share(room.wiki, FACILITATOR, room.workshop, [FACILITATOR.account, REVIEWER.account])
    meanwhile(monkeypatch, assembling, "assembled", lambda: assembling.draft(room.wiki, REVIEWER, room.workshop))
    with pytest.raises(Refused, match="existe déjà"):
        assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert proposals(room.wiki.register, author=FACILITATOR.account) == ()


def dies(*args: object, **named: object) -> int:
    raise ConnectionError


def test_a_server_that_dies_before_the_leads_leaves_them_to_whoever_comes_next(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparing.share(room.wiki, FACILITATOR, room.workshop, [FACILITATOR.account, REVIEWER.account])
    with monkeypatch.context() as server:
        server.setattr(assembling, "add_lead", dies)
        with pytest.raises(ConnectionError):
            assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert following.board(room.wiki, FACILITATOR) == ()
    with pytest.raises(Refused, match="existe déjà"):
        assembling.draft(room.wiki, REVIEWER, room.workshop)
    (lead,) = following.board(room.wiki, FACILITATOR)
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    assert [one.lead for one in following.board(room.wiki, FACILITATOR)] == [lead.lead]
    assert lead.lead.record_id == made.record_id


def test_nothing_that_is_written_down_tells_who_or_when(room: Room) -> None:
    rows = words.contributions(room.wiki.private, room.number)
    assert {one.owner for one in rows} == {""}
    assert key() not in str(fields(room))


def text_of(room: Room) -> str:
    revision = room.wiki.register.published(STORY)
    assert revision is not None
    return revision.document.text


def test_what_was_said_stands_beside_its_words_once_the_restitution_is_published(room: Room) -> None:
    record_id, text = published(room), text_of(room)
    (one,) = margin.margin(room.wiki, None, STORY, text)
    view = showing.narrative(room.wiki, room.sitting, 0)
    assert view is not None
    start, end, words_of = next(part["sentences"][0] for part in view["parts"] if part.get("sentences"))
    assert (text[one.start : one.end], one.text, one.restitution) == (words_of, "Groupe A : La clé du hall", record_id)
    assert (one.start, one.end) == (start, end)
    assert margin.margin(room.wiki, None, OTHER_STORY, text) == ()


def test_before_that_whoever_facilitates_sees_what_the_room_saw_and_nobody_else(room: Room) -> None:
    assembling.draft(room.wiki, FACILITATOR, room.workshop)
    (one,) = margin.margin(room.wiki, FACILITATOR, STORY, text_of(room))
    assert (one.text, one.restitution) == ("Groupe A : La clé du hall", "")
    assert margin.margin(room.wiki, STRANGER, STORY, text_of(room)) == ()
    assert margin.margin(room.wiki, None, STORY, text_of(room)) == ()


def test_readers_see_the_words_that_were_reviewed_and_none_of_a_restitution_closed_to_them(room: Room) -> None:
    made = assembling.draft(room.wiki, FACILITATOR, room.workshop)
    before = str(writing.open_writing(room.wiki, FACILITATOR, made.number).fields["associations"])
    changed = {"associations": before.replace("La clé du hall", "La clé d’un hall"), "diffusion": "professionals"}
    writing.autosave(
        room.wiki, FACILITATOR, made.number, {"themes": ["bande-de-jeunes"], "organisation": "Réseau", **changed}, None
    )
    reviewed(room, made.number)
    assert margin.margin(room.wiki, None, STORY, text_of(room)) == ()
    (one,) = margin.margin(room.wiki, STRANGER, STORY, text_of(room))
    assert one.text == "Groupe A : La clé d’un hall"


def test_words_that_changed_since_have_no_place_and_those_set_otherwise_have_theirs(room: Room) -> None:
    published(room)
    (before,) = margin.margin(room.wiki, None, STORY, text_of(room))
    (gone,) = margin.margin(room.wiki, None, STORY, "Tout autre texte.")
    assert (gone.start, gone.end, gone.text) == (-1, -1, before.text)
    set_otherwise = "Début.\n\n" + "\n".join(before.quote.replace("« ", "“").replace(" »", "”").split())
    (moved,) = margin.margin(room.wiki, None, STORY, set_otherwise)
    assert moved.start == len("Début.\n\n")


def test_associations_stand_under_the_passage_they_are_about(room: Room) -> None:
    lines = [one for one in str(fields(room)["associations"]).split("\n\n") if one]
    at = next(number for number, one in enumerate(lines) if "La clé du hall" in one)
    assert lines[at - 1].startswith("Sur «")
    assert lines[at - 1].endswith(f"{STORY}) :")
