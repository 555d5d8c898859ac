"""From front matter to a record: every wrong value gives a note, and the record stays."""

import datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from ingest.document import Block, Document, Page
from kb.records.front_matter import SourceRecord, record_of
from kb.records.kinds import DocumentRecord, Experience

CODES = {"themes": {"genre": "Tensions de genre", "hebergement": "Hébergement"}, "publics": {"parents": "Parents"}}


def read(front: dict[str, Any], *, body: str = "", path: str = "corpus/mon_texte.md", **metadata: Any) -> SourceRecord:
    blocks = (Block(0, len(body)),) if body else ()
    document = Document(body, blocks, metadata={"front_matter": front, **metadata})
    return record_of(PurePosixPath(path), document, CODES, frozenset({"75119", "93"}))


def said(found: SourceRecord) -> str:
    return "\n".join(note.message for note in found.notes)


def test_a_file_that_says_nothing_is_a_published_document_titled_after_its_name() -> None:
    found = read({})
    assert isinstance(found.record, DocumentRecord)
    assert (found.record.title, found.published, found.notes) == ("Mon texte", True, ())


def test_the_title_of_the_text_comes_before_the_name_of_the_file() -> None:
    assert read({}, title="Le vrai titre").record.title == "Le vrai titre"
    assert read({"title": "Celui du fichier"}, title="Le vrai titre").record.title == "Celui du fichier"


def test_an_unknown_kind_is_kept_as_a_document_with_a_note() -> None:
    found = read({"kind": "recette"})
    assert found.record.kind == "document"
    assert "« recette »" in said(found)


def test_an_unknown_field_is_left_out_with_a_note() -> None:
    found = read({"couleur": "bleu", "organisation": "La Halte"})
    assert found.record.organisation == "La Halte"
    assert "« couleur »" in said(found)


@pytest.mark.parametrize(
    ("given", "nearest"), [("difusion", "diffusion"), ("Statu", "status"), ("visibilte", "diffusion")]
)
def test_a_misspelt_key_keeps_the_record_back_and_the_nearest_is_proposed(given: str, nearest: str) -> None:
    found = read({given: "professionals", "title": "Titre"})
    assert (found.published, found.held) == (False, "doubt")
    assert f"« {nearest} »" in said(found)


@pytest.mark.parametrize(
    ("front", "held", "diffusion"),
    [
        ({"statut": "brouillon"}, "draft", "public"),
        ({"Statut": "À relire"}, "draft", "public"),
        ({"État": "en cours"}, "draft", "public"),
        ({"draft": True}, "draft", "public"),
        ({"brouillon": "oui"}, "draft", "public"),
        ({"published": False}, "draft", "public"),
        ({"publié": "non"}, "draft", "public"),
        ({"visibilité": "pros"}, "professionals", "professionals"),
        ({"Diffusion": "Professionnels uniquement"}, "professionals", "professionals"),
        ({"diffusion": "réservé aux professionnels"}, "professionals", "professionals"),
        ({"diffusion": "privé"}, "draft", "public"),
        ({"confidentiel": "oui"}, "draft", "public"),
        ({"groupe": "carrefour"}, "group", "group"),
        ({"groups": ["carrefour"], "diffusion": "public"}, "group", "group"),
        ({"diffusion": ["public", "professionals"]}, "professionals", "professionals"),
        ({"diffusion": ""}, "doubt", "public"),
        ({"status": None}, "doubt", "public"),
        ({"status": ["published"], "meta": {"diffusion": "professionals"}}, "doubt", "public"),
        ({"public": False}, "draft", "public"),
        ({"public": "professionals"}, "doubt", "public"),
        ({"public": "professionnels"}, "", "public"),
        ({"publics": ["parents", "professionnels"]}, "", "public"),
        ({"diffusion": "tout public"}, "", "public"),
        ({"statut": "publié"}, "", "public"),
        ({"draft": "non"}, "", "public"),
        ({"tags": ["crack"], "layout": "post"}, "", "public"),
    ],
)
def test_a_card_in_french_or_in_english_says_who_may_read(front: dict[str, Any], held: str, diffusion: str) -> None:
    found = read({"title": "Titre", **front})
    assert (found.held, found.record.diffusion) == (held, diffusion)
    assert found.published == (held not in ("draft", "doubt"))


def test_a_card_in_french_fills_the_fields() -> None:
    card = {
        "Titre": "La nuit",
        "Résumé": "Un soir.",
        "Auteur(s)": "Anne",
        "Thèmes": "Hébergement",
        "Exemple fictif": "oui",
    }
    found = read({**card, "Genre": "récit", "Issue": "échec", "Fonction du contact": "éducatrice"})
    assert isinstance(found.record, Experience)
    assert (found.record.title, found.record.summary, found.record.authors) == ("La nuit", "Un soir.", ("Anne",))
    assert (found.record.outcome, found.record.contact_role, found.record.themes) == (
        "failure",
        "éducatrice",
        ("hebergement",),
    )
    assert (found.published, found.notes) == (True, ())


def test_an_unknown_theme_is_left_out_with_a_note_and_the_known_one_stays() -> None:
    found = read({"themes": ["genre", "cuisine"]})
    assert found.record.themes == ("genre",)
    assert "« cuisine »" in said(found)


def test_a_label_or_a_single_value_is_taken_as_its_code() -> None:
    assert read({"theme": "Tensions de GENRE"}).record.themes == ("genre",)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-06-18", "2024-06-18"),
        ("2024-06", "2024-06"),
        (2024, "2024"),
        (datetime.date(2024, 6, 18), "2024-06-18"),
        (datetime.datetime(2024, 6, 18, 9), "2024-06-18"),
        ("18/06/2024", "2024-06-18"),
        ("18.6.2024", "2024-06-18"),
        ("18/06/24", "2024-06-18"),
        ("18 juin 2024", "2024-06-18"),
        ("mardi 18 juin 2024", "2024-06-18"),
        ("1er juin 2024", "2024-06-01"),
        ("Juin 2024", "2024-06"),
        ("06/2024", "2024-06"),
        ("2024-06-18T09:30", "2024-06-18"),
        ("août 2023", "2023-08"),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(given: object, kept: str) -> None:
    found = read({"date": given})
    assert (found.record.date, found.notes) == (kept, ())


@pytest.mark.parametrize("given", ["hier", "2024-13", "2024-02-30", "30/02/2024", "20245", ["2024"], {"a": 1}])
def test_a_wrong_date_gives_a_note_and_the_record_stays_without_a_date(given: object) -> None:
    found = read({"date": given, "title": "Titre"})
    assert (found.record.title, found.record.date) == ("Titre", "")
    assert "forme attendue" in said(found)


def test_territories_are_insee_codes_and_others_give_a_note() -> None:
    found = read({"territories": [75119, "93", "77123", "Bobigny"]})
    assert found.record.territories == ("75119", "93", "77123")
    assert "« Bobigny »" in said(found)


@pytest.mark.parametrize(
    "front",
    [
        {"title": 12},
        {"title": ""},
        {"title": ["a", "b"]},
        {"title": "x" * 2_000},
        {"kind": "experience", "outcome": "gagné"},
        {"kind": "experience", "steps": "pas une liste"},
        {"kind": "experience", "voices": [{"role": "x"}, 3]},
        {"kind": ["experience"]},
        {"id": 12},
        {"links": ["x"]},
        {"authors": {"a": 1}},
        {"fictional": "peut-être"},
        {"pages": "douze"},
        {"diffusion": "secret"},
        {"status": ["published"]},
        {"summary": None},
        {"themes": [[1, 2], {"a": 1}, None]},
    ],
)
def test_no_value_whatever_stops_a_file(front: dict[str, Any]) -> None:
    found = read(front)
    assert 0 < len(found.record.title) <= 300


def test_a_diffusion_that_is_not_understood_does_not_open_the_record_to_all() -> None:
    found = read({"diffusion": "profesionnels"})
    assert not found.published or found.record.diffusion != "public"
    assert "« diffusion: professionals »" in said(found)


def test_an_experience_is_a_draft_unless_it_is_fictional_or_checked() -> None:
    assert not read({"kind": "experience"}).published
    assert not read({"kind": "experience", "status": "published"}).published
    assert not read({"kind": "experience", "anonymity_checked_by": "Anne"}).published
    assert read({"kind": "experience", "status": "published", "anonymity_checked_by": "Anne"}).published
    assert read({"kind": "experience", "fictional": True}).published
    assert not read({"kind": "experience", "fictional": True, "status": "draft"}).published


def test_a_status_that_is_not_understood_is_taken_for_a_draft() -> None:
    found = read({"status": "peut-être"})
    assert not found.published
    assert "« peut-être »" in said(found)


def test_headings_of_a_story_fill_its_fields_and_front_matter_comes_first() -> None:
    body = "Contexte\n\nUn soir de pluie."
    blocks = (Block(0, 8, "heading", 2), Block(10, len(body), section=("Contexte",)))
    front = {"kind": "experience", "title": "Récit"}
    found = record_of(
        PurePosixPath("a.md"), Document(body, blocks, metadata={"front_matter": front}), CODES, frozenset()
    )
    assert isinstance(found.record, Experience)
    assert found.record.context == "Un soir de pluie."
    front["context"] = "Celui du fichier."
    found = record_of(
        PurePosixPath("a.md"), Document(body, blocks, metadata={"front_matter": front}), CODES, frozenset()
    )
    assert isinstance(found.record, Experience)
    assert found.record.context == "Celui du fichier."


def test_what_the_text_proposes_counts_only_without_front_matter() -> None:
    assert read({}, proposed={"organisation": "La Halte"}).record.organisation == "La Halte"
    assert read({"title": "T"}, proposed={"organisation": "La Halte"}).record.organisation == ""


def test_a_paginated_document_says_how_many_pages_it_has() -> None:
    document = Document("a", (Block(0, 1, page=1),), (Page(1, "native"), Page(2, "empty")))
    found = record_of(PurePosixPath("a.pdf"), document, CODES, frozenset())
    assert isinstance(found.record, DocumentRecord)
    assert found.record.pages == 2


def test_a_card_of_a_thousand_wrong_values_gives_a_list_that_somebody_reads() -> None:
    found = read({f"champ{n}": n for n in range(1_000)})
    assert len(found.notes) == 41
    assert "960 autres" in found.notes[-1].message


def test_a_list_of_no_group_asks_for_nothing() -> None:
    found = read({"title": "Ouvert", "diffusion": "public", "groups": []})
    assert (found.record.audience, found.published, found.notes) == ("public", True, ())
