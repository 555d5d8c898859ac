"""What a PDF's text and titles are written in: other alphabets, loose accents, strings of several tables."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject, DictionaryObject, NameObject
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.french.word_likeness import likeness
from ingest.pdf.reader import read_pdf
from tests.ingest.pdf_samples import HEIGHT, drawn, in_letters, lines, two_columns

BULGARIAN = ["Вечер екипът излиза и говори с младежите", "на площада, а сутринта записва всичко."]
GREEK = ["Η ομάδα βγαίνει κάθε βράδυ στον δρόμο", "και μιλά με τους νέους της πλατείας."]


def titled(source: Path, target: Path, title: bytes) -> Path:
    """A copy of the file whose title is these bytes."""
    writer = PdfWriter(clone_from=PdfReader(source))
    info = DictionaryObject({NameObject("/Title"): ByteStringObject(title)})
    writer._info = writer._add_object(info)  # type: ignore[assignment]
    writer.write(target)
    return target


@pytest.mark.parametrize("texts", [BULGARIAN, GREEK])
def test_other_alphabets_are_text_and_need_no_ocr(tmp_path: Path, texts: list[str]) -> None:
    reading = read_pdf(drawn(tmp_path / "a.pdf", in_letters(texts)), ocr=False)
    assert reading.document is not None
    assert reading.document.text == " ".join(texts)
    assert [page.state for page in reading.document.pages] == ["native"]
    assert reading.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "הצוות יוצא לרחוב בכל ערב ופוגש צעירים ",
        "நமது அணி ஒவ்வொரு மாலையும் இளைஞர்களைச் சந்திக்கிறது ",
        "ሰላም ለእናንተ ይሁን በየምሽቱ እንገናኛለን ",
        "Das Team geht jeden Abend auf die Straße und spricht mit den Jugendlichen ",
        "Đội ngũ của chúng tôi gặp gỡ thanh niên mỗi tối và nói chuyện với các em ",
    ],
)
def test_prose_of_any_language_looks_like_words(text: str) -> None:
    assert likeness(text * 9) > 0.9


@pytest.mark.parametrize("text", ["Khgd nsrth jklm trpq wxcv bnmg fdsq ", "Веcepом дeжуpный пpинимaет звoнoк "])
def test_letters_without_vowels_or_of_two_alphabets_in_one_word_do_not(text: str) -> None:
    assert likeness(text * 9) < 0.6


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (b"L\x92accueil \xe0 l\x92atelier \x96 bilan", "L’accueil à l’atelier – bilan"),
        (b"L\x90accueil \x84 \xe9t\xe9", "L’accueil — été"),  # what the standard has
        ("Pr\u00e9vention sp\u00e9cialis\u00e9e".encode("utf-8"), "Prévention spécialisée"),
        (b"\xff\xfe" + "Pr\u00e9vention d\u2019été".encode("utf-16-le"), "Prévention d’été"),
        ("Nuits d\u2019été".encode("utf-16-be"), "Nuits d’été"),
    ],
)
def test_titles_are_read_whatever_their_table(tmp_path: Path, title: bytes, expected: str) -> None:
    document = read_pdf(titled(drawn(tmp_path / "a.pdf", two_columns), tmp_path / "b.pdf", title)).document
    assert document is not None
    assert document.metadata["title"] == expected


@pytest.mark.parametrize("title", [b"(anonymous)", b"untitled", b"Microsoft Word - bilan.docx", b"Sans titre 1", b"()"])
def test_what_a_tool_writes_is_no_title(tmp_path: Path, title: bytes) -> None:
    headed = titled(drawn(tmp_path / "a.pdf", two_columns), tmp_path / "b.pdf", title)
    bare = titled(
        drawn(tmp_path / "c.pdf", lambda c: lines(c, ["rien de plus grand ici, ni titre."])), tmp_path / "d.pdf", title
    )
    document = read_pdf(headed).document
    assert document is not None
    assert document.metadata["title"] == "Aller vers, attendre, accueillir"
    document = read_pdf(bare).document
    assert document is not None
    assert "title" not in document.metadata


def test_marks_of_notes_are_parted_and_ordinals_units_and_powers_are_not(tmp_path: Path) -> None:
    def raised(text: str) -> str:
        return re.sub(r"\^(\w+(?:,\w+)?)", r"<super>\1</super>", re.sub(r"_(\d)", r"<sub>\1</sub>", text))

    texts = [
        "Les maraudes^4 ont repris en 2019^5, disent les équipes^12,13.",
        "Le 1^er mai, dans le 20^e, on a loué 70 m^2 sur 3 km^2, pour 10^6 habitants et du CO_2.",
    ]
    style = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=16)
    SimpleDocTemplate(str(tmp_path / "a.pdf")).build([Paragraph(raised(text), style) for text in texts])
    reading = read_pdf(tmp_path / "a.pdf")
    assert reading.document is not None
    assert reading.document.text == (
        "Les maraudes\u00a0[4] ont repris en 2019\u00a0[5], disent les équipes\u00a0[12,13].\n\n"
        "Le 1er mai, dans le 20e, on a loué 70 m2 sur 3 km2, pour 10⁶ habitants et du CO2."
    )


def spaced(canvas: Canvas) -> None:
    """Titles spaced letter by letter, in two ways; the columns of a table, which are not."""
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(70, HEIGHT - 80, "C A R N E T   D E   N U I T")
    text = canvas.beginText(70, HEIGHT - 130)
    text.setFont("Helvetica-Bold", 16)
    text.setCharSpace(10)
    text.textOut("MAISON OUVERTE")
    text.setCharSpace(0)
    canvas.drawText(text)
    lines(canvas, ["Réponses : A B C D E"], top=200)


def test_titles_spaced_letter_by_letter_are_words(tmp_path: Path) -> None:
    document = read_pdf(drawn(tmp_path / "a.pdf", spaced)).document
    assert document is not None
    assert " ".join(document.text.split()) == "CARNET DE NUIT MAISON OUVERTE Réponses : A B C D E"


@pytest.mark.parametrize(
    ("letter", "first", "expected"),
    [
        ("L", "es voisines du bas ouvrent la salle et posent une table", "Les voisines"),
        ("À", "la gare, trois jeunes attendent le dernier bus du soir", "À la gare"),
        ("A", "vec le froid, trois jeunes attendent le bus du soir", "Avec le froid"),
        ("L", "’équipe du soir ouvre la salle et pose une table", "L’équipe"),
    ],
)
def test_the_large_first_letter_of_a_text_is_put_back_in_its_word(
    tmp_path: Path, letter: str, first: str, expected: str
) -> None:
    rest = [
        "et l’on entre sans rien dire, on prend un café, on",
        "repart. Au bout d’un mois, les garçons demandent la clé.",
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 40)
        canvas.drawString(70, HEIGHT - 214, letter)
        for row, text in enumerate([first, *rest]):
            lines(canvas, [text], left=100 if row < 2 else 70, top=200 + row * 15, size=12)

    document = read_pdf(drawn(tmp_path / "a.pdf", page)).document
    assert document is not None
    assert document.text.startswith(expected)
    assert document.text.endswith(rest[1])
