"""A booklet on the screen: what is printed, as it is printed. The preview of a pack and its page are this."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from kb.export.booklet.blocks import BlockGroup
from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece
from kb.html.escaping import NBSP, count, esc
from kb.html.record_text import NUMBERED, typed_html
from kb.html.set_words import figure, set_html
from kb.records.set_words import picture
from kb.wiki.packs.booklet import hours

# Where the image of a page of a PDF is, by the place of its piece in the booklet, from 0.
Images = Mapping[int, str]


def note(booklet: Booklet) -> str:
    """The presentation, paragraph by paragraph."""
    if not booklet.note.strip():
        return ""
    return f'<section class="rp-pack-note"><h2>Note de présentation</h2>{typed_html(booklet.note)}</section>'


def contents(booklet: Booklet) -> str:
    """The table of contents: each piece as a link to its place on the page."""
    out, number = "", 0
    for rubric in booklet.rubrics:
        lines = ""
        for piece in rubric.pieces:
            number += 1
            time = f'<span class="rp-small">{hours(piece.minutes)}</span>' if piece.minutes else ""
            lines += f'<li><a href="#rp-piece-{number}">{number}. {esc(piece.title)}</a> {time}</li>'
        title = f"<h3>{esc(rubric.title)}</h3>" if rubric.title else ""
        out += f"{title}<ol>{lines}</ol>"
    return f'<nav class="rp-summary" aria-labelledby="rp-sommaire"><h2 id="rp-sommaire">Sommaire</h2>{out}</nav>'


def pieces(booklet: Booklet, images: Images) -> str:
    """The pieces, rubric by rubric."""
    out, number = "", 0
    for rubric in booklet.rubrics:
        inside = ""
        for piece in rubric.pieces:
            number += 1
            inside += _piece(piece, number, images.get(number - 1, ""), deep=bool(rubric.title))
        minutes = sum(piece.minutes for piece in rubric.pieces)
        time = f"<span>{hours(minutes)}</span>" if minutes else ""
        head = f"<header><h2>{esc(rubric.title)}</h2>{time}</header>" if rubric.title else ""
        out += f'<section class="rp-rubric">{head}{inside}</section>'
    return out


def _piece(piece: BookletPiece, number: int, image: str, *, deep: bool) -> str:
    level = 3 if deep else 2
    lead = f'<div class="chapo">{typed_html(piece.introduction)}</div>' if piece.introduction.strip() else ""
    facts = "".join(f"<div><dt>{esc(label)}</dt><dd>{esc(value)}</dd></div>" for label, value in piece.facts)
    card = f'<dl class="rp-facts">{facts}</dl>' if facts else ""
    body = f'<p class="rp-note">{esc(piece.missing)}</p>' if piece.missing else blocks(piece.blocks, level + 1)
    if image and not piece.missing:
        body = f'<div class="rp-sheet"><img src="{esc(image)}" alt="" loading="lazy"></div>{body}'
    asked = "".join(f"<li>{esc(one)}</li>" for one in piece.questions)
    questions = f'<p class="rp-label">Questions de travail</p><ul class="ask">{asked}</ul>' if asked else ""
    notices = "".join(f'<p class="rp-reference">{esc(one)}</p>' for one in piece.notice.split("\n") if one)
    time = f'<p class="rp-small">{hours(piece.minutes)}</p>' if piece.minutes else ""
    tag = ' <span class="rp-fictional">exemple fictif</span>' if piece.fictional else ""
    return (
        f'<article class="rp-piece{" gone" if piece.missing else ""}" id="rp-piece-{number}">'
        f'<span class="num" aria-hidden="true">{number}</span><div><h{level}>{esc(piece.title)}{tag}</h{level}>{time}'
        f"{lead}{card}{body}{questions}{notices}</div></article>"
    )


def blocks(found: Sequence[BookletBlock], level: int) -> str:
    """The words of a piece; its headings begin at `level`."""
    top = min((one.level for one in found if one.kind == "heading"), default=1)
    out = ""
    for listed, group in groupby(found, key=_listed):
        if listed:
            numbered = ' class="numbered"' if listed == "ol" else ""
            lines = "".join(f"<li{numbered}>{_words(one)}</li>" for one in group)
            out += f'<{listed} class="items">{lines}</{listed}>'
            continue
        out += "".join(_block(one, level, top) for one in group)
    return f'<div class="rp-prose">{out}</div>' if out else ""


def _listed(one: BookletBlock) -> str:
    """The sort of list that a block is an item of, "" for none."""
    return "" if one.kind != "item" else "ol" if NUMBERED.match(one.text) else "ul"


def _words(one: BookletBlock) -> str:
    return set_html(one.text, one.marks).strip().replace("\n", "<br>")


def _block(one: BookletBlock, level: int, top: int) -> str:
    if one.kind == "heading":
        depth = min(6, level + one.level - top)
        return f"<h{depth}>{esc(one.text)}</h{depth}>"
    if one.kind == "quote":
        return f'<figure class="rp-voice"><p>{_words(one)}</p></figure>'
    if one.kind == "table" and one.rows:
        table = BlockGroup("table", rows=one.rows, cell_marks=one.cell_marks)
        cells = [[set_html(*cell) for cell in row] for row in table.cells]
        head = "".join(f'<th scope="col">{cell}</th>' if cell else "<td></td>" for cell in cells[0])
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:])
        drawn = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f'<div class="rp-table" tabindex="0">{drawn}</div>'
    if one.picture and (address := picture(len(one.text), one.marks)):
        return figure(one.text, one.marks, {address: address})
    return f"<p>{_words(one)}</p>"


def _lines(text: str) -> str:
    return "<br>".join(esc(one) for one in text.strip().split("\n"))


def glossary(booklet: Booklet) -> str:
    """The words of the glossary, with their definitions."""
    if not booklet.glossary:
        return ""
    lines = "".join(f"<div><dt>{esc(term)}</dt><dd>{esc(said)}</dd></div>" for term, said in booklet.glossary)
    return f'<section class="rp-block"><h2>Glossaire</h2><dl class="rp-glossary">{lines}</dl></section>'


def bibliography(booklet: Booklet) -> str:
    """The notices of all that the booklet quotes."""
    if not booklet.bibliography:
        return ""
    lines = "".join(f'<li class="rp-reference">{esc(one)}</li>' for one in booklet.bibliography)
    return f'<section class="rp-block"><h2>Bibliographie</h2><ul>{lines}</ul></section>'


def facts(booklet: Booklet) -> str:
    """« Formation continue · 20 personnes · 3 h 30 · 6 textes »."""
    return " · ".join(esc(f"{label}{NBSP}: {value}") for label, value in booklet.facts)


def whole(booklet: Booklet, images: Images) -> str:
    """All of a booklet but its title."""
    number = sum(len(rubric.pieces) for rubric in booklet.rubrics)
    summary = contents(booklet) if number > 1 else ""
    end = f'<p class="rp-end">{esc(booklet.colophon)} {esc(count(number, "pièce"))}.</p>'
    return note(booklet) + summary + pieces(booklet, images) + glossary(booklet) + bibliography(booklet) + end
