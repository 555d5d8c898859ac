"""/compte/jetons: the tokens of one's own programs, made, listed and revoked. A token is shown once."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.html.escaping import NBSP, day, esc
from kb.readers import Person
from kb.store.accounts.access_tokens import SCOPES, AccessToken
from kb.store.accounts.passwords import AccountRefused
from kb.web.accounts.pages import Field, form, page, typeset
from kb.web.accounts.routes import check_password
from kb.web.forms import BOTH, STALE, Fields, Wrong, address_of, fields_of, hidden_of, in_base, is_ours, shown, tried

PATH: Final = "/compte/jetons"
# How long a token may serve, in days, and how that is said; the first one that is not chosen otherwise.
LASTS: Final = {90: "Trois mois", 30: "Un mois", 365: "Un an"}
LEAD: Final = (
    "Un jeton laisse un autre programme chercher, lire ou écrire en votre nom : jamais plus que ce que vous pouvez. "
    "Ne le donnez qu’à un programme, et révoquez-le dès qu’il ne sert plus."
)
ONCE: Final = "Copiez ce jeton maintenant : il n’est montré qu’une fois."
ENDS: Final = "Changer de mot de passe révoque tous vos jetons."


async def tokens(request: Request) -> Response:
    """GET and POST /compte/jetons."""
    person = visit.person_of(request)
    if person is None:
        return RedirectResponse(f"/connexion?vers={PATH}", 303)
    hidden, fields, made, wrong = hidden_of(request), Fields(), "", Wrong()
    if request.method == "POST":
        fields, address = await fields_of(request), address_of(request)
        made, wrong = await tried(
            lambda base: _change(base, person, fields, address), {} if is_ours(request, fields) else {"": STALE}
        )
        if not wrong and not made:
            return RedirectResponse(PATH, 303)
    account_id = person.account
    mine, asks = await in_base(
        lambda base: (base.accounts.tokens.of_account(account_id), base.accounts.has_password(account_id))
    )
    now = await in_base(lambda base: base.register.now())
    html = _drawn(mine, now, hidden=hidden, typed=fields if wrong else {}, made=made, wrong=wrong, asks=asks)
    return shown(request, html, hidden, 422 if wrong else 200)


def _change(base: KnowledgeBase, person: Person, fields: Fields, address: str) -> str:
    """The token that was made, "" when one was revoked. Raises KbError when neither was."""
    if fields.get("do") == "revoke":
        number = fields.get("number", "")
        base.accounts.tokens.revoke(
            int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0,
            account_id=person.account,
            actor=person.account,
        )
        return ""
    days = fields.get("days", "")
    if not days.isascii() or not days.isdecimal() or int(days[:9]) not in LASTS:
        raise AccountRefused("Choisissez combien de temps ce jeton sert.", "days")
    check_password(base, person, fields, address)
    scopes = [one for one in SCOPES if fields.get(f"scope_{one}")]
    return base.accounts.tokens.make(person.account, fields.get("name", ""), scopes, int(days))


def _drawn(
    mine: Sequence[AccessToken], now: str, *, hidden: Fields, typed: Fields, made: str, wrong: Wrong, asks: bool
) -> str:
    parts = [f'<p class="rp-under">{typeset(LEAD)} <a href="/api">Ce que des programmes peuvent demander</a></p>']
    if made:
        parts.append(
            f'<div class="said" role="status"><p>{typeset(ONCE)}</p><p><code data-rp-secret="1" '
            f'style="overflow-wrap:anywhere">{esc(made)}</code></p></div>'
        )
    parts.append(_making(hidden, typed, wrong, asks))
    if mine:
        parts.append('<section class="two"><h2>Jetons</h2>' + "".join(_one(each, now, hidden) for each in mine))
        parts.append("</section>")
    parts.append('<p class="more"><a href="/compte">Revenir à mon compte</a></p>')
    return page("Mes jetons", "".join(parts))


def _making(hidden: Fields, typed: Fields, wrong: Wrong, asks: bool) -> str:
    chosen = [one for one in SCOPES if typed.get(f"scope_{one}")] or ["lire"]
    boxes = "".join(
        f'<label class="way"><input type="checkbox" name="scope_{one}" value="1"{" checked" if one in chosen else ""}>'
        f"<span>{esc(one)}{NBSP}: {typeset(said)}</span></label>"
        for one, said in SCOPES.items()
    )
    days = "".join(
        f'<label class="way"><input type="radio" name="days" value="{value}"{_checked(typed, value)}>{said}</label>'
        for value, said in LASTS.items()
    )
    more = (
        f"<fieldset><legend>Ce qu’il permet</legend>{boxes}</fieldset>"
        f"<fieldset><legend>Combien de temps il sert</legend>{days}</fieldset>"
    )
    fields = [Field("name", "Nom du jeton", value=typed.get("name", ""), help="Le programme à qui il sert.")]
    if asks:
        fields.append(Field("old", "Mot de passe actuel", "password", complete="current-password", help=ENDS))
    return form(fields, "Faire un jeton", hidden={**hidden, "do": "make"}, wrong=wrong, after=more)


def _checked(typed: Fields, value: int) -> str:
    return " checked" if typed.get("days", str(next(iter(LASTS)))) == str(value) else ""


def _one(one: AccessToken, now: str, hidden: Fields) -> str:
    over = one.expires <= now
    until = f"a expiré le {day(one.expires)}" if over else f"sert jusqu’au {day(one.expires)}"
    used = f"dernière demande le {day(one.used)}" if one.used else "n’a pas encore servi"
    said = f"<b>{esc(one.name)}</b><br>{esc(', '.join(sorted(one.scopes)))}{NBSP}; {until}{NBSP}; {used}"
    revoking = form((), "Révoquer", hidden={**hidden, "do": "revoke", "number": str(one.number)}, kind="")
    return f"<p>{said}</p>{revoking}"


ROUTES: Final = [Route(PATH, tokens, methods=BOTH)]
