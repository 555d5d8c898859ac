"""What surrounds each page: the header with its navigation, and the footer."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from kb.html.escaping import NBSP, esc
from kb.readers import Person
from kb.wiki.rights import ANYTHING, allows

# (address, name, what one has to be allowed; everybody sees it when there is none): only what exists stands here.
PAGES = (
    ("/", "Rechercher", ""),
    ("/explorer", "Explorer", ""),
    ("/dispositifs", "Dispositifs", ""),
    ("/contribuer", "Contribuer", ""),
    ("/signaler", "Signaler", "report_signal"),
    ("/veille", "Veille", "see_watch"),
    ("/dossiers", "Dossiers", "collect"),
    ("/besoins", "Besoins", ""),
    ("/ateliers", "Ateliers", "collect"),
    ("/glossaire", "Glossaire", ""),
    ("/relire", "Relire", "queue"),
    ("/administration", "Administration", "administer"),
)


def header(
    current: str,
    person: Person | None = None,
    csrf: str = "",
    notices: int = 0,
    waiting: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The header; `current` is the address of the page shown, or of the page it belongs to.

    `waiting`: how many texts wait on a page, by its address.
    """
    served = [one for one in PAGES if not one[2] or allows(one[2], person, ANYTHING)]
    links = "".join(
        f'<a href="{esc(address)}"{" aria-current=" + chr(34) + "page" + chr(34) if address == current else ""}>'
        f"{esc(name)}{_counted(waiting.get(address, 0))}</a>"
        for address, name, _ in served
    )
    return (
        '<header class="rp-top"><div>'
        '<details class="burger"><summary><span class="rp-hidden">Menu</span></summary>'
        f'<nav aria-label="Navigation">{links}{_folded(person, csrf, notices)}</nav></details>'
        '<a class="brand" href="/">Récits partagés</a>'
        f'<nav class="wide" aria-label="Navigation principale">{links}</nav>'
        '<p class="rp-sizes"><span class="rp-hidden">Taille du texte</span>'
        '<button type="button" data-rp-size="-1" aria-label="Texte plus petit">A−</button>'
        '<button type="button" data-rp-size="1" aria-label="Texte plus grand">A+</button></p>'
        f"{_account(person, csrf, notices)}</div></header>"
    )


def _counted(number: int) -> str:
    """How many texts or messages wait on a page of the navigation, "" for none."""
    hidden = '<span class="rp-hidden"> en attente</span>'
    return f' <span class="rp-tag rp-fresh">{number}{hidden}</span>' if number else ""


def _folded(person: Person | None, csrf: str, notices: int) -> str:
    """The same in the menu of a telephone, where the header has no room for it."""
    if person is None:
        return '<a href="/connexion">Se connecter</a>'
    own = f'<a href="/nouvelles">Ce qui me concerne{_fresh(notices)}</a><a href="/compte">Mon compte</a>'
    return own + _sign_out(csrf)


def _fresh(notices: int) -> str:
    """The number of news that wait, empty for none."""
    hidden = f'<span class="rp-hidden"> {"nouvelle" if notices == 1 else "nouvelles"}</span>'
    return f' <span class="rp-tag rp-fresh">{notices}{hidden}</span>' if notices else ""


def _account(person: Person | None, csrf: str, notices: int) -> str:
    """Who is signed in, or where to sign in."""
    if person is None:
        return '<a class="rp-button small" href="/connexion">Se connecter</a>'
    named = esc(person.name) + _fresh(notices)
    return (
        f'<details class="rp-account"><summary class="rp-button small">{named}</summary><div>'
        '<a href="/nouvelles">Ce qui me concerne</a><a href="/compte">Mon compte</a>'
        f"{_sign_out(csrf)}</div></details>"
    )


def _sign_out(csrf: str) -> str:
    return (
        f'<form method="post" action="/deconnexion"><input type="hidden" name="csrf" value="{esc(csrf)}">'
        '<button type="submit" class="rp-link">Se déconnecter</button></form>'
    )


def footer(*, demonstration: bool, pages: Sequence[tuple[str, str]] = (), record_id: str = "") -> str:
    """The footer: says when the stories are fictitious, leads to the base and to its `pages` (name, title).

    `record_id` is that of the record being read, "" elsewhere: who recognises somebody in it has no number to copy.
    """
    read = f"?id={quote(record_id)}" if record_id else ""
    written = "".join(f'<a href="/base#rp-{esc(name)}">{esc(title)}</a>' for name, title in pages)
    said = f"<span>Base de démonstration{NBSP}: tous les récits sont fictifs.</span>" if demonstration else ""
    start = '<a href="/base#rp-commencer">Commencer une base vide</a>' if demonstration else ""
    return (
        f'<footer class="rp-footer"><div>{said}{start}<a href="/aide?page=a-quoi-sert">À quoi sert ce site</a>'
        '<a href="/aide">Aide</a><a href="/aide?page=accessibilite">Accessibilité : non auditée</a>'
        '<a href="/base">La base</a>'
        '<a href="/changements">Changements récents</a>'
        f'<a href="/reconnaitre{read}">Je me reconnais dans un récit</a>'
        f'<a href="/ecrire">Écrire à qui tient ce site</a>{written}'
        f"{_theme()}</div></footer>"
    )


def _theme() -> str:
    """The switch of the theme: static/reading.js says which one stands."""
    names = {"light": "Clair", "dark": "Sombre", "auto": "Auto"}
    buttons = "".join(
        f'<button type="button" class="rp-link" data-rp-theme="{code}" aria-pressed="false">{name}</button>'
        for code, name in names.items()
    )
    label = f'<span aria-hidden="true">Thème{NBSP}:</span>'
    return f'<span class="rp-theme" role="group" aria-label="Thème">{label}{buttons}</span>'
