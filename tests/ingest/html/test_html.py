"""Web pages saved from a browser."""

import pytest

from ingest.document import Document, Reading
from ingest.html.reader import html_reading

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">
<title>Le travail de rue - Ville</title><meta property="article:published_time" content="2013-07-25T10:00:00">
<script>var x = "vol";</script><style>p { color: red }</style></head><body>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/menu">Menu</a></li></ul></nav>
<div class="cookie-banner">Ce site utilise des cookies. <button>Tout accepter</button></div>
<p>« retour</p><p>Partager sur Facebook | Partager sur Twiter | Imprimer | A+ | A- | A=</p>
<main><h1>Le travail de rue</h1>
<p>Les équipes sortent chaque soir dans le quartier,<br>par deux, et
rencontrent les jeunes qui y vivent.</p>
<h2>Objectifs</h2><p>Trois <b>axes</b>&nbsp;:</p>
<ul><li>aller vers <ul><li>la nuit</li></ul></li><li>écouter<script>vol()</script></li></ul>
<ol><li>préparer</li><li>sortir</li></ol>
<blockquote><p>On ne nous voyait plus.</p></blockquote>
<table><tr><th>Lieu</th><th>Jour</th></tr><tr><td>Pantin</td><td>lundi</td></tr></table>
<p style="display:none">caché</p></main>
<p><a href="/carte">La carte de Paris - nouvelle fenêtre</a></p>
<footer>Mentions légales</footer></body></html>"""


def of(document: Document | None) -> list[tuple[str, int, str]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def read(html: str, encoding: str = "utf-8") -> Reading:
    return html_reading(html.encode(encoding))


def test_the_main_text_is_read_with_its_structure_and_nothing_around_it() -> None:
    assert of(read(PAGE).document) == [
        ("heading", 1, "Le travail de rue"),
        (
            "paragraph",
            0,
            "Les équipes sortent chaque soir dans le quartier,\npar deux, et rencontrent les jeunes qui y vivent.",
        ),
        ("heading", 2, "Objectifs"),
        ("paragraph", 0, "Trois axes :"),
        ("item", 0, "aller vers"),
        ("item", 0, "la nuit"),
        ("item", 0, "écouter"),
        ("item", 0, "1. préparer"),
        ("item", 0, "2. sortir"),
        ("quote", 0, "On ne nous voyait plus."),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
    ]


def test_title_and_date_come_from_the_page() -> None:
    document = read(PAGE).document

    assert document is not None
    found = {key: document.metadata.get(key) for key in ("title", "date")}
    assert found == {"title": "Le travail de rue", "date": "2013-07-25"}


def test_a_page_without_heading_is_named_by_its_title_tag_without_the_site() -> None:
    text = "Les équipes sortent chaque soir dans le quartier et rencontrent les jeunes. " * 3
    document = read(
        f"<html><head><title>La nuit | Ville de Paris</title></head><body><p>{text}</p></body></html>"
    ).document

    assert document is not None
    assert document.metadata["title"] == "La nuit"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "iso-8859-15", "utf-8"])
def test_the_declared_encoding_is_respected(encoding: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head>'
    text = "Été comme hiver, l'équipe reçoit les élèves déscolarisés à la permanence. " * 3

    document = read(f"{page}<body><p>{text}</p></body></html>", encoding).document

    assert document is not None
    assert document.text == text.strip()


def test_a_page_that_lies_about_its_encoding_is_not_garbled() -> None:
    text = "Été comme hiver, l’équipe reçoit les élèves déscolarisés à la permanence. " * 3
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'

    document = read(page, "utf-8").document

    assert document is not None
    assert document.text == text.strip()


def test_scripts_and_handlers_never_survive() -> None:
    page = (
        "<body><p onclick='vol()'>Un texte assez long pour être gardé par tous les lecteurs de pages.</p>"
        "<svg><script>vol()</script></svg><iframe srcdoc='<script>vol()</script>'></iframe>"
        "<noscript>vol</noscript><p>Fin<img src=x onerror=vol()></p><template>vol</template></body>"
    )
    document = read(page).document

    assert document is not None
    assert "vol" not in document.text
    assert document.text.endswith("Fin")


def test_short_sections_are_not_lost() -> None:
    page = "<body><h1>Bilan</h1>" + "".join(f"<h2>Point {n}</h2><div>Court {n}.</div>" for n in range(6)) + "</body>"
    document = read(page).document

    assert document is not None
    assert [f"Court {n}." in document.text for n in range(6)] == [True] * 6


def test_text_in_layout_tables_is_read_as_paragraphs() -> None:
    page = "<table><tr><td><h2>Un</h2><p>Premier texte du bilan.</p></td></tr><tr><td><p>Second.</p></td></tr></table>"
    document = read(f"<html><body>{page}</body></html>").document

    assert document is not None
    assert "Premier texte du bilan." in document.text


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<script>vol()</script>", "\x00\x00", "<!-- rien -->"])
def test_an_empty_page_gives_a_note(html: str) -> None:
    reading = read(html)

    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]


def test_a_deeply_nested_page_is_read_or_refused_without_harm() -> None:
    reading = read("<div>" * 3000 + "un mot" + "</div>" * 3000)

    assert reading.document is not None or reading.notes
