"""A text under review as HTML: its fields, the words that remarks point at, and why it came back."""

import json
from collections.abc import Sequence

from kb.html import record_text
from kb.html.escaping import NBSP, day, esc
from kb.html.set_words import NO_PICTURES, Pictures
from kb.store.drafts.private import SendingReason
from kb.wiki.review import review
from kb.wiki.write.forms import field_label

# Fields of the page that words selected in the text are put into, and the one to write in next, by their keys.
SELECTED = {"into": "remark_quote", "then": "remark_text", "label": "En faire une remarque"}
SENT = {"to_revise": "Renvoyé", "submitted": "Réponse de l’auteur"}


def reasons(found: Sequence[SendingReason]) -> str:
    """Why the text was sent back, and what its author answered."""
    return "".join(
        f'<p class="rp-note"><b>{esc(SENT.get(one.status, one.status))}, {day(one.at)}{NBSP}:</b> {esc(one.text)}</p>'
        for one in found
    )


def text(found: review.UnderReview, pictures: Pictures = NO_PICTURES) -> str:
    """All fields as readers will see them, in the order of the form, with remarks under each."""
    kind = found.proposal.kind
    out, last = [], ""
    for place, document in found.texts.items():
        name = place.split(".")[0]
        if name != last:
            out.append(f"<h2>{esc(field_label(kind, name))}</h2>")
            last = name
        made = [one for one in found.remarks if one.remark.field == place]
        marks = [one.place for one in made if one.place and one.remark.quote]
        out.append(record_text.prose(document, marks=marks, pictures=pictures))
        out += [_remark(one, number) for number, one in enumerate(found.remarks, 1) if one in made]
    gone = [one for one in found.remarks if one.remark.field not in found.texts]
    out += [_remark(one, found.remarks.index(one) + 1) for one in gone]
    return f'<div class="rp-prose" data-rp-words="{esc(json.dumps(SELECTED))}">{"".join(out)}</div>'


def _remark(one: review.Placed, number: int) -> str:
    gone = " (ces mots ont changé)" if one.remark.quote and one.place is None else ""
    settled = ", traitée" if one.remark.settled else ""
    answer = f"<br><b>Réponse de l’auteur{NBSP}:</b> {esc(one.remark.answer)}" if one.remark.answer else ""
    about = f"«{NBSP}{esc(one.remark.quote)}{NBSP}»{gone}" if one.remark.quote else "Tout le champ"
    return f'<p class="rp-note"><b>Remarque {number}{settled}.</b> {about}<br>{esc(one.remark.text)}{answer}</p>'
