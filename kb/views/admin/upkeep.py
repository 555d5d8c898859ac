"""Administration: room on disk, what goes when, backups made and put back."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import visit
from kb.errors import KbError
from kb.html.escaping import NBSP, count, day, esc
from kb.readers import Person
from kb.store.files.working_folders import working_folder
from kb.views.admin import base_state
from kb.views.frame import visitor
from kb.views.frame.action import SIGNED_OUT, act, say, told
from kb.views.frame.given import let_go
from kb.wiki.admin import upkeep

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# What is typed before a base is replaced: nobody does that by a click too many.
WORD = "REMPLACER"
MEGABYTES = 50


def show_upkeep(base: "KnowledgeBase", person: Person) -> None:
    """Draw the state of the base, its ends, and its backups."""
    if found := base.status(thorough=True).problems:
        st.html(base_state.problems(found))
    rows = "".join(
        f"<div><dt>{esc(one.name)}</dt><dd>{_bytes(one.size)}</dd></div>"
        for one in base.administration.upkeep.rooms(person)
    )
    st.html(f'<section class="rp-identity"><h2>Place occupée</h2><dl>{rows}</dl></section>')
    st.html(
        '<section class="rp-identity"><h2>Ce qui sera oublié</h2>'
        f"{_ends(base.administration.upkeep.ends(person))}</section>"
    )
    _backup()
    _restore()


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")


def _ends(ends: upkeep.Ends) -> str:
    lines = [
        f"<div><dt>Le {day(on)}</dt><dd>{count(number, 'texte privé', 'textes privés')} : récit d’origine, ou noms "
        "remplacés</dd></div>"
        for on, number in ends.private[:12]
    ]
    if ends.oldest_question:
        lines.append(
            f"<div><dt>Journal des questions</dt><dd>gardé un an ; la plus ancienne est du {day(ends.oldest_question)}"
            "</dd></div>"
        )
    return f"<dl>{''.join(lines)}</dl>" if lines else '<p class="rp-soft">Rien n’attend une date.</p>'


def _backup() -> None:
    st.html(
        "<h2>Sauvegarder</h2><p class='rp-small'>Une archive ZIP avec le registre exact, les fichiers, et chaque fiche "
        "publiée en Markdown et en JSON, lisibles sans ce programme. Les brouillons, les dossiers qui ne sont pas "
        "publiés, les récits d’origine et ce que chacun lit, cherche et suit n’y sont pas : « kb backup --private » "
        "les ajoute, sur la machine. Comptes et fiches réservées y sont : gardez-la.</p>"
    )
    if st.button("Préparer une sauvegarde", type="primary"):
        with st.spinner("Écriture de l’archive"):
            st.session_state["backup"] = _archive()
    if made := st.session_state.get("backup"):
        name, content = made
        st.download_button("Télécharger l’archive", content, file_name=name, mime="application/zip")


def _archive() -> tuple[str, bytes] | None:
    made: list[tuple[str, bytes]] = []

    def write(base: "KnowledgeBase", person: Person) -> None:
        with working_folder() as folder:
            name = f"recits-partages-{base.today()}.zip"
            files = base.administration.upkeep.save_backup(person, folder / name)
            made.append((name, (folder / name).read_bytes()))
            say(f"L’archive est prête : {count(files, 'fichier')}. Téléchargez-la avant de quitter cette page.")

    act(write)
    return made[0] if made else None


def _restore() -> None:
    st.html(
        "<h2>Remettre une sauvegarde</h2><p class='rp-small'>La base d’aujourd’hui est remplacée par celle de "
        "l’archive ; ce qui a été effacé depuis l’est de nouveau, et ce qui a été fermé depuis (fiches retirées, "
        "réglages, comptes, mots de passe, liens) le reste. Les brouillons de textes que l’archive connaît sont "
        "gardés, ceux commencés depuis sont perdus, et chacun se reconnecte. L’index se refait ensuite, une à "
        f"plusieurs minutes pendant lesquelles personne ne peut chercher. Au-delà de {MEGABYTES}{NBSP}Mo : "
        "« kb restore », sur la machine.</p>"
    )
    with st.expander("Choisir une archive", key="restore"), st.form("put_back", border=False):
        file = st.file_uploader("Archive ZIP faite par cette application", type=["zip"], max_upload_size=MEGABYTES)
        reopen = st.checkbox("Rouvrir aussi ce qui a été fermé depuis la sauvegarde", key="restore_reopen")
        word = st.text_input(f"Écrivez {WORD} pour confirmer")
        sent = st.form_submit_button("Remplacer la base")
        if sent and (file is None or word.strip() != WORD):
            st.html(f'<p class="rp-note" role="status">Choisissez une archive, et écrivez {WORD}.</p>')
        elif sent and file is not None:
            with st.spinner("Restauration, puis mise à jour de l’index"):
                restored = _put_back(file.getvalue(), reopen)
            told()
            if restored:
                let_go(file)
                # Whoever pressed is signed out too: a new run of the page could not say what was done.
                st.html('<p><a href="/connexion?vers=%2Fadministration">Se reconnecter</a></p>')
                st.stop()


def _put_back(content: bytes, reopen: bool) -> bool:
    """Whether the base was replaced; what is to be said of it waits for `told`."""
    person, closed = visitor.current_person(), list[str]()
    try:
        if person is None:
            raise KbError(SIGNED_OUT)
        with working_folder() as folder:
            path = folder / "sauvegarde.zip"
            with visit.open_base() as base:
                path.write_bytes(content)  # within it: a full disk is told
                again = base.administration.upkeep.put_back(person, path, reopen=reopen, tell=closed.append)
        with visit.open_base() as base:
            base.build()
            base.administration.upkeep.note_restored(person)
        erased = count(len(again), "fiche effacée", "fiches effacées")
        kept = "".join(f"<br>Gardé fermé{NBSP}: {esc(line)}." for line in closed)
        say(
            f"La base est restaurée{f'{NBSP}: {erased} de nouveau' if again else ''}. Chacun doit se reconnecter.{kept}"
        )
    except KbError as error:
        say(esc(error))
        return False
    return True
