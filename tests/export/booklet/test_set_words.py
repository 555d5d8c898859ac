"""Pictures and words set in bold, in the files that a record is exported as."""

import io
from datetime import date

import docx
import pypdfium2
import pytest
from PIL import Image

from kb.export.booklet.booklet import Booklet
from kb.export.booklet.docx import docx_file
from kb.export.booklet.pdf import pdf
from kb.export.plain import booklet_markdown
from kb.export.record import record_booklet
from kb.records.canonical import canonical
from kb.records.kinds import Experience
from kb.store.records.register import Revision
from kb.vocabulary.vocabulary import load_vocabulary


def drawn(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#6E2A5E").save(out, "PNG")
    return out.getvalue()


def pictured(content: bytes) -> Booklet:
    """A record with a picture in its text, whose file is `content`."""
    record = Experience(id="EXP-2024-001", title="La salle", context="Avant.\n\n![Le plan](plan.png)\n\nUn **mot**.")
    at = Revision(record.id, 1, "a", "2024-05-01T10:00:00+00:00", "", record, canonical(record), "")
    files = {("EXP-2024-001", "plan.png"): content}
    today = date(2024, 6, 1)
    return record_booklet(at, load_vocabulary(), today=today, pictures=lambda one, name: files.get((one, name), b""))


def test_a_picture_stands_in_the_exports_with_its_words() -> None:
    booklet = pictured(drawn())
    document = docx.Document(io.BytesIO(docx_file(booklet)))
    assert len(document.inline_shapes) == 1
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Le plan"
    assert [run.text for one in document.paragraphs for run in one.runs if run.bold] == ["mot"]
    printed = pypdfium2.PdfDocument(pdf(booklet))
    objects = [one.type for page in printed for one in page.get_objects()]
    text = "".join(page.get_textpage().get_text_range() for page in printed)
    printed.close()
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in objects
    assert "Le plan" in text
    assert "*(Image : Le plan)*" in booklet_markdown(booklet)
    assert "Un **mot**." in booklet_markdown(booklet)


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_picture_without_its_file_leaves_its_words(content: bytes) -> None:
    booklet = pictured(content)
    document = docx.Document(io.BytesIO(docx_file(booklet)))
    assert not document.inline_shapes
    assert "[Image\u00a0: Le plan]" in [one.text for one in document.paragraphs]
    printed = pypdfium2.PdfDocument(pdf(booklet))
    assert "Le plan]" in "".join(page.get_textpage().get_text_range() for page in printed)
    printed.close()
