"""What asks that a record be kept back, wherever it stands in its card."""

import datetime
from typing import Any

import pytest

from kb.records.card import DEEPEST, MOST_NEAREST
from kb.records.card_keys import kind_named, nearest_key, plain_date, plain_value
from tests.records.test_front_matter import read, said


@pytest.mark.parametrize(
    ("front", "held", "hint"),
    [
        ({"title": "Le banc, status: draft"}, "draft", "status: draft"),
        ({"title": "Le banc; diffusion: professionnels"}, "doubt", "diffusion: professionnels"),
        ({"title": "Le banc, date: 2024"}, "", ""),
        ({"title": "Le banc, diffusion: public"}, "", ""),
        ({"title": "Le banc, " + "a" * 400 + ", status: draft"}, "", ""),
        ({"title": "T", "tags": ["rue", "Brouillon"]}, "draft", "status: draft"),
        ({"title": "T", "mots-clés": "rue, ne pas diffuser"}, "draft", "status: draft"),
        ({"title": "T", "organisation": "brouillon"}, "", ""),
        ({"title": "T", "meta": {"a": [{"status": "draft"}]}}, "draft", "status: draft"),
        ({"title": "T", "meta": {"a": {"b": {"c": {"d": {"status": "draft"}}}}}}, "doubt", ""),
        ({"title": "T", "custom": {"title": "x"}}, "doubt", ""),
        ({"title": "T", "layout": {"status": "draft"}}, "draft", "status: draft"),
    ],
)
def test_what_is_asked_beside_its_own_line_is_heard(front: dict[str, Any], held: str, hint: str) -> None:
    found = read(front)
    assert found.held == held
    assert (f"« {hint} »" in said(found)) if hint else "status: draft" not in said(found)


@pytest.mark.parametrize(
    ("front", "opened"),
    [
        ({"status": "published"}, {"published"}),
        ({"diffusion": "public"}, {"public"}),
        ({"diffusion": "professionals"}, {"professionals"}),
        ({"groups": ["carrefour"]}, {"group"}),
        ({"public": "oui"}, {"published"}),
        ({"confidentiel": "oui"}, set()),
        ({"status": "draft"}, set()),
        ({"status": "published", "diffusion": "public", "couleur": "bleu"}, set()),
        ({}, set()),
    ],
)
def test_what_a_card_opens_in_so_many_words_is_told(front: dict[str, Any], opened: set[str]) -> None:
    assert read({"title": "T", **front}).opened == opened


def test_a_fictional_record_is_opened_by_that() -> None:
    assert read({"title": "T", "fictional": True}).opened == {"published"}


def test_a_draft_is_told_without_alarm_and_a_doubt_with_the_line() -> None:
    draft = read({"status": "brouillon"})
    assert [(note.level, "reste en brouillon" in note.message) for note in draft.notes] == [("info", True)]
    doubt = read({"couleur": "bleu"}, lines={"couleur": 3})
    assert [note.level for note in doubt.notes] == ["warning"]
    assert doubt.notes[0].message.startswith("ligne 3, champ « couleur »")


def test_a_field_given_twice_keeps_what_came_first() -> None:
    found = read({"title": "Un", "titre": "Deux"})
    assert (found.record.title, found.held) == ("Un", "")
    assert "déjà donné plus haut" in said(found)
    assert said(read({"title": "Un", "titre": "Un"})) == ""


def test_a_field_of_another_kind_is_left_aside_and_keeps_nothing_back() -> None:
    found = read({"title": "T", "obstacles": "La pluie."})
    assert (found.held, "ne l’a pas" in said(found)) == ("", True)


def test_an_empty_value_of_a_field_is_none() -> None:
    found = read({"title": "T", "organisation": None, "kind": ""})
    assert (found.record.organisation, found.record.kind, found.notes) == ("", "document", ())


def test_what_a_document_asks_beside_its_card_counts() -> None:
    assert read({"title": "T"}, asked=["professionals"]).held == "professionals"
    found = read({"title": "T"}, doubts=["Une ligne en tête n’est pas comprise"])
    assert (found.held, found.published) == ("doubt", False)
    assert said(found).startswith("Une ligne en tête")


def test_a_group_that_is_not_named_keeps_the_record_back() -> None:
    found = read({"title": "T", "diffusion": "group"})
    assert (found.held, found.published) == ("doubt", False)
    assert "demande aussi « groups »" in said(found)


def test_a_narrative_that_nobody_checked_waits_and_is_told_why() -> None:
    found = read({"kind": "experience", "title": "T", "diffusion": "professionals"})
    assert (found.held, found.published) == ("unchecked", False)
    assert [note.level for note in found.notes] == ["info"]
    assert read({"kind": "experience", "status": "draft"}).held == "draft"


def test_forty_remarks_are_told_whole() -> None:
    assert len(read({f"champ{number}": 1 for number in range(40)}).notes) == 40


def test_the_date_of_a_file_is_proposed_where_its_card_gives_none() -> None:
    found = read({"title": "T"}, date="2023-05-02")
    assert (found.record.date, [note.level for note in found.notes]) == ("2023-05-02", ["info"])
    assert read({"title": "T", "date": "2024"}, date="2023-05-02").record.date == "2024"


@pytest.mark.parametrize(
    ("path", "title"), [("a/mon_beau-texte.md", "Mon beau texte"), ("a/__.md", "__.md"), ("x__y.pdf", "X y")]
)
def test_a_file_without_a_title_is_called_after_its_name(path: str, title: str) -> None:
    assert read({}, path=path).record.title == title


def test_territories_are_known_or_look_like_codes() -> None:
    found = read({"territories": ["93", "2A", "971", "75119", "12345", "123", "2C", "1"]})
    assert found.record.territories == ("93", "2A", "971", "75119", "12345")
    assert said(found).count("code INSEE") == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("31/12/99", "1999-12-31"), ("1/2/2003", "2003-02-01"), ("le 3 mars 2020", "2020-03-03"),
        ("mars", ""), ("3 brumaire 2020", ""), ("année 2021", "2021"), ("Décembre 2020", "2020-12"), (3.5, ""),
        ("18 juin 2024 14h30", "2024-06-18"), (datetime.date(2020, 1, 2), "2020-01-02"), ("00/2020", ""),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(given: object, kept: str) -> None:
    assert plain_date(given) == kept


def test_a_year_of_two_figures_is_of_this_century_until_this_year() -> None:
    year = datetime.date.today().year % 100
    assert plain_date(f"01/01/{year:02d}") == f"20{year:02d}-01-01"
    assert plain_date(f"01/01/{year + 1:02d}") == f"19{year + 1:02d}-01-01"


@pytest.mark.parametrize(
    ("name", "given", "plain"),
    [
        ("fictional", "Oui", True), ("fictional", "faux", False), ("fictional", "peut-être", "peut-être"),
        ("fictional", 1, True), ("fictional", None, None), ("outcome", "Réussite", "success"),
        ("outcome", "mitigé", "mixed"), ("outcome", "gagné", "gagné"), ("outcome", 3, 3), ("title", "oui", "oui"),
        ("unknown", "oui", "oui"),
    ],
)  # fmt: skip
def test_a_value_in_french_is_the_one_that_records_hold(name: str, given: object, plain: object) -> None:
    assert plain_value(name, given) == plain


def test_a_kind_is_named_in_french_and_a_misspelt_key_has_a_nearest() -> None:
    assert (kind_named("Récit"), kind_named("recette")) == ("experience", "")
    assert (nearest_key("titl"), nearest_key("zzzzzz")) == ("title", "")


@pytest.mark.parametrize("front", [{"couleur": "bleu"}, {"status": "peut-être"}])
def test_a_narrative_in_doubt_is_told_of_its_doubt_and_not_that_nobody_checked_it(front: dict[str, Any]) -> None:
    found = read({"kind": "experience", "title": "T", **front})
    assert (found.held, found.published) == ("doubt" if "couleur" in front else found.held, False)
    assert found.held in ("doubt", "draft")
    assert "récit gardé comme brouillon" not in said(found)


def nested(depth: int, *, lists: bool) -> Any:
    """« status: draft » at a depth, within mappings or within lists."""
    value: Any = {"status": "draft"}
    for _ in range(depth - 1):
        value = [value] if lists else {"a": value}
    return value


@pytest.mark.parametrize("lists", [False, True])
def test_what_restricts_is_heard_down_to_a_depth_and_keeps_back_beyond(lists: bool) -> None:
    heard = ["status: draft" in said(read({"title": "T", "meta": nested(depth, lists=lists)})) for depth in range(1, 8)]
    assert heard == [True] * DEEPEST + [False] * (7 - DEEPEST)
    assert not any(read({"title": "T", "meta": nested(depth, lists=lists)}).published for depth in range(1, 8))


@pytest.mark.parametrize(
    ("title", "kept"),
    [("a" * 300, "a" * 300), ("a" * 301, "a" * 300), (12, "12")],
)
def test_a_title_too_long_is_cut(title: object, kept: str) -> None:
    assert read({"title": title}).record.title == kept


def test_groups_and_an_audience_that_names_them_ask_for_the_same() -> None:
    for front in ({"groups": ["carrefour"]}, {"groups": ["carrefour"], "diffusion": "group"}):
        found = read({"title": "T", **front})
        assert (found.held, found.record.diffusion, found.record.groups) == ("group", "group", ("carrefour",))
    assert read({"title": "T", "groups": ["carrefour"], "status": "draft"}).held == "draft"


@pytest.mark.parametrize(("others", "told"), [(MOST_NEAREST - 1, True), (MOST_NEAREST, False)])
def test_the_nearest_key_is_looked_for_while_there_are_few_remarks(others: int, told: bool) -> None:
    found = read({**{f"zzzzzz{number}": 1 for number in range(others)}, "titl": "T"})
    assert ("Vouliez-vous dire « title »" in said(found)) is told


@pytest.mark.parametrize(
    ("kind", "held"), [(None, ""), ("", ""), ("recette", "doubt"), ("récit", "unchecked"), ("document", "")]
)
def test_a_kind_that_is_not_given_is_a_document_and_one_that_is_unknown_a_doubt(kind: str | None, held: str) -> None:
    found = read({"title": "T", "kind": kind})
    assert (found.held, found.record.kind) == (held, "experience" if kind == "récit" else "document")
