"""A text told in one go is kept as it comes, filed as its author says, and forgotten with its draft."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.telling.field_model import fields_told
from kb.wiki.write import narrative, writing
from kb.wiki.write.forms import LONGEST_FIELD, FormRefused
from tests.wiki.people import ADMIN, AUTHOR, OTHER, REVIEWER

TOLD = """On voulait juste qu’il ne dorme pas dehors.

Le gardien a ouvert la porte, et nous avons appelé le 115 à trois reprises.

« Je reviendrai si c’est vous », il a dit."""


def begun(base: KnowledgeBase, text: str = TOLD) -> int:
    number = writing.start(base.wiki, AUTHOR, "experience").number
    narrative.keep(base.wiki, AUTHOR, number, text, 0, "w1")
    return number


def test_each_paragraph_gets_a_proposal_and_the_form_stays_as_it_was(base: KnowledgeBase) -> None:
    number = begun(base)
    told = narrative.file_parts(base.wiki, AUTHOR, number)
    assert [part.text for part in told.parts] == TOLD.split("\n\n")
    assert {part.state for part in told.parts} == {"proposed"}
    assert all(part.field in narrative.told_fields("experience") for part in told.parts)
    assert writing.open_writing(base.wiki, AUTHOR, number).fields == {}


def test_a_paragraph_goes_where_its_author_says_after_what_stands_there(base: KnowledgeBase) -> None:
    number = begun(base)
    writing.autosave(base.wiki, AUTHOR, number, {"objectives": "D’abord ceci."}, {})
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.accept(base.wiki, AUTHOR, number, [0], "objectives")
    narrative.accept(base.wiki, AUTHOR, number, [1], "steps")
    narrative.accept(base.wiki, AUTHOR, number, [2], "voices")
    fields = writing.open_writing(base.wiki, AUTHOR, number).fields
    assert fields["objectives"] == "D’abord ceci.\n\nOn voulait juste qu’il ne dorme pas dehors."
    assert fields["steps"] == [{"when": "", "text": TOLD.split("\n\n")[1]}]
    assert fields["voices"][0]["words"] == "Je reviendrai si c’est vous », il a dit."
    assert [part.state for part in narrative.read(base.wiki, AUTHOR, number).parts] == ["accepted"] * 3


def test_a_paragraph_is_put_once(base: KnowledgeBase) -> None:
    number = begun(base)
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.accept(base.wiki, AUTHOR, number, [0])
    with pytest.raises(Refused):
        narrative.accept(base.wiki, AUTHOR, number, [0])


def test_what_is_filed_stays_filed_when_more_is_told(base: KnowledgeBase) -> None:
    number = begun(base)
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.accept(base.wiki, AUTHOR, number, [0])
    narrative.keep(base.wiki, AUTHOR, number, f"{TOLD}\n\nEt puis ceci.", writing.NEWEST, "w1")
    states = [part.state for part in narrative.file_parts(base.wiki, AUTHOR, number).parts]
    assert states == ["accepted", "proposed", "proposed", "proposed"]


def test_what_is_left_out_can_be_filed_again(base: KnowledgeBase) -> None:
    number = begun(base)
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.refuse(base.wiki, AUTHOR, number, 1)
    assert narrative.read(base.wiki, AUTHOR, number).parts[1].state == "refused"
    narrative.reopen(base.wiki, AUTHOR, number, 1)
    narrative.accept(base.wiki, AUTHOR, number, [1], "context")
    assert writing.open_writing(base.wiki, AUTHOR, number).fields["context"] == TOLD.split("\n\n")[1]


def test_what_is_typed_while_paragraphs_are_looked_at_is_kept(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(base)
    more = f"{TOLD}\n\nTapé entre-temps."

    def slowly(texts: Sequence[str], encoder: str, encode: Any) -> tuple[str, ...]:
        narrative.keep(base.wiki, AUTHOR, number, more, writing.NEWEST, "w1")
        return fields_told(texts, encoder, encode)

    monkeypatch.setattr(narrative, "fields_told", slowly)
    narrative.file_parts(base.wiki, AUTHOR, number)
    assert narrative.read(base.wiki, AUTHOR, number).text == more


def test_the_text_of_a_file_goes_after_what_was_typed_meanwhile(base: KnowledgeBase) -> None:
    number = begun(base, "Le début.")
    narrative.keep(base.wiki, AUTHOR, number, "Le début, et la suite.", 1, "w1")
    narrative.add(base.wiki, AUTHOR, number, "Le fichier.")
    assert narrative.read(base.wiki, AUTHOR, number).text == "Le début, et la suite.\n\nLe fichier."


def test_what_a_window_sends_late_does_not_take_the_text_of_a_file_away(base: KnowledgeBase) -> None:
    number = begun(base, "Le début.")
    narrative.keep(base.wiki, AUTHOR, number, "Le début, et la suite.", 1, "w1")
    narrative.add(base.wiki, AUTHOR, number, "Le fichier.")
    for late in ("Le début, et la suite.", "Le début, et"):
        assert narrative.keep(base.wiki, AUTHOR, number, late, 1, "w1").conflicts == ()
    assert narrative.read(base.wiki, AUTHOR, number).text == "Le début, et la suite.\n\nLe fichier."
    narrative.keep(base.wiki, AUTHOR, number, "Le début.", 3, "w1")
    assert narrative.read(base.wiki, AUTHOR, number).text == "Le début."


def test_two_windows_that_file_the_same_paragraph_put_it_once(base: KnowledgeBase, home: Path) -> None:
    number = begun(base)
    narrative.file_parts(base.wiki, AUTHOR, number)
    refused = []

    def file() -> None:
        with KnowledgeBase.open(home, resources=base._resources) as own:
            for which in range(3):
                try:
                    narrative.accept(own.wiki, AUTHOR, number, [which], "context")
                except Refused as error:
                    refused.append(error)

    threads = [threading.Thread(target=file) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    context = writing.open_writing(base.wiki, AUTHOR, number).fields["context"]
    assert sorted(context.split("\n\n")) == sorted(TOLD.split("\n\n"))
    assert len(refused) == 9


def test_two_windows_keep_both_texts(base: KnowledgeBase) -> None:
    number = begun(base)
    saved = narrative.keep(base.wiki, AUTHOR, number, "Tout autre chose.", 0, "w2")
    assert saved.conflicts == (narrative.PLACE,)
    found = narrative.read(base.wiki, AUTHOR, number)
    assert (found.text, found.others) == ("Tout autre chose.", (TOLD,))
    narrative.settle(base.wiki, AUTHOR, number, TOLD)
    assert narrative.read(base.wiki, AUTHOR, number).others == ()


@pytest.mark.parametrize("person", [OTHER, REVIEWER, ADMIN])
def test_nobody_else_reads_what_was_told(base: KnowledgeBase, person: object) -> None:
    number = begun(base)
    for action in (narrative.read, narrative.file_parts, narrative.open_raw):
        with pytest.raises(Refused):
            action(base.wiki, person, number)  # type: ignore[operator]


def test_opening_the_raw_text_is_noted_without_a_word_of_it(base: KnowledgeBase) -> None:
    number = begun(base)
    assert not narrative.has_raw(base.wiki, AUTHOR, number)
    narrative.file_parts(base.wiki, AUTHOR, number)
    assert narrative.has_raw(base.wiki, AUTHOR, number)
    assert narrative.open_raw(base.wiki, AUTHOR, number) == TOLD
    lines = base.register.database.execute("SELECT actor, action, detail FROM audit").fetchall()
    assert (AUTHOR.account, "open_raw", "") in [tuple(line) for line in lines]


def test_what_was_told_goes_with_its_draft(base: KnowledgeBase) -> None:
    number = begun(base, "Un mot unique : zébulonesque.")
    narrative.file_parts(base.wiki, AUTHOR, number)
    writing.drop(base.wiki, AUTHOR, number)
    home = base.home.root
    base.close()
    assert not [path for path in home.rglob("*") if path.is_file() and b"bulonesque" in path.read_bytes()]


def test_sixty_pages_are_cut_into_parts_and_more_is_refused_with_nothing_lost(base: KnowledgeBase) -> None:
    number = begun(base, "Une phrase assez longue pour compter. " * 4_000)
    parts = narrative.file_parts(base.wiki, AUTHOR, number).parts
    assert len(parts) > 100
    assert max(len(part.text) for part in parts) <= narrative.LONGEST_PART
    with pytest.raises(FormRefused):
        narrative.keep(base.wiki, AUTHOR, number, "x" * (LONGEST_FIELD + 1), 9, "w1")
    assert narrative.read(base.wiki, AUTHOR, number).parts == parts


def test_an_empty_text_is_not_filed(base: KnowledgeBase) -> None:
    with pytest.raises(FormRefused):
        narrative.file_parts(base.wiki, AUTHOR, begun(base, "  \n "))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Un.\n\nDeux.\nsuite", ("Un.", "Deux. suite")),
        ("Un.\nDeux.", ("Un.", "Deux.")),
        ("", ()),
        ("A" * 1_300, ("A" * 1_300,)),
    ],
)
def test_paragraphs_are_apart_by_empty_lines_else_by_lines(text: str, parts: tuple[str, ...]) -> None:
    assert narrative.paragraphs(text) == parts


def test_a_paragraph_is_cut_after_a_sentence_and_each_half_is_filed_on_its_own(base: KnowledgeBase) -> None:
    number = begun(base, "Un soir, il vient. Le gardien ouvre. On\nappelle le 115.\n\nFin.")
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.split(base.wiki, AUTHOR, number, 0, 2)
    halves = ["Un soir, il vient. Le gardien ouvre.", "On appelle le 115."]
    assert [part.text for part in narrative.read(base.wiki, AUTHOR, number).parts] == [*halves, "Fin."]
    narrative.accept(base.wiki, AUTHOR, number, [0], "context")
    again = narrative.file_parts(base.wiki, AUTHOR, number)
    assert [(part.text, part.state) for part in again.parts] == [
        (halves[0], "accepted"), (halves[1], "proposed"), ("Fin.", "proposed"),
    ]  # fmt: skip


def test_paragraphs_apart_by_one_line_stay_so_when_one_is_cut(base: KnowledgeBase) -> None:
    number = begun(base, "Il vient. Elle ouvre.\nOn appelle.")
    narrative.file_parts(base.wiki, AUTHOR, number)
    narrative.split(base.wiki, AUTHOR, number, 0, 1)
    texts = ["Il vient.", "Elle ouvre.", "On appelle."]
    assert [part.text for part in narrative.file_parts(base.wiki, AUTHOR, number).parts] == texts


@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_paragraph_of_one_sentence_or_cut_past_its_end_stays_whole(base: KnowledgeBase, after: int) -> None:
    number = begun(base)
    narrative.file_parts(base.wiki, AUTHOR, number)
    with pytest.raises(FormRefused):
        narrative.split(base.wiki, AUTHOR, number, 0, after)
    assert len(narrative.read(base.wiki, AUTHOR, number).parts) == 3


@pytest.mark.parametrize(
    ("first", "field"),
    [
        ("Le hall du 12, au printemps", "title"),
        ("Trois semaines d’hôtel", "title"),
        ("« On est mieux chez soi »", "title"),
    ],
)
def test_a_first_line_that_ends_like_no_sentence_is_proposed_as_the_title(
    base: KnowledgeBase, first: str, field: str
) -> None:
    number = writing.start(base.wiki, AUTHOR, "experience").number
    narrative.keep(base.wiki, AUTHOR, number, f"{first}\n\nDepuis février, le hall était occupé.", 0, "w1")
    assert narrative.file_parts(base.wiki, AUTHOR, number).parts[0].field == field
    narrative.accept(base.wiki, AUTHOR, number, [0])
    assert writing.open_writing(base.wiki, AUTHOR, number).fields["title"] == first


@pytest.mark.parametrize(
    "first", ["Le hall était calme.", "Que faire ?", "Ce que nous avons vu :", "Un hall " + "très " * 20]
)
def test_a_first_line_that_is_a_sentence_or_long_is_no_title(base: KnowledgeBase, first: str) -> None:
    number = writing.start(base.wiki, AUTHOR, "experience").number
    narrative.keep(base.wiki, AUTHOR, number, f"{first}\n\nDepuis février, le hall était occupé.", 0, "w1")
    assert narrative.file_parts(base.wiki, AUTHOR, number).parts[0].field != "title"


def test_a_text_that_has_a_title_keeps_it_and_no_title_is_a_page_long(base: KnowledgeBase) -> None:
    number = writing.start(base.wiki, AUTHOR, "experience", {"title": "Le banc"}).number
    long = "Le hall " * 60
    narrative.keep(base.wiki, AUTHOR, number, f"Au printemps\n\n{long.strip()}.", 0, "w1")
    assert narrative.file_parts(base.wiki, AUTHOR, number).parts[0].field != "title"
    with pytest.raises(FormRefused, match="une ligne"):
        narrative.accept(base.wiki, AUTHOR, number, [1], "title")
