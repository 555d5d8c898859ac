"""Cellule de veille: the signals that wait for a step, and one signal with its history and what may be done of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import NBSP, count, day, esc
from kb.protection.highlights import KIND_LABELS
from kb.readers import Person
from kb.records.kinds.signal import KNOWLEDGE, STANDINGS, STATES, SUBJECTS, TRIGGERS
from kb.views.frame import visitor
from kb.views.frame.action import act, do, told, typed
from kb.views.frame.not_found import not_found
from kb.views.watch import signal_files
from kb.watch import handling
from kb.watch.handling import GRID, Opened, WaitingSignal
from kb.wiki.rights import ANYTHING, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

PATH = "/cellule"
LISTED = 50  # signals of the desk shown at once
DIFFUSIONS = {"professionals": "Aux professionnels qui ont un compte", "public": "À tous", "group": "À un groupe"}
LEVELS = {"information": "Information", "watch": "À surveiller", "alert": "Alerte"}


def show_cell(base: "KnowledgeBase") -> None:
    """Draw the desk of the cell, or the signal of the address."""
    st.set_page_config(page_title="Cellule de veille · Récits partagés")
    person = visitor.current_person()
    if person is None or not allows("handle_signals", person, ANYTHING):
        st.html(
            not_found(
                "La cellule est ouverte aux veilleurs",
                "Demandez ce rôle à l’administrateur de la base. Chacun peut signaler, et lire la veille.",
                sign_in=PATH if person is None else "",
            )
        )
        return
    number = st.query_params.get("n", "")
    try:
        if number.isdecimal():
            _signal(base, person, int(number))
        else:
            _desk(base, person)
    except KbError as error:
        st.html(not_found("Ce signal ne peut pas être ouvert ici", str(error)))


def _desk(base: "KnowledgeBase", person: Person) -> None:
    state = st.query_params.get("etat", "")
    state = state if state in handling.NEXT else ""
    lines = base.watch.handling.desk(person, state)
    counts = base.watch.handling.counts(person)
    with st.container(key="rp_desk"):
        told()
        waiting = sum(counts[one] for one in ("received", "verified", "evaluated"))
        st.html(
            '<h1 id="rp-contenu">Cellule de veille</h1><p class="rp-soft '
            f'rp-under">{count(waiting, "signal", "signaux")} '
            "en attente d’une étape. Qui a envoyé un signal n’est dit à personne ; la personne est prévenue de chaque "
            'étape. <a href="/veille">Voir la veille</a> · <a '
            f'href="/signaler">Signaler</a></p>{_states(counts, state)}'
        )
        if not lines:
            st.html('<p class="rp-note">Rien ici. Ce qui arrive paraît dès que c’est envoyé.</p>')
        else:
            # Cards are headings of the third level everywhere: they need one of the second above them.
            cards = "".join(_line(base, one) for one in lines[:LISTED])
            st.html(f'<h2 class="rp-hidden">Les signaux</h2>{cards}')
        if len(lines) > LISTED:
            st.html(
                f'<p class="rp-small">Et {len(lines) - LISTED} autres : ils paraîtront quand ceux-ci auront avancé.</p>'
            )
        signal_files.draw()


def _states(counts: dict[str, int], chosen: str) -> str:
    links = [("", "En attente", sum(counts[one] for one in ("received", "verified", "evaluated")))]
    links += [(code, label, counts[code]) for code, label in STATES.entries.items()]
    shown = "".join(
        f'<a class="rp-chip" href="{PATH}{f"?etat={code}" if code else ""}"'
        f"{' aria-current=page' if code == chosen else ''}>{esc(label)} {number}</a>"
        for code, label, number in links
    )
    return f'<nav class="rp-chips rp-states" aria-label="États">{shown}</nav>'


def _line(base: "KnowledgeBase", line: WaitingSignal) -> str:
    one = line.report
    late = '<span class="rp-tag rp-late">en retard</span> ' if line.late else ""
    due = f" · prochaine étape avant le {day(one.deadline)}" if one.deadline and not line.late else ""
    said = count(len(one.structures), "structure", "structures")
    own = " · c’est le vôtre" if line.own else ""
    return (
        f'<div class="rp-card"><p class="kicker">{late}<span>{esc(STATES.entries[one.state])}</span>'
        f"<span>{esc(base.territory_name(one.territory))}, {day(one.day)}</span><span>{said}</span></p>"
        f'<h3><a href="{PATH}?n={one.number}">{esc(one.fields["title"])}</a></h3>'
        f'<p class="facts">{esc(KNOWLEDGE.entries.get(one.fields.get("knowledge", ""), ""))}{due}{own}</p></div>'
    )


def _signal(base: "KnowledgeBase", person: Person, number: int) -> None:
    opened = base.watch.handling.open_signal(person, number)
    one = opened.report
    with st.container(key="rp_review"):
        told()
        st.html(
            f'<p class="rp-crumb"><a href="{PATH}">Retour à la cellule</a></p>'
            f'<p class="rp-label">{esc(STATES.entries[one.state])} · {esc(base.territory_name(one.territory))} · '
            f'{day(one.day)}</p><h1 id="rp-contenu">{esc(one.fields["title"])}</h1>'
        )
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.html(_facts(base, opened))
            if not one.record_id and not opened.own and one.state != "closed":
                _correct(base, opened)
        with right, st.container(key="rp_grid"):
            _decide(base, person, opened)
            _phenomenon(base, person, opened)


def _facts(base: "KnowledgeBase", opened: Opened) -> str:
    one, fields = opened.report, opened.report.fields
    rows = [
        ("Comment c’est su", KNOWLEDGE.entries.get(fields.get("knowledge", ""), "")),
        ("Fonction", fields.get("function", "")),
        ("Objet", SUBJECTS.entries.get(fields.get("subject", ""), "")),
        ("Déclencheur", TRIGGERS.entries.get(fields.get("trigger", ""), "")),
        ("Produits", ", ".join(base.label("substances", code) for code in fields.get("substances", ()))),
        ("Forme, voie", " · ".join(filter(None, (fields.get("form"), fields.get("route"))))),
        ("Prix, accès", " · ".join(filter(None, (fields.get("price"), fields.get("access"))))),
        ("Thèmes", ", ".join(base.label("themes", code) for code in fields.get("themes", ()))),
        ("Ancienneté", STANDINGS.entries.get(fields.get("standing", ""), "")),
        ("Niveau", LEVELS.get(fields.get("level", ""), "")),
        ("Le disent", count(len(one.structures), "structure")),
        *((GRID[name][0], answer) for name, answer in one.grid.items()),
    ]
    shown = "".join(f"<dt>{esc(label)}</dt><dd>{esc(value)}</dd>" for label, value in rows if value)
    steps = "".join(
        f"<li>{esc(STATES.entries[step.state])}, "
        f"{day(step.at)}{f'{NBSP}: {esc(step.reason)}' if step.reason else ''}</li>"
        for step in opened.steps
    )
    link = f'<p><a href="/lire?id={esc(one.record_id)}">Lire la fiche diffusée, {esc(one.record_id)}</a></p>'
    return (
        f'<div class="rp-prose"><p>{_marked(opened)}</p></div>{link if one.record_id else ""}'
        f'<dl class="rp-facts">{shown}</dl><h2>Ce qui a été fait</h2><ul class="rp-acts">{steps}</ul>'
    )


def _marked(opened: Opened) -> str:
    text, out, at = str(opened.report.fields["description"]), [], 0
    for found in opened.highlights:
        kind = KIND_LABELS.get(found.kind, found.kind)
        out.append(f'{esc(text[at : found.start])}<mark title="{esc(kind)}">{esc(found.text)}</mark>')
        at = found.end
    note = "<br><small>Les mots marqués peuvent désigner quelqu’un.</small>" if opened.highlights else ""
    return "".join(out) + esc(text[at:]) + note


def _correct(base: "KnowledgeBase", opened: Opened) -> None:
    one, fields = opened.report, opened.report.fields
    complete = bool(fields.get("subject") and fields.get("trigger"))
    with st.expander("Compléter, corriger", expanded=not complete), st.form(f"correct_{one.number}", border=False):
        key = f"{one.number}"
        st.text_input("Titre", value=fields["title"], key=f"title_{key}")
        st.text_area("Description factuelle", value=fields["description"], key=f"description_{key}", height=120)
        places = {code: place.name for code, place in base.vocabulary.territories.items() if len(code) == 5}
        place = st.selectbox(
            "Territoire", list(places), index=list(places).index(one.territory), format_func=places.__getitem__
        )
        subject = _choice("Objet", SUBJECTS.entries, fields.get("subject", ""))
        trigger = _choice("Déclencheur", TRIGGERS.entries, fields.get("trigger", ""))
        standing = _choice("Ancienneté", STANDINGS.entries, fields.get("standing", ""))
        products, themes = base.vocabulary.lists["substances"], base.vocabulary.lists["themes"]
        chosen = st.multiselect(
            "Produits",
            list(products),
            list(fields.get("substances", ())),
            format_func=products.__getitem__,
            placeholder="Aucun",
        )
        about = st.multiselect(
            "Thèmes", list(themes), list(fields.get("themes", ())), format_func=themes.__getitem__, placeholder="Aucun"
        )
        if st.form_submit_button("Enregistrer"):
            changes = {
                "title": typed(f"title_{key}"), "description": typed(f"description_{key}"), "territory": place,
                "subject": subject, "trigger": trigger, "standing": standing, "substances": chosen, "themes": about,
            }  # fmt: skip
            act(lambda base, person: base.watch.handling.correct(person, one.number, changes), "Enregistré.")
            st.rerun()


def _choice(label: str, entries: Mapping[str, str], chosen: str) -> str:
    codes = ["", *entries]
    said = {"": "À dire", **entries}
    return st.selectbox(label, codes, index=codes.index(chosen), format_func=said.__getitem__) or ""


def _decide(base: "KnowledgeBase", person: Person, opened: Opened) -> None:
    one = opened.report
    if opened.own:
        st.html('<p class="rp-note">C’est votre signal : quelqu’un d’autre de la cellule le traite.</p>')
        return
    number = one.number
    if "verified" in opened.next:
        st.html("<h2>Vérifier</h2>")
        st.text_area("Comment vous avez vérifié (la personne le lira)", key=f"verify_{number}", height=80)
        st.button("Les faits sont vérifiés", type="primary", on_click=_verify, args=(number,))
    if "evaluated" in opened.next:
        _evaluation(number)
    if "diffused" in opened.next:
        _diffusion(base, person, number)
    if "retracted" in opened.next:
        st.html(
            "<h2>Rétracter</h2><p class='rp-small'>Tous ceux qui ont été prévenus le liront, et les bulletins qui le "
            "reprennent seront marqués.</p>"
        )
        st.text_area("Pourquoi", key=f"retract_{number}", height=80)
        st.button("Rétracter ce signal", on_click=_retract, args=(number,))
    if "closed" in opened.next:
        with st.expander("Clore"):
            st.text_area("Pourquoi (la personne le lira)", key=f"close_{number}", height=80)
            st.button("Clore ce signal", on_click=_close, args=(number,))


def _verify(number: int) -> None:
    reason = typed(f"verify_{number}")
    do(lambda base, person: base.watch.handling.verify(person, number, reason), "Vérifié. La personne est prévenue.")


def _evaluation(number: int) -> None:
    st.html("<h2>Évaluer</h2>")
    with st.form(f"evaluate_{number}", border=False):
        grid = {
            name: st.radio(label, answers, index=None, horizontal=True, key=f"{name}_{number}") or ""
            for name, (label, answers) in GRID.items()
        }
        level = st.radio("Niveau", list(LEVELS), format_func=LEVELS.__getitem__, horizontal=True, key=f"level_{number}")
        reason = st.text_area("Pourquoi, en une phrase", key=f"evaluate_reason_{number}", height=80)
        if st.form_submit_button("Enregistrer l’évaluation", type="primary"):
            act(
                lambda base, person: base.watch.handling.evaluate(person, number, grid, level or "", reason),
                "Évalué. La personne est prévenue.",
            )
            st.rerun()


def _diffusion(base: "KnowledgeBase", person: Person, number: int) -> None:
    st.html("<h2>Diffuser</h2>")
    with st.form(f"diffuse_{number}", border=False):
        to = st.radio("À qui", list(DIFFUSIONS), format_func=DIFFUSIONS.__getitem__, key=f"to_{number}")
        groups = (
            st.multiselect("Groupes", sorted(person.groups), placeholder="Aucun", key=f"groups_{number}")
            if person.groups
            else []
        )
        if st.form_submit_button("Diffuser", type="primary"):
            with st.spinner("Diffusion…"):
                act(
                    lambda base, person: base.watch.diffusing.diffuse(
                        person, number, diffusion=to or "", groups=groups
                    ),
                    "Diffusé. Les personnes abonnées sont prévenues.",
                )
            st.rerun()


def _retract(number: int) -> None:
    reason = typed(f"retract_{number}")
    do(
        lambda base, person: base.watch.diffusing.retract(person, number, reason),
        "Rétracté. Ceux qui avaient été prévenus le sont.",
    )


def _close(number: int) -> None:
    reason = typed(f"close_{number}")
    do(lambda base, person: base.watch.handling.close(person, number, reason), "Clos. La personne est prévenue.")


def _phenomenon(base: "KnowledgeBase", person: Person, opened: Opened) -> None:
    """What the program puts this signal with; people decide."""
    one = opened.report
    found = base.watch.overview.phenomena(base.watch.overview.marks_for(person))
    own = next((each for each in found if one.number in each.signals), None)
    st.html("<h2>Phénomène</h2>")
    if own is None:
        st.html('<p class="rp-small">Aucun autre signal ne lui ressemble assez.</p>')
    else:
        st.html(
            f'<p class="rp-small">Rapproché de {count(len(own.signals) - 1, "autre signal", "autres signaux")}{NBSP}: '
            f'<a href="/veille?phenomene={own.grouped}">{esc(own.name)}</a>. C’est le programme qui le propose.</p>'
        )
    others = {each.grouped: each.name for each in found if own is None or each.grouped != own.grouped}
    with st.expander("Le mettre ailleurs"):
        to = st.selectbox(
            "Avec",
            [0, *others],
            format_func=lambda n: others[n] if n else "Aucun : un fait à part",
            key=f"group_{one.number}",
        )
        st.button(
            "Déplacer",
            key=f"move_{one.number}",
            on_click=do,
            args=(lambda base, who: base.watch.handling.group_with(who, one.number, to or one.number), "Déplacé."),
        )
