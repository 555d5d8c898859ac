"""GET /glossaire/exporter.{form}: the glossary in SKOS, for other thesauri."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError
from kb.glossary.exchange import thesaurus_of
from kb.glossary.skos_write import EXPORTS, skos_file
from kb.readers import NOBODY
from kb.web.forms import missing as not_there


def export(request: Request) -> Response:
    """The file in the format of the address; 404 for another one, or for whoever may not read the glossary."""
    form = request.path_params["form"]
    reader = visit.reader_of(request)
    if form not in EXPORTS or reader == NOBODY:
        return not_there("Ce format n’existe pas, ou le glossaire n’est pas ouvert à la lecture.")
    try:
        with visit.open_base() as base:
            found = thesaurus_of(base.language.terms(reader=reader))
            content = skos_file(found, form, base.vocabulary.lists["trades"])
    except KbError as error:
        return not_there(str(error))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="glossaire.{form}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=EXPORTS[form][1], headers=headers)


ROUTES = [Route("/glossaire/exporter.{form}", export)]
