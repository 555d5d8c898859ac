"""HTTP routes of what a facilitator prints and puts in a calendar."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError
from kb.export.booklet.pdf import pdf
from kb.web.files.exports import as_file
from kb.web.forms import missing


def sitting_booklet(request: Request) -> Response:
    """The booklet of a sitting as PDF; 404 for whoever does not facilitate it."""
    number = request.path_params["number"]
    try:
        with visit.open_base() as base:
            made = base.workshops.booklet.booklet(visit.person_of(request), number)
        return as_file(pdf(made), f"livret-{number}.pdf", "application/pdf")
    except KbError as error:
        return missing(str(error))


def sitting_calendar(request: Request) -> Response:
    """The calendar file of a sitting; 404 for whoever does not facilitate it, or without a date."""
    number = request.path_params["number"]
    try:
        with visit.open_base() as base:
            made = base.workshops.calendar.calendar(visit.person_of(request), number)
        return as_file(made, f"seance-{number}.ics", "text/calendar")
    except KbError as error:
        return missing(str(error))


ROUTES = [
    Route("/exporter/atelier/{number:int}/livret.pdf", sitting_booklet),
    Route("/exporter/atelier/{number:int}/seance.ics", sitting_calendar),
]
