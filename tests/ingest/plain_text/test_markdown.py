"""Markdown and its front matter."""

from pathlib import Path

import pytest

from ingest.cards.front_matter import front_matter
from ingest.cards.sidecars import cards_beside, read_card
from ingest.document import Document
from ingest.plain_text.markdown import read_markdown, rendered


def of(document: Document | None) -> list[tuple[str, int, str, tuple[str, ...]]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end], b.section) for b in document.blocks]


def read(text: str) -> list[tuple[str, int, str, tuple[str, ...]]]:
    return of(read_markdown(text.encode()).document)


def test_headings_lists_quotes_and_tables_are_read_without_their_signs() -> None:
    text = (
        "# Un *titre*\n\nDu **gras**, un [lien](http://exemple.fr) et\nla suite.\n\n"
        "## Étapes\n\n- un\n  - sous `un`\n\n"
        "3. trois\n4. quatre\n\n> Une parole.\n\n| a | b |\n|---|---|\n| *c* | d |\n"
    )
    inside = ("Un titre", "Étapes")

    assert read(text) == [
        ("heading", 1, "Un titre", ()),
        ("paragraph", 0, "Du gras, un lien (http://exemple.fr) et la suite.", ("Un titre",)),
        ("heading", 2, "Étapes", ("Un titre",)),
        ("item", 0, "un", inside),
        ("item", 1, "sous un", inside),
        ("item", 0, "3. trois", inside),
        ("item", 0, "4. quatre", inside),
        ("quote", 0, "Une parole.", inside),
        ("table", 0, "a | b\nc | d", inside),
    ]


def test_html_in_markdown_keeps_its_words_and_loses_its_scripts() -> None:
    text = (
        "<div onclick='x()'>Bonjour</div>\n\nAvant <script>alert(1)</script> après<br>fin\n\n<script>\nvol()\n</script>"
    )

    assert [text for _, _, text, _ in read(text)] == ["Bonjour", "Avant après\nfin"]


def test_front_matter_is_kept_raw_and_left_out_of_the_text() -> None:
    document = read_markdown(b"---\nkind: experience\nthemes: [genre, ecole]\n---\nLe texte.").document

    assert document is not None
    assert document.metadata["front_matter"] == {"kind": "experience", "themes": ["genre", "ecole"]}
    assert document.text == "Le texte."


def test_a_file_with_front_matter_alone_is_a_document_without_text() -> None:
    document = read_markdown(b"---\nkind: term\ntitle: CSAPA\n---\n").document

    assert document is not None
    assert (document.text, document.metadata["front_matter"]) == ("", {"kind": "term", "title": "CSAPA"})


def test_broken_front_matter_gives_its_sound_fields_and_the_line_to_correct() -> None:
    reading = read_markdown(b"---\nkind: experience\ntitle: Le crack : un bilan\nstatus: draft\n---\nLe texte.")

    assert reading.document is not None
    assert reading.document.text == "Le texte."
    assert reading.document.metadata["front_matter"] == {
        "kind": "experience",
        "title": "Le crack : un bilan",
        "status": "draft",
    }
    assert ["Ligne 3" in note.message for note in reading.notes] == [True]


def test_front_matter_that_cannot_be_read_at_all_never_publishes() -> None:
    head = front_matter("---\n[1, 2\n---\nTexte")

    assert head.values == {"status": "draft"}
    assert "brouillon" in head.notes[0].message


def test_front_matter_that_is_not_closed_is_read_and_told() -> None:
    reading = read_markdown("---\ntitle: Un récit\nstatus: draft\n\nLe texte.".encode())

    assert reading.document is not None
    assert reading.document.metadata["front_matter"] == {"title": "Un récit", "status": "draft"}
    assert reading.document.text == "Le texte."
    assert "n’est pas fermé" in reading.notes[0].message


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    assert front_matter("---\nUn texte simple.\n").body == 0


@pytest.mark.parametrize(
    "raw",
    ["a: &a [1]\nb: [*a, *a]", "[" * 3000, "a: !!python/object:os.system x", "a: 2024-99-99", "\tb: 1", "a: \x07"],
)
def test_hostile_front_matter_is_a_note_and_never_an_error(raw: str) -> None:
    assert front_matter(f"---\n{raw}\n---\nTexte").notes


def test_deep_nesting_is_read_in_bounded_time() -> None:
    assert read_markdown(
        ("> " * 5000 + "x\n" + "- " * 3000 + "y\n" + "[" * 5000 + "\n\n" + "*a " * 5000).encode()
    ).document


def test_a_sidecar_holds_the_front_matter_of_a_file_that_cannot(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    (tmp_path / "plan.pdf.yaml").write_text("title: Le plan\nyear: 2006\n", encoding="utf-8")

    assert [read_card(card).values for card in cards_beside(file)] == [{"title": "Le plan", "year": 2006}]
    assert cards_beside(tmp_path / "autre.pdf") == ()


def test_a_broken_sidecar_names_itself_in_its_note(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf.yaml").write_text("- rien\n", encoding="utf-8")

    found = read_card(tmp_path / "plan.pdf.yaml")

    assert found.values == {"status": "draft"}
    assert found.notes[0].message.startswith("plan.pdf.yaml, ligne 1")


def test_byte_order_mark_and_windows_line_ends_do_not_hide_front_matter() -> None:
    document = read_markdown("\ufeff---\r\ntitle: Été\r\n---\r\n# Été\r\n\r\nTexte.\r\n".encode()).document

    assert document is not None
    assert (document.metadata["front_matter"], document.metadata["title"]) == ({"title": "Été"}, "Été")


def test_words_in_bold_in_italics_and_links_are_marks_of_their_block() -> None:
    document = rendered("Un **mot**, *un autre* et [ici](https://a.fr).\n\n1. **gras**\n")
    told = [
        (document.text[block.start + mark.start : block.start + mark.end], mark.kind, mark.target)
        for block in document.blocks
        for mark in block.marks
    ]
    assert told == [
        ("mot", "strong", ""), ("un autre", "emphasis", ""), ("ici", "link", "https://a.fr"), ("gras", "strong", ""),
    ]  # fmt: skip
