"""Under a record: what one may do with it, and what is said of it."""

from typing import TYPE_CHECKING

import streamlit as st

from ingest.document import Document
from kb.html.escaping import NBSP, day, esc
from kb.html.record_text import typed_html
from kb.readers import Person
from kb.store.news.comments import SORTS
from kb.views.frame import visitor
from kb.views.frame.action import act, do, go_to, say, told, typed
from kb.views.parts import rich_text
from kb.views.read import attachments, follow_ups, tags
from kb.wiki.news import discussion, threads
from kb.wiki.rights import ANYTHING, Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Fields that words selected in the text are put into, and the one to write in next, by their keys.
SELECTED = {"into": "comment_quote", "then": "comment_text", "label": "Commenter ces mots"}
MENTIONS = "« @Prénom » prévient quelqu’un de la base."
HOW_TO_SELECT = "Choisissez-les dans le texte, puis « Commenter ces mots » ; ou copiez-les ici."
ERASED = "La fiche est effacée."
ERASED_BUT_FOR_FILES = (
    "La fiche est effacée, et personne ne peut plus la lire. Un autre programme lit la base en ce moment"
    f"{NBSP}: des mots de la fiche quitteront les derniers fichiers dans l’heure."
)
AUTHOR_GONE = "quelqu’un qui n’a plus de compte"


def draw(base: "KnowledgeBase", record_id: str, text: Document) -> None:
    """Draw the actions and the discussion of a published record; `text` is what is read above."""
    person = visitor.current_person()
    said = base.discussion(record_id, person)
    with st.container(key="rp_life"):
        told()
        if files := [one for one in base.attachments(record_id, person) if not rich_text.is_placed(one, text)]:
            st.html(attachments.listed(files))
        if person is not None:
            _actions(base, person, record_id)
        if found := base.follow_ups(record_id, person):
            st.html(follow_ups.listed(found))
        st.html(f'<h2 id="rp-discussion">Discussion</h2>{"" if said else _nothing(person)}')
        names = base.people.names() if said else {}
        for one, depth in threads.in_threads(said):
            _comment(one, names, person, depth)
        if person is not None:
            _form(record_id)


def _nothing(person: Person | None) -> str:
    more = "" if person else ' <a href="/connexion">Se connecter</a> pour écrire.'
    return f'<p class="rp-soft">Personne n’a encore rien ajouté.{more}</p>'


def _actions(base: "KnowledgeBase", person: Person, record_id: str) -> None:
    case, published = base.reviewing.cases.record_case(record_id), base.published(record_id)
    if case is None or published is None:
        return
    followed = base.news.follows.follows(person, record_id)
    st.html('<p id="rp-agir" class="rp-hidden">Suivre, garder, proposer un changement</p>')
    with st.container(horizontal=True):
        st.button(
            "Ne plus suivre" if followed else "Suivre",
            on_click=do,
            args=(lambda base, person: base.news.follows.follow(person, "record", record_id, on=not followed),),
        )
        kept = record_id in base.news.saved_searches.keeps(person)
        st.button(
            "Ne plus garder" if kept else "Garder",
            on_click=do,
            args=(lambda base, person: base.news.saved_searches.keep(person, record_id, on=not kept),),
        )
        tags.follow(base, person, published.record)
        if allows("start", person, Case("document")):
            follow_ups.button(record_id)
        if allows("propose", person, case):
            st.button("Proposer un changement", on_click=_propose, args=(record_id,))
            tags.propose(base, published.record)
        if allows("withdraw", person, case):
            with st.popover("Retirer"):
                st.text_input("Pourquoi cette fiche est retirée", key="withdraw_reason")
                st.button("Retirer de la lecture", on_click=_withdraw, args=(record_id,))
        if allows("erase", person, case):
            with st.popover("Effacer"):
                st.html(
                    "<p>Tous ses mots seront effacés, ici et dans l’historique. Rien ne les rendra.</p>"
                    f"<p>{_copies_until(base)}</p>"
                )
                sure = st.checkbox("Je veux effacer cette fiche", key="erase_sure")
                st.button("Effacer pour toujours", disabled=not sure, on_click=_erase, args=(record_id,))
        with st.popover("Écrire à l’auteur"):
            st.text_area("Votre message", key="letter", height=120)
            st.button("Envoyer le message", on_click=_write, args=(record_id,))


def _comment(one: discussion.Said, names: dict[str, str], person: Person | None, depth: int) -> None:
    comment = one.comment
    about = ""
    if comment.quote:
        gone = "" if one.place else " (ces mots ont changé depuis)"
        about = f'<p class="rp-small">sur «{NBSP}{esc(comment.quote)}{NBSP}»{gone}</p>'
    hidden = ' <span class="rp-tag">masqué</span>' if comment.hidden else ""
    sort = "" if comment.sort == "remark" else f"{esc(SORTS[comment.sort])}, "
    edited = f", modifié le {day(comment.edited)}" if comment.edited else ""
    answer = " answer" if depth else ""
    st.html(
        f'<div class="rp-comment{answer}"><p class="rp-label">{sort}{esc(names.get(comment.author, AUTHOR_GONE))}, '
        f"{day(comment.at)}{edited}{hidden}</p>{about}{typed_html(comment.text)}</div>"
    )
    if person is None:
        return
    with st.container(horizontal=True, key=f"rp_acts_{depth}_{comment.number}"):
        _acts(one, person)


def _acts(one: discussion.Said, person: Person) -> None:
    """What one may do with a comment: answer it, change one's own or take it back, hide it."""
    comment = one.comment
    with st.popover("Répondre"), st.form(f"answer_{comment.number}", clear_on_submit=True, border=False):
        st.text_area("Votre réponse", key=f"answer_text_{comment.number}", height=100)
        st.form_submit_button("Envoyer la réponse", on_click=_answer, args=(comment.record_id, comment.number))
    if one.mine:

        def remove(base: "KnowledgeBase", person: Person) -> None:
            base.news.discussions.take_back(person, comment.number)

        with st.popover("Modifier"), st.form(f"edit_{comment.number}", border=False):
            st.text_area("Votre commentaire", value=comment.text, key=f"edit_text_{comment.number}", height=110)
            st.form_submit_button("Enregistrer", on_click=_edit, args=(comment.number,))
        st.button("Retirer mon commentaire", key=f"mine_{comment.number}", on_click=do, args=(remove,))
    elif allows("moderate", person, ANYTHING):
        label, hiding = ("Montrer de nouveau", False) if comment.hidden else ("Masquer", True)

        def hide(base: "KnowledgeBase", person: Person) -> None:
            base.news.discussions.hide(person, comment.number, hidden=hiding)

        st.button(label, key=f"hide_{comment.number}", on_click=do, args=(hide,))


def _answer(record_id: str, number: int) -> None:
    text = typed(f"answer_text_{number}")
    act(
        lambda base, person: base.news.discussions.comment(person, record_id, text, answers=number,
            mentioned=base.people.named(discussion.mentions(text)),
        ),
        "Votre réponse est ajoutée.",
    )  # fmt: skip


def _edit(number: int) -> None:
    text = typed(f"edit_text_{number}")
    act(lambda base, person: base.news.discussions.edit(person, number, text), "Votre commentaire est modifié.")


def _form(record_id: str) -> None:
    with st.form("comment", clear_on_submit=True, border=False):
        sort = st.selectbox("Ce que j’ajoute", list(SORTS), format_func=SORTS.__getitem__)
        quote = st.text_input("Mots visés (facultatif)", key=SELECTED["into"], help=HOW_TO_SELECT)
        rich_text.text_area("Votre commentaire", key=SELECTED["then"], height=110, help=MENTIONS)
        if st.form_submit_button("Ajouter"):
            text = typed(SELECTED["then"])
            act(
                lambda base, person: base.news.discussions.comment(
                    person,
                    record_id,
                    text,
                    sort=sort,
                    quote=quote.strip(),
                    mentioned=base.people.named(discussion.mentions(text)),
                ),
                "Votre commentaire est ajouté.",
            )
            st.rerun()


def _propose(record_id: str) -> None:
    def start(base: "KnowledgeBase", person: Person) -> None:
        one = base.writing.propose(person, record_id)
        say("Votre proposition est ouverte. Ce qui est publié reste lisible tant qu’elle n’est pas relue.")
        go_to("contribuer", n=str(one.number), q="1")

    act(start)


def _withdraw(record_id: str) -> None:
    reason = typed("withdraw_reason")
    act(lambda base, person: base.reviewing.withdraw(person, record_id, reason), "La fiche est retirée.")


def _erase(record_id: str) -> None:
    def erase(base: "KnowledgeBase", person: Person) -> None:
        done = ERASED if base.administration.erasure.erase(person, record_id) else ERASED_BUT_FOR_FILES
        say(f"{done} {_copies_until(base)}")

    act(erase)


def _copies_until(base: "KnowledgeBase") -> str:
    """What whoever asks for an erasure is told of copies that nobody opens to change."""
    until = day(base.administration.erasure.copies_until())
    return (
        f"Les sauvegardes faites avant ce jour en gardent une copie{NBSP}: la dernière sera supprimée le {until} au "
        "plus tard."
    )


def _write(record_id: str) -> None:
    letter = typed("letter")
    act(
        lambda base, person: base.news.letters.write_to_author(person, record_id, letter),
        "Votre message est transmis. L’auteur ne voit pas votre adresse, ni vous la sienne.",
    )


def restore(record_id: str, number: int) -> None:
    """Open a proposal that gives an earlier text back."""

    def start(base: "KnowledgeBase", person: Person) -> None:
        one = base.reviewing.history.restore(person, record_id, number)
        address = f"/contribuer?n={one.number}&amp;vue=envoi"
        say(f'Une proposition rend le texte de la version {number}. <a href="{address}">La relire et l’envoyer</a>')

    act(start)
