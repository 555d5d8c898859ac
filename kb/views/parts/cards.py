"""Cards of records: results of a search, lists of neighbours."""

import re
import unicodedata
from collections.abc import Sequence

from kb import addresses
from kb.html.escaping import NBSP, count, day, esc, listing
from kb.html.excerpts import excerpt, heading_of
from kb.html.labels import CodeLabels, nature, places
from kb.records.positions import Position
from kb.records.summary import RecordSummary
from kb.records.typed_text import plain
from kb.search.result import Hit, HitPassage
from kb.views.parts import pack_buttons

NEARNESS = {"near": "Sens très proche", "middle": "Sens proche", "far": "Sens éloigné"}
LESSON_LENGTH = 260  # characters of « Ce qui n’a pas marché » on a card: two or three lines


def outcome(code: str, names: CodeLabels) -> str:
    """The issue of an experience, a word and a shape; empty for a record that has none."""
    return f'<span class="rp-outcome {esc(code)}">{esc(names.label("outcomes", code))}</span>' if code else ""


def fictional(record: RecordSummary) -> str:
    """The tag that every fictitious record bears."""
    return '<span class="rp-fictional">exemple fictif</span>' if record.fictional else ""


def facts(record: RecordSummary, names: CodeLabels) -> str:
    """« CSAPA Le Palier · Paris 18e · mars à octobre 2024 · EXP-2024-031 »."""
    when = record.period or day(record.date) or (str(record.year) if record.year else "")
    said = [esc(part) for part in (record.organisation, places(record, names), when) if part]
    return " · ".join([*said, f'<span class="rp-nowrap">{esc(record.id)}</span>'])


def kicker(record: RecordSummary, names: CodeLabels, page: int | None = None) -> str:
    """First line of a card: issue, nature, page of a paginated source, « exemple fictif »."""
    said = esc(nature(record, names))
    if record.pages:
        where = f"page{NBSP}{page} sur{NBSP}{record.pages}" if page else count(record.pages, "page")
        said += f" · {esc(record.source_type.upper() or 'PDF')}, {where}"
    return f'<p class="kicker">{outcome(record.outcome, names)}<span>{said}</span>{fictional(record)}</p>'


def result_card(hit: Hit, names: CodeLabels, same: Sequence[Hit] = (), question: str = "", taken_up: int = 0) -> str:
    """One record found; `same` are the records with the same whole text, named on its card; `taken_up`, how often."""
    record = hit.record
    passage = next((one for one in hit.passages if one.end > one.start), None)
    if passage is None:
        return record_card(record, names, taken_up)
    url = passage_url(hit.url, passage)
    body = (
        f'<h3><a href="{esc(url)}">{esc(record.title)}</a></h3>'
        f'<p class="facts">{facts(record, names)}{times(taken_up)}</p>{"" if hit.weak else _excerpt(passage)}'
    )
    if record.source_type == "pdf" and passage.page and not hit.weak:
        image = esc(addresses.page_image(record.id, passage.page, size="vignette"))
        body = (
            f'<div class="with-page"><div>{body}</div><a href="{esc(url)}" tabindex="-1" aria-hidden="true">'
            f'<img src="{image}" alt="" loading="lazy" width="92" height="120"></a></div>'
        )
    return (
        f'<article class="rp-card">{kicker(record, names, passage.page)}{body}'
        f"{_lesson(record) if not hit.weak else ''}{_same_text(same, record)}{_why(hit, question)}"
        f"{_collecting(record, None if hit.weak else passage)}</article>"
    )


def _collecting(record: RecordSummary, passage: HitPassage | None) -> str:
    """What may be kept in a pack from a card: the passage shown, or the whole record."""
    if passage is None:
        return pack_buttons.line(pack_buttons.record_button(record.id, record.title, record.revision))
    own = pack_buttons.passage_button(record.id, record.title, record.revision, passage.start, passage.end)
    return pack_buttons.line(
        own, pack_buttons.record_button(record.id, record.title, record.revision, "Ajouter la fiche entière")
    )


def times(taken_up: int) -> str:
    """« · repris 3 fois », empty for what nobody took up yet."""
    return f' · <span class="rp-nowrap">repris {taken_up}{NBSP}fois</span>' if taken_up else ""


def passage_url(url: str, passage: HitPassage) -> str:
    """The address of the record, open at `passage`, its nearest sentence marked."""
    sentence = passage.sentence
    within = (passage.start + sentence[0], passage.start + sentence[1]) if sentence else None
    return addresses.passage(url, passage.start, passage.end, passage.page, within)


def _excerpt(passage: HitPassage) -> str:
    where = place(heading_of(passage), passage.page)
    return f'<p class="excerpt">{excerpt(passage)} <span class="where">{where}</span></p>'


def place(heading: str, page: int | None) -> str:
    """« Déroulement, page 12 », in HTML."""
    said = [esc(heading)] if heading else []
    return ", ".join(said + ([f"page{NBSP}{page}"] if page else []))


def _lesson(record: RecordSummary) -> str:
    """What did not work, at the length of a card, on the card of a failure."""
    text = " ".join(plain(record.what_failed).split())
    if record.outcome != "failure" or not text:
        return ""
    if len(text) > LESSON_LENGTH:
        text = text[:LESSON_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + NBSP + "…"
    return f'<p class="lesson"><b>Ce qui n’a pas marché{NBSP}:</b> {esc(text)}</p>'


def _same_text(same: Sequence[Hit], record: RecordSummary) -> str:
    if not same:
        return ""
    links = [f'<a href="{esc(one.url)}">{esc(one.record.source or one.record.title)}</a>' for one in same]
    own = f" ({esc(record.source)})" if record.source else ""
    return f'<p class="same">Même texte{own}, mot pour mot, dans{NBSP}: {listing(links)}.</p>'


def _why(hit: Hit, question: str) -> str:
    """Why the record is there: the words found, the nearness in words, its other passages as links."""
    if hit.terms:
        label = "Mot trouvé" if len(hit.terms) == 1 else "Mots trouvés"
        found = ", ".join(_spelled(term, hit, question) for term in hit.terms)
        words = f"{label}{NBSP}: {esc(found)}. {NEARNESS.get(hit.nearness, '')}."
    else:
        words = f"{NEARNESS.get(hit.nearness, '')}. Aucun de vos mots n’y figure tel quel."
    said = f"{words.replace(' .', '').strip()} {_others(hit)}".strip()
    return f'<p class="why"><span>{said}</span>{_thinking(hit)}</p>'


def _thinking(hit: Hit) -> str:
    """« Comparer · À quoi cela fait penser ? », from the passage that was found."""
    record, passage = hit.record, hit.passage
    if hit.weak or passage.end <= passage.start:
        return ""
    start = addresses.associating([Position(record.id, record.revision, passage.start, passage.end)])
    which = f'<span class="rp-hidden">{NBSP}: {esc(record.title)}</span>'
    return (
        f'<span class="think"><a href="{esc(addresses.comparing([record.id]))}">Comparer{which}</a>, '
        f'<a href="{esc(start)}">à quoi cela fait penser{which}</a></span>'
    )


def _others(hit: Hit) -> str:
    others = sorted(hit.passages[1:], key=lambda one: one.start)
    if not others or hit.weak:
        return ""
    links: dict[str, str] = {}
    for one in others:
        name = f"page{NBSP}{one.page}" if one.page else heading_of(one) or "le début"
        links.setdefault(name, f'<a href="{esc(passage_url(hit.url, one))}">{esc(name)}</a>')
    return f"Aussi{NBSP}: {', '.join(links.values())}."


def _spelled(term: str, hit: Hit, question: str) -> str:
    """A term (without its accents) as the passage shown spells it, else as the question does."""
    shown = [one.text[left:right] for one in hit.passages for left, right in one.marks]
    words: list[str] = re.findall(r"[\w’'-]+", question)
    for word in (*shown, *words):
        if _folded(word) == term:
            return word.lower()
    return term


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.lower().replace("œ", "oe"))
    return "".join(one for one in plain if not unicodedata.combining(one))


def folded(hits: Sequence[Hit]) -> list[tuple[Hit, tuple[Hit, ...]]]:
    """Each record once, with the records that have the same whole text: one card names them all."""
    first = {hit.record.id for hit in hits if hit.duplicate_of is None}
    copies: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.duplicate_of in first:
            copies.setdefault(str(hit.duplicate_of), []).append(hit)
    return [
        (hit, tuple(copies.get(hit.record.id, ())))
        for hit in hits
        if hit.duplicate_of is None or hit.duplicate_of not in first
    ]


def short(record: RecordSummary, names: CodeLabels, note: str = "", url: str = "") -> str:
    """A record in a list: its title as a link, then one line."""
    line = [part for part in (f"<span>{esc(note)}</span>" if note else "", outcome(record.outcome, names)) if part]
    where = ", ".join(part for part in (places(record, names), str(record.year or "")) if part)
    if not note and where:
        line.append(f"<span>{esc(where)}</span>")
    link = esc(url or addresses.reading(record.id))
    return f'<li><a href="{link}">{esc(record.title)}</a><small>{"".join(line)}</small></li>'


def record_card(record: RecordSummary, names: CodeLabels, taken_up: int = 0) -> str:
    """A record by itself: what it is, its summary, and the lesson of a failure."""
    lead = f'<p class="excerpt">{esc(record.summary)}</p>' if record.summary else ""
    return (
        f'<article class="rp-card">{kicker(record, names)}'
        f'<h3><a href="{esc(addresses.reading(record.id))}">{esc(record.title)}</a></h3>'
        f'<p class="facts">{facts(record, names)}{times(taken_up)}</p>{lead}{_lesson(record)}'
        f"{_collecting(record, None)}</article>"
    )
