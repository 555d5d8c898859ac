"""The pages of signing in, as plain HTML: they work without JavaScript, and on any telephone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from kb.html.escaping import NBSP, NNBSP, esc
from kb.store.accounts.accounts import Account

STYLE = """@font-face{font-family:"Public Sans";font-weight:100 900;
src:url(/app/static/fonts/public-sans-latin-wght-normal.woff2) format("woff2")}
body{margin:0;background:var(--ground)}
.rp-sign{max-width:27rem;margin:0 auto;padding:var(--s7) var(--s4)}
.rp-sign form{display:grid;gap:var(--s4);margin-top:var(--s5)}
.rp-sign label{display:grid;gap:var(--s1);font-weight:600}
.rp-sign label small{font-weight:400;color:var(--ink-soft);font-size:var(--small)}
.rp-sign input{font:inherit;font-weight:400;color:var(--ink);background:var(--surface);
border:1px solid var(--line-strong);border-radius:var(--radius);min-height:48px;padding:8px 12px;width:100%}
.rp-sign textarea{font:inherit;font-weight:400;color:var(--ink);background:var(--surface);
border:1px solid var(--line-strong);border-radius:var(--radius);padding:8px 12px;width:100%}
.rp-sign fieldset{border:0;margin:0;padding:0;display:grid;gap:var(--s2)}
.rp-sign legend{font-weight:600;padding:0 0 var(--s1)}
.rp-sign label.way{display:flex;align-items:center;gap:var(--s2);font-weight:400;min-height:32px}
.rp-sign label.way input{flex:none;width:20px;min-height:20px;accent-color:var(--accent)}
.rp-sign input[aria-invalid]{border-color:var(--notice-ink);border-width:2px}
.rp-sign form .rp-button{width:100%}
.rp-sign .show{justify-self:start;font-weight:400;font-size:var(--small);min-height:36px}
.rp-sign .two{margin-top:var(--s6);padding-top:var(--s5);border-top:1px solid var(--line)}
.rp-sign .said{background:var(--accent-tint);color:var(--ink);padding:var(--s3) var(--s4);
border-radius:var(--radius);margin-top:var(--s4)}
.rp-sign .wrong{display:block;color:var(--notice-ink);background:var(--notice);font-weight:400;font-size:var(--small);
padding:var(--s2) var(--s3);border-radius:var(--radius)}
.rp-sign .error{background:var(--notice);color:var(--notice-ink);padding:var(--s3) var(--s4);
border-radius:var(--radius);margin-top:var(--s4)}
.rp-sign .more a{display:inline-block;padding:4px 0}
.rp-sign .more{margin-top:var(--s5);color:var(--ink-soft);font-size:var(--small)}"""
BACK = '<a href="/">Revenir à la recherche</a>'


@dataclass(frozen=True, slots=True)
class Ways:
    """How one may sign in beside a password: through a directory, by a letter, and where to go then."""

    directory: bool = False
    mail: bool = False
    target: str = "/"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the page of one's own account shows; `typed` is what was refused, to be corrected where it stands."""

    account: Account
    has_password: bool
    mail: bool
    typed: Mapping[str, str]


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
        f'<link rel="stylesheet" href="/app/static/style.css"><style>{STYLE}</style>'
        '<script defer src="/app/static/signing.js"></script></head>'
        '<body class="stApp"><div class="stHtml"><header class="rp-top"><div>'
        '<a class="brand" href="/">Récits partagés</a></div></header>'
        f'<main class="rp-sign"><h1>{esc(title)}</h1>{body}</main></div></body></html>'
    )


def typeset(text: str) -> str:
    """A message with the no-break spaces of French, as HTML."""
    text = re.sub(r" ([;!?])", rf"{NNBSP}\1", text)
    text = re.sub(r"« | »| :", lambda found: found[0].replace(" ", NBSP), text)
    return esc(text)


def form(
    fields: Sequence[Field],
    button: str,
    *,
    hidden: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    kind: str = "primary",
    before: str = "",
    after: str = "",
) -> str:
    """A form that posts to its own address; `wrong` tells what is wrong of a field, "" of the whole.

    `before` and `after` are HTML around its fields.
    """
    wrong = wrong or {}
    known = {one.name for one in fields}
    whole = [said for name, said in wrong.items() if name not in known]
    said = "".join(f'<p class="error" role="alert" id="erreur">{typeset(one)}</p>' for one in whole)
    inputs = "".join(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">' for name, value in hidden.items())
    shown = "".join(_field(one, wrong.get(one.name, ""), bool(whole)) for one in fields)
    return (
        f'{said}<form method="post">{inputs}{before}{shown}{after}'
        f'<button class="rp-button {kind}" type="submit">{esc(button)}</button></form>'
    )


def _field(one: Field, wrong: str, failed: bool) -> str:
    about = f"<small>{esc(one.help)}</small>" if one.help else ""
    required = " required" if one.required else ""
    invalid, said = ' aria-describedby="erreur"' if failed else "", ""
    if wrong:
        invalid = f' aria-invalid="true" aria-describedby="erreur-{one.name}"'
        said = f'<span class="wrong" role="alert" id="erreur-{one.name}">{typeset(wrong)}</span>'
    return (
        f'<label>{esc(one.label)}{about}<input name="{one.name}" type="{one.kind}" value="{esc(one.value)}" '
        f'autocomplete="{one.complete}" maxlength="300"{required}{invalid}>{said}</label>'
    )


def sign_in(ways: Ways, *, hidden: Mapping[str, str], login: str = "", error: str = "") -> str:
    """The page that asks who comes."""
    fields = (
        Field("login", "Adresse ou identifiant", value=login, complete="username"),
        Field("password", "Mot de passe", "password", complete="current-password"),
    )
    elsewhere = (
        f'<p class="two"><a class="rp-button wide" href="/connexion/annuaire?vers={quote(ways.target, safe="")}">'
        "Passer par le compte de ma structure</a></p>"
        if ways.directory
        else ""
    )
    lost = (
        f'<a href="/oubli">Mot de passe oublié{NNBSP}?</a>'
        if ways.mail
        else f'Mot de passe oublié{NNBSP}? <a href="/ecrire?pour=contact">Demandez un lien à l’administrateur</a>'
    )
    none = f'Pas de compte{NNBSP}? <a href="/ecrire?pour=account">En demander un</a>'
    more = f'<p class="more">{lost}<br>{none}<br>{BACK}</p>'
    shown = form(fields, "Se connecter", hidden=hidden, wrong={"": error} if error else {})
    return page("Se connecter", shown + elsewhere + more)


def new_account(
    title: str,
    lead: str,
    *,
    hidden: Mapping[str, str],
    given: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
) -> str:
    """The page of an invitation."""
    fields = (
        Field("name", "Nom montré aux autres", value=given.get("name", ""), complete="name",
              help="Votre prénom et votre fonction suffisent."),
        Field("login", "Adresse électronique ou identifiant", value=given.get("login", ""), complete="username"),
        password_field("Mot de passe"),
    )  # fmt: skip
    shown = form(fields, "Créer mon compte", hidden=hidden, wrong=wrong)
    return page(title, f'<p class="rp-under">{typeset(lead)}</p>{shown}')


def password_field(label: str) -> Field:
    """A new password."""
    return Field(
        "password", label, "password", complete="new-password",
        help=f"Au moins 12{NBSP}caractères. Une petite phrase se retient mieux qu’un mot compliqué.",
    )  # fmt: skip


def new_password(*, hidden: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    """The page of a reset link."""
    fields = (password_field("Nouveau mot de passe"),)
    return page("Choisir un nouveau mot de passe", form(fields, "Enregistrer", hidden=hidden, wrong=wrong))


def forgotten(title: str, *, hidden: Mapping[str, str], error: str = "") -> str:
    """The page that asks where to send a reset link."""
    fields = (Field("login", "Adresse ou identifiant de votre compte", complete="username"),)
    shown = form(fields, "Recevoir un lien", hidden=hidden, wrong={"": error} if error else {})
    lead = "Vous recevrez par courrier électronique un lien pour choisir un nouveau mot de passe. Il sert une heure."
    return page(title, f'<p class="rp-under">{lead}</p>{shown}<p class="more">{BACK}</p>')


def confirmation(title: str, email: str, *, hidden: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    """The page of a link that confirms an address."""
    lead = f"Votre compte recevra ses lettres à {email}."
    shown = form((), "Confirmer cette adresse", hidden=hidden, wrong=wrong)
    return page(title, f'<p class="rp-under">{typeset(lead)}</p>{shown}')


def profile(mine: Profile, *, hidden: Mapping[str, str], said: str = "", wrong: Mapping[str, str] | None = None) -> str:
    """The page of one's own account."""
    one, where = mine.account, mine.typed.get("do", "")

    def asking(do: str, fields: Sequence[Field], button: str, kind: str = "") -> str:
        typed = mine.typed if where == do else {}
        again = [
            replace(field, value=typed.get(field.name, field.value)) if field.kind != "password" else field
            for field in fields
        ]
        return form(again, button, hidden={**hidden, "do": do}, wrong=wrong if where == do else {}, kind=kind)

    about = (
        Field("name", "Nom montré aux autres", value=one.name, complete="name"),
        Field("trade", "Métier ou fonction", value=one.trade, complete="organization-title", required=False),
        Field("organisation", "Structure", value=one.organisation, complete="organization", required=False),
    )
    old = Field("old", "Mot de passe actuel", "password", complete="current-password")
    email = Field("email", "Nouvelle adresse", "email", complete="email", help="Un lien y sera envoyé pour confirmer.")
    devices = f"Un téléphone perdu, un poste partagé{NBSP}: fermez toutes vos sessions."
    parts = [
        f'<p class="rp-under">Vous vous connectez avec {esc(one.login)}.</p>',
        f'<p class="said" role="status">{typeset(said)}</p>' if said else "",
        asking("profile", about, "Enregistrer", "primary"),
        _section(
            "Adresse électronique",
            _address(mine) + asking("email", [email, old] if mine.has_password else [email], "Envoyer le lien")
            if mine.mail
            else _address(mine),
        ),
        _section("Mot de passe", asking("password", (old, password_field("Nouveau mot de passe")), "Changer"))
        if mine.has_password
        else "",
        _section(
            "Appareils", f'<p class="rp-under">{devices}</p>' + asking("everywhere", (), "Me déconnecter partout")
        ),
        _section(
            "Autres programmes",
            '<p class="rp-under">Un jeton laisse un programme chercher, lire ou écrire en votre nom.</p>'
            '<p class="rp-under"><a class="rp-button wide" href="/compte/jetons">Mes jetons</a></p>',
        ),
        f'<p class="more">{BACK}</p>',
    ]
    return page("Mon compte", "".join(parts))


def _section(title: str, body: str) -> str:
    return f'<section class="two"><h2>{esc(title)}</h2>{body}</section>'


def _address(mine: Profile) -> str:
    if mine.account.email:
        said = f"{mine.account.email} sert à retrouver l’accès à votre compte. Elle n’est montrée à personne."
    elif mine.mail:
        said = "Donnez une adresse pour retrouver l’accès à votre compte. Elle ne sera montrée à personne."
    else:
        said = "Aucune adresse. L’administrateur peut en inscrire une."
    return f'<p class="rp-under">{typeset(said)}</p>'


def told(title: str, said: str, *, again: bool = False) -> str:
    """A page that says one thing; `again`: signing in is worth another try."""
    back = '<a href="/connexion">Revenir à la connexion</a>' if again else BACK
    return page(title, f'<p class="rp-under">{typeset(said)}</p><p class="more">{back}</p>')
