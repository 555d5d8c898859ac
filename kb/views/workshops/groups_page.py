"""Groupes de travail: those that I am in, and the memory of one."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import count, esc
from kb.readers import Person
from kb.records.kinds import KINDS
from kb.views.frame import visitor
from kb.views.frame.action import act, say, told
from kb.views.frame.not_found import not_found
from kb.views.workshops import texts
from kb.views.write.page import STATUS
from kb.wiki.rights import Case, allows
from kb.workshops import groups, preparing
from kb.workshops.groups import GroupPlan, GroupText, Memory

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# What a group writes: its récits, and documents (a method, a report).
WRITTEN_TOGETHER = ("experience", "document")


def show_groups(base: "KnowledgeBase") -> None:
    """Draw the working groups of whoever is signed in, or the memory of the one that the address names."""
    st.set_page_config(page_title="Groupes de travail · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(texts.FOR_VISITORS)
        return
    number = st.query_params.get("n", "")
    try:
        with st.container(key="rp_desk"):
            if number.isdecimal():
                _memory(base, person, base.workshops.groups.memory(person, int(number)))
            else:
                _mine(base, person)
    except KbError as error:
        st.html(not_found("Ce groupe ne peut pas être ouvert ici", str(error)))


def _mine(base: "KnowledgeBase", person: Person) -> None:
    st.html('<p class="rp-crumb"><a href="/ateliers">Ateliers</a></p><h1 id="rp-contenu">Groupes de travail</h1>')
    told()
    mine = base.workshops.groups.mine(person)
    if not mine:
        st.html(
            '<div class="rp-empty"><h2>Vous n’êtes dans aucun groupe</h2><p>Un groupe de travail garde d’une séance à '
            "l’autre son thème, son rythme, ses textes et ses pistes. Un de ses membres vous y ajoute."
            "</p></div>"
        )
    for group in mine:
        plan = groups.plan_of(group)
        facts = (plan.theme, plan.rhythm, count(len(group.members), "membre"))
        st.html(
            f'<div class="rp-card"><h3><a href="/groupes?n={group.number}">{esc(plan.name)}</a></h3><p class="facts">'
            f"{esc(' · '.join(part for part in facts if part))}"
            "</p></div>"
        )
    if allows("start", person, Case("workshop")):
        with st.form("new_group", border=False):
            name = st.text_input("Nom d’un nouveau groupe", max_chars=120)
            if st.form_submit_button("Créer le groupe", type="primary"):
                act(
                    lambda base, person: base.workshops.groups.start(person, GroupPlan(name=name)),
                    "Le groupe est créé.",
                )
                st.rerun()


def _memory(base: "KnowledgeBase", person: Person, memory: Memory) -> None:
    plan, number = memory.plan, memory.group.number
    st.html(
        f'<p class="rp-crumb"><a href="/groupes">Groupes de travail</a></p><h1 id="rp-contenu">{esc(plan.name)}</h1>'
        f'<p class="rp-soft rp-under">{esc(" · ".join(part for part in (plan.theme, plan.rhythm) if part))}</p>'
        + (f"<p>{esc(plan.charter)}</p>" if plan.charter else "")
    )
    told()
    held = "".join(
        f'<li><a href="/ateliers?n={one.number}">{esc(preparing.plan_of(one).title)}</a>'
        + (f', <a href="/lire?id={esc(one.record_id)}">restitution</a>' if one.record_id else "")
        + "</li>"
        for one in memory.workshops
    )
    st.html("<h2>Ses ateliers</h2>" + (f"<ul>{held}</ul>" if held else '<p class="rp-soft">Aucun pour le moment.</p>'))
    mine = [one for one in base.workshops.leads.board(person) if one.lead.working_group == number]
    st.html("<h2>Ses pistes</h2>" + (texts.board(mine) if mine else '<p class="rp-soft">Aucune pour le moment.</p>'))
    _texts(person, memory)
    with st.expander("Changer le groupe"), st.form(f"group_{number}", border=False):
        name = st.text_input("Nom", value=plan.name, max_chars=120)
        theme = st.text_input("Thème", value=plan.theme, max_chars=200)
        rhythm = st.text_input("Rythme des réunions", value=plan.rhythm, max_chars=120)
        charter = st.text_area("Modalités", value=plan.charter, max_chars=3_000)
        names = base.people.names()
        members = st.multiselect("Membres", list(names), default=[one for one in memory.group.members if one in names],
                                 format_func=names.__getitem__, placeholder="Choisir")  # fmt: skip
        if st.form_submit_button("Enregistrer"):
            given = GroupPlan(name=name, theme=theme, rhythm=rhythm, charter=charter)
            act(lambda base, person: base.workshops.groups.change(person, number, given, members), "C’est enregistré.")
            st.rerun()


def _texts(person: Person, memory: Memory) -> None:
    """What the group writes, and a field to begin another text together."""
    number = memory.group.number
    st.html(
        "<h2>Ses textes</h2>" + ("".join(map(_text, memory.texts)) or '<p class="rp-soft">Aucun pour le moment.</p>')
    )
    kinds = [one for one in WRITTEN_TOGETHER if allows("start", person, Case(one))]
    if not kinds:
        return
    with st.form(f"together_{number}_{len(memory.texts)}", border=False):
        kind = st.selectbox("Écrire ensemble", kinds, format_func=lambda one: KINDS[one].indefinite)
        title = st.text_input("Son titre", max_chars=200, key=f"together_title_{number}_{len(memory.texts)}")
        st.html(
            '<p class="rp-small">Tous les membres le liront et l’écriront. Aucun d’eux ne pourra le relire\u00a0: '
            "auteur et relecteur sont deux personnes.</p>"
        )
        if st.form_submit_button("Commencer ce texte"):
            done = act(lambda base, person: base.workshops.groups.write_together(person, number, kind, title))
            if done:
                say("Le texte est commencé : chaque membre le trouve ici et sous « Contribuer ».")
            st.rerun()


def _text(one: GroupText) -> str:
    where = f"/contribuer?n={one.number}" if one.number else f"/lire?id={one.record_id}"
    state = STATUS.get(one.status if one.number else "published", "").capitalize()
    return (
        f'<div class="rp-card"><p class="kicker">{esc(state)}</p><h3><a href="{esc(where)}">{esc(one.title)}</a></h3>'
        "</div>"
    )
