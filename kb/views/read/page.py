"""Lire: one record, or one page of a PDF, with the passage of the address in view and marked."""

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html import record_text, set_words
from kb.html.escaping import NBSP, day, esc, weight
from kb.html.excerpts import window
from kb.records.positions import Position
from kb.search.result import HitPassage
from kb.views.directory import sheet_page
from kb.views.frame import visitor
from kb.views.frame.action import told
from kb.views.frame.not_found import not_found
from kb.views.needs import around_need
from kb.views.packs import shared_page
from kb.views.parts import cards, pack_buttons, tied_records
from kb.views.read import article, discussion, finding, identity_card, in_margin, pdf_page, sidebar
from kb.views.search import results

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, RecordView

GONE = "Elle n’existe pas, a été retirée, ou n’est pas ouverte à la lecture. Ses mots ne sont plus dans la recherche."


def show_record(base: "KnowledgeBase") -> None:
    """Draw the record of the address."""
    record_id = st.query_params.get("id", "")
    view = base.record(record_id, reader=visitor.current_reader()) if record_id else None
    if view is None:
        st.set_page_config(page_title="Fiche introuvable · Récits partagés")
        told()  # who has just withdrawn it learns here that it is done
        st.html(not_found("Cette fiche ne peut pas être lue", GONE))
        return
    if view.summary.kind == "pack":
        shared_page.show_published(base, record_id)
        discussion.draw(base, record_id, view.document)
        return
    if view.summary.kind == "service":
        st.set_page_config(page_title=f"{view.summary.title} · Récits partagés")
        sheet_page.show_service(base, view)
        discussion.draw(base, record_id, view.document)
        return
    record, found = view.summary, _found(base, view)
    page = _page(base, view, found)
    st.set_page_config(page_title=f"{record.title}{f', page {page}' if page else ''} · Récits partagés")
    if record.pages and record.source_type == "pdf" and st.query_params.get("vue") != "texte":
        _paged(base, view, found, page or 1)
    else:
        _text(base, view, found)
    discussion.draw(base, record.id, view.document)


def _number(name: str) -> int | None:
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() else None


def _found(base: "KnowledgeBase", view: "RecordView") -> record_text.FoundPassage | None:
    """The passage of the address, when it lies within the text; that of an older version by its words."""
    start, end = _number("de"), _number("a")
    asked = _number("rev")
    if start is not None and end is not None and asked is not None and 0 < asked < view.summary.revision:
        at = Position(view.summary.id, asked, start, end)
        start, end = base.related.words_today(at, reader=visitor.current_reader()) or (None, None)
    if start is None or end is None or not 0 <= start < end <= len(view.document.text):
        return None
    link = addresses.reading(view.summary.id, fragment="passage", rev=view.summary.revision, de=start, a=end)
    record = view.summary
    keep = pack_buttons.passage_button(record.id, record.title, record.revision, start, end)
    found = record_text.FoundPassage(start, end, link, keep=keep)
    left, _, right = st.query_params.get("phrase", "").partition("-")
    if left.isdecimal() and right.isdecimal() and start <= int(left) < int(right) <= end:
        found = replace(found, sentence=(int(left), int(right)))
    return found


def _position(view: "RecordView", found: record_text.FoundPassage | None) -> Position | None:
    return Position(view.summary.id, view.summary.revision, found.start, found.end) if found else None


def _page(base: "KnowledgeBase", view: "RecordView", found: record_text.FoundPassage | None) -> int | None:
    """The page of the address, else that of the passage."""
    if not view.summary.pages or view.summary.source_type != "pdf":
        return None
    asked = _number("page")
    if asked is None and found:
        asked, _ = base.passage_places(view.summary.id, *found.mark, reader=visitor.current_reader())
    return min(max(1, asked or 1), view.summary.pages)


def _text(base: "KnowledgeBase", view: "RecordView", found: record_text.FoundPassage | None) -> None:
    record, reader = view.summary, visitor.current_reader()
    entries = record_text.contents(view.document, found)
    pictures = set_words.pictures(base.attachments(record.id, visitor.current_person()))
    said = base.workshops.margin.margin(visitor.current_person(), record.id, view.document.text)
    beside = sidebar.rail(
        (
            around_need.section(base, view),
            sidebar.contents_section(entries),
            _keep(view),
            sidebar.tools(_reference(view), _permanent(view), file=_file(base, view)),
            sidebar.exports(record.id),
            sidebar.thinking(record.id, _position(view, found)),
            sidebar.links(tied_records.others(view), base),
            sidebar.near(base.neighbours(record.id, reader=reader), base),
        ),
        "Autour de ce texte",
    )
    acts = sidebar.at_once(visitor.current_person() is not None)
    st.html(
        f'<div class="rp-page" id="rp-contenu">{_crumb(view)}<div class="rp-read"><article {_selectable(view)}>'
        f"{article.title(base, view)}{acts}{article.lead(view, found)}{_notice(view, found)}"
        f"{article.facts(base, view)}{sidebar.contents_fold(entries)}{finding.find_box('ce texte')}"
        f"{article.body(base, view, found, pictures, in_margin.beside(view.document, said))}"
        f"{in_margin.elsewhere(said)}{_end(view)}</article>{beside}</div></div>"
    )


def _paged(base: "KnowledgeBase", view: "RecordView", found: record_text.FoundPassage | None, page: int) -> None:
    record, reader = view.summary, visitor.current_reader()
    place, rects = base.passage_places(record.id, *found.mark, reader=reader) if found else (None, ())
    here = found if found and place == page else None
    file = _file(base, view, page)
    link = f'<a class="rp-small only-wide" href="{esc(file)}">Ouvrir le PDF</a>' if file else ""
    facts, acts = cards.facts(record, base), sidebar.at_once(visitor.current_person() is not None)
    beside = sidebar.rail(
        (
            pdf_page.found_section(view.document, here, page) if here else "",
            pdf_page.text_section(
                view.document,
                page,
                opened=here is None,
                all_text=addresses.reading(record.id, vue="texte"),
                glossary=base.language.glossary,
                spoken=visitor.spoken_to(base),
            ),
            pdf_page.others_section(_others(record.id, found)),
            _keep(view, page),
            sidebar.tools(_reference(view, page), _permanent(view, page), file=file, weight=_weight(base, view)),
            sidebar.exports(record.id),
            sidebar.thinking(record.id, _position(view, found)),
            sidebar.links(view.links, base),
            sidebar.near(base.neighbours(record.id, reader=reader), base),
        ),
        "Texte et outils",
    )
    st.html(
        f'<div class="rp-page" id="rp-contenu">{_crumb(view)}{article.title(base, view)}{acts}'
        f'<p class="rp-soft rp-under">{facts}</p>'
        f'{_notice(view, found)}<div class="rp-pdf"><div>{pdf_page.pager(record.id, page, record.pages or 1, link)}'
        f"{pdf_page.sheet(record.id, record.title, page, rects if here else ())}</div>{beside}</div></div>"
    )


def _selectable(view: "RecordView") -> str:
    """What static/selection.js needs to know of a text in which words are selected."""
    more = {"record": view.summary.id, "revision": view.summary.revision, **discussion.SELECTED}
    return f'data-rp-words="{esc(json.dumps(more))}"'


def _keep(view: "RecordView", page: int | None = None) -> str:
    """What may be kept in a pack: the record, the page that is shown."""
    record = view.summary
    buttons = [pack_buttons.page_button(record.id, record.title, record.revision, page)] if page else []
    whole = pack_buttons.record_button(record.id, record.title, record.revision)
    lines = "".join(pack_buttons.line(one) for one in [*buttons, whole])
    return f'<section id="rp-garder"><h2>Garder</h2>{lines}</section>'


def _crumb(view: "RecordView") -> str:
    """Where the record stands, and the way back to the search that led to it, if one did."""
    question, where, total, how = st.session_state.get("last_search", ("", {}, 0, {}))
    back = f'<p class="rp-crumb">{results.back_link(question, where, total, how)}</p>' if question or where else ""
    return finding.breadcrumb(view.summary) + back


def _notice(view: "RecordView", found: record_text.FoundPassage | None) -> str:
    """What the reader must know before the text: another version, a passage that is no longer there, notes."""
    said = []
    asked = _number("rev")
    older = asked is not None and asked != view.summary.revision
    if older:
        kept = "Les mots cités y sont toujours" if found else "Voici ce qu’elle dit aujourd’hui"
        said.append(
            f"Ce lien visait la version{NBSP}{asked}. La fiche en est à la version{NBSP}{view.summary.revision}. "
            f"{kept}."
        )
    if st.query_params.get("de") and found is None:
        said.append(
            "Les mots de ce lien ont changé, ou ont été retirés."
            if older
            else "Le passage de ce lien n’existe pas dans cette fiche."
        )
    said += [str(getattr(note, "message", note)) for note in view.notes]
    return "".join(f'<p class="rp-note">{esc(one)}</p>' for one in said)


def _permanent(view: "RecordView", page: int | None = None) -> str:
    return addresses.reading(view.summary.id, rev=view.summary.revision, page=page)


def _reference(view: "RecordView", page: int | None = None) -> str:
    return identity_card.reference(view.summary, visitor.current_origin() + _permanent(view, page), date.today(), page)


def _file(base: "KnowledgeBase", view: "RecordView", page: int | None = None) -> str:
    """The address of the file that was given; what the program wrote as Markdown is already all on the page."""
    path = base.source_file(view.summary.id, reader=visitor.current_reader())
    return addresses.source_file(view.summary.id, page) if path and path.suffix.lower() != ".md" else ""


def _weight(base: "KnowledgeBase", view: "RecordView") -> str:
    path = base.source_file(view.summary.id, reader=visitor.current_reader())
    return weight(path.stat().st_size) if path and path.is_file() else ""


def _end(view: "RecordView") -> str:
    """The version that is read, and those before it."""
    record = view.summary
    published = f", publiée le {day(record.published)}" if record.published else ""
    lines = [f"Version{NBSP}{record.revision}{published}."]
    earlier = [
        f"<li>Version{NBSP}{one.number}, {day(one.at)}{esc(f'{NBSP}: {one.summary}' if one.summary else '')}</li>"
        for one in view.revisions
    ]
    if len(earlier) > 1:
        compare = f'<a href="/historique?id={esc(record.id)}">Comparer les versions</a>'
        fold = f"<summary>Historique</summary><ul>{''.join(earlier)}</ul>{compare}"
        lines.append(f'<details class="more">{fold}</details>')
    return f'<div class="rp-end">{"".join(lines)}</div>'


def _others(record_id: str, found: record_text.FoundPassage | None) -> list[tuple[str, str, str]]:
    """Other passages of this record that the last search found: address, first words, place."""
    passages: tuple[HitPassage, ...] = st.session_state.get("last_passages", {}).get(record_id, ())
    out = []
    for one in passages:
        if found and one.start == found.start:
            continue
        left, right = window(one.text, one.sentence or (0, 0), 110)
        more = f"{NBSP}…" if right < len(one.text) else ""
        place = ", ".join(part for part in (one.section[-1] if one.section else "", f"page{NBSP}{one.page}") if part)
        url = addresses.passage(addresses.reading(record_id), one.start, one.end, one.page)
        out.append((url, one.text[left:right] + more, place))
    return out
