"""A pack as pages draw it: its booklet for whoever reads, the images of its pages, the addresses of its files."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kb import addresses
from kb.export.booklet.booklet import Booklet
from kb.exporting import picture_of
from kb.html.escaping import esc
from kb.views.frame import visitor
from kb.views.parts import booklet_html
from kb.wiki.packs.booklet import pack_booklet
from kb.wiki.packs.reading import PackReading

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# (ending of the address, what it is called): formats that can be asked for.
FORMATS = (("pdf", "PDF"), ("docx", "Word"), ("md", "Markdown"), ("json", "JSON"))


def booklet(base: "KnowledgeBase", reading: PackReading) -> Booklet:
    """What this visit may read of a pack, laid out. Raises FormRefused for an empty pack."""
    return pack_booklet(
        reading,
        base.vocabulary,
        today=date.today(),
        origin=visitor.current_origin(),
        pictures=partial(picture_of, base),
    )


def images(reading: PackReading) -> dict[int, str]:
    """The address of the image of each piece that is a page of a PDF, as its file is today."""
    return {
        at: addresses.page_image(one.sources[0].source.record, one.piece.page)
        for at, one in enumerate(reading.pieces)
        if one.piece.sort == "page" and one.piece.page and not one.missing and one.sources[0].state == "same"
    }


def drawn(base: "KnowledgeBase", reading: PackReading) -> str:
    """All of a pack but its title, as HTML."""
    return booklet_html.whole(booklet(base, reading), images(reading))


def exports(name: str, **params: str) -> str:
    """The files that one may take away: print, and each format. `name` is the pack in the address of its files."""
    query = f"?{urlencode(params)}" if params else ""
    links = "".join(
        f'<a class="rp-button" href="{esc(f"/exporter/{name}.{ending}{query}")}" download>{esc(label)}</a>'
        for ending, label in FORMATS
    )
    return (
        '<div class="rp-grid"><button type="button" class="rp-button primary wide" data-rp-print="1">Imprimer</button>'
        f'<div class="rp-two">{links}</div></div>'
    )
