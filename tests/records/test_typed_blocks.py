"""Typed texts, sign by sign: which blocks they make, and how their words are set."""

import pytest

from ingest.document import Block, Document, Mark
from kb.records.canonical import TextBuilder, add_field, fields_of, part_in_a_line, quoted
from kb.records.fields import describe
from kb.records.kinds import Experience, Service, text_fields
from kb.records.kinds.need import Need
from kb.records.kinds.term import TermRecord
from kb.records.markdown_signs import code, escaped, heading, item, paragraph, quote, table
from kb.records.moved_words import find_again
from kb.records.positions import LONGEST, Position, read, written
from kb.records.service_facts import ServiceFacts, facts_from_json, facts_of, facts_to_json
from kb.records.set_words import Run, cut, picture, set_runs
from kb.records.typed_text import INLINE_CHARACTERS, typed_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("• un\n• deux", [("item", 0, "un"), ("item", 0, "deux")]),
        ("+ un", [("paragraph", 0, "+ un")]),
        ("- un\n\n  suite\n- deux", [("item", 0, "un\nsuite"), ("item", 0, "deux")]),
        ("3. c\n4. d\n2. e", [("item", 0, "3. c"), ("item", 0, "4. d"), ("item", 0, "5. e")]),
        ("1) a\n2) b", [("item", 0, "1) a"), ("item", 0, "2) b")]),
        ("1. a\n   - b\n2. c", [("item", 0, "1. a"), ("item", 1, "b"), ("item", 0, "2. c")]),
        ("> a\n>\n> b\n\nc", [("quote", 0, "a"), ("quote", 0, "b"), ("paragraph", 0, "c")]),
        ("> - a", [("item", 0, "a")]),
        ("a | b\nc | d", [("table", 0, "a | b\nc | d")]),
        ("a | b", [("paragraph", 0, "a | b")]),
        ("a|b\nc|d", [("paragraph", 0, "a|b\nc|d")]),
        ("| a | b |\n|---|---|\n| c | d |", [("table", 0, "a | b\nc | d")]),
        ("|a|\n|-|\n|b|", [("table", 0, "a\nb")]),
        ("a\\|b | c\nd | e", [("table", 0, "a¦b | c\nd | e")]),
        ("| a |\n|---|\n| b\\|c |", [("table", 0, "a\nb¦c")]),
        ("> | a | b |\n> |---|---|\n> | c | d |", [("table", 0, "a | b\nc | d")]),
        ("Les âges\n| a | b |\n|---|---|\n| c | d |\nAprès", [
            ("paragraph", 0, "Les âges"), ("table", 0, "a | b\nc | d"), ("paragraph", 0, "Après"),
        ]),
        ("Un | seul\nsans suite", [("paragraph", 0, "Un | seul\nsans suite")]),
        ("- a\n\nb", [("item", 0, "a"), ("paragraph", 0, "b")]),
        ("Texte\n- a", [("paragraph", 0, "Texte"), ("item", 0, "a")]),
        ("    code", [("paragraph", 0, "code")]),
        ("a  \nb", [("paragraph", 0, "a\nb")]),
        ("\\*a\\* b", [("paragraph", 0, "*a* b")]),
        ("[](https://x.fr)", []),
        ("> > > a", [("quote", 0, "a")]),
        ("> " * 30 + "a", [("paragraph", 0, "a")]),
        ("   ", []),
    ],
)  # fmt: skip
def test_signs_make_blocks(text: str, blocks: list[tuple[str, int, str]]) -> None:
    assert [(one.kind, one.level, one.text) for one in typed_blocks(text)] == blocks


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("**a [b](https://x.fr)**", "a b", (Mark(0, 3, "strong"), Mark(2, 3, "link", "https://x.fr"))),
        ("_a **b**_", "a b", (Mark(0, 3, "emphasis"), Mark(2, 3, "strong"))),
        ("a **b\nc** d", "a b\nc d", (Mark(2, 5, "strong"),)),
        ("[a](mailto:x@y.fr)", "a", (Mark(0, 1, "link", "mailto:x@y.fr"),)),
        ("![](x.png)", "Image", (Mark(0, 5, "image", "x.png"),)),
        ("![*x* y](a.png)", "x y", (Mark(0, 3, "image", "a.png"),)),
        ("- **a** b", "a b", (Mark(0, 1, "strong"),)),
        ("1. a **b**", "1. a b", (Mark(5, 6, "strong"),)),
        ("- a\n\n  b **c**", "a\nb c", (Mark(4, 5, "strong"),)),
        ("a | **b**\n**c** | d", "a | b\nc | d", (Mark(4, 5, "strong"), Mark(6, 7, "strong"))),
        ("x ![p](a.png) | b\nc | d", "x p | b\nc | d", ()),
        ("salarié*es **a**", "salarié*es a", (Mark(11, 12, "strong"),)),
    ],
)
def test_words_are_set_where_they_stand(text: str, words: str, marks: tuple[Mark, ...]) -> None:
    (block,) = typed_blocks(text)
    assert (block.text, block.marks) == (words, marks)


def test_pictures_stand_by_themselves_and_what_is_around_keeps_how_it_is_set() -> None:
    before, one, between, other = typed_blocks("**a**\n![x](x.png) _b_ ![y](y.jpg)")
    assert (before.text, before.marks) == ("a", (Mark(0, 1, "strong"),))
    assert (one.text, between.text, other.text) == ("x", "b", "y")
    assert between.marks == (Mark(0, 1, "emphasis"),)
    assert other.marks == (Mark(0, 1, "image", "y.jpg"),)


def test_a_paragraph_too_long_to_be_parsed_keeps_its_signs() -> None:
    long = f"**a** {'b' * INLINE_CHARACTERS}"
    (block,) = typed_blocks(f"{long} \\*")
    assert (block.text, block.marks) == (f"{long} *", ())
    fits = "**a** " + "b" * (INLINE_CHARACTERS - 6)
    assert typed_blocks(fits)[0].marks


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("1. a", "1\\. a"), ("12) x", "12\\) x"), ("2019", "2019"), ("a_b _c_", "a_b \\_c\\_"), ("#a", "\\#a"),
        ("&amp; & b", "\\&amp; & b"), ("a*b [c] <d> `e` ~", "a\\*b \\[c\\] \\<d> \\`e\\` \\~"), ("a - b", "a - b"),
    ],
)  # fmt: skip
def test_signs_that_markdown_would_read_are_escaped(said: str, wanted: str) -> None:
    assert escaped(said) == wanted


def test_blocks_are_written_as_markdown_has_them() -> None:
    assert heading("a\nb ##", 9) == "###### a b \\##"
    assert (heading("a", 0), heading("a", 2)) == ("# a", "## a")
    assert item("2. b", 1) == "    2. b"
    assert item("b\nc", 1) == "    - b\\\n        c"
    assert item("2. b c", 0, (Mark(5, 6, "strong"),)) == "2. b **c**"
    assert quote("a\nb") == "> a\\\n> b"
    assert paragraph("a\n #b") == "a\\\n\\#b"
    assert (code("a```b"), code("a")) == ("````\na```b\n````", "```\na\n```")
    assert table([["a", "b|c"], ["d"]]) == "| a | b\\|c |\n| --- | --- |\n| d |  |"


def test_marks_are_written_inner_ones_first_to_close_and_crossing_ones_left_out() -> None:
    marks = (Mark(0, 3, "strong"), Mark(2, 3, "link", "https://x.fr"))
    assert paragraph("a b c", marks=marks) == "**a [b](https://x.fr)** c"
    crossing = (Mark(0, 3, "strong"), Mark(2, 5, "emphasis"))
    assert paragraph("a b c", marks=crossing) == "**a b** c"
    following = (Mark(0, 1, "strong"), Mark(1, 2, "emphasis"))
    assert paragraph("ab", marks=following) == "**a**_b_"
    assert paragraph("a\n#b", marks=(Mark(0, 1, "strong"),)) == "**a**\\\n\\#b"


def test_runs_are_all_of_a_text_and_marks_are_cut_to_it() -> None:
    marks = (Mark(1, 4, "strong"), Mark(3, 9, "link", "https://x.fr"), Mark(3, 4, "emphasis"))
    assert set_runs(6, marks) == (
        Run(0, 1), Run(1, 3, strong=True), Run(3, 4, True, True, "https://x.fr"), Run(4, 6, link="https://x.fr"),
    )  # fmt: skip
    assert cut(marks, 2, 4) == (Mark(0, 2, "strong"), Mark(1, 2, "link", "https://x.fr"), Mark(1, 2, "emphasis"))
    assert cut(marks, 0, 1) == ()
    assert picture(3, (Mark(0, 3, "image", "a.png"),)) == "a.png"
    assert picture(4, (Mark(0, 3, "image", "a.png"),)) == picture(3, (Mark(0, 3, "link", "a"),)) == ""


def test_words_found_again_are_the_nearest_and_the_first_of_two_as_near() -> None:
    assert find_again("a b", "a b, a\n b", near=5) == (5, 9)
    assert find_again("a b", "a b x a b", near=3) == (0, 3)


def test_positions_come_back_from_an_address_but_for_what_it_garbled() -> None:
    one, other = Position("EXP-2024-031", 2, 120, 560), Position("EXP-2019-001", 1, 0, 300)
    assert read(written([one, other])) == (one, other)
    assert read(f"{written([one])}~EXP.1.5.5~EXP.1.6.5~x") == (one,)
    assert len(read(written([one] * (LONGEST + 1)))) == LONGEST


def test_facts_of_a_service_come_back_as_they_were_kept() -> None:
    service = Service(id="SRV-2026-001", title="Halte", age_from=0, exclusive=("a",), preferred=("b",), welcomed=("c",))
    facts = facts_of(service)
    assert facts_from_json(facts_to_json(facts)) == facts
    assert '"age_from": 0' in facts_to_json(facts)
    assert "phone" not in facts_to_json(facts)
    assert facts.publics == ("a", "b", "c")
    assert not ServiceFacts("x").night


def test_a_part_in_a_line_says_what_it_is_about_then_the_rest_by_name() -> None:
    need = Need.model_validate(
        {"title": "T", "coverage": [{"status": "covered", "service": "Halte", "reason": "Loin", "stories": ["a", "b"]}]}
    )
    field = describe(Need)["coverage"]
    line = part_in_a_line(need.coverage[0], field)
    names = {part.name: part.label for part in field.parts}
    assert f"{names['reason']} : Loin" in line
    assert f"{names['stories']} : a, b" in line
    assert names["comment"] not in line
    term = TermRecord.model_validate(
        {"title": "T", "definition": "D", "senses": [{"trade": "rue", "meaning": "Un sens"}]}
    )
    senses = describe(TermRecord)["senses"]
    assert part_in_a_line(term.senses[0], senses) == f"{senses.parts[0].label} : rue · Un sens"


def test_the_words_of_a_voice_are_parted_from_who_spoke_and_whether_they_agreed() -> None:
    field = describe(Experience)["voices"]
    assert quoted(field, "« Oui. » — une mère, accord obtenu") == {
        "words": "« Oui. »", "role": "une mère", "agreement": True,
    }  # fmt: skip
    assert quoted(field, '"Oui." - une mère.') == {"words": "« Oui. »", "role": "une mère", "agreement": False}
    assert quoted(field, "Oui.") == {"words": "Oui."}


def document(*blocks: tuple[str, str, int]) -> Document:
    """A document of (kind, text, level)."""
    built, parts = [], ""
    for kind, text, level in blocks:
        parts += "\n\n" if parts else ""
        built.append(Block(len(parts), len(parts) + len(text), kind, level))  # type: ignore[arg-type]
        parts += text
    return Document(parts, tuple(built))


def test_a_lone_title_over_the_headings_is_none_of_them() -> None:
    told = document(
        ("heading", "Mon récit", 1), ("heading", "Contexte", 2), ("paragraph", "Un soir.", 0),
        ("heading", "Déroulement", 2), ("heading", "Mai", 3), ("paragraph", "On arrive.", 0), ("item", "un", 0),
        ("heading", "Juin", 3), ("heading", "Conditions de transfert", 2), ("item", "- Un lieu", 0),
        ("item", "Un binôme", 0),
    )  # fmt: skip
    assert fields_of(told, text_fields(Experience)) == {
        "notes": "Mon récit",
        "context": "Un soir.",
        "steps": [{"when": "Mai", "text": "On arrive.\n\n- un"}],
        "transfer_conditions": ["Un lieu", "Un binôme"],
    }


def test_a_first_heading_of_several_of_its_level_is_one_of_them() -> None:
    results = dict(text_fields(Experience))["results"]
    told = document(("heading", "Contexte", 2), ("paragraph", "Un soir.", 0), ("heading", results, 2),
                    ("paragraph", "Rien.", 0))  # fmt: skip
    assert fields_of(told, text_fields(Experience)) == {"context": "Un soir.", "results": "Rien."}


def test_the_address_told_after_a_link_goes_and_later_marks_follow() -> None:
    words = "Voir ici (https://x.fr) et là."
    marks = (Mark(5, 8, "link", "https://x.fr"), Mark(27, 29, "strong"))
    text = f"Contexte\n\n{words}"
    blocks = (Block(0, 8, "heading", 2), Block(10, len(text), section=("Contexte",), marks=marks))
    read_back = fields_of(Document(text, blocks), text_fields(Experience))["context"]
    assert read_back == "Voir [ici](https://x.fr) et **là**."


def test_a_builder_joins_its_blocks_and_leaves_out_empty_ones() -> None:
    builder = TextBuilder()
    builder.add("  ")
    builder.add(" a ")
    builder.add("\n b | c\n", "table")
    add_field(builder, ("d",))
    built = builder.build()
    assert built.text == "a\n\n b | c\n\nd"
    assert [(one.start, one.end, one.kind) for one in built.blocks] == [
        (0, 1, "paragraph"), (3, 9, "table"), (11, 12, "item"),
    ]  # fmt: skip
