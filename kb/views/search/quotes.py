"""« Ce que disent les textes »: sentences that stand word for word in the records."""

from collections.abc import Sequence

from kb import addresses
from kb.html.escaping import NBSP, esc, in_quotes
from kb.search.result import Quote
from kb.views.parts import pack_buttons

MOST = 5  # quotes shown: more would be read as an answer
WORDS = {1: "Un passage, cité", 2: "Deux passages, cités", 3: "Trois passages, cités"}
WORDS |= {4: "Quatre passages, cités", 5: "Cinq passages, cités"}


def texts(quotes: Sequence[Quote]) -> str:
    """The section of exact quotes, each with its place to cite; empty without any."""
    if not quotes:
        return ""
    shown = quotes[:MOST]
    return (
        '<section class="rp-texts" aria-labelledby="rp-textes"><header><h2 id="rp-textes">Ce que disent les textes</h2>'
        f'<p class="rp-small">{WORDS[len(shown)]} mot pour mot. Rien n’est résumé ni reformulé.</p></header>'
        + "".join(_quote(one) for one in shown)
        + "</section>"
    )


def _quote(quote: Quote) -> str:
    there = addresses.passage(quote.url, quote.start, quote.end, quote.page)
    return (
        f'<blockquote class="rp-quote"><p>{esc(in_quotes(quote.text))}</p>'
        f'<footer><a href="{esc(there)}">{esc(quote.record.title)}</a>{_source(quote)}{_collecting(quote)}</footer>'
        "</blockquote>"
    )


def _collecting(quote: Quote) -> str:
    record = quote.record
    label = "Ajouter au dossier"
    return pack_buttons.line(
        pack_buttons.passage_button(record.id, record.title, record.revision, quote.start, quote.end, label)
    )


def _source(quote: Quote) -> str:
    """« , CSAPA Le Palier, 2024, page 12 »: the structure, the year, then the page or the section."""
    record = quote.record
    said = [record.organisation or ", ".join(record.authors), str(record.year or "")]
    if quote.page:
        said.append(f"page{NBSP}{quote.page}")
    elif quote.section:
        said.append(in_quotes(quote.section[-1]))
    far = " · plus loin de votre question" if quote.weak else ""
    return "".join(f", {esc(one)}" for one in said if one) + far
