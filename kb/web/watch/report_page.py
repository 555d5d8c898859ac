"""The page *Signaler*, as plain HTML: it stays usable when the telephone loses its connection."""

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from math import cos, radians
from pathlib import Path

from kb.base import KnowledgeBase
from kb.html.escaping import NBSP, NNBSP, count, day, esc
from kb.readers import Person
from kb.records.kinds.signal import KNOWLEDGE, STATES, SUBJECTS, TRIGGERS
from kb.store.watch.signals import News
from kb.vocabulary.vocabulary import TERRITORIES
from kb.watch.given import LONGEST
from kb.watch.reporting import Own
from kb.web.accounts.pages import page

STATIC = Path(__file__).resolve().parents[3] / "static"
STYLE = """.rp-sign{max-width:36rem}
.rp-report fieldset{border:0;padding:0;margin:0;min-width:0}
.rp-report legend,.rp-report label.named{font-weight:600;padding:0;margin-bottom:var(--s2);display:block}
.rp-report textarea{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--line-strong);
border-radius:var(--radius);padding:10px 12px;width:100%;min-height:7rem;resize:vertical}
.rp-report .choices{display:flex;flex-wrap:wrap;gap:var(--s2)}
.rp-report .choices label{display:inline-flex;align-items:center;gap:8px;min-height:44px;padding:6px 14px;
border:1px solid var(--line-strong);border-radius:999px;font-weight:400;cursor:pointer;background:var(--surface)}
.rp-report .choices input{width:auto;min-height:0;margin:0;accent-color:var(--accent)}
.rp-report .choices label:has(:checked){border-color:var(--accent);background:var(--accent-tint);
box-shadow:inset 0 0 0 1px var(--accent)}
.rp-report input[type=date]{max-width:14rem;margin-top:var(--s2)}
.rp-report details>summary{cursor:pointer;color:var(--accent);padding:var(--s2) 0;min-height:44px}
.rp-report details .more{display:grid;gap:var(--s4);margin:var(--s3) 0}
.rp-report svg{width:100%;height:auto;touch-action:manipulation}
.rp-report svg path{fill:var(--sunken);stroke:var(--line-strong);stroke-width:.6;cursor:pointer}
.rp-report svg path.on{fill:var(--accent)}
.rp-report .wrong:empty,.rp-report [data-people]:empty,[data-waiting]:empty,[data-said]:empty{display:none}
.stApp .rp-sign .rp-urgent{background:var(--notice);color:var(--notice-ink);padding:var(--s3) var(--s4);
border-radius:var(--radius);margin-top:var(--s4)}
.stApp .rp-near li,.stApp .rp-own li,[data-waiting] li{border-top:1px solid var(--line);
padding:var(--s3) 0}
.stApp .rp-own ol{margin-top:var(--s2)}
.stApp .rp-own ol li{border:0;padding:2px 0;font-size:var(--small);color:var(--ink-soft)}
.rp-own,.rp-near{margin-top:var(--s6)}
.rp-report .rp-button,.rp-near .rp-button{min-height:44px}
[data-waiting],[data-said]{margin-top:var(--s4)}
.stApp .rp-near li .rp-button{margin-top:var(--s2)}
.rp-report .rp-note{margin-top:var(--s2)}"""
WHEN = (("0", "Aujourd’hui"), ("1", "Hier"), ("4", "Cette semaine"), ("date", "Un autre jour"))
URGENT = (
    f"Ce n’est pas un canal d’urgence. Danger immédiat{NBSP}: le 15. Un fait de santé urgent (produit qui blesse ou "
    "qui "
    "tue, intoxications groupées) va à l’ARS, au centre d’addictovigilance (CEIP-A) ou au correspondant SINTES."
)


def report_page(base: KnowledgeBase, person: Person, own: Sequence[Own], news: Sequence[News]) -> str:
    """The whole page for somebody: the form, what is like the text, their own signals."""
    fresh = {one.signal for one in news if not one.seen}
    body = (
        f'<p class="rp-urgent">{URGENT}</p>'
        f'<div data-waiting role="status"></div><p class="said" data-said role="status"></p>{_form(base)}'
        '<section class="rp-near" data-near aria-live="polite"></section>'
        f"{_own(base, own, fresh)}"
        '<p class="more"><a href="/veille">Voir la veille</a> · <a href="/">Revenir à la recherche</a></p>'
        f'<script defer src="/app/static/report.js?v={_version()}" data-rp-account="{_device_key(person)}"></script>'
    )
    return page("Signaler", f"<style>{STYLE}</style>{body}")


def refused_page(said: str) -> str:
    """What somebody reads who may not report."""
    return page("Signaler", f'<p class="rp-urgent">{URGENT}</p><p class="said">{esc(said)}</p>')


def _device_key(person: Person) -> str:
    """What the signals kept on a device are filed under: another account of the same device does not send them."""
    return hashlib.sha256(f"signal {person.account}".encode()).hexdigest()[:16]


@functools.cache
def _version() -> str:
    return hashlib.sha256((STATIC / "report.js").read_bytes()).hexdigest()[:12]


def _form(base: KnowledgeBase) -> str:
    known = base.vocabulary.territories
    places = {code: one.name for code, one in known.items() if len(code) == 5}
    options = "".join(f'<option value="{esc(name)}">' for name in places.values())
    products = _checks("substances", base.vocabulary.lists["substances"])
    themes = _checks("themes", base.vocabulary.lists["themes"])
    return (
        '<form class="rp-report" id="signal" novalidate>'
        f'<div><label class="named" for="text">Qu’avez-vous vu, ou appris{NNBSP}?</label>'
        '<textarea id="text" name="text" aria-describedby="aide-text wrong-text" '
        f'data-longest="{LONGEST}"></textarea>'
        '<small id="aide-text" class="rp-small">Une phrase ou deux, des faits. Ni nom, ni adresse.</small>'
        '<p class="rp-note" data-people role="status"></p><span class="wrong" id="wrong-text" '
        'role="alert"></span></div>'
        f'<div><label class="named" for="territory">Où{NNBSP}? <small>Un arrondissement ou une commune</small></label>'
        '<input id="territory" name="territory" list="places" autocomplete="off" aria-describedby="wrong-territory" '
        f'placeholder="Paris 18e, Saint-Denis…"><datalist id="places">{options}</datalist>'
        '<div class="choices" data-places></div><span class="wrong" id="wrong-territory" role="alert"></span>'
        f"<details><summary>Choisir sur la carte</summary>{outline_map()}</details></div>"
        f"{_radios('when', f'Quand{NNBSP}?', WHEN, '0')}"
        '<input type="date" name="day" id="day" aria-label="Quel jour" hidden>'
        '<span class="wrong" id="wrong-day" role="alert"></span>'
        f"{_radios('knowledge', f'Comment le savez-vous{NNBSP}?', tuple(KNOWLEDGE.entries.items()), '')}"
        '<span class="wrong" id="wrong-knowledge" role="alert"></span>'
        "<details><summary>Préciser (facultatif) : produit, forme, prix, thème…</summary><div class='more'>"
        f"{_radios('subject', 'C’est à propos de', tuple(SUBJECTS.entries.items()), '')}"
        f"{_radios('trigger', 'Ce qui change', tuple(TRIGGERS.entries.items()), '')}"
        f"<fieldset><legend>Produits</legend><div class='choices'>{products}</div></fieldset>"
        f"{_line('form', 'Forme', 'pipe, poudre, cachet…')}{_line('route', 'Voie d’usage', 'fumé, sniffé…')}"
        f"{_line('price', 'Prix', '10 € la dose')}{_line('access', 'Accessibilité', 'facile à trouver le soir')}"
        f"{_line('function', 'Votre fonction', 'éducatrice de rue')}"
        f"<fieldset><legend>Thèmes</legend><div class='choices'>{themes}</div></fieldset></div></details>"
        '<div class="rp-send"><button class="rp-button primary" type="submit">Envoyer</button></div></form>'
        '<script type="application/json" '
        f'id="rp-places">{_json({name: code for code, name in places.items()})}</script>'
    )


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _radios(name: str, legend: str, values: Sequence[tuple[str, str]], chosen: str) -> str:
    shown = "".join(
        f'<label><input type="radio" name="{name}" value="{esc(value)}"{" checked" if value == chosen else ""}>'
        f"{esc(label)}</label>"
        for value, label in values
    )
    return f"<fieldset><legend>{legend}</legend><div class='choices'>{shown}</div></fieldset>"


def _checks(name: str, values: Mapping[str, str]) -> str:
    return "".join(
        f'<label><input type="checkbox" name="{name}" value="{esc(code)}">{esc(label)}</label>'
        for code, label in values.items()
    )


def _line(name: str, label: str, example: str) -> str:
    return f'<label class="named">{label}<input name="{name}" maxlength="200" placeholder="{esc(example)}"></label>'


def _own(base: KnowledgeBase, own: Sequence[Own], fresh: set[int]) -> str:
    if not own:
        return (
            '<section class="rp-own" id="mes-signaux"><h2>Mes signaux</h2>'
            "<p class='rp-small'>Ce que la cellule de veille fait de chacun se lira ici. Personne n’apprend qui "
            "l’a envoyé.</p></section>"
        )
    lines = "".join(_one(base, one, one.number in fresh) for one in own[:50])
    return f'<section class="rp-own" id="mes-signaux"><h2>Mes signaux</h2><ul>{lines}</ul></section>'


def _one(base: KnowledgeBase, one: Own, fresh: bool) -> str:
    title = one.title or "Un signal que vous avez confirmé"
    shown = f'<a href="/lire?id={esc(one.record_id)}">{esc(title)}</a>' if one.record_id else esc(title)
    steps = "".join(
        f"<li>{esc(STATES.entries[step.state])} le {day(step.at)}{f'{NBSP}: {esc(step.reason)}' if step.reason else ''}"
        "</li>"
        for step in one.steps
    )
    said = count(one.structures, "structure le dit", "structures le disent")
    return (
        f"<li>{'<span class=rp-tag>nouveau</span> ' if fresh else ''}<b>{shown}</b>"
        f'<p class="rp-small">{esc(base.territory_name(one.territory))}, {day(one.day)} · {said}</p>'
        f"<ol>{steps}</ol></li>"
    )


@functools.cache
def outline_map() -> str:
    """The territories as one SVG, to be touched: each outline holds its name. The field beside says the same in "
    "words."""
    features = json.loads(TERRITORIES.read_text("utf-8"))["features"]
    points = [point for one in features for ring in _rings(one) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = 600 / (east - west)
    flat = scale / cos(radians((south + north) / 2))
    paths = "".join(
        f'<path data-place="{esc(one["properties"]["nom"])}" d="'
        + "".join(
            "M" + "L".join(f"{(x - west) * scale:.0f} {(north - y) * flat:.0f}" for x, y in ring) + "Z"
            for ring in _rings(one)
        )
        + f'"><title>{esc(one["properties"]["nom"])}</title></path>'
        for one in features
    )
    return (
        f'<svg viewBox="0 0 600 {(north - south) * flat:.0f}" aria-hidden="true" focusable="false">{paths}</svg>'
        '<p class="rp-small" data-touched></p>'
    )


def _rings(feature: Mapping[str, object]) -> list[list[tuple[float, float]]]:
    geometry = feature["geometry"]
    assert isinstance(geometry, dict)
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(float(x), float(y)) for x, y in shape[0]] for shape in shapes]
