"""Help to choose texts that differ: the records proposed, how they are spread, and what they lack."""

from typing import TYPE_CHECKING

from kb import addresses
from kb.html.escaping import NBSP, count, esc, listing, lower_first
from kb.html.labels import CodeLabels, kind_label
from kb.readers import Reader
from kb.records.catalogue import filters, subtype_of
from kb.related.select import Lack, ProposedRecord, Selection
from kb.views.parts import pack_buttons
from kb.views.parts.cards import facts, kicker

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# « aucun récit du point de vue … »: the trades of kb/data/lists.yaml with their article.
OF_TRADE = {
    "education-specialisee": "de l’éducation spécialisée",
    "prevention": "de la prévention",
    "soin": "du soin",
    "travail-social": "du travail social",
    "ecole": "de l’école",
    "justice": "de la justice",
    "police": "de la police",
    "mediation": "de la médiation",
    "pair": "des pairs",
    "habitant": "des habitants",
    "hebergement": "de l’hébergement",
    "insertion": "de l’insertion",
    "psychologie": "de la psychologie",
    "formation": "de la formation",
    "coordination": "de la coordination territoriale",
}
NO_OUTCOME = {"success": "aucune réussite", "mixed": "aucune issue mitigée", "failure": "aucun échec"}
SPREAD = (("outcome", "Issues"), ("trade", "Points de vue"), ("territory", "Territoires"), ("form", "Formes"))


def draw(base: "KnowledgeBase", title: str, intent: str, balance: float, reader: Reader) -> str:
    """The records proposed for a subject, with their spread and what they lack; HTML."""
    found = base.related.choose(title, intent, balance=balance, reader=reader)
    if not found.choices:
        return (
            '<div class="rp-empty"><h2>Rien à proposer</h2><p>Aucune fiche que vous puissiez lire ne répond à '
            "ce sujet. Dites-le avec d’autres mots.</p></div>"
        )
    cards = "".join(_card(one, base) for one in found.choices)
    records = [one.record for one in found.choices]
    everything = pack_buttons.line(pack_buttons.all_button(records)) if len(records) > 1 else ""
    few = ""
    if found.near < len(found.choices):
        close = "seulement est proche" if found.near < 2 else "seulement sont proches"
        few = f'<p class="rp-note">{count(found.near, "fiche")} {close} de ce sujet. Les autres en sont plus loin.</p>'
    return (
        '<section aria-labelledby="rp-propositions"><div class="rp-group"><h2 id="rp-propositions">'
        f"{count(len(found.choices), 'texte proposé', 'textes proposés')}</h2></div>{few}{spread(found, base)}"
        f'{lacks(found.lacks, base)}{everything}<div class="rp-chosen">{cards}</div></section>'
    )


def spread(found: Selection, names: CodeLabels) -> str:
    """How the records proposed are spread over outcomes, trades, territories and forms."""
    lines = []
    for key, label in SPREAD:
        counts = sorted(found.spread.get(key, {}).items(), key=lambda pair: (-pair[1], pair[0]))
        said = [f"{esc(_named(key, code, names))}{f' ({number})' if number > 1 else ''}" for code, number in counts]
        lines.append(f"<div><dt>{label}</dt><dd>{', '.join(said) or 'non dit'}</dd></div>")
    return f'<div class="rp-identity rp-spread"><dl>{"".join(lines)}</dl></div>'


def lacks(found: tuple[Lack, ...], names: CodeLabels) -> str:
    """What the choice lacks, each with the near record that would bring it."""
    if not found:
        return '<p class="rp-soft rp-under">Ce choix réunit une réussite, une issue mitigée et un échec.</p>'
    lines = "".join(f"<li>{_lack(one, names)}</li>" for one in found)
    return f'<div class="rp-lacks"><h3>Ce qui manque à ce choix</h3><ul>{lines}</ul></div>'


def _lack(one: Lack, names: CodeLabels) -> str:
    name = _named(one.key, one.code, names)
    if one.key == "outcome":
        said = NO_OUTCOME.get(one.code, f"aucune issue «{NBSP}{name}{NBSP}»")
    elif one.key == "trade":
        said = f"aucun récit du point de vue {OF_TRADE.get(one.code, f'«{NBSP}{name}{NBSP}»')}"
    elif one.key == "territory":
        said = f"un seul territoire{NBSP}: {name}"
    else:
        said = f"une seule forme{NBSP}: {lower_first(name)}"
    said = esc(said[:1].upper() + said[1:])
    if one.nearest is None:
        return f"{said}. Aucune fiche proche de ce sujet n’en apporte."
    return f'{said}. Voir <a href="{esc(addresses.reading(one.nearest.id))}">{esc(one.nearest.title)}</a>.'


def _named(key: str, code: str, names: CodeLabels) -> str:
    if key == "territory":
        return names.territory_name(code)
    if key == "form":
        kind, _, subtype = code.partition(":")
        field = subtype_of(kind)
        return names.label(field.list_name, subtype) if subtype and field else kind_label(kind)
    return names.label(filters()[key].list_name, code)


def _in_a_line(key: str, name: str) -> str:
    """A name as it stands within a sentence: that of a place keeps its capital."""
    return name if key == "territory" else lower_first(name)


def _card(one: ProposedRecord, names: CodeLabels) -> str:
    record = one.record
    lead = f'<p class="excerpt">{esc(record.summary)}</p>' if record.summary else ""
    brings = listing([_in_a_line(key, _named(key, code, names)) for key, code in one.brings])
    what = f'<p class="why"><span>Apporte{NBSP}: {esc(brings)}.</span></p>' if brings else ""
    far = '<p class="rp-small">Plus loin de votre sujet.</p>' if one.hit.weak else ""
    return (
        f'<article class="rp-card">{kicker(record, names)}<h3><a href="{esc(addresses.reading(record.id))}">'
        f'{esc(record.title)}</a></h3><p class="facts">{facts(record, names)}</p>{far}{lead}'
        f"{pack_buttons.line(pack_buttons.record_button(record.id, record.title, record.revision))}{what}</article>"
    )
