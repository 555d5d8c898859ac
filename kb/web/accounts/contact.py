"""Route of whoever has no account: to ask for one, or to write to whoever runs the base."""

from collections.abc import Mapping
from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.html.escaping import NBSP, esc
from kb.store.drafts.requests import Request as AccountRequest
from kb.web.accounts import pages
from kb.web.accounts.mail import write_request
from kb.web.environment import Environment
from kb.web.forms import BOTH, OWN, STALE, address_of, fields_of, hidden_of, in_base, is_ours, shown

TITLE = "Écrire à qui tient ce site"
WAYS = {"account": "Demander un compte", "contact": "Autre chose"}
LEAD = "Seules les personnes qui administrent la base lisent ce message. Il est effacé une fois traité."
ABOUT = f"Pour un compte{NBSP}: ce que vous aimeriez lire ou écrire. Ne nommez personne que vous accompagnez."
SENT = "C’est reçu. La personne qui tient ce site vous répondra à l’adresse que vous avez donnée."


async def contact(environment: Environment, request: Request) -> Response:
    """GET and POST /ecrire."""
    hidden = hidden_of(request)
    sort = request.query_params.get("pour", "")
    if request.method == "GET":
        return shown(request, _page(hidden=hidden, given={"sort": sort}), hidden)
    fields = await fields_of(request)
    if not is_ours(request, fields):
        return shown(request, _page(hidden=hidden, given=fields, wrong={"": STALE}), hidden, 403)
    line = address_of(request)

    def keep(base: KnowledgeBase) -> int:
        given = [fields.get(name, "") for name in ("sort", "name", "address", "organisation", "text")]
        return base.administration.requests.ask(AccountRequest(0, "", *given), address=line)

    try:
        await in_base(keep)
    except KbError as error:
        wrong = {getattr(error, "field", ""): str(error)}
        return shown(request, _page(hidden=hidden, given=fields, wrong=wrong), hidden, 422)
    return HTMLResponse(pages.told(TITLE, SENT), headers=OWN, background=BackgroundTask(write_request, environment))


def _page(*, hidden: Mapping[str, str], given: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    """The page where somebody without account asks for one, or writes."""
    wrong = dict(wrong or {})
    asked, text_wrong = given.get("sort") or "account", wrong.pop("text", "")
    ways = "".join(
        f'<label class="way"><input type="radio" name="sort" value="{code}"{" checked" if code == asked else ""}>'
        f"{said}</label>"
        for code, said in WAYS.items()
    )
    fields = (
        pages.Field("name", "Votre nom", value=given.get("name", ""), complete="name"),
        pages.Field(
            "address", "Adresse électronique, pour vous répondre", "email", given.get("address", ""), complete="email"
        ),
        pages.Field(
            "organisation", "Structure et fonction", value=given.get("organisation", ""), complete="organization",
            required=False,
        ),
    )  # fmt: skip
    said = f'<span class="wrong" role="alert" id="erreur-text">{pages.typeset(text_wrong)}</span>' if text_wrong else ""
    invalid = ' aria-invalid="true" aria-describedby="erreur-text"' if text_wrong else ""
    area = (
        f'<label>Votre message<small>{ABOUT}</small><textarea name="text" rows="6" maxlength="5000"{invalid}>'
        f"{esc(given.get('text', ''))}</textarea>{said}</label>"
    )
    before = f"<fieldset><legend>Vous écrivez pour</legend>{ways}</fieldset>"
    shown = pages.form(fields, "Envoyer", hidden=hidden, wrong=wrong, before=before, after=area)
    return pages.page(TITLE, f'<p class="rp-under">{LEAD}</p>{shown}<p class="more">{pages.BACK}</p>')


def routes(environment: Environment) -> list[Route]:
    """The route of whoever writes."""
    return [Route("/ecrire", partial(contact, environment), methods=BOTH)]
