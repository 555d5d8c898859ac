"""What a page and the preview of its author both draw of a text: title, summary, identity card, words."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kb.html import record_text
from kb.html.escaping import esc
from kb.html.set_words import NO_PICTURES, Pictures, set_html
from kb.records.set_words import cut
from kb.records.typed_text import typed_words
from kb.views.frame import visitor
from kb.views.parts import cards, tied_records
from kb.views.read import identity_card

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, RecordView


def title(base: "KnowledgeBase", view: "RecordView") -> str:
    """What sort of text it is, and its title."""
    line = cards.kicker(view.summary, base).replace('class="kicker"', 'class="rp-title-line"')
    return f"{line}<h1>{esc(view.summary.title)}</h1>"


def summary(view: "RecordView") -> str:
    """The whole summary of a text; cards show its beginning."""
    return str(view.fields.get("summary") or view.summary.summary).strip()


def lead(view: "RecordView", found: record_text.FoundPassage | None = None) -> str:
    """The summary above the text, "" where the passage found is in it: the text shows it then, marked."""
    said, document = summary(view), view.document
    if not said or (found and record_text.begins_with(document, said) and found.start < document.blocks[0].end):
        return ""
    one = typed_words(said)
    return "".join(
        f'<p class="rp-lead">{set_html(one.text[slice(*at)], cut(one.marks, *at))}</p>' for at in _paragraphs(one.text)
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for paragraph in text.split("\n\n"):
        yield at, at + len(paragraph)
        at += len(paragraph) + 2


def facts(base: "KnowledgeBase", view: "RecordView") -> str:
    """The identity card, and the records that its fields name."""
    return identity_card.card(view.summary, view.fields, base) + tied_records.named(view)


def body(
    base: "KnowledgeBase",
    view: "RecordView",
    found: record_text.FoundPassage | None = None,
    pictures: Pictures = NO_PICTURES,
    beside: Mapping[int, str] | None = None,
) -> str:
    """The words, without the summary that stands above them; `beside`: the margin, by where a block begins."""
    return record_text.prose(
        view.document,
        found,
        base.language.glossary,
        skip=summary(view),
        voices=_voices(view),
        spoken=visitor.spoken_to(base),
        pictures=pictures,
        beside=beside,
    )


def _voices(view: "RecordView") -> dict[str, str]:
    """Who said each of the spoken words: a role, and whether they agreed to be quoted."""
    out: dict[str, str] = {}
    for voice in view.fields.get("voices") or ():
        agreed = "Accord recueilli pour cette citation." if voice.get("agreement") else ""
        role = str(voice.get("role") or "").rstrip(".")
        words = str(voice["words"])
        said = " ".join(one for one in (f"{role}." if role else "", agreed) if one)
        # A text published before its words were set has their signs.
        out |= {words.strip(): said, typed_words(words).text: said}
    return out
