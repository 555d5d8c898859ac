"""What python-docx has no name for: fields, bookmarks, links, numbered lists that begin again, the language."""

import itertools
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from ingest.document import Mark
from kb.export.links import runs
from kb.records.set_words import set_runs

LINK_COLOUR = "6E2A5E"


def element(tag: str, /, **attributes: str) -> Any:
    """A WordprocessingML element, « w: » added to its tag and to those of its attributes."""
    out = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        out.set(qn(f"w:{key}"), value)
    return out


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that the word processor works out; `shown` stands there until it does."""
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            code = element("instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
        mark = element("fldChar", fldCharType=kind)
        if kind == "begin":
            mark.set(qn("w:dirty"), "true")
        paragraph.add_run()._r.append(mark)
        if kind == "separate":
            paragraph.add_run(shown)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Make a paragraph the place that `name` names; numbers differ within a document."""
    runs_of = paragraph._p.findall(qn("w:r"))
    start, end = element("bookmarkStart", id=str(number), name=name), element("bookmarkEnd", id=str(number))
    if runs_of:
        runs_of[0].addprevious(start)
        runs_of[-1].addnext(end)
    else:
        paragraph._p.extend((start, end))


def add_text(paragraph: Paragraph, text: str, marks: Sequence[Mark] = ()) -> None:
    """Add a text, in which addresses become links and words are set as their marks say."""
    for one in set_runs(len(text), marks):
        said = text[one.start : one.end]
        for words, url in [(said, one.link)] if one.link else runs(said):
            run = _add_link(paragraph, words, url) if url else paragraph.add_run(words)
            if one.strong:
                run.bold = True
            if one.emphasis:
                run.italic = True


def _add_link(paragraph: Paragraph, words: str, url: str) -> Run:
    link = element("hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    properties = run._r.get_or_add_rPr()
    properties.append(element("color", val=LINK_COLOUR))
    link.append(run._r)
    paragraph._p.append(link)
    return run


def add_entry(paragraph: Paragraph, words: str, bookmark: str) -> None:
    """Add a line of the table of contents: words, leader, page, all of it a link to the bookmark."""
    link = element("hyperlink", anchor=bookmark, history="1")
    before = len(paragraph._p)
    paragraph.add_run(words)
    paragraph.add_run("\t")
    add_field(paragraph, f"PAGEREF {bookmark} \\h", "…")
    added = list(paragraph._p)[before:]
    paragraph._p.append(link)
    for one in added:
        link.append(one)


def number_list(document: Document, paragraphs: Sequence[Paragraph], first: int) -> None:
    """Number paragraphs of style « List Number » from `first`, whatever was numbered before them."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    known = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    abstract = next(
        one.find(qn("w:abstractNumId")).get(qn("w:val"))
        for one in numbering.findall(qn("w:num"))
        if one.get(qn("w:numId")) == known
    )
    number = numbering.add_num(int(abstract))
    number.add_lvlOverride(ilvl=0).add_startOverride(first)
    for paragraph in paragraphs:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number.numId


def set_language(document: Document, language: str) -> None:
    """Say in which language all texts are, for spelling, hyphenation and screen readers."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for known in defaults.findall(qn("w:lang")):
        defaults.remove(known)
    defaults.append(element("lang", val=language, eastAsia=language, bidi="ar-SA"))
    settings = document.settings.element
    stop = settings.find(qn("w:defaultTabStop"))  # the schema wants it right after that one
    hyphens = element("autoHyphenation", val="true")
    stop.addnext(hyphens) if stop is not None else settings.insert(0, hyphens)


def consecutive(numbers: Sequence[int]) -> list[list[int]]:
    """Places of `numbers`, in runs that count one by one."""
    places = range(len(numbers))
    return [list(group) for _, group in itertools.groupby(places, lambda at: numbers[at] - at)]
