"""The sheet of one service: how to call it, whether it is open, for whom, on what conditions, and who sent somebody."""

import datetime
from typing import TYPE_CHECKING

import streamlit as st

from kb.directory.hours.opening import PARIS, fortnight
from kb.directory.hours.telling import day_in_french, hours_in_french
from kb.directory.who_does_what import structures
from kb.html import record_text, set_words
from kb.html.escaping import NBSP, day, esc, listing
from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists
from kb.records.service_facts import ServiceFacts, facts_of
from kb.views.directory import cards, said
from kb.views.frame import visitor
from kb.views.parts import cards as records
from kb.views.parts import pack_buttons, tied_records
from kb.views.read import sidebar

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, RecordView


def show_service(base: "KnowledgeBase", view: "RecordView") -> None:
    """Draw a service that this reader may read."""
    record_id = view.summary.id
    shown = set_words.pictures(base.attachments(record_id, visitor.current_person()))
    beside = sidebar.rail(
        (
            _keep(view),
            sidebar.exports(record_id),
            _links(base, view),
            _anomaly(record_id),
        ),
        "Autour de ce dispositif",
    )
    st.html(
        '<div class="rp-page" id="rp-contenu"><p class="rp-crumb"><a href="/dispositifs">Tous les dispositifs</a></p>'
        f'<div class="rp-read"><article>{sheet(base, view, shown)}'
        f"{_end(view)}</article>{beside}</div></div>"
    )


def sheet(base: "KnowledgeBase", view: "RecordView", pictures: set_words.Pictures) -> str:
    """The service itself, as its page and the preview of its author show it."""
    service = Service.model_validate({**view.fields, "kind": "service"})
    facts, now = facts_of(service), datetime.datetime.now(PARIS)
    text = record_text.prose(view.document, None, skip=service.summary, pictures=pictures)
    return f"{_head(base, view, facts, now)}{_state(facts, now)}{_facts(base, service, facts)}{text}"


def _head(base: "KnowledgeBase", view: "RecordView", facts: ServiceFacts, now: datetime.datetime) -> str:
    line = records.kicker(view.summary, base).replace('class="kicker"', 'class="rp-title-line"')
    if facts.service_type in structures():
        who = f'<a class="rp-small" href="/qui-fait-quoi?structure={esc(facts.service_type)}">Qui fait quoi</a>'
        line = line.replace("</p>", f" {who}</p>", 1)
    where = ", ".join(part for part in (facts.organisation, cards.place(facts, base)) if part)
    lead = f'<p class="rp-lead">{esc(facts.summary)}</p>' if facts.summary else ""
    _, stale = said.freshness_note(facts.date, now.date())
    note = f'<p class="rp-note">{esc(stale)}</p>' if stale else ""
    return (
        f'{line}<h1>{esc(facts.title)}</h1><p class="rp-soft rp-under">{esc(where)}</p>{lead}'
        f"{cards.call(facts, primary=True)}{note}"
    )


def _state(facts: ServiceFacts, now: datetime.datetime) -> str:
    """Whether it is open, its hours in words, the coming fortnight, and how full it is."""
    shown, words = said.state(facts, now)
    where = facts.territories[0] if facts.territories else ""
    days = fortnight(
        facts.opening_hours, now.date(), territory=where, closed_from=facts.closed_from, closed_to=facts.closed_to
    )
    lines = "".join(
        f"<tr><th scope='row'>{esc(name)}</th><td>{esc(hours)}</td></tr>"
        for name, hours in (day_in_french(one, now.date()) for one in days)
    )
    fold = f'<details class="more"><summary>Les quinze jours à venir</summary><table>{lines}</table></details>'
    hours = esc(hours_in_french(facts.opening_hours)) if facts.opening_hours else "Horaires inconnus"
    note = f'<p class="rp-small">{esc(facts.hours_note)}</p>' if facts.hours_note else ""
    silent = ""
    if facts.opening_hours and "PH" not in facts.opening_hours and facts.opening_hours != "24/7":
        silent = '<p class="rp-small">Jours fériés non précisés.</p>'
    full = said.saturation(facts)
    filled = f'<p class="rp-service-note">{esc(full)}</p>' if full else ""
    return (
        '<section class="rp-hours" aria-labelledby="rp-horaires"><h2 id="rp-horaires">Quand</h2>'
        f'<p><span class="rp-open {shown}">{esc(words)}</span></p><p>{hours}</p>{note}{silent}'
        f"{fold if days else ''}{filled}</section>"
    )


def _facts(base: "KnowledgeBase", service: Service, facts: ServiceFacts) -> str:
    lists = directory_lists()
    lines = (
        (
            "Ce qu’on y trouve",
            " · ".join(base.label("offers", one) for one in service.offers),
        ),
        ("Accueil exclusif", said.publics(service.exclusive)),
        ("Accueil préférentiel", said.publics(service.preferred)),
        ("Accueil inconditionnel", said.publics(service.welcomed)),
        ("Âge", said.ages(facts)),
        ("Précisions sur le public", service.publics_note),
        ("Zone", said.zone(service.zone, base)),
        ("Adresse", _address(service)),
        ("Téléphone", said.spaced_phone(service.phone)),
        ("Courriel", service.email),
        ("Site", service.website),
        ("Frais", ", ".join(one for one in (lists["fees"].get(service.fee, ""), service.fee_note) if one)),
        ("Modes d’accueil", _labels("reception_modes", service.reception)),
        ("Mobilisable par", _labels("referrers", service.referred_by)),
        ("Comment le mobiliser", _labels("referral_modes", service.referral_modes)),
        ("Réseaux", _labels("networks", service.networks)),
        ("Vérifié", ", ".join(one for one in (day(service.date), service.verified_by) if one)),
    )
    kept = "".join(f"<div><dt>{esc(label)}</dt><dd>{esc(text)}</dd></div>" for label, text in lines if text)
    title = '<h2 id="rp-carte">Pour qui, où, comment</h2>'
    return f'<section class="rp-identity" aria-labelledby="rp-carte">{title}<dl>{kept}</dl></section>'


def _labels(name: str, codes: tuple[str, ...]) -> str:
    labels = directory_lists()[name]
    return listing([labels.get(one, one).lower() if name != "networks" else labels.get(one, one) for one in codes])


def _address(service: Service) -> str:
    town = " ".join(one for one in (service.postcode, service.town) if one)
    return ", ".join(one for one in (service.address, service.address_more, town) if one)


def _keep(view: "RecordView") -> str:
    whole = pack_buttons.record_button(view.summary.id, view.summary.title, view.summary.revision)
    return f"<section><h2>Garder</h2>{pack_buttons.line(whole)}</section>"


def _links(base: "KnowledgeBase", view: "RecordView") -> str:
    """The texts that used it, first of all."""
    stories = tied_records.listed(tied_records.told_by(view), base)
    told = f"<ul>{stories}</ul>" if stories else '<p class="rp-small">Aucun récit ne dit encore s’en être servi.</p>'
    return f"<section><h2>Récits qui s’en sont servis</h2>{told}</section>" + sidebar.links(
        tied_records.others(view), base
    )


def _anomaly(record_id: str) -> str:
    return (
        "<section><h2>Une erreur ?</h2><p class='rp-small'>Numéro changé, porte close, public qui n’est pas le bon"
        f"{NBSP}: dites-le, une réponse vous parviendra.</p>"
        f'<p><a class="rp-button" href="/anomalie?id={esc(record_id)}">Signaler une anomalie</a></p></section>'
    )


def _end(view: "RecordView") -> str:
    published = f", publiée le {day(view.summary.published)}" if view.summary.published else ""
    lines = "".join(
        f"<li>Version{NBSP}{one.number}, {day(one.at)}{esc(f'{NBSP}: {one.summary}' if one.summary else '')}</li>"
        for one in view.revisions
    )
    fold = (
        f'<details class="more"><summary>Historique</summary><ul>{lines}</ul></details>' if view.revisions[1:] else ""
    )
    return f'<div class="rp-end">Version{NBSP}{view.summary.revision}{published}.{fold}</div>'
