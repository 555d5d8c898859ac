"""Drawing of association: the passage one is at, what it calls up, and the trail that led there."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb import addresses
from kb.html.escaping import NBSP, esc, in_quotes, listing
from kb.html.excerpts import excerpt, heading_of, window
from kb.html.labels import CodeLabels
from kb.records.positions import Position
from kb.related.associate import AssociatedPassage
from kb.related.service import Stop
from kb.views.parts import pack_buttons
from kb.views.parts.cards import kicker, place

OTHER = {"territory": "autre territoire", "public": "autre public", "trade": "autre métier", "outcome": "autre issue"}
SAME = {"territory": "même territoire", "public": "même public", "trade": "même métier", "outcome": "même issue"}
UNKNOWN = {"territory": "territoire", "public": "public", "trade": "métier", "outcome": "issue"}
HERE_LENGTH, STEP_LENGTH = 1_200, 170
GONE = "Cette étape ne se lit plus\u00a0: la fiche a été retirée, ou n’est pas ouverte à votre lecture."
CHANGED = "Les mots de cette étape ont changé depuis."
Address = Callable[[int], str]


def reading(stop: Stop) -> str:
    """The address of the passage of a step in its record."""
    at = stop.position
    return addresses.reading(at.record, fragment="passage", rev=at.revision, de=at.start, a=at.end)


def here(stop: Stop, names: CodeLabels) -> str:
    """The passage one is at, word for word."""
    if stop.record is None:
        return f'<p class="rp-note">{GONE}</p>'
    title = f'<h2><a href="{esc(reading(stop))}">{esc(stop.record.title)}</a></h2>'
    if stop.passage is None:
        return f'<div class="rp-here">{kicker(stop.record, names)}{title}<p class="rp-note">{CHANGED}</p></div>'
    where = place(heading_of(stop.passage), stop.passage.page)
    return (
        f'<div class="rp-here">{kicker(stop.record, names)}{title}'
        f'<blockquote class="rp-quote">{_words(stop.passage.text)}'
        f"{f'<footer>{where}</footer>' if where else ''}</blockquote>{pack_buttons.line(_keep(stop))}</div>"
    )


def _words(text: str) -> str:
    """A passage word for word, paragraph by paragraph; cut at the end of a sentence when somebody's address is long."""
    left, right = window(text, (0, 0), HERE_LENGTH)
    paragraphs = [one for one in text[left:right].split("\n\n") if one.strip()] or [""]
    more = f"{NBSP}…" if right < len(text.rstrip()) else ""
    return "".join(f"<p>{esc(one)}</p>" for one in paragraphs[:-1]) + f"<p>{esc(paragraphs[-1])}{more}</p>"


def _keep(stop: Stop) -> str:
    at = stop.position
    title = stop.record.title if stop.record else ""
    return pack_buttons.passage_button(at.record, title, at.revision, at.start, at.end)


def proposals(found: Sequence[AssociatedPassage], names: CodeLabels, url: Callable[[Position], str]) -> str:
    """What the passage calls up: each with why it is far, and the address that goes on from it."""
    if not found:
        return (
            '<div class="rp-empty"><h3>Vous êtes au bout</h3><p>Ce chemin est passé par toutes les fiches que '
            'vous pouvez lire. Gardez-le, ou <a href="/explorer">partez d’ailleurs</a>.</p></div>'
        )
    return f'<div class="rp-calls">{"".join(_proposal(one, names, url(one.position)) for one in found)}</div>'


def _proposal(one: AssociatedPassage, names: CodeLabels, url: str) -> str:
    sentence = one.passage.sentence
    passage = replace(one.passage, marks=(sentence,) if sentence else ())
    where = place(heading_of(passage), passage.page)
    read = addresses.passage(
        addresses.reading(one.record.id, rev=one.record.revision), passage.start, passage.end, passage.page
    )
    return (
        f'<article class="rp-card">{kicker(one.record, names)}<h3>{esc(one.record.title)}</h3>{why(one)}'
        f'<p class="excerpt">{excerpt(passage)} <span class="where">{where}</span></p>'
        f'<p class="rp-row"><a class="rp-button small primary" href="{esc(url)}">Continuer par ce passage'
        f'<span class="rp-hidden">{NBSP}: {esc(one.record.title)}</span></a> '
        f'<a class="rp-small" href="{esc(read)}">Le lire dans son texte<span class="rp-hidden">{NBSP}: '
        f"{esc(one.record.title)}</span></a></p></article>"
    )


def why(one: AssociatedPassage) -> str:
    """« Loin : autre territoire, autre issue », or why it is not far."""
    far = listing([OTHER[key] for key in one.differs])
    said = f"Ailleurs{NBSP}: {far}." if far else ""
    if one.reason == "alike":
        same = [SAME[key] for key, state in one.states if state == "same"]
        unknown = [UNKNOWN[key] for key, state in one.states if state == "unknown"]
        because = listing(same + ([f"{listing(unknown)} non dit"] if unknown else []))
        said += f" Moins loin que d’habitude{NBSP}: {because}. Les autres fiches à cette distance sont déjà "
        said += "dans le chemin, ou lui ressemblent plus encore."
    elif one.reason == "outside":
        said += (
            " Aucune fiche ne reste à bonne distance de ce passage\u00a0: voici la moins éloignée de cette distance."
        )
    return f'<p class="rp-far">{said.strip()}</p>'


def drawn(stops: Sequence[Stop], at: int, url: Address) -> str:
    """The trail as an ordered list along a line: each step is an address, and one of them is where one is."""
    lines = "".join(_step(stop, number, number == at, url(number)) for number, stop in enumerate(stops, 1))
    return f'<section class="rp-trail"><h2>Le chemin</h2><ol>{lines}</ol></section>'


def _step(stop: Stop, number: int, here: bool, url: str) -> str:
    current = ' aria-current="step"' if here else ""
    if stop.record is None:
        return f'<li class="gone"{current}><span>{number}</span><p class="rp-soft">{GONE}</p></li>'
    words = CHANGED
    printed = ""
    if stop.passage is not None:
        words = in_quotes(_beginning(stop.passage.text))
        paragraphs = "".join(f"<p>{esc(one)}</p>" for one in stop.passage.text.split("\n\n"))
        printed = f'<div class="only-print">{paragraphs}</div>'
    return (
        f'<li{current}><span>{number}</span><a href="{esc(url)}">{esc(stop.record.title)}</a>'
        f"<small>{esc(words)}</small>{printed}</li>"
    )


def _beginning(text: str) -> str:
    flat = " · ".join(" ".join(part.split()) for part in text.split("\n\n"))
    if len(flat) <= STEP_LENGTH:
        return flat
    return flat[:STEP_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + NBSP + "…"
