"""A draft as its page will be: title, summary, identity card, words, files."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html import set_words
from kb.readers import Person
from kb.views.directory import sheet_page
from kb.views.parts import rich_text
from kb.views.read import article, attachments
from kb.views.write.sending import last_step
from kb.wiki.write import writing
from kb.wiki.write.forms import preview_record

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def as_read(base: "KnowledgeBase", person: Person, found: writing.Writing) -> str:
    """A text as others will read it: title, summary, identity card, words, files."""
    view = base.preview(
        preview_record(found.proposal.kind, found.proposal.record_id, found.fields), reader=person.reader
    )
    files = base.writing.attachments.of_draft(person, found.proposal.number)
    pictures = set_words.pictures(files)
    if found.proposal.kind == "service":
        text = sheet_page.sheet(base, view, pictures)
    else:
        text = (
            f"{article.title(base, view)}{article.lead(view)}{article.facts(base, view)}"
            f"{article.body(base, view, pictures=pictures)}"
        )
    others = [one for one in files if not rich_text.is_placed(one, view.document)]
    at = f'id="rp-contenu" data-rp-stage="{found.proposal.status}"'
    return f'<article {at} class="rp-as-read">{text}{attachments.listed(others)}</article>'


def show_preview(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Draw a draft as others will read it, with the ways on and back."""
    kind, number = found.proposal.kind, found.proposal.number
    st.html(
        f'<p class="rp-row"><a class="rp-button" href="/contribuer?n={number}&amp;q=1">Continuer à écrire</a>'
        f'<a class="rp-button primary" href="/contribuer?n={number}&amp;vue=envoi">{last_step(kind)}</a></p>'
        f'<p class="rp-label rp-more">Tel que les autres le liront</p>{as_read(base, person, found)}'
    )
