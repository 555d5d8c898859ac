"""A file given while writing gives its text, and stays nowhere."""

from pathlib import Path

import pytest
from docx import Document as Docx

from kb.building.uploads import MAX_BYTES, UploadRefused, text_of_upload


def test_a_word_file_gives_its_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "recit.docx"
    document = Docx()
    document.add_paragraph("Premier moment.")
    document.add_paragraph("Second moment.")
    document.save(str(path))
    assert text_of_upload("mon récit.docx", path.read_bytes()) == ("Premier moment.\n\nSecond moment.", ())


def test_plain_text_in_latin_1_keeps_its_accents() -> None:
    words, _ = text_of_upload("note.txt", "Une équipe déjà là.\n\nPuis l’été.".encode("cp1252"))
    assert words == "Une équipe déjà là.\n\nPuis l’été."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("programme.pdf", b"MZ\x90\x00 not a document"),
        ("archive.docx", b"PK\x03\x04 not a document either"),
        ("photo.jpg", b"\xff\xd8\xff"),
        ("vide.txt", b""),
        ("gros.txt", b"x" * (MAX_BYTES + 1)),
    ],
)
def test_what_gives_no_text_is_refused_by_its_name(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused) as refused:
        text_of_upload(name, content)
    assert name in str(refused.value)
    assert "depot." not in str(refused.value)


WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=windows-1252>
<style><!-- p.MsoNormal {mso-style-parent:""; margin:0cm} @page WordSection1 {size:595.3pt} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=FR><div class=WordSection1><p class=MsoTitle>Le vélo prêté</p>
<p class=MsoNormal><span style='mso-fareast-language:FR'>Il ne venait plus au collège.<o:p></o:p></span></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'>·<span>&nbsp; </span></span>
<![endif]>un atelier de réparation</p>
<p class=MsoNormal onclick="vol()">Douze jours de suite. <script>vol()</script></p></div>
</body></html>"""


def test_a_page_that_word_saved_gives_its_words_alone() -> None:
    text, notes = text_of_upload("récit.html", WORD_PAGE.encode("cp1252"))
    assert [" ".join(part.split()) for part in text.split("\n\n")] == [
        "Le vélo prêté",
        "Il ne venait plus au collège.",
        "· un atelier de réparation",
        "Douze jours de suite.",
    ]
    assert notes == ()
