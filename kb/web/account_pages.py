"""The pages of signing in, as plain HTML: they work without JavaScript, and on any telephone."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.views.french import NBSP, NNBSP, esc

STYLE = """@font-face{font-family:"Public Sans";font-weight:100 900;
src:url(/app/static/fonts/public-sans-latin-wght-normal.woff2) format("woff2")}
body{margin:0;background:var(--ground)}
.rp-sign{max-width:27rem;margin:0 auto;padding:var(--s7) var(--s4)}
.rp-sign form{display:grid;gap:var(--s4);margin-top:var(--s5)}
.rp-sign label{display:grid;gap:var(--s1);font-weight:600}
.rp-sign label small{font-weight:400;color:var(--ink-soft);font-size:var(--small)}
.rp-sign input{font:inherit;font-weight:400;color:var(--ink);background:var(--surface);
border:1px solid var(--line-strong);border-radius:var(--radius);min-height:48px;padding:8px 12px;width:100%}
.rp-sign .error{background:var(--notice);color:var(--notice-ink);padding:var(--s3) var(--s4);
border-radius:var(--radius);margin-top:var(--s4)}
.rp-sign .more{margin-top:var(--s5);color:var(--ink-soft);font-size:var(--small)}"""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    help: str = ""
    complete: str = "off"
    required: bool = True


def page(title: str, body: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(title)} · Récits partagés</title>"
        '<link rel="icon" type="image/svg+xml" href="/app/static/favicon.svg">'
        f'<link rel="stylesheet" href="/app/static/style.css"><style>{STYLE}</style></head>'
        '<body class="stApp"><div class="stHtml"><header class="rp-top"><div>'
        '<a class="brand" href="/">Récits partagés</a></div></header>'
        f'<main class="rp-sign"><h1>{esc(title)}</h1>{body}</main></div></body></html>'
    )


def form(fields: Sequence[Field], button: str, *, hidden: dict[str, str], error: str = "", lead: str = "") -> str:
    """A form that posts to its own address."""
    said = f'<p class="error" role="alert" id="erreur">{esc(error)}</p>' if error else ""
    inputs = "".join(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">' for name, value in hidden.items())
    shown = "".join(_field(one, bool(error)) for one in fields)
    return (
        f'{f"<p class=rp-under>{esc(lead)}</p>" if lead else ""}{said}<form method="post">{inputs}{shown}'
        f'<button class="rp-button primary" type="submit">{esc(button)}</button></form>'
    )


def _field(one: Field, failed: bool) -> str:
    about = f"<small>{esc(one.help)}</small>" if one.help else ""
    required = " required" if one.required else ""
    invalid = ' aria-describedby="erreur"' if failed else ""
    return (
        f'<label>{esc(one.label)}{about}<input name="{one.name}" type="{one.kind}" value="{esc(one.value)}" '
        f'autocomplete="{one.complete}" maxlength="300"{required}{invalid}></label>'
    )


def sign_in(*, hidden: dict[str, str], login: str = "", error: str = "") -> str:
    """The page that asks who comes."""
    fields = (
        Field("login", "Adresse ou identifiant", value=login, complete="username"),
        Field("password", "Mot de passe", "password", complete="current-password"),
    )
    more = (
        f'<p class="more">Mot de passe oublié{NNBSP}? Demandez un lien à l’administrateur de la base. '
        f'Pas de compte{NNBSP}? Il vous en invitera. <a href="/">Revenir à la recherche</a></p>'
    )
    return page("Se connecter", form(fields, "Se connecter", hidden=hidden, error=error) + more)


def new_account(title: str, lead: str, *, hidden: dict[str, str], given: dict[str, str], error: str = "") -> str:
    """The page of an invitation."""
    fields = (
        Field("name", "Nom montré aux autres", value=given.get("name", ""), complete="name",
              help="Votre prénom et votre fonction suffisent."),
        Field("login", "Adresse électronique ou identifiant", value=given.get("login", ""), complete="username"),
        password_field("Mot de passe"),
    )  # fmt: skip
    return page(title, form(fields, "Créer mon compte", hidden=hidden, error=error, lead=lead))


def password_field(label: str) -> Field:
    """A new password."""
    return Field(
        "password", label, "password", complete="new-password",
        help=f"Au moins 12{NBSP}caractères. Une petite phrase se retient mieux qu’un mot compliqué.",
    )  # fmt: skip


def new_password(*, hidden: dict[str, str], error: str = "") -> str:
    """The page of a reset link."""
    return page(
        "Choisir un nouveau mot de passe",
        form((password_field("Nouveau mot de passe"),), "Enregistrer", hidden=hidden, error=error),
    )


def profile(name: str, trade: str, organisation: str, *, hidden: dict[str, str], said: str = "") -> str:
    """The page of one's own account."""
    about = (
        Field("name", "Nom montré aux autres", value=name, complete="name"),
        Field("trade", "Métier ou fonction", value=trade, required=False),
        Field("organisation", "Structure", value=organisation, complete="organization", required=False),
    )
    secret = (
        Field("old", "Mot de passe actuel", "password", complete="current-password"),
        password_field("Nouveau mot de passe"),
    )
    everywhere = "".join(
        f'<input type="hidden" name="{esc(k)}" value="{esc(v)}">' for k, v in {**hidden, "do": "everywhere"}.items()
    )
    return page(
        "Mon compte",
        form(about, "Enregistrer", hidden={**hidden, "do": "profile"}, error=said)
        + f'<h2 style="margin-top:2rem">Mot de passe</h2>{form(secret, "Changer", hidden={**hidden, "do": "password"})}'
        + f'<form method="post">{everywhere}<button class="rp-button" type="submit">Me déconnecter partout</button>'
        '</form><p class="more"><a href="/">Revenir à la recherche</a></p>',
    )


def told(title: str, said: str) -> str:
    """A page that says one thing."""
    return page(title, f'<p class="rp-under">{esc(said)}</p><p class="more"><a href="/">Revenir à la recherche</a></p>')
