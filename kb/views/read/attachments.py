"""The files attached to a record: their list, and the field that adds one to a draft."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.html import set_words
from kb.html.escaping import esc, weight
from kb.readers import Person
from kb.store.records.attachments import Attachment
from kb.views.frame.action import Action, act, do, say
from kb.views.frame.given import let_go
from kb.wiki.write import attachments

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

TYPES = ["pdf", "docx", "odt", "jpg", "jpeg", "png", "webp"]
MEGABYTES = attachments.LARGEST // 1_000_000


def listed(files: Sequence[Attachment], title: str = "Pièces jointes") -> str:
    """The files as links, "" when there is none."""
    if not files:
        return ""
    lines = "".join(f"<li>{_link(one)}</li>" for one in files)
    return f'<section class="rp-near"><h2>{title}</h2><ul>{lines}</ul></section>'


def _link(one: Attachment) -> str:
    return f'<a href="/pieces/{esc(one.record_id)}/{esc(one.name)}">{esc(one.name)}</a>, {weight(one.size)}'


def _placing(one: Attachment) -> str:
    """What puts a picture in the text (static/setting.js), with the words for whoever does not see it."""
    return (
        f'<div class="rp-placing"><img src="/pieces/{esc(one.record_id)}/{esc(one.name)}" alt="" loading="lazy">'
        f'<label>Ce que montre l’image<input type="text" data-rp-alt maxlength="300"></label>'
        f'<button type="button" class="rp-button" data-rp-place="{esc(one.name)}">Placer dans le texte</button>'
        '<p class="rp-small" role="status" data-rp-placed></p></div>'
    )


def editor(base: "KnowledgeBase", person: Person, number: int) -> None:
    """Draw the files of a draft, each with a button to take it away, and the field that adds one."""
    files = base.writing.attachments.of_draft(person, number)
    with st.expander(f"Pièces jointes ({len(files)})" if files else "Pièces jointes", key=f"attached_{number}"):
        for one in files:
            st.html(f"<p>{_link(one)}</p>{_placing(one) if one.kind in set_words.IMAGES else ''}")
            st.button(
                "Retirer",
                key=f"detach_{one.number}",
                on_click=do,
                args=(_taking(one), "La pièce jointe est retirée."),
            )
        turn = st.session_state.setdefault("attach_turn", 0)
        file = st.file_uploader(
            "Ajouter un fichier", type=TYPES, key=f"attach_{number}_{turn}", max_upload_size=MEGABYTES
        )
        st.html(
            '<p class="rp-small">Les noms d’auteur, dates et lieux que le fichier porte à l’intérieur sont retirés, '
            "ainsi que ce qui agirait à l’ouverture (scripts, macros, contenus chargés ailleurs). "
            "Ce qu’on y lit ne l’est pas : relisez-le. Il n’est ouvert aux lecteurs qu’à la publication. "
            "Un fichier dont le nom paraît nommer quelqu’un en reçoit un autre.</p>"
        )
        if file is not None:
            name, content = file.name, file.getvalue()
            with st.spinner(f"{name} est nettoyé, puis joint…", show_time=False):
                act(lambda base, person: _attach(base, person, number, name, content))
            # A file that was refused goes too: the message says why, and another one may be chosen.
            st.session_state["attach_turn"] = turn + 1
            let_go(file)
            st.rerun()


def _attach(base: "KnowledgeBase", person: Person, number: int, name: str, content: bytes) -> None:
    """Attach a file, and say to its author what was taken out of it."""
    removed = base.writing.attachments.attach(person, number, name, content).removed
    gone = (
        f" Ce qui pouvait agir à l’ouverture en a été retiré\u00a0: {esc(', '.join(removed))}. Ouvrez-le pour vérifier "
    )
    say("Fichier joint." + (f"{gone}qu’il dit toujours ce qu’il faut." if removed else ""))


def _taking(one: Attachment) -> Action:
    return lambda base, person: base.writing.attachments.detach(person, one.record_id, one.number)
