"""Cards of services: in the list, and beside the texts that a question finds."""

import datetime
from collections.abc import Sequence

from kb import addresses
from kb.directory.fitting import Suitability
from kb.export.facts import nature
from kb.html.escaping import NBSP, esc
from kb.html.labels import CodeLabels, labels
from kb.records.service_facts import ServiceFacts
from kb.views.directory import said


def kind_of(facts: ServiceFacts, names: CodeLabels) -> str:
    """« Halte de nuit », « Dispositif » for one without a type."""
    whole = nature("service", facts.service_type, labels(names))
    kind = whole.partition(" · ")[2] or whole
    return "Dispositif" if kind == "autre" else kind[:1].upper() + kind[1:]


def card(facts: ServiceFacts, names: CodeLabels, now: datetime.datetime, fit: Suitability | None = None) -> str:
    """One service of the list: what it is, for whom, whether it is open, how to call, and what is not known."""
    shown, words = said.state(facts, now)
    _, stale = said.freshness_note(facts.date, now.date())
    where = ", ".join(part for part in (facts.organisation, place(facts, names)) if part)
    lead = f'<p class="excerpt">{esc(facts.summary)}</p>' if facts.summary else ""
    lines = [f'<span class="rp-open {shown}">{esc(words)}</span>', esc(said.ages(facts))]
    full = said.saturation(facts) if facts.saturation in ("medium", "high") else ""
    notes = [one for one in (full, stale) if one]
    return (
        f'<article class="rp-card rp-service"><p class="kicker"><span>{esc(kind_of(facts, names))}</span>'
        f"{_marks(facts)}</p>"
        f'<h3><a href="{esc(addresses.reading(facts.id))}">{esc(facts.title)}</a></h3>'
        f'<p class="facts">{esc(where)}</p>{lead}<p class="facts">{" · ".join(lines)}</p>{_fit(fit)}'
        + "".join(f'<p class="rp-service-note">{esc(one)}</p>' for one in notes)
        + f"{call(facts)}</article>"
    )


def _marks(facts: ServiceFacts) -> str:
    own = '<span class="rp-tag">professionnels</span>' if facts.diffusion != "public" else ""
    return own + ('<span class="rp-fictional">exemple fictif</span>' if facts.fictional else "")


def place(facts: ServiceFacts, names: CodeLabels) -> str:
    """The territory of a service, or its town."""
    return names.territory_name(facts.territories[0]) if facts.territories else facts.town


def _fit(fit: Suitability | None) -> str:
    if fit is None:
        return ""
    unknown = ", ".join(esc(one.text) for one in fit.unknown)
    return f'<p class="rp-doubt">À vérifier{NBSP}: {unknown}.</p>' if unknown else ""


def call(facts: ServiceFacts, *, primary: bool = False) -> str:
    """The number that dials, as a button; the words alone where it cannot be dialled."""
    if not facts.phone:
        return ""
    number, url = said.spaced_phone(facts.phone), said.phone_address(facts.phone)
    if not url:
        return f'<p class="rp-row">{esc(number)}</p>'
    kind = "rp-button primary" if primary else "rp-button small"
    named = f' aria-label="Appeler {esc(facts.title)}, {esc(number)}"'
    return f'<p class="rp-row"><a class="{kind}" href="{esc(url)}"{named}>Appeler le {esc(number)}</a></p>'


def beside(
    found: Sequence[tuple[ServiceFacts, Suitability]], names: CodeLabels, now: datetime.datetime, url: str
) -> str:
    """« Dispositifs qui peuvent convenir », short, above the texts that a question finds; empty when there is none."""
    if not found:
        return ""
    lines = "".join(_line(facts, fit, names, now) for facts, fit in found)
    return (
        '<section class="rp-beside" aria-labelledby="rp-dispositifs"><div class="rp-group">'
        f'<h2 id="rp-dispositifs">Dispositifs qui peuvent convenir</h2><a href="{esc(url)}">Tous, avec les critères</a>'
        f"</div><ul>{lines}</ul></section>"
    )


def _line(facts: ServiceFacts, fit: Suitability, names: CodeLabels, now: datetime.datetime) -> str:
    shown, words = said.state(facts, now)
    unknown = f" · {NBSP.join(('à vérifier', ':'))} {', '.join(one.text for one in fit.unknown)}" if fit.unknown else ""
    url = said.phone_address(facts.phone)
    dial = f'<a class="rp-nowrap" href="{esc(url)}">{esc(said.spaced_phone(facts.phone))}</a>' if url else ""
    return (
        f'<li><div><a href="{esc(addresses.reading(facts.id))}">{esc(facts.title)}</a> {_marks(facts)}'
        f"<small>{esc(kind_of(facts, names))}, {esc(place(facts, names))} · "
        f'<span class="rp-open {shown}">{esc(words)}</span>{esc(unknown)}</small></div>{dial}</li>'
    )
