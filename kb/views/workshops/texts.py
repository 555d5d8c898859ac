"""What pages of workshops show, as HTML."""

from collections.abc import Sequence

from kb.html.escaping import NBSP, count, day, esc
from kb.store.workshops.workshops import Sitting
from kb.views.frame.help_page import link
from kb.workshops.codes import spaced
from kb.workshops.live import STATE_LABELS
from kb.workshops.preparing import sitting_plan
from kb.workshops.restitution.following import STATES, FollowedLead, by_state

FOR_VISITORS = (
    '<div class="rp-page" id="rp-contenu"><h1>Ateliers</h1><p class="rp-lead">Travailler à plusieurs sur des récits, '
    "décider de pistes, et savoir ce qu’elles deviennent.</p>"
    '<p class="rp-row"><a class="rp-button primary" href="/rejoindre">J’ai un code de séance</a> '
    '<a class="rp-button" href="/connexion?vers=/ateliers">Se connecter</a></p>'
    f'<p class="rp-small">Comment se passe un atelier : {link("tenir-un-atelier")}</p></div>'
)


def sitting_line(one: Sitting, origin: str) -> str:
    """A sitting in the list of its workshop: when, its state, and where it is run from."""
    plan = sitting_plan(one)
    when = f"{day(plan.date)}, {plan.start}" if plan.date else "date à fixer"
    links = [
        (f"/ateliers?n={one.workshop}&seance={one.number}", "Préparer"),
        (f"/atelier/telecommande/{one.number}", "Télécommande"),
        (f"/atelier/salle/{one.screen}", "Écran de la salle"),
        (f"/exporter/atelier/{one.number}/livret.pdf", "Livret (PDF)"),
        (f"/exporter/atelier/{one.number}/seance.ics", "Agenda (.ics)"),
    ]
    drawn = " · ".join(f'<a href="{esc(address)}">{esc(label)}</a>' for address, label in links)
    return (
        f'<div class="rp-card"><p class="kicker">{esc(STATE_LABELS[one.state])} · {esc(when)}</p>'
        f"<h3>{esc(plan.theme or 'Séance sans thème')}</h3>"
        f'<p class="facts">code <b>{spaced(one.code)}</b>, sur {esc(origin.split("://")[-1])}/rejoindre · '
        f"{count(len(plan.narratives), 'récit')} · {plan.minutes // 60}{NBSP}h{NBSP}{plan.minutes % 60:02}</p>"
        f'<p class="rp-more">{drawn}</p></div>'
    )


def lead(one: FollowedLead, *, link: str = "", history: bool = False) -> str:
    """A lead: its words, who carries it, when, and what became of it."""
    found = one.lead
    due = f"pour le {day(found.due)}" if found.due else ""
    facts = " · ".join(esc(part) for part in (found.axis, found.owner, due) if part)
    late = '<p class="rp-note">Échéance passée.</p>' if one.overdue else ""
    result = f'<p class="lesson"><b>Suite donnée{NBSP}:</b> {esc(found.result)}</p>' if found.result else ""
    experience = (
        f'<p class="facts"><a href="/lire?id={esc(found.experience)}">L’expérience qui en est née</a></p>'
        if found.experience
        else ""
    )
    title = f'<a href="{esc(link)}">{esc(found.text)}</a>' if link else esc(found.text)
    told = "".join(
        f"<li>{day(line.at)}, {esc(STATES.get(line.state, ''))}{NBSP}: {esc(line.text or '—')}</li>"
        for line in one.history
        if history
    )
    return (
        f'<div class="rp-card"><h3>{title}</h3><p class="facts">{facts}</p>{late}{result}{experience}'
        f"{f'<ul class=rp-small>{told}</ul>' if told else ''}</div>"
    )


def board(found: Sequence[FollowedLead], *, linked: bool = True) -> str:
    """Leads in columns, by state; empty columns are left out."""
    columns = "".join(
        f"<section><h2>{esc(label)} ({len(held)})</h2>"
        + "".join(lead(one, link=f"/suivi?piste={one.lead.number}" if linked else "") for one in held)
        + "</section>"
        for (state, label), held in zip(STATES.items(), by_state(found).values(), strict=True)
        if held
    )
    return f'<div class="rp-board">{columns}</div>'
