"""What strangers give to be read, of every format: deep, long or wide, it ends nobody's process and says why."""

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from ingest.cards.front_matter import DEEPEST, front_matter
from ingest.cards.sidecars import read_card
from ingest.document import Reading
from ingest.formats import EXTENSIONS, OF_KIND
from ingest.read import read
from ingest.sandbox.process import Readers

# Each is a card of YAML that a record could be given, in a shape that no record has.
DEEP_CARDS = {
    "brackets": "title: " + "[" * 30_000,
    "braces": "title: " + "{a: " * 12_000,
    "closed brackets": "title: " + "[" * 20_000 + "]" * 20_000,
    "dashes": "title:\n  " + "- " * 20_000 + "x",
    "complex keys": "? " * 20_000 + "x",
    "indentation": "\n".join(" " * n + "a:" for n in range(350)),
    "tagged": "title: " + "!!seq [" * 5_000,
    "mixed": "title: " + "[{a: " * 10_000,
}
WIDE_CARDS = {
    "list": "themes: [" + "a, " * 20_000 + "a]",
    "fields": "\n".join(f"champ{n}: x" for n in range(5_000)),
    "empty fields": "a:\n" * 20_000,
    "aliases": "a: &a [x, x]\n" + "\n".join(f"b{n}: *a" for n in range(3_000)),
    "broken fields": "\n".join(f"champ{n}: [" for n in range(5_000)),
    "long scalar": "title: " + "x" * 60_000,
    "long number": "title: " + "9" * 60_000,
    "base sixty": "title: 1" + ":10" * 20_000,
    "long key": "x" * 60_000 + ": a",
    "billion laughs": "a: &a [x]\n" + "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in pairwise("abcdefgh")),
}
CARDS = {**DEEP_CARDS, **WIDE_CARDS}
TEXTS = {
    "deep quotes": "> " * 100_000 + "x",
    "deep lists": "- " * 100_000 + "x",
    "deep emphasis": "*a " * 50_000,
    "deep links": "[" * 100_000,
    "deep images": "![" * 50_000 + "](" * 50_000,
    "backticks": "`" * 100_000 + " " + "`a" * 50_000,
    "angles": "<" * 200_000,
    "tags": "<div>" * 50_000,
    "comments": "<!--" * 50_000,
    "long word": "a" * 500_000,
    "long line": "mot " * 200_000,
    "pipes": "|" * 100_000 + "\n" + "|-" * 50_000 + "|",
    "references": "[a]: /x\n" * 30_000,
    "line ends": "\n" * 500_000 + "x",
    "short lines": "a\n\n" * 50_000,
    "null": "x\x00" * 100_000,
}


def a_file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("shape", DEEP_CARDS)
def test_a_card_that_nests_too_deep_is_refused_before_its_values_are_built(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = yaml.load

    def built(raw: str, loader: type) -> object:
        assert len(raw) < 100, "the recursive part of the library saw it"
        return real(raw, loader)

    monkeypatch.setattr(yaml, "load", built)
    found = front_matter(f"---\n{DEEP_CARDS[shape]}\n---\nLe texte.")
    assert found.values == {"status": "draft"} or found.values.keys() <= {"title", "a"}
    assert len(found.notes) == 1


def test_the_lists_of_a_record_stand_in_its_card() -> None:
    steps = "steps:\n" + "\n".join(f"  - when: jour {n}\n    text: [a, [b, c]]" for n in range(200))
    assert len(front_matter(f"---\n{steps}\n---\n").values["steps"]) == 200
    deepest = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert not front_matter(f"---\n{deepest}\n---\n").notes


@pytest.mark.parametrize("shape", CARDS)
def test_whatever_a_card_holds_the_file_beside_it_is_read(shape: str, tmp_path: Path) -> None:
    text = a_file(tmp_path, "note.txt", "Le texte.")
    a_file(tmp_path, "note.txt.yaml", CARDS[shape])
    assert len(read_card(tmp_path / "note.txt.yaml").notes) <= 1
    document = read(text).document
    assert document is not None
    assert document.text == "Le texte."


def test_a_card_that_crashes_its_library_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Were the count of its nesting ever to miss a shape, the process that reads dies alone.
    inside = (
        "import ingest.cards.front_matter as f, ingest.sandbox.reader_process as p\n"
        "f._refusal = lambda raw: ''\np.main()\n"
    )
    a_file(tmp_path, "lecteur.py", inside)
    real = Readers._start

    def start(self: Readers) -> object:
        import subprocess
        import sys

        popen = subprocess.Popen
        monkeypatch.setattr(
            subprocess, "Popen", lambda command, **rest: popen([sys.executable, str(tmp_path / "lecteur.py")], **rest)
        )
        return real(self)

    monkeypatch.setattr(Readers, "_start", start)
    reading = read(a_file(tmp_path, "profond.md", f"---\n{CARDS['brackets']}\n---\nLe texte."))
    assert reading.document is None
    assert "s’est arrêtée net" in reading.notes[0].message


def test_every_format_is_read_in_the_process_that_may_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def told(self: Readers, path: Path, *, kind: str, **options: object) -> Reading:
        asked.append(kind)
        return Reading(None)

    monkeypatch.setattr(Readers, "read", told)
    for extension, kind in EXTENSIONS.items():
        packed = b"PK\x03\x04" if kind == "spreadsheet" else b""
        read(a_file(tmp_path, f"a{extension}", OF_KIND[kind].starts or packed or b"Le texte."))
    assert asked == list(EXTENSIONS.values())


def archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def odt(body: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    names = f'xmlns:office="{office}office:1.0" xmlns:text="{office}text:1.0" xmlns:table="{office}table:1.0"'
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</office:document-content>",
        }
    )


def docx(body: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    of_word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{of_word}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{main}" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        }
    )


DOCUMENTS: dict[str, Callable[[], tuple[str, str | bytes]]] = {
    **{f"{name}.md": lambda text=text: ("a.md", text) for name, text in TEXTS.items()},
    **{f"{name}.txt": lambda text=text: ("a.txt", text) for name, text in TEXTS.items()},
    **{
        f"{name}.html": lambda text=text: ("a.html", f"<html><body>{text}</body></html>")
        for name, text in TEXTS.items()
    },
    **{f"card {name}": lambda text=text: ("a.md", f"---\n{text}\n---\nLe texte.") for name, text in CARDS.items()},
    "tables in tables.html": lambda: ("a.html", "<table><tr><td>" * 20_000),
    "spans.html": lambda: ("a.html", "<p>" + "<span>" * 50_000 + "x"),
    "lists.html": lambda: ("a.html", "<ul><li>" * 20_000 + "x"),
    "entities.html": lambda: ("a.html", "<p>" + "&amp;" * 200_000),
    "attributes.html": lambda: ("a.html", "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">x"),
    "tables in tables.docx": lambda: (
        "a.docx",
        docx("<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000),
    ),
    "runs.docx": lambda: ("a.docx", docx("<w:p>" + "<w:smartTag>" * 3_000 + "</w:smartTag>" * 3_000 + "</w:p>")),
    "laughs.docx": lambda: ("a.docx", docx("&lol;" * 10)),
    "tables in tables.odt": lambda: (
        "a.odt",
        odt(
            "<table:table><table:table-row><table:table-cell>" * 3_000
            + "</table:table-cell></table:table-row></table:table>" * 3_000
        ),
    ),
    "spans.odt": lambda: ("a.odt", odt("<text:p>" + "<text:span>" * 5_000 + "</text:span>" * 5_000 + "</text:p>")),
    "spaces.odt": lambda: ("a.odt", odt('<text:p>a<text:s text:c="900000000"/>b</text:p>')),
    "repeated cells.odt": lambda: (
        "a.odt",
        odt(
            '<table:table><table:table-row table:number-rows-repeated="90000000"><table:table-cell '
            'table:number-columns-repeated="90000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
        ),
    ),
    "brackets.pdf": lambda: ("a.pdf", b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>"),
    "dictionaries.pdf": lambda: ("a.pdf", b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 100_000 + b"\ntrailer<</Root 1 0 R>>"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_whatever_a_file_holds_it_gives_a_text_or_a_note(name: str, tmp_path: Path, the_readers: Readers) -> None:
    given, content = DOCUMENTS[name]()
    reading = read(a_file(tmp_path, given, content), readers=the_readers)
    assert reading.document is not None or reading.notes


@pytest.fixture(scope="module")
def the_readers() -> Iterator[Readers]:
    with Readers() as readers:
        yield readers
