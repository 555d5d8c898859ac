"""An export as Markdown, read back, is the same text block for block."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.assembly import Assembly
from ingest.document import Document
from ingest.plain_text.markdown import rendered
from kb.export.markdown import blocks_markdown
from kb.records.markdown_signs import escaped

Told = list[tuple[str, int, str]]

RICH = r"""
Un paragraphe avec **gras**, `code`, ~~barré~~, un [livret](livret.pdf), <https://exemple.fr/> et ![Plan](plan.png).

Un appel[^a], un second[^2], un troisième[^absent], puis un_mot_long et 2 * 3, 5 < 6 &amp; 7 > 2.

1. Premier
2. Deuxième
   - sous-point
     1. plus bas
3. Troisième

- [ ] à faire
- [x] fait

| Jour | Matin |
|------|-------|
| Lundi | halte \| repos |
| | fermé |

> Une mère
> sur deux lignes.

```
# pas un titre
  - ni une liste
```

# Un second titre

Ligne coupée\
suite.

1986\. Une année.

[^a]: Dite au retour.
[^2]: Sur
    deux lignes.
"""


def told(document: Document) -> Told:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def test_what_markdown_holds_is_read_as_text() -> None:
    assert told(rendered(RICH)) == [
        ("paragraph", 0, "Un paragraphe avec gras, code, barré, un livret (livret.pdf), https://exemple.fr/ et Plan."),
        (
            "paragraph",
            0,
            "Un appel\u00a0[1], un second\u00a0[2], un troisième[^absent], puis un_mot_long et 2 * 3, 5 < 6 & 7 > 2.",
        ),
        ("item", 0, "1. Premier"),
        ("item", 0, "2. Deuxième"),
        ("item", 1, "sous-point"),
        ("item", 2, "1. plus bas"),
        ("item", 0, "3. Troisième"),
        ("item", 0, "☐ à faire"),
        ("item", 0, "☑ fait"),
        ("table", 0, "Jour | Matin\nLundi | halte ¦ repos\n | fermé"),
        ("quote", 0, "Une mère sur deux lignes."),
        ("code", 0, "# pas un titre\n  - ni une liste"),
        ("heading", 1, "Un second titre"),
        ("paragraph", 0, "Ligne coupée\nsuite."),
        ("paragraph", 0, "1986. Une année."),
        ("heading", 2, "Notes"),
        ("paragraph", 0, "[1] Dite au retour."),
        ("paragraph", 0, "[2] Sur deux lignes."),
    ]


def test_an_export_read_back_is_the_same() -> None:
    first = rendered(RICH)
    assert told(rendered(blocks_markdown(first))) == told(first)


def test_the_address_of_a_link_is_not_said_twice() -> None:
    text = "[exemple.fr](https://exemple.fr/) [a@exemple.fr](mailto:a@exemple.fr) [haut](#haut) [Guide](a%20b.md)"
    assert told(rendered(text)) == [("paragraph", 0, "exemple.fr a@exemple.fr haut Guide (a%20b.md)")]


def test_signs_inside_words_are_left_alone() -> None:
    assert escaped("mot_long, R&D, 3 € - l’été") == "mot_long, R&D, 3 € - l’été"
    assert escaped("- tiret") == r"\- tiret"


def test_a_bar_between_ticks_stays_in_its_cell_and_two_blanks_break_a_line() -> None:
    table = "| Outil | Note |\n|---|---|\n| `a|b` | fin |\n\nUne ligne  \nsuite.\n\n```\n| `x|y` |\n```"
    assert told(rendered(table)) == [
        ("table", 0, "Outil | Note\na¦b | fin"),
        ("paragraph", 0, "Une ligne\nsuite."),
        ("code", 0, "| `x|y` |"),
    ]


LINE = st.text(st.sampled_from("aé 1.)#*_-+>|`[]()<&;!\\~=:^é’«»$%@{}x\u00a0🙂"), min_size=1, max_size=30)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    assembly = Assembly()
    for sort in draw(st.lists(st.sampled_from(["heading", "paragraph", "item", "quote", "table", "code"]), max_size=8)):
        if sort == "heading":
            assembly.heading(draw(LINE), draw(st.integers(1, 6)))
        elif sort == "item":
            assembly.item(draw(LINE), draw(st.integers(0, 3)))
        elif sort == "table":
            assembly.table(draw(st.lists(st.lists(LINE, min_size=2, max_size=3), min_size=1, max_size=3)))
        elif sort == "code":
            assembly.code("\n".join(draw(st.lists(LINE, min_size=1, max_size=3))))
        else:
            assembly.add("\n".join(draw(st.lists(LINE, min_size=1, max_size=3))), sort)  # type: ignore[arg-type]
    return assembly.build()


@given(documents())
def test_any_document_reads_back_as_itself(document: Document) -> None:
    assert told(rendered(blocks_markdown(document))) == told(document)
