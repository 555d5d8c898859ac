"""The part of the page Base that takes files, where whoever started the server allowed it."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import BaseVanished
from kb.html.escaping import count, esc
from kb.views.frame.given import let_go
from kb.wiki.admin.deposit import DepositRefused, accepted, earlier, keep

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


# What a file may be to another of the same name.
CORRECTED = "sa version corrigée, qui révise la fiche"
OTHER = "un autre texte, qui aura sa propre fiche"


def show_deposit(base: "KnowledgeBase") -> None:
    """Draw the field that takes files; they are kept, then read, when the button says so."""
    st.html(
        '<section class="rp-block"><h2 id="rp-deposer">Ajouter des fichiers</h2><p>Ils sont copiés dans le dossier '
        "<code>corpus/depots</code> de cette base, puis lus. Vérifiez d’abord que vous avez le droit de les diffuser, "
        "et qu’aucune personne n’y est reconnaissable.</p></section>"
    )
    turn = st.session_state.setdefault("deposit_turn", 0)
    files = st.file_uploader(
        "Fichiers à ajouter", type=accepted(), accept_multiple_files=True, key=f"deposit {turn}", max_upload_size=50
    )
    replaced: dict[str, Path | None] = {}
    asked = False
    for one in files:
        before = earlier(base.home.corpus, one.name, one.getvalue())
        answer = _answer(one.name, f"deposit {turn} {one.file_id}") if before else OTHER
        asked = asked or answer is None
        replaced[one.file_id] = before if answer == CORRECTED else None
    if st.button("Ajouter à la base", type="primary", disabled=not files or asked, key="deposit_go"):
        for one in files:
            _keep(base, one.name, one.getvalue(), replaced[one.file_id])
        _read(base)
        let_go(*files)
        st.session_state["deposit_turn"] = turn + 1


def _answer(name: str, key: str) -> str | None:
    """What this file is to the one of the same name that was given before; None as long as nobody said."""
    return st.radio(
        f"« {name} » a déjà été ajouté, avec un autre contenu. Celui-ci est-il\u202f:",
        (CORRECTED, OTHER),
        index=None,
        key=key,
    )


def _keep(base: "KnowledgeBase", name: str, content: bytes, replaces: Path | None) -> None:
    try:
        path = keep(base.home.corpus, name, content, replaces=replaces)
    except (DepositRefused, BaseVanished) as refused:
        st.html(f'<p class="rp-note" role="alert">{esc(refused)}</p>')
    else:
        st.html(f'<p class="rp-small">{esc(name)} est gardé sous le nom {esc(path.name)}.</p>')


def _read(base: "KnowledgeBase") -> None:
    with st.spinner("Lecture des fichiers et mise à jour de l’index"):
        report = base.build()
    st.html(
        f'<p class="rp-note" role="status">{count(report.read, "fichier lu", "fichiers lus")}, '
        f"{count(report.passages, 'nouveau passage', 'nouveaux passages')}. Ce qui n’a pas pu être lu est dit plus "
        "haut, au prochain affichage de cette page.</p>"
    )
