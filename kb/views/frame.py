"""What surrounds each page: the header with its navigation, and the footer."""

from kb.views.french import NBSP, esc

# (address, name): only what exists stands here.
PAGES = (("/", "Rechercher"), ("/explorer", "Explorer"), ("/glossaire", "Glossaire"))


def header(current: str) -> str:
    """The header; `current` is the address of the page shown, or of the page it belongs to."""
    links = "".join(
        f'<a href="{esc(address)}"{" aria-current=" + chr(34) + "page" + chr(34) if address == current else ""}>'
        f"{esc(name)}</a>"
        for address, name in PAGES
    )
    return (
        '<header class="rp-top"><div><a class="rp-skip" href="#rp-contenu">Aller au contenu</a>'
        '<details class="burger"><summary><span class="rp-hidden">Menu</span></summary>'
        f'<nav aria-label="Navigation">{links}</nav></details>'
        '<a class="brand" href="/">Récits partagés</a>'
        f'<nav class="wide" aria-label="Navigation principale">{links}</nav>'
        '<p class="rp-sizes"><span class="rp-hidden">Taille du texte</span>'
        '<button type="button" data-rp-size="-1" aria-label="Texte plus petit">A−</button>'
        '<button type="button" data-rp-size="1" aria-label="Texte plus grand">A+</button></p>'
        "</div></header>"
    )


def footer(*, demonstration: bool) -> str:
    """The footer: says when the stories are fictitious, and leads to the page of the base."""
    said = f"<span>Base de démonstration{NBSP}: tous les récits sont fictifs.</span>" if demonstration else ""
    start = '<a href="/base#rp-commencer">Commencer une base vide</a>' if demonstration else ""
    return f'<footer class="rp-footer"><div>{said}{start}<a href="/base">La base</a></div></footer>'
