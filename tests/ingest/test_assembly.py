"""Building documents block by block, and their repair."""

import pytest

from ingest.assembly import Assembly, repaired, tidy
from ingest.document import Block, Document, Span
from ingest.french.repair import repair

BROKEN = (
    "Les jeunes fi lles\n\nUn cadre de ré\ufb02exion\n\nRien ici.\n\n"
    "La e\u0301cole, le déve-\nloppement, une fi lle et sa fille."
)


def document(text: str) -> Document:
    assembly = Assembly()
    first, *others = text.split("\n\n")
    assembly.heading(first, 1)
    for other in others:
        assembly.add(other)
    return assembly.build({"title": first})


def test_a_heading_closes_the_sections_of_its_level_and_deeper() -> None:
    assembly = Assembly()
    for level, title in ((1, "A"), (3, "B"), (2, "C"), (1, "D")):
        assembly.heading(title, level)
        assembly.add("texte")

    sections = [block.section for block in assembly.build().blocks if block.kind == "paragraph"]

    assert sections == [("A",), ("A", "B"), ("A", "C"), ("D",)]


def test_blank_blocks_are_left_out_and_blocks_never_touch() -> None:
    assembly = Assembly()
    for text in ("un", "", " \n ", "deux"):
        assembly.add(text)

    assert assembly.build() == Document("un\n\ndeux", (Block(0, 2), Block(4, 8)))


def test_a_heading_too_long_is_a_paragraph() -> None:
    assembly = Assembly()
    assembly.heading("mot " * 80, 1)

    assert [block.kind for block in assembly.build().blocks] == ["paragraph"]


def test_a_table_has_a_line_per_row() -> None:
    assembly = Assembly()
    assembly.table([["a", "b\nc"], ["", " "], ["d", ""]])

    assert assembly.build().text == "a | b c\nd"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x08", "ab"),
        ("a \n\n\n b", "a\nb"),
        ("a  b\tc", "a b c"),
        ("\ufeffa\u200b", "a"),
        ("l’été\u00a0!", "l’été\u00a0!"),
    ],
)
def test_text_is_tidied_without_touching_french_spaces(text: str, clean: str) -> None:
    assert tidy(text) == clean


def test_repair_moves_blocks_titles_and_sections_along() -> None:
    found, _ = repaired(document(BROKEN))

    assert [found.text[block.start : block.end] for block in found.blocks] == [
        "Les jeunes filles",
        "Un cadre de réflexion",
        "Rien ici.",
        "La école, le développement, une fille et sa fille.",
    ]
    assert found.metadata["title"] == "Les jeunes filles"
    assert {block.section for block in found.blocks} == {(), ("Les jeunes filles",)}
    assert found.original == BROKEN


def test_repair_by_blocks_gives_what_repair_of_the_whole_gives() -> None:
    assert repaired(document(BROKEN))[0].text == repair(BROKEN)[0]


def test_spans_hold_the_same_characters_on_both_sides() -> None:
    found, _ = repaired(document(BROKEN))

    assert all(
        found.text[s.repaired : s.repaired + s.length] == found.original[s.original : s.original + s.length]
        for s in found.spans
    )
    assert found.spans[0] == Span(0, 0, len("Les jeunes fi"))


def test_a_sound_document_is_returned_as_it_is() -> None:
    sound = document("Titre\n\nUne fille et un film.")

    assert repaired(sound) == (sound, ())
