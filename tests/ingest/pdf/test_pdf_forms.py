"""What was typed into a PDF is read where it stands; its comments are told, not published."""

from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf.reader import read_pdf
from ingest.pdf.rectangles import places
from tests.ingest.pdf_samples import HEIGHT, drawn, lines


def form(canvas: Canvas) -> None:
    """A form with its labels, filled."""
    fields = canvas.acroForm
    lines(canvas, ["Lieu de la rencontre :"], top=100)
    fields.textfield(name="lieu", x=200, y=HEIGHT - 106, width=200, height=16, value="Square des Tilleuls", fontSize=10)
    lines(canvas, ["Ce qui a aidé :"], top=140)
    fields.textfield(
        name="aide", x=70, y=HEIGHT - 200, width=250, height=50, fontSize=10, fieldFlags="multiline",
        value="Revenir le même jour, avec la même collègue, et laisser la personne parler la première.",
    )  # fmt: skip
    lines(canvas, ["Suite donnée"], top=230, left=90)
    fields.checkbox(name="suite", x=70, y=HEIGHT - 232, size=12, checked=True)
    lines(canvas, ["Sans suite"], top=250, left=90)
    fields.checkbox(name="sans", x=70, y=HEIGHT - 252, size=12, checked=False)
    lines(canvas, ["Moment :"], top=290)
    fields.choice(
        name="moment", x=200, y=HEIGHT - 296, width=100, height=16, value="soir", options=["matin", "soir"], fontSize=10
    )
    fields.textfield(
        name="code", x=200, y=HEIGHT - 340, width=100, height=16, value="s3cret", fontSize=10, fieldFlags="password"
    )


def test_the_values_of_a_form_are_read_beside_their_labels(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", form)
    document = read_pdf(path).document
    assert document is not None
    flat = " ".join(document.text.replace("|", " ").split())
    assert flat == (
        "Lieu de la rencontre : Square des Tilleuls Ce qui a aidé : Revenir le même jour, avec la même collègue, et "
        "laisser la personne parler la première. ☒ Suite donnée ☐ Sans suite Moment : soir"
    )
    assert "s3cret" not in document.text
    box = places(path, 1, "Square des Tilleuls")[0]
    assert 0.3 < box.left < 0.4
    assert abs(box.top - 100 / HEIGHT) < 0.02


def test_values_without_appearance_are_read_too(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(drawn(tmp_path / "a.pdf", form)))
    for annotation in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
        field = annotation.get_object()
        if field.get("/T") == "lieu":
            field[NameObject("/V")] = TextStringObject("Hall de la gare")
            del field["/AP"]
    writer.write(tmp_path / "b.pdf")
    document = read_pdf(tmp_path / "b.pdf").document
    assert document is not None
    assert "Hall de la gare" in document.text
    assert "Tilleuls" not in document.text


def test_text_written_over_a_page_is_read_and_comments_are_only_counted(tmp_path: Path) -> None:
    source = drawn(tmp_path / "a.pdf", lambda c: lines(c, ["Un soir, la porte est restée fermée."], top=100))
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.add_annotation(0, FreeText(text="Ajout : la clé était au café.", rect=(70, 600, 300, 620)))
    writer.add_annotation(0, Text(text="Demander à Mme Exemple.", rect=(500, 700, 520, 720)))
    writer.add_annotation(0, Text(text="Vérifier la date.", rect=(500, 650, 520, 670)))
    writer.write(tmp_path / "b.pdf")
    reading = read_pdf(tmp_path / "b.pdf")
    assert reading.document is not None
    assert reading.document.text == "Un soir, la porte est restée fermée.\n\nAjout : la clé était au café."
    assert [note.message for note in reading.notes] == [
        "b.pdf\u00a0: 2 commentaires ne sont pas publiés (page 1). Ce qui doit être lu se recopie dans le texte."
    ]
