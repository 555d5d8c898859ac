"""Messages (EML) and pages saved as one file (MHTML): both are MIME, read by the standard library."""

import contextlib
import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from ingest.document import Document, Note, Reading
from ingest.html.reader import html_reading
from ingest.left_out import agreed
from ingest.plain_text.text import read_text

MAX_NAMES = 5
_SUBJECT_PREFIX = re.compile(r"(?i)^\s*(?:(?:re|tr|fwd?|ré|réf)\s*:\s*)+")


def read_eml(data: bytes) -> Reading:
    """The body of a message; who wrote it and to whom is left out, files attached to it are told."""
    message = _parsed(data)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return _failed("Ce message n’a pas de texte. Enregistrez son contenu en PDF.")
    reading = _of_part(body)
    if reading.document is None:
        return reading
    notes = [*reading.notes, Note("L’expéditeur et les destinataires du message sont laissés de côté.", level="info")]
    names = [part.get_filename() or "sans nom" for part in message.iter_attachments()]
    if names:
        shown = ", ".join(names[:MAX_NAMES]) + (" et d’autres" if len(names) > MAX_NAMES else "")
        left_out = agreed(
            len(names),
            "La pièce jointe du message n’est pas lue. Si elle compte, déposez-la à part",
            "Les {n} pièces jointes du message ne sont pas lues. Déposez à part celles qui comptent",
        )
        notes.append(Note(f"{left_out}\u00a0: {shown}."))
    return Reading(_with_head(reading.document, message), tuple(notes))


def read_mhtml(data: bytes) -> Reading:
    """The page of an MHTML file, as a browser saved it."""
    page = page_of(data)
    if page is None:
        return _failed("Aucune page n’a été trouvée dans ce fichier. Enregistrez la page en HTML ou en PDF.")
    return html_reading(page)


def page_of(data: bytes) -> bytes | None:
    """The first page that an MHTML file holds, in UTF-8 where its encoding is known; None when it holds none."""
    parts = _parsed(data).walk()
    page = next((one for one in parts if one.get_content_type() in {"text/html", "application/xhtml+xml"}), None)
    return None if page is None else _in_utf8(page)


def _parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _of_part(part: Any) -> Reading:
    raw = _in_utf8(part)
    return html_reading(raw) if part.get_content_subtype() in {"html", "xhtml+xml"} else read_text(raw)


def _in_utf8(part: Any) -> bytes:
    raw: bytes = part.get_payload(decode=True) or b""
    declared = part.get_content_charset() or ""
    with contextlib.suppress(UnicodeDecodeError, LookupError):  # what is not so encoded is guessed by the reader
        raw = raw.decode(declared or "utf-8").encode("utf-8")
    return raw


def _with_head(document: Document, message: EmailMessage) -> Document:
    metadata = dict(document.metadata)
    if metadata.pop("numbered", False):
        metadata.pop("apart", None)  # lines counted in a part of the message are none of the file's
    subject = _SUBJECT_PREFIX.sub("", " ".join(str(message.get("subject", "")).split()))
    if subject:
        metadata["title"] = subject
    sensitivity = str(message.get("sensitivity", "")).strip().lower()
    if sensitivity not in ("", "normal"):
        # « Personal » and « Private » of Outlook, and whatever other programs call so: none of them is « public ».
        metadata["properties"] = {"Sensitivity.private": "yes"}
    with contextlib.suppress(TypeError, ValueError):
        metadata["date"] = parsedate_to_datetime(str(message.get("date", ""))).date().isoformat()
    return Document(document.text, document.blocks, document.pages, metadata, document.original, document.spans)


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))
