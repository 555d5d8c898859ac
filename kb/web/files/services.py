"""HTTP routes of the directory as files: data·inclusion in JSON, CSV and XLSX, and the printable booklet."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.directory.carnet import carnet, published_services
from kb.directory.exchange.exporting import FORMATS, services_file
from kb.exporting import RECORD_FORMATS, booklet_file
from kb.web.files.exports import NamedFile, answered
from kb.web.forms import missing as not_there

BOOKLETS = ("pdf", "docx")


def directory_export(request: Request) -> Response:
    """The services that this reader may read, or those that cover a territory (`lieu`), as data·inclusion."""
    form, territory = request.path_params["form"], request.query_params.get("lieu", "")
    if form not in FORMATS:
        return not_there("Ce format n’existe pas.")

    def make(base: KnowledgeBase) -> NamedFile:
        found = published_services(base, reader=visit.reader_of(request), territory=territory)
        types = base.vocabulary.lists["service_types"]
        return "dispositifs", services_file([(one.record, one.at) for one in found], types, form)

    return answered(form, make, "L’annuaire ne peut pas être exporté maintenant.", formats=FORMATS)


def carnet_export(request: Request) -> Response:
    """The booklet of the services of a territory (`lieu`) for a public (`public`)."""
    form = request.path_params["form"]
    if form not in BOOKLETS:
        return not_there("Ce format n’existe pas.")
    territory, public = request.query_params.get("lieu", ""), request.query_params.get("public", "")

    def make(base: KnowledgeBase) -> NamedFile:
        reader = visit.reader_of(request)
        made = carnet(base, reader=reader, today=date.today(), territory=territory, public=public)
        return "carnet", booklet_file(made, form)

    return answered(form, make, "Ce carnet ne peut pas être fait maintenant.", formats=RECORD_FORMATS)


ROUTES = [
    Route("/exporter/dispositifs.{form}", directory_export),
    Route("/exporter/carnet.{form}", carnet_export),
]
