"""/api: the HTTP interface for people, drawn from the same description that programs read."""

from collections.abc import Iterator
from typing import Any

from kb.addresses import FILTERS
from kb.html.escaping import NBSP, esc
from kb.programs.description import ABOUT, PROBLEMS
from kb.store.accounts.access_tokens import SCOPES
from kb.web.accounts.pages import page, typeset

STYLE = (
    "<style>.rp-sign{max-width:46rem}.stApp .stHtml .rp-api h2{margin-top:var(--s7)}"
    ".stApp .stHtml .rp-api h3{margin-top:var(--s5)}.stApp .stHtml .rp-api :is(pre,dl,h3+p,h2+p){margin-top:var(--s2)}"
    ".stApp .stHtml .rp-api dt{font-weight:600;margin-top:var(--s3)}"
    ".rp-api code,.rp-api pre{font-size:var(--small);overflow-wrap:anywhere;white-space:pre-wrap}</style>"
)
REFUSED = "Chaque refus est un « problème » (RFC 9457) en JSON ; son code ne change pas."
REPEATED = "Chacun se répète : une de ses valeurs suffit alors."


def api_page(described: dict[str, Any]) -> str:
    """The page. `described` is the OpenAPI document."""
    return page("Pour d’autres programmes", STYLE + "".join(_parts(described)))


def _parts(described: dict[str, Any]) -> Iterator[str]:
    base = described["servers"][0]["url"]
    yield f'<div class="rp-api"><p class="rp-under">{typeset(ABOUT)}</p>'
    yield '<p><a href="/api/v1/openapi.json">Description OpenAPI 3.1</a> · <a href="/compte/jetons">Mes jetons</a></p>'
    yield f"<pre>curl -H 'Authorization: Bearer rpj_…' '{esc(base)}/recherche?q=un+squat+au+rez-de-chauss%C3%A9e'</pre>"
    yield "<h2>Portées d’un jeton</h2><dl>"
    yield from (f"<dt>{esc(one)}</dt><dd>{typeset(said)}</dd>" for one, said in SCOPES.items())
    filters = {
        each["name"]: each for one in _operations(described) for each in one.get("parameters", ()) if _filters(each)
    }
    yield "</dl><h2>Adresses</h2>"
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            yield f"<h3>{typeset(one['summary'])}</h3><p><code>{method.upper()} /api/v1{esc(path)}</code><br>"
            yield f"{typeset(one['description'])}</p>"
            if one.get("parameters"):
                yield "<dl>" + "".join(_parameter(each) for each in one["parameters"] if not _filters(each)) + "</dl>"
                if any(map(_filters, one["parameters"])):
                    yield '<p>Et les <a href="#filtres">filtres</a>.</p>'
    yield f'<h2 id="filtres">Filtres</h2><p>{typeset(REPEATED)}</p><dl>'
    yield "".join(map(_parameter, filters.values())) + "</dl>"
    yield f"<h2>Refus</h2><p>{typeset(REFUSED)}</p><dl>"
    for status, (said, codes) in PROBLEMS.items():
        names = ", ".join(f'<code id="{esc(code)}">{esc(code)}</code>' for code in codes)
        yield f"<dt>{status}</dt><dd>{typeset(said)}{NBSP}: {names}</dd>"
    yield "</dl></div>"


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in described["paths"].values():
        yield from methods.values()


def _filters(one: dict[str, Any]) -> bool:
    """Whether a parameter is one of those that narrow: the same for each address, they are told once."""
    return one["name"] in FILTERS


def _parameter(one: dict[str, Any]) -> str:
    schema = one["schema"]
    values = f" Valeurs : {', '.join(schema['enum'])}." if "enum" in schema else ""
    return f"<dt><code>{esc(one['name'])}</code></dt><dd>{typeset(one['description'] + values)}</dd>"
