"""Cards as people write them, and what else in a file asks that it be kept back; sample texts are made up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cards.front_matter import front_matter
from ingest.cards.restrictions import asked_in_text, pair_of
from ingest.cards.sidecars import CardFolder, card_name, cards_beside, may_go_with, with_cards
from ingest.document import Document, Note, Reading
from ingest.html.reader import html_reading
from ingest.plain_text.markdown import read_markdown
from ingest.plain_text.text import read_text

FIELDS = "title: Le banc\nstatut: brouillon"
TEXT = "\n\n# Le banc\n\nUne mère attendait son fils sur le banc. Exemple fictif.\n"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (f"\n\n---\n{FIELDS}\n---", 3),
        (f"   ---\n{FIELDS}\n---", 1),
        (f"\u200b---\n{FIELDS}\n---", 1),
        (f"<!-- gabarit de l’équipe, v3 -->\n\n---\n{FIELDS}\n---", 3),
        (f"-----\n{FIELDS}\n-----", 1),
        (f"--\n{FIELDS}\n--", 1),
        (f"———\n{FIELDS}\n———", 1),
        (f"- - -\n{FIELDS}\n- - -", 1),
        (f"\\---\n{FIELDS}\n\\---", 1),
        (f"***\n{FIELDS}\n***", 1),
        (f"=====\n{FIELDS}\n=====", 1),
        (f"~~~yaml\n{FIELDS}\n~~~", 1),
        (f"```\n{FIELDS}\n```", 1),
        (f"---yaml\n{FIELDS}\n---", 1),
        ('+++\ntitle = "Le banc"\nstatut = "brouillon"\n+++', 1),
        ('{\n  "title": "Le banc",\n  "statut": "brouillon"\n}', 1),
        (';;;\n{"title": "Le banc", "statut": "brouillon"}\n;;;', 1),
        (f"<!--\n{FIELDS}\n-->", 1),
    ],
)
def test_a_card_a_hair_off_is_read_and_the_note_names_its_line(head: str, line: int) -> None:
    found = front_matter(head + TEXT)
    assert found.values == {"title": "Le banc", "statut": "brouillon"}
    assert found.doubts == ()
    assert [f"Ligne {line}\u00a0" in note.message for note in found.notes] == [True]
    assert (head + TEXT)[found.body :].strip().startswith("# Le banc")


@pytest.mark.parametrize(
    "head",
    [
        f"---\n{FIELDS}",
        f"----\n{FIELDS}",
        f"```yaml\n{FIELDS}",
        '{"title": "Le banc", "statut": "brouillon"',
        "---\nstatut: publié\nstatut: brouillon\n---",
        "---\nStatut: publié\nstatut: brouillon\n---",
        "---\nle banc\nstatut: brouillon\n---",
        '+++\ntitle = Le banc\nde la place\nstatut = "brouillon"\n+++',
    ],
)
def test_a_card_that_cannot_be_read_whole_is_in_doubt(head: str) -> None:
    found = front_matter(head + TEXT)
    assert found.doubts
    assert found.values.get("statut") == "brouillon" or found.values.get("status") == "draft"
    assert all("igne " in note.message for note in found.notes)


def test_fields_of_which_yaml_refuses_one_are_read_one_by_one() -> None:
    found = front_matter("---\ntitle: Le banc : un bilan\n\tstatut:\tbrouillon\n\tauteur: Équipe\n---" + TEXT)
    assert found.values == {"title": "Le banc : un bilan", "statut": "brouillon", "auteur": "Équipe"}
    assert found.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nLe banc de la place.\n",
        "***\n\nUn jour, elle a dit : non.\n\n***\n",
        "{Le banc} de la place : une histoire.",
        "Titre : Le banc\n\nUne mère attendait.",
        "===\nLe banc\n===\n\nUne mère.",
        "```\nprint: oui\n```\n",
        "— Tu viens ?\n— Non : il est tard.\n— Alors demain.\n",
        "## ##\n",
        "",
        "---\n",
        "# Statut des personnes\n\nLe statut de réfugié.",
    ],
)
def test_a_text_without_card_has_none(text: str) -> None:
    assert front_matter(text) == front_matter("Un texte.")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Statut : brouillon", "draft"),
        ("**Diffusion** : professionnels", "professionals"),
        ("- visibilité : pros", "professionals"),
        ("> Statut: à relire", "draft"),
        ("#+STATUS: draft", "draft"),
        ("#+DIFFUSION: professionals", "professionals"),
        (":diffusion: professionnels", "professionals"),
        ("% brouillon: oui", "draft"),
        ("| Diffusion | Professionnels uniquement |", "professionals"),
        ("Titre : Le banc ; statut : brouillon", "draft"),
        ("Le banc – Diffusion : interne", "draft"),
        ("difusion : professionnels", "draft"),
        ("Diffusion : professionels", "draft"),
        ("Accès = réservé aux professionnels", "professionals"),
    ],
)
def test_a_field_that_asks_to_be_kept_back_is_heard_in_the_first_and_last_lines(text: str, audience: str) -> None:
    for whole in (f"{text}{TEXT}", f"# Le banc\n\n{text}{TEXT}", TEXT + "\n\nUn autre jour, rien.\n" * 40 + text):
        assert [one.audience for one in asked_in_text(whole)] == [audience]


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Confidentiel", "draft"),
        ("BROUILLON – ne pas diffuser", "draft"),
        ("Brouillon v2 du 3 mai 2024", "draft"),
        ("Réservé aux professionnels", "professionals"),
        ("Document à usage interne, ne pas diffuser", "draft"),
        ("Titre : Le banc\nAuteur : Anne\nDiffusion : équipe de nuit", "draft"),
        ("Titre\tLe banc\nStatut\tbrouillon", "draft"),
    ],
)
def test_a_text_that_opens_with_words_or_fields_that_keep_it_back_is_heard(text: str, audience: str) -> None:
    assert [one.audience for one in asked_in_text(text + TEXT)] == [audience]


@pytest.mark.parametrize(
    "text",
    [
        "Titre : La nuit du banc",
        "Titre : La nuit du banc\nAuteur : Anne\nDate : 3 mai 2021",
        "Statut : réfugiée, en attente de papiers depuis 2019, sans ressources",
        "Accès : métro Crimée, puis à pied",
        "Public : professionnels",
        "Elle a dit : c’est privé.",
        "Diffusion : le film a été diffusé en mai devant cent habitants du quartier et leurs élus",
        "Confidentialité : ce que nous avons appris",
        "Un brouillon de lettre",
        "Interne : voir le médecin",
        "État : Californie",
        "Groupe : les voisins",
        "Partage : un repas par semaine",
        "La Brouille",
        "Non publié : rien.",
    ],
)
def test_prose_that_holds_such_words_asks_nothing(text: str) -> None:
    assert asked_in_text(text + TEXT) == ()


def asked_of(document: Document | None, notes: tuple[Note, ...] = ()) -> list[str]:
    found = with_cards(Path("/nonexistent/fichier.txt"), Reading(document, notes), ())
    assert found.document is not None
    assert not {"apart", "properties", "numbered"} & found.document.metadata.keys()
    assert bool(found.notes) == bool(found.document.metadata.get("asked"))
    return list(found.document.metadata.get("asked", ()))


def test_a_restriction_in_a_comment_of_markdown_is_heard_at_its_line() -> None:
    reading = read_markdown(b"# Le banc\n\nUne page.\n\n<!-- status: draft -->\n")
    assert asked_of(reading.document) == ["draft"]
    reading = with_cards(Path("/nonexistent/a.md"), reading, ())
    assert "ligne 5" in reading.notes[0].message


def test_a_text_file_with_a_card_is_read_as_one_that_has_it() -> None:
    reading = read_text(f"---\n{FIELDS}\n---{TEXT}".encode())
    assert reading.document is not None
    assert reading.document.metadata["front_matter"] == {"title": "Le banc", "statut": "brouillon"}
    assert "brouillon" not in reading.document.text


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="diffusion" content="professionnels">',
        '<meta name="kb.visibilité" content="pros">',
        "<!-- diffusion: professionals -->",
    ],
)
def test_a_page_asks_in_its_head(head: str) -> None:
    page = f"<html><head><title>Le banc</title>{head}</head><body><p>Une mère attendait son fils.</p></body></html>"
    assert asked_of(html_reading(page.encode()).document) == ["professionals"]


def test_a_page_of_the_web_with_usual_meta_asks_nothing() -> None:
    head = (
        '<meta name="robots" content="noindex"><meta name="audience" content="all"><meta name="state" content="Iowa">'
    )
    page = f"<html><head><title>Le banc</title>{head}</head><body><p>Une mère attendait.</p></body></html>"
    assert asked_of(html_reading(page.encode()).document) == []


def test_a_card_before_a_page_is_read() -> None:
    page = f"---\n{FIELDS}\n---\n<html><body><p>Une mère attendait son fils.</p></body></html>"
    document = html_reading(page.encode()).document
    assert document is not None
    assert document.metadata["front_matter"]["statut"] == "brouillon"
    assert "brouillon" not in document.text


@pytest.mark.parametrize(
    ("card", "base"),
    [
        ("plan.pdf.yaml", "plan.pdf"),
        ("plan.pdf.yml", "plan.pdf"),
        ("PLAN.PDF.YAML", "PLAN.PDF"),
        ("plan.yaml", "plan"),
        ("plan.pdf.yaml.txt", "plan.pdf"),
        ("plan.pdf - Copie.yaml", "plan.pdf"),
        ("plan.pdf (1).yaml", "plan.pdf"),
        ("plan.json", "plan"),
        ("plan.pdf", ""),
    ],
)
def test_the_name_of_a_card_says_which_file_it_goes_with(card: str, base: str) -> None:
    assert card_name(card) == base


def test_the_cards_of_a_file_are_found_whatever_their_ending_the_right_one_first() -> None:
    names = ["Plan d’été.pdf", "plan d’été.yml", "Plan d’été.pdf.yaml", "autre.pdf.yaml", "PLAN-D’ÉTÉ.PDF.json"]
    folder = CardFolder(names)
    assert folder.cards_of("Plan d’été.pdf") == ("Plan d’été.pdf.yaml", "PLAN-D’ÉTÉ.PDF.json", "plan d’été.yml")
    assert folder.orphans() == ("autre.pdf.yaml",)


@pytest.mark.parametrize(
    ("card", "name", "may"),
    [
        ("plan.pdf.yaml", "plan-2024.pdf", True),
        ("bilan.pdf.yaml", "bilan final.pdf", True),
        ("raport.docx.yaml", "rapport.docx", True),
        ("carte.yaml", "nuit.txt", True),
        ("plan.pdf.yaml", "Compte rendu du 3 mai.pdf", False),
    ],
)
def test_a_card_without_file_may_go_with_one_of_a_like_name(card: str, name: str, may: bool) -> None:
    assert may_go_with(card, name) is may


def test_the_strictest_of_a_file_and_its_cards_counts(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("---\ndiffusion: public\n---\nUne note.\n", encoding="utf-8")
    (tmp_path / "note.yml").write_text("diffusion: professionals\n", encoding="utf-8")
    reading = with_cards(path, read_markdown(path.read_bytes()), cards_beside(path))
    assert reading.document is not None
    assert reading.document.metadata["asked"] == ["professionals"]
    assert any("note.md.yaml" in note.message for note in reading.notes)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_whatever_stops_the_search_for_a_card(text: str) -> None:
    found = front_matter(text)
    assert 0 <= found.body <= len(text)
    asked_in_text(text)
    pair_of(text)
