"""Messages and pages saved in one file."""

from email.message import EmailMessage

from ingest.plain_text.mail import read_eml, read_mhtml
from tests.ingest.blocks import blocks_of, said


def message(subject: str, **parts: str) -> EmailMessage:
    one = EmailMessage()
    one["From"] = "Paule Ferrandier <paule@exemple.fr>"
    one["To"] = "equipe@exemple.fr"
    one["Subject"] = subject
    one["Date"] = "Tue, 12 Mar 2024 10:00:00 +0100"
    if "plain" in parts:
        one.set_content(parts["plain"], charset="iso-8859-15")
    if "html" in parts:
        one.add_alternative(parts["html"], subtype="html") if "plain" in parts else one.set_content(
            parts["html"], subtype="html"
        )
    return one


def test_the_body_is_read_and_people_are_left_out() -> None:
    one = message(
        "TR : Re: Réunion du réseau", plain="La réunion a eu lieu.\n\nNous étions douze, ça a duré 2 € de plus."
    )
    one.add_attachment(b"x", maintype="application", subtype="pdf", filename="relevé.pdf")

    reading = read_eml(one.as_bytes())

    assert blocks_of(reading) == [
        ("paragraph", 0, "La réunion a eu lieu."),
        ("paragraph", 0, "Nous étions douze, ça a duré 2 € de plus."),
    ]
    assert reading.document is not None
    assert dict(reading.document.metadata) == {"title": "Réunion du réseau", "date": "2024-03-12"}
    assert "La pièce jointe du message n’est pas lue. Si elle compte, déposez-la à part\u00a0: relevé.pdf." in said(
        reading
    )
    assert "Ferrandier" not in reading.document.text + str(reading.document.metadata)


def test_a_message_in_html_alone_is_read_as_a_page() -> None:
    reading = read_eml(message("Suite", html="<h2>Suite</h2><p>La halte ferme à l’été.</p>").as_bytes())
    assert ("paragraph", 0, "La halte ferme à l’été.") in blocks_of(reading)


def test_plain_text_is_preferred_to_its_copy_in_html() -> None:
    reading = read_eml(message("x", plain="Le texte simple.", html="<p>La copie.</p>").as_bytes())
    assert blocks_of(reading) == [("paragraph", 0, "Le texte simple.")]


def test_a_message_without_text_is_a_note() -> None:
    one = EmailMessage()
    one.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    assert "n’a pas de texte" in said(read_eml(one.as_bytes()))


def test_a_page_saved_in_one_file_is_decoded() -> None:
    page = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://exemple.fr/\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--limite"\r\n\r\n\r\n'
        "----limite\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><head><title>Maraude</title></head><body><h1>La maraude d=C3=A9marre</h1>"
        "<p>Elle passe le jeudi =C3=A0 la gare.</p></body></html>\r\n"
        "----limite\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n----limite--\r\n"
    )
    assert blocks_of(read_mhtml(page.encode())) == [
        ("heading", 1, "La maraude démarre"),
        ("paragraph", 0, "Elle passe le jeudi à la gare."),
    ]
    assert "Aucune page" in said(read_mhtml(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx"))
