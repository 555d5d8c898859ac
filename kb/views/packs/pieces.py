"""The pieces of a pack as its writer sees them: what each is, which version, what is said of it, what changed since."""

from kb import addresses
from kb.html.escaping import NBSP, day, esc
from kb.html.labels import CodeLabels, kind_label
from kb.html.record_text import typed_html
from kb.records.kinds import Experience
from kb.views.parts.cards import outcome
from kb.views.read.history_page import changed_runs
from kb.wiki.packs.booklet import hours, place_of_piece, title_of
from kb.wiki.packs.reading import PieceReading
from kb.wiki.review.diff import TextChange

WORDS = 420  # characters of an extract shown while composing: the preview has it whole
Runs = tuple[tuple[TextChange, ...], ...]


def rubric(title: str, minutes: int, *, empty: bool) -> str:
    """The head of a rubric."""
    time = f"<span>{hours(minutes)}</span>" if minutes else ""
    said = '<p class="rp-small">Aucune pièce. Choisissez cette rubrique en modifiant une pièce.</p>' if empty else ""
    return f'<div class="rp-rubric"><header><h2>{esc(title)}</h2>{time}</header>{said}</div>'


def piece(one: PieceReading, at: int, names: CodeLabels, *, said: bool = True) -> str:
    """A piece in the list; `said`: with its introduction and questions, which are not being edited."""
    found = one.piece
    title = esc(title_of(one))
    if address := _address(one):
        title = f'<a href="{esc(address)}">{title}</a>'
    words = one.words if found.sort == "extract" else ""
    if len(words) > WORDS:
        words = words[:WORDS].rsplit(" ", 1)[0] + f"{NBSP}…"
    body = f'<p class="rp-note">{esc(one.missing)} Ce que vous en dites est gardé.</p>' if one.missing else ""
    paragraphs = "".join(f"<p>{esc(part)}</p>" for part in words.split("\n\n") if part.strip())
    body += f'<blockquote class="rp-quote">{paragraphs}</blockquote>' if paragraphs else ""
    if said:
        body += f'<div class="chapo">{typed_html(found.introduction)}</div>' if found.introduction else ""
        asked = "".join(f"<li>{esc(question)}</li>" for question in found.questions)
        body += f'<ul class="ask" aria-label="Questions de travail">{asked}</ul>' if asked else ""
    time = f'<span class="minutes">{hours(found.minutes)}</span>' if found.minutes else ""
    head = "h3" if found.rubric else "h2"  # under the title of its rubric, or under that of the pack
    return (
        f'<article class="rp-piece{" gone" if one.missing else ""}"><span class="num">{at}</span>'
        f'<div><{head}>{title}</{head}><p class="meta">{_meta(one, names)}</p>{body}</div>{time}</article>'
    )


def _meta(one: PieceReading, names: CodeLabels) -> str:
    if one.piece.reference is not None:
        return "<span>Référence extérieure</span>"
    said = []
    for source in one.sources:
        record = source.revision.record if source.revision else None
        if isinstance(record, Experience):
            said.append(outcome(record.outcome, names))
        elif record is not None:
            said.append(f"<span>{esc(kind_label(record.kind))}</span>")
        version = f", version{NBSP}{source.source.revision} figée" if record is not None else ""
        said.append(f'<span><span class="rp-nowrap">{esc(source.source.record)}</span>{version}</span>')
    place = place_of_piece(one)
    return "".join([*said, f"<span>{esc(place)}</span>" if place else ""])


def _address(one: PieceReading) -> str:
    """Where the words of a piece stand in their record."""
    if one.missing or len(one.sources) != 1:
        return ""
    source, found = one.sources[0].source, one.piece
    url = addresses.reading(source.record, rev=source.revision)
    if found.sort == "extract" and found.start is not None and found.end is not None:
        return addresses.passage(url, found.start, found.end)
    return addresses.reading(source.record, rev=source.revision, page=found.page)


def revised(one: PieceReading, runs: Runs | None) -> str:
    """That a record was revised since, and what changed word by word; None: the words of the extract are gone."""
    on = next((source.revised_on for source in one.sources if source.revised_on), "")
    newest = max(source.newest for source in one.sources)
    said = f"Cette fiche a été révisée le {day(on)}{NBSP}: elle en est à la version{NBSP}{newest}." if on else ""
    if runs is None:
        gone = (
            f"Les mots de cet extrait n’y sont plus. La pièce garde la version{NBSP}{one.sources[0].source.revision}."
        )
        return f'<p class="rp-note">{said} {gone}</p>'
    if not any(change.sort != "same" for run in runs for change in run):
        return f'<p class="rp-note">{said} Les mots de cette pièce n’ont pas changé.</p>' if said else ""
    return (
        f'<p class="rp-note">{said}</p><details class="more"><summary>Voir ce qui change</summary>'
        f'<p class="rp-small">Souligné : ajouté. Barré : retiré.</p>'
        f'<div class="rp-prose rp-compared">{changed_runs(runs)}</div></details>'
    )
