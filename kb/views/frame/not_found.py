"""What a page says when it cannot show what was asked."""

from urllib.parse import quote

from kb.errors import HomeMissing, IndexMissing, KbError
from kb.html.escaping import esc
from kb.views.admin.base_state import start

TELL = "Si cette base n’est pas la vôtre, prévenez son administrateur. Les autres pages s’ouvrent peut-être encore."


def no_base(error: KbError) -> str:
    """The page of a base that is missing or broken: `error` names the thing, the cause and the remedy.

    How to begin a base is told where there is none yet, and not to whoever reads one that a disk broke.
    """
    begun = not isinstance(error, HomeMissing | IndexMissing)
    more = f"<p>{esc(TELL)}</p>" if begun else start(demonstration=False)
    return (
        '<div class="rp-page" id="rp-contenu"><div class="rp-empty"><h1>La base ne peut pas être lue</h1>'
        f"<p>{esc(str(error))}</p>{more}</div></div>"
    )


def not_found(what: str, why: str, sign_in: str = "") -> str:
    """A record, or a page of it, that this reader cannot have: said the same way whether it exists or not.

    `sign_in` is where to come back after signing in, for who has not: the page first leads there.
    """
    signing = (
        f'<p class="rp-way-home"><a class="rp-button primary" href="/connexion?vers={quote(sign_in, safe="")}">'
        "Se connecter</a></p>"
        if sign_in
        else ""
    )
    return (
        f'<div class="rp-page" id="rp-contenu"><div class="rp-empty"><h1>{esc(what)}</h1><p>{esc(why)}</p>{signing}'
        '<ul class="rp-ways"><li><b><a href="/">Poser une question</a></b>La recherche porte sur toutes les fiches '
        'publiées.</li><li><b><a href="/explorer">Parcourir les fiches</a></b>Par thème, territoire, année ou nature.'
        "</li></ul></div></div>"
    )
