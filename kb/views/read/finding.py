"""Where one is, and looking for words within the text of the page (static/finding.js)."""

from kb import addresses
from kb.html.escaping import esc
from kb.html.excerpts import window
from kb.html.labels import kind_label
from kb.records.summary import RecordSummary

LONGEST = 60  # characters of the title of the page in its own breadcrumb


def breadcrumb(record: RecordSummary) -> str:
    """« Accueil › Expériences › La clé chez le gardien », the last without a link."""
    kind = kind_label(record.kind)
    where = addresses.search(where={"kind": [record.kind]}, path="/explorer")
    start, end = window(record.title, (0, 0), LONGEST)
    here = f"{record.title[start:end]}{'…' if end < len(record.title) else ''}"
    return (
        '<nav class="rp-where" aria-label="Fil d’Ariane"><ol><li><a href="/">Accueil</a></li>'
        f'<li><a href="{esc(where)}">{esc(kind)}</a></li><li aria-current="page">{esc(here)}</li></ol></nav>'
    )


def find_box(what: str) -> str:
    """The field that looks for words in « ce texte » or « cette page », with the buttons that go through them."""
    return (
        f'<div class="rp-find">'
        f'<label><span>Chercher dans {what}</span><input type="search" data-rp-find autocomplete="off"></label>'
        '<button type="button" data-rp-step="-1" aria-label="Résultat précédent" disabled>↑</button>'
        '<button type="button" data-rp-step="1" aria-label="Résultat suivant" disabled>↓</button>'
        '<span class="rp-small" role="status" data-rp-found></span></div>'
    )
