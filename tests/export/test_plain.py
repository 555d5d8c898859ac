"""A booklet as Markdown and as JSON."""

import base64
import json
import re

from markdown_it import MarkdownIt

from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.export.plain import booklet_json, booklet_markdown
from tests.export.samples import HOSTILE, alone, booklet, hostile, jpeg


def html(one: Booklet) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(booklet_markdown(one)))


def test_markdown_has_the_whole_pack_in_order() -> None:
    text = booklet_markdown(booklet())
    heads = re.findall(r"^#+ .*", text, re.M)
    assert heads[:6] == [
        *("# Aller vers, attendre, accueillir", "## Rencontrer", "### 1\\. La nuit du canal, 1", "#### Contexte"),
        *("#### Déroulement", "##### Le vendredi"),
    ]
    assert heads[-2:] == ["## Glossaire", "## Bibliographie"]
    drawn = html(booklet())
    for one in (
        *("<em>exemple fictif</em> · <em>20 min</em>", "<li>revenir le mardi</li>", "<th>Qui</th>"),
        *("<td>Infirmier</td>", "<strong>Texte absent.</strong>", "<li>Quel est le tournant ?</li>"),
        *("<strong>CAARUD</strong> : Centre", "<blockquote>"),
    ):
        assert one in drawn, one


def test_one_record_has_one_title() -> None:
    assert re.findall(r"^#+ .*", booklet_markdown(alone()), re.M)[:2] == ["# La clé chez le gardien", "## Contexte"]


def test_what_people_wrote_shows_as_they_wrote_it() -> None:
    drawn = html(hostile())
    assert "<a href" not in drawn.replace('<a href="https://', "")
    assert "<em>gras" not in drawn
    assert "<script" not in drawn
    shown = MarkdownIt("commonmark").render(booklet_markdown(Booklet(HOSTILE, note=f"{HOSTILE}\n\n# y")))
    text = re.sub(r"<[^>]+>", "", shown).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    text = text.replace("&amp;", "&")
    assert HOSTILE in text
    assert text.replace("gras", "*gras*").count('read("/etc/passwd") `code`') == 2
    assert "<p># y</p>" in shown


def test_a_note_is_set_as_it_was_typed() -> None:
    shown = html(Booklet("T", note="Un **mot**, [un lien](https://exemple.fr).\n\n1. x\n2. y\n\n- z"))
    assert "<strong>mot</strong>" in shown
    assert '<a href="https://exemple.fr">un lien</a>' in shown
    assert "<ol>\n<li>x</li>\n<li>y</li>\n</ol>" in shown
    assert "<ul>\n<li>z</li>" in shown


def test_json_says_all_and_can_be_read_again() -> None:
    value = json.loads(booklet_json(booklet()))
    assert value["format"] == 1
    assert [rubric["title"] for rubric in value["rubrics"]] == ["Rencontrer", "Accompagner"]
    assert value["rubrics"][0]["pieces"][0]["blocks"][0] == {
        "kind": "heading", "text": "Contexte", "level": 2, "rows": [], "marks": [], "cell_marks": [],
            "picture": "",
    }  # fmt: skip
    assert base64.b64decode(value["rubrics"][1]["pieces"][0]["image"]) == jpeg()


def test_a_lonely_surrogate_breaks_neither() -> None:
    odd = Booklet("\ud800", rubrics=(Rubric("", (BookletPiece("x", blocks=(BookletBlock("paragraph", "a\ud800"),)),)),))
    assert booklet_markdown(odd).encode()
    assert booklet_json(odd).encode()
