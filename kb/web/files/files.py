"""HTTP routes beside the pages: images of PDF pages, files as they were given, state of the server."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ingest.file_names import readable
from kb import visit
from kb.errors import KbError
from kb.protection.copies.file_errors import MetadataError
from kb.web.forms import missing

PAGE_WIDTH = 1250  # pixels: twice the column on the screen, for dense screens
# Pixels, by the size that an address asks: three times the 92 px that a card shows, for dense screens; twice a page,
# for who looks closely.
WIDTHS = {"vignette": 280, "grande": 2_500}
# A record may be withdrawn at any moment: the browser asks again each time.
PRIVATE = {"Cache-Control": "private, no-cache"}
OFFICE = "application/octet-stream"
MEDIA = {
    **{"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"},
    **{"docx": OFFICE, "odt": OFFICE},
}


def healthz(request: Request) -> Response:
    """200 while the server answers; says nothing of what it holds."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def page_image(request: Request) -> Response:
    """The JPEG of one page of a record's PDF, or 404 when this reader may not have it."""
    record_id, page = request.path_params["record_id"], request.path_params["page"]
    try:
        with visit.open_base() as base:
            width = next((WIDTHS[one] for one in request.query_params if one in WIDTHS), PAGE_WIDTH)
            image = base.page_image(record_id, page, reader=visit.reader_of(request), width=width)
    except (KbError, IndexError, ValueError):
        return missing("Cette page n’existe pas, ou n’est pas ouverte à la lecture.")
    if not image:
        return missing("Cette page n’a pas d’image.")
    tag = f'"{hashlib.sha256(image).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**PRIVATE, "ETag": tag})
    return Response(image, media_type="image/jpeg", headers={**PRIVATE, "ETag": tag})


def source_file(request: Request) -> Response:
    """The file that a record came from, as this reader may have it: a PDF opens in the browser, others download."""
    try:
        with visit.open_base() as base:
            record_id = request.path_params["record_id"]
            original = base.source_file(record_id, reader=visit.reader_of(request))
            path = base.writing.originals.file_for(visit.person_of(request), record_id, original) if original else None
    except MetadataError as error:
        return missing(
            f"Ce fichier n’est pas donné : aucune copie sans remarques ni texte masqué n’a pu en être faite. {error}"
        )
    except (KbError, OSError):
        path = original = None
    if path is None or original is None or not path.is_file():
        return missing("Ce fichier n’existe pas, ou n’est pas ouvert à la lecture.")
    is_pdf = path.suffix.lower() == ".pdf"
    name = readable(original.name)
    if path != original:
        name = str(Path(name).with_suffix(path.suffix))  # a copy may be of another format
    headers = {
        **PRIVATE,
        "Content-Disposition": f"{'inline' if is_pdf else 'attachment'}; filename*=utf-8''{quote(name)}",
    }
    if not is_pdf:
        # A file that somebody gave never runs in the name of this site.
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    media_type = "application/pdf" if is_pdf else "application/octet-stream"
    return FileResponse(path, media_type=media_type, headers=headers)


def attachment(request: Request) -> Response:
    """A file attached to a record: an image or a PDF opens in the browser, any other kind is downloaded."""
    try:
        with visit.open_base() as base:
            person = visit.person_of(request)
            one, path = base.writing.attachments.file_of(
                person, request.path_params["record_id"], request.path_params["name"]
            )
    except KbError as error:
        return missing(str(error))
    shown = one.kind in ("pdf", "jpeg", "png", "webp")
    headers = {
        **PRIVATE,
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=utf-8''{quote(one.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    if one.kind != "pdf":
        # A file that somebody gave never runs in the name of this site.
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return FileResponse(path, media_type=MEDIA[one.kind], headers=headers)


ROUTES = [
    Route("/healthz", healthz),
    Route("/pages/{record_id}/{page:int}.jpg", page_image),
    Route("/fichiers/{record_id}", source_file),
    Route("/pieces/{record_id}/{name}", attachment),
]
