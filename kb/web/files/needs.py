"""GET /besoins/matrice and its files: the matrix of a territory and a public, as a page of its own, XLSX, CSV, PDF.

The page is plain HTML: a hundred thousand cells are there at once, without a script.
"""

import datetime
import functools

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import ExportFailed, KbError
from kb.export.booklet.pdf import pdf
from kb.html import matrix as drawing
from kb.html.escaping import count, esc
from kb.html.labels import labels
from kb.needs import export
from kb.needs.matrix import Matrix
from kb.needs.proposing import proposals
from kb.readers import NOBODY
from kb.web.forms import OWN
from kb.web.forms import missing as not_there

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
STYLE = """@font-face{font-family:"Public Sans";font-weight:100 900;
src:url(/app/static/fonts/public-sans-latin-wght-normal.woff2) format("woff2")}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font-family:"Public Sans",sans-serif}
a{color:var(--accent)}
.rp-matrix{overflow:auto;max-height:78vh;border:1px solid var(--line)}
.rp-matrix table{border-collapse:separate;border-spacing:0;table-layout:fixed;width:max-content;font-size:15px}
.rp-matrix td,.rp-matrix thead th{width:2.4rem;height:2.2rem;text-align:center;padding:0;
border:solid var(--line);border-width:0 1px 1px 0}
.rp-matrix th:first-child{width:20rem;position:sticky;left:0;background:var(--surface);text-align:left;
padding:4px 10px;font-weight:400;z-index:1;border:solid var(--line);border-width:0 1px 1px 0;line-height:1.3}
.rp-matrix thead th{position:sticky;top:0;background:var(--surface);z-index:2;height:11rem;vertical-align:bottom}
.rp-matrix thead th:first-child{z-index:3}
.rp-matrix thead div{writing-mode:vertical-rl;transform:rotate(180deg);max-height:10.6rem;overflow:hidden;
white-space:nowrap;text-overflow:ellipsis;padding:4px 0;margin:0 auto;font-weight:400}
.rp-matrix td a{display:block;line-height:2.2rem;color:var(--ink);text-decoration:none}
.rp-matrix td a:hover,.rp-matrix td a:focus{outline:2px solid var(--accent);outline-offset:-2px}
.rp-matrix .gap,.rp-matrix .unmet th:first-child{background:var(--accent-tint)}
.rp-matrix .unmet th:first-child{border-left:4px solid var(--accent)}
.rp-matrix .saturated,.rp-matrix .inaccessible{background:var(--notice)}.rp-matrix .saturated a,
.rp-matrix .inaccessible a{color:var(--notice-ink)}
.rp-matrix .proposed a{color:var(--ink-soft);font-style:italic;border:1px dashed var(--line)}
.rp-legend{display:flex;flex-wrap:wrap;gap:4px 20px;font-size:15px;margin:12px 0}
@media(max-width:760px){.rp-matrix th:first-child{width:11rem}}"""


def page(request: Request) -> Response:
    """The matrix, whole."""
    territory, public = (request.query_params.get(name, "") for name in ("territoire", "public"))
    try:
        with visit.open_base() as base:
            found = _found(base, request)
            reader = visit.reader_of(request)
            proposed = proposals(found, functools.partial(base.related.likeness, reader=reader))
            named = [base.territory_name(territory)] if territory else []
            named += [base.label("publics", public)] if public else []
    except KbError as error:
        return not_there(str(error))
    files = " ".join(
        f'<a class="rp-button small" href="/besoins/matrice.{form}{esc(drawing.filters(territory, public))}">'
        f"{form.upper()}</a>"
        for form in MEDIA
    )
    about = f" · {esc(', '.join(named))}" if named else ""
    html = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        "<title>Matrice des besoins · Récits partagés</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/app/static/style.css"><style>{STYLE}</style></head><body class="stApp">'
        '<main class="rp-page" style="max-width:none"><p class="rp-crumb"><a href="/besoins">Besoins et manques</a></p>'
        f"<h1>Besoins en regard des dispositifs{about}</h1>"
        f"<p>{count(len(found.needs), 'besoin')}, {count(len(found.services), 'dispositif')}, "
        f"{count(len(found.gaps), 'manque')}. {files}</p>{drawing.legend()}"
        f"{drawing.table(found, proposed)}</main></body></html>"
    )
    return HTMLResponse(html, headers=OWN)


def _found(base: KnowledgeBase, request: Request) -> Matrix:
    reader = visit.reader_of(request)
    if reader == NOBODY:
        raise KbError("Connectez-vous pour lire les besoins de cette base.")
    records = base.summaries({}, reader=reader)
    chosen = {
        name: request.query_params.get(of, "") for name, of in (("territory", "territoire"), ("public", "public"))
    }
    return base.needs.matrix(reader, records, **chosen)


def file(request: Request) -> Response:
    """The matrix in the format of the address."""
    form = request.path_params["form"]
    if form not in MEDIA:
        return not_there("Ce format n’existe pas.")
    today = datetime.date.today().isoformat()
    try:
        with visit.open_base() as base:
            content = _content(base, request, form, today)
    except ExportFailed as error:
        return PlainTextResponse(str(error), 503)
    except KbError as error:
        return not_there(str(error))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="besoins-{today}.{form}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=MEDIA[form], headers=headers)


def _content(base: KnowledgeBase, request: Request, form: str, today: str) -> bytes:
    found = _found(base, request)
    records = base.summaries({}, reader=visit.reader_of(request))
    names = {**base.people.names(), **{one.id: one.title for one in records}}
    if form == "csv":
        return export.csv_file(found, names)
    if form == "xlsx":
        return export.xlsx_file(found, names)
    stories = {one.id: one.summary for one in records}
    made = export.booklet(
        found, names, stories, title="Besoins en regard des dispositifs", today=today, label=labels(base)
    )
    return pdf(made)


ROUTES = [Route("/besoins/matrice", page), Route("/besoins/matrice.{form}", file)]
