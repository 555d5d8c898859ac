"""Ateliers: the workshops that I facilitate, one of them, its sittings, what its statements come from."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import count, day, esc
from kb.readers import Person
from kb.store.workshops.workshops import Workshop
from kb.views.frame import visitor
from kb.views.frame.action import act, do, say, told
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.workshops import sitting_form, texts
from kb.wiki.rights import Case, allows
from kb.workshops import groups, preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan
from kb.workshops.words import ContributionRefused

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_workshops(base: "KnowledgeBase") -> None:
    """Draw what the address asks for: the list, one workshop, one of its sittings, or where statements come from."""
    st.set_page_config(page_title="Ateliers · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(texts.FOR_VISITORS)
        return
    number, sitting = (st.query_params.get(name, "") for name in ("n", "seance"))
    try:
        if not number.isdecimal():
            _mine(base, person)
        elif sitting.isdecimal():
            sitting_form.show(base, person, int(sitting))
        elif st.query_params.get("vue") == "origine":
            _origins(base, person, int(number))
        else:
            _one(base, person, base.workshops.workshop_for(person, int(number)))
    except KbError as error:
        st.html(not_found("Cet atelier ne peut pas être ouvert ici", str(error)))


def _mine(base: "KnowledgeBase", person: Person) -> None:
    with st.container(key="rp_desk"):
        st.html(
            '<h1 id="rp-contenu">Ateliers</h1><p class="rp-soft rp-under">Des séances sur des récits, avec des '
            "téléphones et un écran ; puis une restitution, et des pistes que l’on suit. "
            '<a href="/rejoindre">J’ai un code</a> · '
            '<a href="/suivi">Suivi des pistes</a> · <a href="/groupes">Groupes de travail</a> · '
            f"{link('tenir-un-atelier')}</p>"
        )
        told()
        found = base.workshops.mine(person)
        # Cards are headings of the third level everywhere: they need one of the second above them.
        listed = '<h2 class="rp-hidden">Mes ateliers</h2>' + "".join(_line(base, one) for one in found)
        st.html(listed if found else _nothing())
        if not allows("start", person, Case("workshop")):
            st.html('<p class="rp-note">Votre compte n’ouvre pas d’atelier. Demandez ce droit à l’administrateur.</p>')
            return
        if not found:
            st.button(
                "Ouvrir un exemple fictif : quatre séances, leur restitution, leurs pistes",
                on_click=do, args=(_sample, "Voici un cycle fictif. Vous pouvez l’effacer."),
            )  # fmt: skip
        with st.form("new_workshop", border=False):
            title = st.text_input("Titre d’un nouvel atelier, ou d’un cycle", max_chars=200)
            if st.form_submit_button("Commencer un atelier", type="primary"):
                act(lambda base, person: _begin(base, person, title))
                st.rerun()


def _sample(base: "KnowledgeBase", person: Person) -> None:
    stories = base.summaries({"kind": ("experience",)}, reader=person.reader)
    open_ones = tuple(one.id for one in stories)[:8]
    if not open_ones:
        raise ContributionRefused("Cette base n’a pas encore de récit : un atelier travaille sur des récits.")
    st.query_params["n"] = str(base.workshops.sample.play(person, open_ones))


def _nothing() -> str:
    return (
        '<div class="rp-empty"><h2>Aucun atelier pour le moment</h2><p>Donnez un titre, choisissez des récits qui '
        "diffèrent, imprimez le livret : la séance se mène ensuite d’un téléphone.</p></div>"
    )


def _line(base: "KnowledgeBase", one: Workshop) -> str:
    held = base.workshops.sittings(one.number)
    return (
        f'<div class="rp-card"><p class="kicker">{count(len(held), "séance")}</p>'
        f'<h3><a href="/ateliers?n={one.number}">'
        f"{esc(preparing.plan_of(one).title or 'Sans titre')}</a></h3></div>"
    )


def _begin(base: "KnowledgeBase", person: Person, title: str) -> None:
    st.query_params["n"] = str(base.workshops.start(person, WorkshopPlan(title=title.strip() or "Sans titre")))


def _one(base: "KnowledgeBase", person: Person, one: Workshop) -> None:
    plan = preparing.plan_of(one)
    with st.container(key="rp_desk"):
        st.html(
            '<p class="rp-crumb"><a href="/ateliers">Tous les ateliers</a></p>'
            f'<h1 id="rp-contenu">{esc(plan.title or "Sans titre")}</h1>'
        )
        told()
        held = base.workshops.sittings(one.number)
        st.html("<h2>Séances</h2>" + "".join(texts.sitting_line(s, visitor.current_origin()) for s in held))
        st.button("Ajouter une séance", type="secondary" if held else "primary", on_click=_add, args=(one.number,))
        _restitution(base, one, any(s.state == "ended" for s in held))
        with st.expander("Ce que l’on cherche, les règles", expanded=not held):
            _plan_form(base, person, one, plan)
        with st.expander("Effacer cet atelier"):
            st.html("<p>Tout ce qui a été dit en séance est effacé. Une restitution déjà écrite reste.</p>")
            st.button("Effacer l’atelier et ses séances", on_click=_drop, args=(one.number,))


def _restitution(base: "KnowledgeBase", one: Workshop, ended: bool) -> None:
    st.html("<h2>Restitution</h2>")
    if one.record_id:
        published = base.published(one.record_id) is not None
        opened = (
            f'<a href="/lire?id={esc(one.record_id)}">La lire</a> · <a href="/pistes?id={esc(one.record_id)}">Ce que '
        )
        state = opened + "deviennent ses pistes</a> · " if published else "Brouillon sous « Contribuer ». "
        st.html(
            f'<p>{esc(one.record_id)}. {state}<a href="/ateliers?n={one.number}&amp;vue=origine">D’où vient chaque '
            'phrase</a> · <a href="/suivi">Suivre les pistes</a></p>'
        )
    if not one.record_id or base.published(one.record_id) is None:
        st.button(
            "Reprendre la restitution" if one.record_id else "Assembler la restitution",
            type="primary" if ended else "secondary", disabled=not ended, on_click=_assemble, args=(one.number,),
        )  # fmt: skip
        if not ended:
            st.html('<p class="rp-small">Elle s’assemble en une fois dès qu’une séance est terminée.</p>')


def _plan_form(base: "KnowledgeBase", person: Person, one: Workshop, plan: WorkshopPlan) -> None:
    own = {group.number: groups.plan_of(group).name for group in base.workshops.groups.mine(person)}
    themes = base.vocabulary.lists.get("themes", {})
    places = base.vocabulary.labels["territories"]
    with st.form(f"plan_{one.number}", border=False):
        title = st.text_input("Titre", value=plan.title, max_chars=200)
        aim = st.text_area("Ce que l’on cherche", value=plan.aim, max_chars=2_000)
        rules = st.text_area(
            "Règles de confidentialité, lues à voix haute", value=plan.rules, max_chars=3_000, height=180
        )
        organisation = st.text_input("Structure porteuse", value=plan.organisation, max_chars=200)
        codes = st.multiselect("Thèmes", list(themes), default=[c for c in plan.themes if c in themes],
                               format_func=lambda code: str(themes[code]), placeholder="Choisir")  # fmt: skip
        where = st.multiselect("Territoires", list(places), default=[c for c in plan.territories if c in places],
                               format_func=lambda code: str(places[code]), placeholder="Choisir")  # fmt: skip
        group = st.selectbox("Groupe de travail", [0, *own], index=([0, *own].index(one.working_group)
                             if one.working_group in own else 0),
                             format_func=lambda number: own.get(number, "Aucun"))  # fmt: skip
        fictional = st.checkbox("Exemple fictif", value=plan.fictional)
        if st.form_submit_button("Enregistrer"):
            given = plan.model_copy(update={
                **WorkshopPlan(title=title, aim=aim, rules=rules, organisation=organisation, themes=tuple(codes),
                               territories=tuple(where), fictional=fictional).model_dump(exclude={"need"}),
            })  # fmt: skip
            act(lambda base, person: base.workshops.change(person, one.number, given, group), "C’est enregistré.")
            st.rerun()


def _add(number: int) -> None:
    def add(base: "KnowledgeBase", person: Person) -> None:
        made = base.workshops.add_sitting(person, number, SittingPlan())
        st.query_params.from_dict({"n": str(number), "seance": str(made)})

    act(add)


def _assemble(number: int) -> None:
    def assemble(base: "KnowledgeBase", person: Person) -> None:
        made = base.workshops.restitution.draft(person, number)
        st.session_state["assembled"] = made.number

    if act(assemble):
        made = st.session_state.pop("assembled")
        say(f'La restitution est prête. <a href="/contribuer?n={made}">La relire et la compléter</a>')


def _drop(number: int) -> None:
    if act(lambda base, person: base.workshops.drop(person, number), "L’atelier est effacé."):
        st.query_params.clear()


def _origins(base: "KnowledgeBase", person: Person, number: int) -> None:
    found = base.workshops.restitution.said(person, number)
    rows = "".join(
        f'<tr id="{esc(one.mark)}"><th scope="row">{esc(one.mark)}</th><td>{esc(one.text)}</td>'
        f"<td>{esc(one.theme)}</td><td>{_source(one.section, one.about)}</td></tr>"
        for one in found
    )
    dates = ", ".join(day(str(s.body.get("date"))) for s in base.workshops.sittings(number) if s.body.get("date"))
    st.html(
        f'<div class="rp-page"><p class="rp-crumb"><a href="/ateliers?n={number}">L’atelier</a></p>'
        '<h1 id="rp-contenu">D’où vient chaque phrase</h1>'
        '<p class="rp-soft rp-under">Les repères de la restitution, et ce '
        f"dont ils sont issus. Personne ne sait qui a écrit quoi. {esc(dates)}</p>"
        '<div class="rp-table"><table><thead><tr><th>Repère</th><th>Dit</th><th>Séance</th><th>Vient de</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div></div>"
    )


def _source(section: str, about: str) -> str:
    if section == "associations":
        return f'<a href="/lire?id={esc(about)}">{esc(about)}</a>'
    return esc(about)
