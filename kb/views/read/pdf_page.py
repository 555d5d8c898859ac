"""A page of a PDF: its image with the passage laid over it, and its text beside it."""

from collections.abc import Sequence

from ingest.document import Document
from ingest.pdf.rectangles import Rect
from kb import addresses
from kb.html.escaping import NBSP, esc, in_quotes
from kb.html.excerpts import marked
from kb.html.glossary_terms import NOBODY, Spoken
from kb.html.record_text import NO_TERMS, FoundPassage, prose
from kb.views.read.finding import find_box
from kb.vocabulary.mentions import Glossary

BAR_WIDTH, BAR_GAP = 0.005, 0.016  # fractions of the width of the page

# static/zoom.js answers these, and says the size.
ZOOM = (
    '<span class="rp-zoom" role="group" aria-label="Taille de la page">'
    '<button type="button" class="rp-button small" data-rp-zoom="-1" aria-label="Réduire la page">−</button>'
    f'<span data-rp-zoomed role="status">100{NBSP}%</span>'
    '<button type="button" class="rp-button small" data-rp-zoom="1" aria-label="Agrandir la page">+</button>'
    '<button type="button" class="rp-button small" data-rp-zoom="0" disabled>Toute la largeur</button></span>'
)
STATES = {
    "native": "Texte lu dans le fichier, sans reconnaissance d’image.",
    "ocr": f"Texte reconnu sur l’image de la page{NBSP}: il peut contenir des erreurs, l’image fait foi.",
    "unreadable": "Le texte de cette page n’a pas pu être lu. L’image, elle, est complète.",
    "empty": "Cette page ne contient pas de texte.",
}


def pager(record_id: str, page: int, pages: int, file: str = "") -> str:
    """« Précédente · Page 12 sur 38 · Suivante »."""
    return (
        '<nav class="rp-pager" aria-label="Pages du document">'
        f"{_turn(record_id, page - 1, pages, 'Précédente')}{_goto(page, pages)}"
        f'{_turn(record_id, page + 1, pages, "Suivante")}<span class="grow"></span>{ZOOM}{file}</nav>'
    )


def _goto(page: int, pages: int) -> str:
    """« Page [12] sur 38 »: the number is a field, which leads to the page typed (static/finding.js)."""
    if pages < 2:
        return f"<span>Page{NBSP}{page} sur{NBSP}{pages}</span>"
    return (
        f'<span class="rp-goto"><label>Page <input type="number" data-rp-goto min="1" max="{pages}" value="{page}">'
        f'</label> sur{NBSP}{pages} <button type="button" class="rp-button small" data-rp-turn>Aller</button></span>'
    )


def _turn(record_id: str, page: int, pages: int, word: str) -> str:
    if not 1 <= page <= pages:
        return f'<span class="rp-button small" aria-disabled="true">{word}</span>'
    url = esc(addresses.reading(record_id, page=page))
    return f'<a class="rp-button small" href="{url}" aria-label="Page {word.lower()}">{word}</a>'


def sheet(record_id: str, title: str, page: int, rects: Sequence[Rect]) -> str:
    """The image of the page, with the rectangles of the passage and a bar beside them, in per cent of the page."""
    shapes = []
    if rects:
        left = max(0.0, min(one.left for one in rects) - BAR_GAP)
        top, bottom = min(one.top for one in rects), max(one.bottom for one in rects)
        shapes.append(f'<i class="bar" style="{_box(left, top, left + BAR_WIDTH, bottom)}"></i>')
        shapes += [f'<i style="{_box(one.left, one.top, one.right, one.bottom)}"></i>' for one in rects]
    alt = f"Page {page} de {in_quotes(title)}. Le texte de la page est donné à côté."
    image, fine = esc(addresses.page_image(record_id, page)), esc(addresses.page_image(record_id, page, size="grande"))
    anchor = ' id="passage"' if rects else ""
    drawn = f'<img src="{image}" data-rp-fine="{fine}" alt="{esc(alt)}">'
    return (
        f'<div class="rp-view" data-rp-view role="region" aria-label="Page {page}">'
        f'<div class="rp-sheet"{anchor}>{drawn}{"".join(shapes)}</div></div>'
    )


def _box(left: float, top: float, right: float, bottom: float) -> str:
    return f"left:{left:.2%};top:{top:.2%};width:{right - left:.2%};height:{bottom - top:.2%}"


def found_section(document: Document, found: FoundPassage, page: int | None) -> str:
    """The passage found, word for word, beside the image."""
    marks = [(found.mark[0] - found.start, found.mark[1] - found.start)]
    text, paragraphs, at = document.text[found.start : found.end], [], 0
    for part in text.split("\n\n"):
        if part.strip():
            paragraphs.append(f"<p>{marked(text, marks, at, at + len(part))}</p>")
        at += len(part) + 2
    block = next((one for one in document.blocks if one.start <= found.start < one.end), None)
    where = ", ".join(
        part
        for part in (block.section[-1] if block and block.section else "", f"page{NBSP}{page}" if page else "")
        if part
    )
    keep = f'<p class="rp-collect">{found.keep}</p>' if found.keep else ""
    return (
        f'<section><h2>Passage trouvé</h2><blockquote class="rp-quote">{"".join(paragraphs)}'
        f"<footer>{esc(where)}</footer></blockquote>"
        f'<p class="rp-row"><button type="button" class="rp-button small" data-rp-link="{esc(found.link)}">'
        f"Copier le lien du passage</button></p>{keep}</section>"
    )


def text_section(
    document: Document,
    page: int,
    *,
    opened: bool,
    all_text: str,
    glossary: Glossary = NO_TERMS,
    spoken: Spoken = NOBODY,
) -> str:
    """The text of the page, and how it was read."""
    blocks = [block for block in document.blocks if block.page == page]
    state = next((one.state for one in document.pages if one.number == page), "native")
    body = prose(document, None, glossary, blocks=blocks, spoken=spoken) if blocks else ""
    return (
        f'<section><details class="rp-fold"{" open" if opened else ""}><summary>Texte de la page</summary>'
        f'<div><p class="rp-small">{STATES[state]} <a href="{esc(all_text)}">Lire tout le texte</a></p>'
        f"{find_box('cette page') if body else ''}{body}</div>"
        "</details></section>"
    )


def others_section(passages: Sequence[tuple[str, str, str]]) -> str:
    """« Aussi dans ce document »: other passages found there for the same question (address, words, place)."""
    if not passages:
        return ""
    lines = "".join(
        f'<li><a href="{esc(url)}">{esc(in_quotes(words))}</a><small>{esc(place)}</small></li>'
        for url, words, place in passages
    )
    return f"<section><h2>Aussi dans ce document</h2><ul>{lines}</ul></section>"
