"""HTTP routes of the files of a pack: its writer's own, and that of whoever has its link, with their own rights."""

from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.exporting import booklet_file, picture_of
from kb.readers import Reader
from kb.web.files.exports import NamedFile, answered, name_after, origin_of
from kb.wiki.packs import packs
from kb.wiki.packs.booklet import pack_booklet
from kb.wiki.packs.reading import PackReading

MISSING = "Ce dossier n’existe pas, est vide, ou n’est pas ouvert à la lecture."


def own_pack(request: Request) -> Response:
    """A pack under way, as its writer finds it: 404 for anybody else."""
    person, form = visit.person_of(request), request.path_params["form"]
    number = request.path_params["number"]

    def make(base: KnowledgeBase) -> NamedFile:
        if person is None:
            raise KbError(MISSING)
        found = base.packs.open_pack(person, number)
        return _file(base, base.packs.reading.read_pack(person, packs.pack_of(found)), form, request)

    return answered(form, make, MISSING)


def shared_pack(request: Request) -> Response:
    """The pack that a link opens, as it was last saved."""
    form, token = request.path_params["form"], request.query_params.get("lien", "")

    def make(base: KnowledgeBase) -> NamedFile:
        return _file(base, base.packs.reading.shared(visit.person_of(request), token), form, request)

    return answered(form, make, MISSING)


def _file(base: KnowledgeBase, reading: PackReading, form: str, request: Request) -> NamedFile:
    """The file of a pack, called as it is: several stand beside each other in the folder of whoever prepares."""
    reader = visit.reader_of(request)
    booklet = pack_booklet(
        reading,
        base.vocabulary,
        today=date.today(),
        origin=origin_of(request),
        page_image=lambda record, page: image_of(base, record, page, reader),
        pictures=partial(picture_of, base),
    )
    return name_after(reading.pack.title), booklet_file(booklet, form)


def image_of(base: KnowledgeBase, record: str, page: int, reader: Reader) -> bytes:
    """A page of a PDF as JPEG, b"" when there is none for this reader."""
    try:
        return base.page_image(record, page, reader=reader)
    except (KbError, IndexError, ValueError):
        return b""


ROUTES = [
    Route("/exporter/dossier/{number:int}.{form}", own_pack),
    Route("/exporter/dossier.{form}", shared_pack),
]
