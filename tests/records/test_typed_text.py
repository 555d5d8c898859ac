"""A long text as people type it: what readers see of it, and how its words are set."""

import random
import re

import pytest

from ingest.document import Block, Document, Mark
from kb.records.canonical import canonical, fields_of
from kb.records.kinds import Experience, Step, text_fields
from kb.records.typed_text import Typed, plain, typed_blocks, typed_words


def test_bold_italics_and_links_are_marks_on_the_words_that_are_read() -> None:
    assert typed_blocks("Un **gras**, une _pente_ et [un lien](https://exemple.fr/a_b).") == (
        Typed(
            "Un gras, une pente et un lien.",
            marks=(
                Mark(3, 7, "strong"),
                Mark(13, 18, "emphasis"),
                Mark(22, 29, "link", "https://exemple.fr/a_b"),
            ),
        ),
    )


def test_lists_quotes_and_paragraphs_are_blocks() -> None:
    text = "Voici :\n- un\n  - dessous\n- deux\n\n> Elle a dit oui.\n\nFin."
    assert [(one.kind, one.level, one.text) for one in typed_blocks(text)] == [
        ("paragraph", 0, "Voici :"),
        ("item", 0, "un"),
        ("item", 1, "dessous"),
        ("item", 0, "deux"),
        ("quote", 0, "Elle a dit oui."),
        ("paragraph", 0, "Fin."),
    ]


def test_numbered_items_count_on_and_years_stay() -> None:
    assert plain("1. a\n1. b\n1. c") == "1. a\n\n2. b\n\n3. c"
    assert plain("2019. La rue.\n\n2021. Le toit.") == "2019. La rue.\n\n2021. Le toit."


@pytest.mark.parametrize(
    "text",
    [
        "salarié*es et étudiant*es",
        "tou*te*s",
        "5 * 3",
        "un_nom_de_fichier",
        "# dièse",
        "<b>gras</b> &amp; `code`",
        "---",
    ],
)
def test_signs_that_are_no_part_of_it_are_words(text: str) -> None:
    assert typed_blocks(text) == (Typed(text),)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "/deconnexion", "//ailleurs.fr"])
def test_a_link_elsewhere_than_to_the_web_or_a_mailbox_is_none(address: str) -> None:
    assert not any(one.marks for one in typed_blocks(f"[ici]({address})"))


def test_a_table_is_read_right_under_a_sentence_and_loses_no_cell() -> None:
    sentence, table, after = typed_blocks("Les âges :\n| Âge | Nombre |\n|---|---|\n| 16 | **3** | de plus |\nAprès.")
    assert (sentence.text, after.text) == ("Les âges :", "Après.")
    assert (table.kind, table.text) == ("table", "Âge | Nombre\n16 | 3 | de plus")
    assert [table.text[one.start : one.end] for one in table.marks] == ["3"]


def test_a_picture_stands_by_itself_with_its_words() -> None:
    before, picture, after = typed_blocks("Avant ![Le plan de la salle](plan.png) après")
    assert (before.text, after.text) == ("Avant", "après")
    assert picture == Typed("Le plan de la salle", marks=(Mark(0, 19, "image", "plan.png"),))


@pytest.mark.parametrize("name", ["https://exemple.fr/a.png", "../secret.png", "dossier/a.png", "a.svg"])
def test_a_picture_of_another_place_is_only_its_words(name: str) -> None:
    assert not any(one.marks for one in typed_blocks(f"![Le plan]({name})"))


def test_no_word_is_lost_whatever_signs_surround_it() -> None:
    draw = random.Random(16)
    pieces = [
        "mot",
        "été",
        "**",
        "*",
        "_",
        "- ",
        "1. ",
        "> ",
        "[",
        "]",
        "(",
        ")",
        "|",
        "\n",
        "\n\n",
        " ",
        "\\",
        "    ",
        "---",
    ]
    for _ in range(400):
        text = "".join(draw.choice(pieces) for _ in range(40))
        if "](" in text:
            continue
        assert re.findall("mot|été", plain(text)) == re.findall("mot|été", text), repr(text)


def test_the_text_of_a_record_is_what_is_read_and_keeps_how_it_is_set() -> None:
    record = Experience(
        title="T", context="Un **soir**.", steps=(Step(when="Mai", text="[Elle](https://a.fr) vient."),)
    )
    document = canonical(record)
    assert document.text == "Contexte\n\nUn soir.\n\nDéroulement\n\nMai\n\nElle vient."
    set_words = [
        (document.text[block.start + mark.start : block.start + mark.end], mark.kind)
        for block in document.blocks
        for mark in block.marks
    ]
    assert set_words == [("soir", "strong"), ("Elle", "link")]


@pytest.mark.parametrize(
    "text",
    [
        "Un **gras** et [un lien](https://a.fr).",
        "1. un\n\n2. deux",
        "- un\n\n    - dessous *penché*",
        "> cité **fort**",
        "Une étoile \\* et un \\[crochet\\]",
        "![Le plan](plan.png)",
    ],
)
def test_what_was_typed_comes_back_from_the_text_as_the_same_blocks(text: str) -> None:
    document = canonical(Experience(title="T", context=text))
    read = fields_of(document, text_fields(Experience))["context"]
    assert typed_blocks(str(read)) == typed_blocks(text)


def test_signs_in_a_file_that_is_no_markdown_stay_signs() -> None:
    text = "Contexte\n\nUn *mot* entre étoiles"
    document = Document(text, (Block(0, 8, "heading", 2), Block(10, len(text), section=("Contexte",))))
    read = str(fields_of(document, text_fields(Experience))["context"])
    assert typed_blocks(read) == (Typed("Un *mot* entre étoiles"),)


def test_words_alone_are_set_and_lists_stay_as_typed() -> None:
    one = typed_words("Un **vélo**, *prêté* aux étudiant*es\n- là\n\nvoir [ici](https://exemple.fr)")
    assert one.text == "Un vélo, prêté aux étudiant*es\n- là\n\nvoir ici"
    assert [(one.text[mark.start : mark.end], mark.kind) for mark in one.marks] == [
        ("vélo", "strong"), ("prêté", "emphasis"), ("ici", "link"),
    ]  # fmt: skip


def test_a_text_without_signs_is_itself() -> None:
    said = "« On m’a demandé [rire] si j’avais dîné. » 3 * 4 = 12"
    assert typed_words(said) == Typed(said)


def test_a_table_of_a_head_alone_is_one_and_a_line_with_a_bar_is_none() -> None:
    tables = [block.text for block in typed_blocks("a | b\n--|--") if block.kind == "table"]
    assert tables == ["a | b"]
    assert [block.kind for block in typed_blocks("a | b")] == ["paragraph"]
