"""The text of a record as HTML: headings, steps, spoken words, with one passage marked and the glossary underlined."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.document import Block, Document, Mark
from kb.export.booklet.blocks import BlockGroup, table_block
from kb.html.escaping import NBSP, esc
from kb.html.excerpts import Span, marked
from kb.html.glossary_terms import NOBODY, Spoken, underlined
from kb.html.set_words import NO_PICTURES, Pictures, figure, set_html
from kb.records.canonical import TextBuilder, add_field, add_words
from kb.records.typed_text import typed_words
from kb.vocabulary.mentions import Glossary

NO_TERMS = Glossary(())


# Lists in lists are set in as far as this; deeper ones stand under one another.
DEEPEST_ITEM = 3


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """The passage that the address names: its bounds, the sentence to mark inside it, its own address.

    `keep` is the button (HTML) that adds it to a pack.
    """

    start: int
    end: int
    link: str
    sentence: Span | None = None
    keep: str = ""

    @property
    def mark(self) -> Span:
        """What is marked: the sentence nearest to the question, else all of the passage."""
        return self.sentence or (self.start, self.end)


@dataclass(slots=True)
class _Drawing:
    document: Document
    found: FoundPassage | None
    glossary: Glossary
    out: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    opened: list[str] = field(default_factory=list)
    voices: Mapping[str, str] = field(default_factory=dict)
    page: int | None = None
    labelled: bool = False
    spoken: Spoken = NOBODY
    pictures: Pictures = field(default_factory=dict)
    marks: Sequence[Span] = ()
    beside: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the table of contents."""

    anchor: str
    title: str
    holds_found: bool


def contents(document: Document, found: FoundPassage | None = None) -> tuple[ContentsEntry, ...]:
    """The headings of the highest level, with the one whose part holds the passage found."""
    heads = _top_headings(document)
    ends = [block.start for block in heads[1:]] + [len(document.text)]
    return tuple(
        ContentsEntry(
            anchor(block), document.text[block.start : block.end], bool(found and block.start <= found.start < end)
        )
        for block, end in zip(heads, ends, strict=True)
    )


def anchor(block: Block) -> str:
    """The fragment of a heading in the page."""
    return f"rp-partie-{block.start}"


def _top_headings(document: Document) -> list[Block]:
    levels = [block.level for block in document.blocks if block.kind == "heading"]
    top = min(levels, default=0)
    return [block for block in document.blocks if block.kind == "heading" and block.level == top]


def prose(
    document: Document,
    found: FoundPassage | None = None,
    glossary: Glossary = NO_TERMS,
    *,
    blocks: Iterable[Block] | None = None,
    skip: str = "",
    voices: Mapping[str, str] | None = None,
    spoken: Spoken = NOBODY,
    pictures: Pictures = NO_PICTURES,
    marks: Sequence[Span] = (),
    beside: Mapping[int, str] | None = None,
) -> str:
    """The text of `document` as HTML.

    `skip`: a first paragraph that the page already shows (the summary). `voices`: who said the words of a quote.
    `spoken`: how the meanings of terms are told to the reader. `pictures`: where the pictures attached are.
    `marks`: words to mark, as offsets in the text.
    `beside`: what stands in the margin of the block that begins at a character, as HTML.
    """
    chosen = list(document.blocks if blocks is None else blocks)
    first = chosen[0] if chosen else None
    if first and skip and not _overlaps(first, found) and begins_with(document, skip):
        chosen = chosen[1:]
    top = min((block.level for block in document.blocks if block.kind == "heading"), default=0)
    drawing = _Drawing(
        document,
        found,
        glossary,
        voices=voices or {},
        spoken=spoken,
        pictures=pictures,
        marks=marks,
        beside=beside or {},
    )
    for block in chosen:
        _draw(drawing, block, top)
    _close(drawing, 0)
    return f'<div class="rp-prose{" rp-annotated" if beside else ""}">{"".join(drawing.out)}</div>'


def begins_with(document: Document, typed: str) -> bool:
    """Whether the first block of a text is this paragraph, as it was typed or without its signs."""
    first = document.blocks[0] if document.blocks else None
    words = document.text[first.start : first.end].strip() if first else ""
    return bool(words) and words in (typed.strip(), typed_words(typed).text)


def _draw(drawing: _Drawing, block: Block, top: int) -> None:
    if block.page != drawing.page and block.page is not None:
        if drawing.page is not None:
            _close(drawing, 0)
            drawing.out.append(f'<p class="rp-pagemark">page{NBSP}{block.page}</p>')
        drawing.page = block.page
    if block.kind == "heading":
        _heading(drawing, block, top)
        return
    if block.kind == "item":
        _open_list(drawing, block)
        classes = [f"rp-deep-{min(block.level, DEEPEST_ITEM)}"] if block.level else []
        classes += ["numbered"] if NUMBERED.match(drawing.document.text, block.start, block.end) else []
        deep = f' class="{" ".join(classes)}"' if classes else ""
        drawing.out.append(f"<li{deep}>{_passage(drawing, block, 'span')}</li>")
        return
    if drawing.opened and drawing.opened[-1] in LISTS:
        _close(drawing, len(drawing.opened) - 1)
    if block.kind == "quote":
        said = drawing.voices.get(drawing.document.text[block.start : block.end].strip(), "")
        footer = f"<footer>{esc(said)}</footer>" if said else ""
        drawing.out.append(f'<figure class="rp-voice">{_passage(drawing, block, "p")}{footer}</figure>')
    elif block.kind == "table":
        drawing.out.append(_table(drawing, block))
    else:
        text = drawing.document.text[block.start : block.end]
        shown = figure(text, block.marks, drawing.pictures, is_marked=bool(_marks(drawing, block)))
        drawing.out.append(shown or _passage(drawing, block, "pre" if block.kind == "code" else "p"))


# A list with dashes, and one whose items begin with their number. The steps of a narrative are another.
LISTS = {"ul": '<ul class="items">', "ol ": '<ol class="items">'}
NUMBERED = re.compile(r"\d{1,9}[.)]\s")


def _open_list(drawing: _Drawing, block: Block) -> None:
    """Have the list open that an item stands in; one that hangs under another item stays in its list."""
    numbered = bool(NUMBERED.match(drawing.document.text, block.start, block.end))
    wanted = "ol " if numbered else "ul"
    now = drawing.opened[-1] if drawing.opened else ""
    if now in LISTS and (now == wanted or block.level):
        return
    if now in LISTS:
        _close(drawing, len(drawing.opened) - 1)
    drawing.out.append(LISTS[wanted])
    drawing.opened.append(wanted)


def _heading(drawing: _Drawing, block: Block, top: int) -> None:
    text = esc(drawing.document.text[block.start : block.end])
    text = f"<mark>{text}</mark>" if _overlaps(block, drawing.found) and _only_heading(drawing) else text
    if block.level <= top:
        _close(drawing, 0)
        drawing.out.append(f'<h2 id="{anchor(block)}">{text}</h2>')
    elif _is_step(block):
        _close(drawing, 1 if drawing.opened[:1] == ["ol"] else 0)
        if not drawing.opened:
            drawing.out.append('<ol class="steps">')
            drawing.opened.append("ol")
        drawing.out.append(f"<li><b>{text}</b>")
        drawing.opened.append("li")
    else:
        _close(drawing, 0)
        drawing.out.append(f'<h3 id="{anchor(block)}">{text}</h3>')


def _only_heading(drawing: _Drawing) -> bool:
    """Whether the passage found is nothing but headings: then they are what must be seen."""
    return not any(_overlaps(block, drawing.found) for block in drawing.document.blocks if block.kind != "heading")


def _is_step(block: Block) -> bool:
    """Steps of a narrative are dates under « Déroulement »; elsewhere such a heading is one."""
    return bool(block.section) and block.section[-1].casefold() == "déroulement"


def _close(drawing: _Drawing, depth: int) -> None:
    while len(drawing.opened) > depth:
        drawing.out.append(f"</{drawing.opened.pop().strip()}>")


def _overlaps(block: Block, found: FoundPassage | None) -> bool:
    return bool(found and block.start < found.end and found.start < block.end)


def _passage(drawing: _Drawing, block: Block, tag: str) -> str:
    body = f"<{tag}>{_inline(drawing, block)}</{tag}>"
    if noted := drawing.beside.get(block.start):
        body = f'<div class="rp-with-margin">{body}{noted}</div>'
    if not _overlaps(block, drawing.found) or not drawing.found:
        return body
    label, identity = "", ""
    if not drawing.labelled:
        drawing.labelled = True
        identity = ' id="passage"'
        label = (
            '<small>Passage trouvé · <button type="button" class="rp-link" '
            f'data-rp-link="{esc(drawing.found.link)}">Copier le lien du passage</button>'
            f"{f' · {drawing.found.keep}' if drawing.found.keep else ''}</small>"
        )
    return f'<div class="rp-found"{identity}>{label}{body}</div>'


def _inline(drawing: _Drawing, block: Block) -> str:
    """The text of a block, escaped, with the marked words and the terms of the glossary."""
    text = drawing.document.text[block.start : block.end]
    marks = _marks(drawing, block)
    if drawing.found and _overlaps(block, drawing.found):
        left, right = drawing.found.mark
        marks.append((left - block.start, right - block.start))
    mentions = list(drawing.glossary.mentions(text, drawing.seen))
    links = [(one.start, one.end) for one in block.marks if one.kind == "link"]

    def words(start: int, end: int) -> str:
        out, at = [], start
        for mention in mentions:
            cut = [edge for span in marks for edge in span if mention.start < edge < mention.end]
            linked = any(left < mention.end and mention.start < right for left, right in links)
            if mention.start < at or mention.end > end or cut or linked:
                continue
            out.append(marked(text, marks, at, mention.start))
            out.append(underlined(marked(text, marks, mention.start, mention.end), mention.term, drawing.spoken))
            at = mention.end
        return "".join([*out, marked(text, marks, at, end)])

    return set_html(text, block.marks, words)


def _marks(drawing: _Drawing, block: Block) -> list[Span]:
    """The words to mark of a block, counted from its beginning."""
    return [
        (left - block.start, right - block.start)
        for left, right in drawing.marks
        if left < block.end and block.start < right
    ]


def _table(drawing: _Drawing, block: Block) -> str:
    """A table whose lines and cells (« a | b ») are plain text in the document."""
    text = drawing.document.text[block.start : block.end]
    table = table_block(text, block.marks)
    told = BlockGroup("table", rows=table.rows, cell_marks=table.cell_marks).cells
    wanted, at = _marks(drawing, block), 0
    rows: list[list[str]] = []
    for row in told:
        drawn = []
        for cell, set_as in row:
            at = text.index(cell, at)
            drawn.append(_cell(cell, set_as, [(left - at, right - at) for left, right in wanted]))
            at += len(cell)
        if not all(set(cell) <= set("-: ") for cell, _ in row):
            rows.append(drawn)
    if not rows or max(len(row) for row in rows) < 2:
        return _passage(drawing, block, "p")
    found = ' id="passage"' if _overlaps(block, drawing.found) and not drawing.labelled else ""
    drawing.labelled = drawing.labelled or bool(found)
    width = max(len(row) for row in rows)
    whole = [row + [""] * (width - len(row)) for row in rows]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in whole[1:])
    head = "".join(f"<th scope='col'>{cell}</th>" for cell in whole[0])
    kind = "rp-table rp-found" if _overlaps(block, drawing.found) else "rp-table"
    rows_html = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="{kind}"{found} tabindex="0"><table>{rows_html}</table></div>'


def _cell(text: str, set_as: Sequence[Mark], marks: Sequence[Span]) -> str:
    return set_html(text, set_as, lambda start, end: marked(text, marks, start, end))


def typed_html(text: str, pictures: Pictures = NO_PICTURES, *, words_alone: bool = False) -> str:
    """What somebody typed in a long field, as readers will see it; `words_alone`: no lists or tables."""
    builder = TextBuilder()
    (add_words if words_alone else add_field)(builder, text)
    return prose(builder.build(), pictures=pictures)
