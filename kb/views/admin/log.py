"""Administration: who did what, and when; never what was written."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, esc, moment
from kb.readers import Person
from kb.store.logs.audit import LogLine

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Who acts without an account.
ACTORS = {
    "operator": "l’opérateur",
    "visitor": "un visiteur",
    "kb build": "fichiers source",
    "link invite": "un lien d’invitation",
    "link first": "le lien du premier compte",
    "letter": "une lettre",
}
# What each action is called; of those that say on what, how they begin.
ACTIONS = {
    "start": "commencé",
    "save": "version enregistrée",
    "propose": "changement proposé",
    "publish": "publié",
    "republish": "remis en ligne",
    "withdraw": "retiré",
    "erase": "effacé",
    "coauthors": "coauteurs choisis",
    "pack link": "dossier partagé par lien",
    "pack link closed": "lien du dossier fermé",
    "proposal submitted": "envoyé en relecture",
    "proposal in_review": "pris en relecture",
    "proposal to_revise": "renvoyé à l’auteur",
    "proposal validated": "validé",
    "proposal published": "publié",
    "proposal draft": "repris en brouillon",
    "proposal dropped": "abandonné",
    "open_raw": "récit d’origine ouvert",
    "comment": "commenté",
    "delete comment": "commentaire retiré",
    "edit comment": "commentaire modifié",
    "settle request": "message de visiteur traité",
    "hide comment": "commentaire masqué",
    "show comment": "commentaire montré de nouveau",
    "report": "« je me reconnais »",
    "close report": "signalement clos",
    "backup": "sauvegarde faite",
    "restore": "base restaurée",
    "sign in": "connexion",
    "sign out": "déconnexion",
    "account add": "compte ouvert",
    "link first": "lien du premier administrateur",
    "link invite": "lien d’invitation",
    "link invite withdrawn": "invitation retirée",
    "link reset": "lien de mot de passe",
    "link email": "lien d’une adresse à confirmer",
    "account email": "adresse d’un compte changée",
    "account password": "mot de passe changé",
    "account roles": "rôles d’un compte changés",
    "account disable": "compte fermé",
    "account enable": "compte rouvert",
    "detach": "pièce jointe retirée",
    "end sessions": "sessions closes",
    "feed": "fil personnel ouvert",
    "feed closed": "fil personnel fermé",
    "account identity": "compte rattaché à l’annuaire ou au mandataire",
    "account identity gone": "compte détaché de l’annuaire et du mandataire",
}
BEGINNINGS = {
    "setting": "réglage changé",
    "page": "page de la base écrite",
    "list": "liste de mots changée",
    "proposal": "proposition",
    "link": "lien",
    "account": "compte changé",
}
HEADS = ("Quand", "Qui", "Quoi", "Fiche")


def show_log(base: "KnowledgeBase", person: Person) -> None:
    """Draw a page of the log, of all records or of one."""
    st.html("<h2>Journal</h2><p class='rp-small'>Qui a fait quoi, et quand. Aucun mot des textes n’y est gardé.</p>")
    record_id = st.text_input("Une fiche seulement", placeholder="EXP-2026-014")
    before = st.query_params.get("avant", "")
    lines = base.administration.upkeep.log(person, record_id=record_id, before=int(before) if before.isdecimal() else 0)
    if not lines:
        st.html('<p class="rp-soft">Rien de noté.</p>')
        return
    names = base.people.names()
    rows = "".join(_row(one, names) for one in lines)
    heads = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    st.html(
        f'<div class="rp-records"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="rp-row"><a class="rp-button" href="/administration?partie=journal&amp;avant={lines[-1].number}">'
        "Plus ancien</a></p>"
    )


def _row(one: LogLine, names: dict[str, str]) -> str:
    actor = ACTORS.get(one.actor) or names.get(one.actor, one.actor)
    detail = names.get(one.detail, one.detail)
    what = _said(one.action) + (f"{NBSP}: {detail}" if detail else "")
    address = f'<a href="/lire?id={esc(one.record_id)}">{esc(one.record_id)}</a>' if one.record_id else ""
    # On a telephone the table is a list, in which each cell says its name.
    cells = zip(HEADS, (moment(one.at), esc(actor), esc(what), address), strict=True)
    return "<tr>" + "".join(f'<td data-rp-name="{name}">{said}</td>' for name, said in cells) + "</tr>"


def _said(action: str) -> str:
    """What an action is called in French, whatever the log will hold one day."""
    if action in ACTIONS:
        return ACTIONS[action]
    return BEGINNINGS.get(action.split(" ", 1)[0], "autre action")
