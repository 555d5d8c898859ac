"""The live pages of a workshop as plain HTML, which scripts fill: joining, the telephone, the room, the remote."""

import functools
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import segno

from kb.html.escaping import esc
from kb.web.accounts.pages import Field, form, page, typeset

STATIC: Final = Path(__file__).resolve().parents[3] / "static"
SIZES: Final = '<button type="button" id="dark">Sombre</button>'


def policy(host: str) -> str:
    """The Content-Security-Policy of the live pages: own scripts, own sockets, nothing else."""
    sockets = f" ws://{host} wss://{host}" if host else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{sockets}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@functools.cache
def version() -> str:
    """Changes with any script or style of the live pages, so that no telephone keeps an older one."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.glob("workshop*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _whole(title: str, body: str, script: str, *, sort: str) -> str:
    scripts = "".join(
        f'<script defer src="/app/static/{name}?v={version()}"></script>' for name in ("workshop_common.js", script)
    )
    return (
        f'<!doctype html><html lang="fr" class="{sort}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{esc(title)} · Récits partagés</title>"
        '<link rel="icon" type="image/svg+xml" href="/app/static/favicon.svg">'
        f'<link rel="stylesheet" href="/app/static/workshop.css?v={version()}">{scripts}</head><body>{body}'
        "<noscript>Cette page a besoin de JavaScript. Activez-le, ou demandez à l’animateur d’écrire pour vous."
        "</noscript></body></html>"
    )


def ask_code(*, hidden: Mapping[str, str], typed: str = "", error: str = "") -> str:
    """Where a code is typed."""
    fields = (Field("code", "Le code de la séance", value=typed, help="Six signes, sur l’écran de la salle."),)
    wrong = {"code": error} if error else {}
    body = "<p>Sans compte, et sans dire votre nom.</p>" + form(fields, "Entrer", hidden=hidden, wrong=wrong)
    return page("Rejoindre un atelier", body)


def choose_group(
    title: str, theme: str, groups: tuple[str, ...], purge: str, *, hidden: Mapping[str, str], error: str = ""
) -> str:
    """Where somebody who has the code takes a place in a group."""
    inputs = "".join(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">' for name, value in hidden.items())
    buttons = "".join(
        f'<button class="rp-button primary" type="submit" name="group" value="{at}">{esc(one)}</button>'
        for at, one in enumerate(groups)
    )
    said = f'<p class="error" role="alert">{typeset(error)}</p>' if error else ""
    told = (
        "Vous recevez une place, sans nom, qui ne vaut que pour cette séance. Rien n’est gardé de votre téléphone. "
        f"Ce qui ne sera pas retenu sera effacé le {purge}."
    )
    body = (
        f"<p><b>{esc(title)}</b><br>{esc(theme)}</p><p>{typeset(told)}</p>{said}"
        f'<form method="post">{inputs}<p>Dans quel groupe êtes-vous\u202f?</p>{buttons}</form>'
    )
    return page("Prendre une place", body)


def phone(sitting: int, title: str) -> str:
    """The page of a telephone."""
    body = (
        f'<main id="atelier" data-sitting="{sitting}"><header class="bar"><span id="state">Connexion…</span>'
        '<span id="timer" class="time" role="timer"></span></header>'
        f'<p class="label">{esc(title)}</p><h1 id="step">Atelier</h1><p id="where" class="label"></p>'
        '<p id="said" role="status" aria-live="polite" class="said"></p>'
        '<section id="form" aria-label="Écrire"></section>'
        '<section id="list" aria-label="Ce qui est là"></section></main>'
    )
    return _whole(title, body, "workshop.js", sort="phone")


def room(address: str, title: str, join: str, qr: str) -> str:
    """The page of the room's screen; `join` is the address that people type, `qr` the same as SVG."""
    body = (
        f'<div id="salle" data-address="{esc(address)}" data-join="{esc(join)}"><header><div><p id="theme"></p>'
        f'<h1 id="step">{esc(title)}</h1></div><span id="timer" class="time" role="timer"></span>{SIZES}</header>'
        f'<main id="main" tabindex="0" aria-label="Écran de la salle"></main><div id="corner"></div>'
        f'<p id="state" role="status"></p><template id="qr">{qr}</template></div>'
    )
    return _whole(title, body, "workshop_room.js", sort="room")


def remote(number: int, title: str, screen: str, workshop: int) -> str:
    """The page of the facilitator's remote."""
    body = (
        f'<main id="remote" data-address="/atelier/telecommande/{number}"><p class="label">'
        f'<a href="/ateliers?n={workshop}">Préparation</a> · '
        f'<a href="{esc(screen)}" target="_blank">Écran de la salle</a>'
        f'</p><h1>Télécommande</h1><p class="label"><span id="theme">{esc(title)}</span> · code <b id="code"></b></p>'
        '<p id="said" role="status" aria-live="polite" class="said"></p>'
        '<section id="steps"></section><section id="act"></section><section id="queue"></section>'
        '<section id="paper"></section><section id="places"></section></main>'
    )
    return _whole(f"Télécommande, {title}", body, "workshop_remote.js", sort="phone remote")


def told(title: str, said: str, *, link: tuple[str, str] = ("/rejoindre", "Entrer un code")) -> str:
    """A page that says one thing."""
    return page(title, f'<p class="said">{typeset(said)}</p><p><a href="{esc(link[0])}">{esc(link[1])}</a></p>')


def qr_svg(address: str) -> str:
    """The QR of an address as inline SVG, dark on light in both themes: cameras want it so."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=1, border=4, dark="#231F20", light="#FFFFFF", omitsize=True,
        title="Code à photographier pour rejoindre l’atelier",
    )  # fmt: skip
    return out.getvalue().decode("utf-8")
