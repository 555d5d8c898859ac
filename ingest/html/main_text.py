"""What the main text of a page must not lose: its title, its tables, what opens on it."""

import re
from itertools import islice
from typing import Any

from ingest.html.pieces import COVERED, HtmlPiece

# What programs call a page that nobody named.
_NO_TITLE = re.compile(
    r"(?i)^(?:document\s?\d*|(?:page |document )?sans (?:titre|nom)\s?\d*|untitled(?: document)?\s?\d*|new page\s?\d*"
    r"|nouvelle page\s?\d*|microsoft word\b.*|index(?:\.html?)?|home|accueil|titre(?: de la page)?)$"
)
_LANDMARKS = frozenset({"nav", "aside", "footer"})
_APART = ("nav", "aside", "footer", "dialog", "form")
_LOGO = re.compile(r"(?i)(?:^|[\s_-])(?:logo|site-?(?:title|name)|brand|marque)(?:$|[\s_-])")
PLAIN_LINKS = 0.3  # share of its letters that stand in links, up to which a page without menus is a text
SAMPLE = 40  # letters of a part that tell whether it was kept
MOST_PARTS = 300  # that are looked for again
MOST_TEXTS = 60  # pieces of text that begin one of them
LONGEST = 200  # characters of a title


def is_plain(page: Any) -> bool:
    """Whether a page is a text alone, as word processors save it: no menu, no column, few links."""
    size = linked = 0
    for element in page.iter():
        if element.tag in _LANDMARKS or element.get("role") in {"navigation", "banner", "contentinfo"}:
            return False
        if element.tag == "a":
            linked += sum(map(len, element.itertext()))
    size = sum(len(text) for text in page.itertext())
    return linked <= PLAIN_LINKS * size and page.find(".//header") is None and page.find(".//main") is None


def essentials(page: Any) -> list[str]:
    """The beginning of each part of a page that an extraction may take for furniture: what opens, and tables."""
    found = []
    for element in page.iter("details", "table", "td", "th", "li", "p", "dd"):
        is_opened = element.tag in {"details", "table"} or any(
            one.tag == "details" or one.get("data-opened") is not None for one in element.iterancestors()
        )
        if not is_opened:
            continue
        letters = _letters("".join(islice(element.itertext(), MOST_TEXTS)).replace(COVERED, ""))
        if len(letters) > 3:
            found.append(letters[:SAMPLE])
        if len(found) == MOST_PARTS:
            break
    return found


def holds_all(found: list[HtmlPiece], kept: list[str], walked: list[HtmlPiece]) -> bool:
    """Whether the pieces found hold what must be kept, as far as the whole page walked has it."""
    if not kept:
        return True
    mine, whole = (_letters("".join(piece.text for piece in pieces)) for pieces in (found, walked))
    return all(letters in mine for letters in kept if letters in whole)


def with_heading(found: list[HtmlPiece], page: Any) -> list[HtmlPiece]:
    """The pieces with the heading of the page before them, when the extraction lost it."""
    heading = _heading(page)
    if not heading or any(piece.level == 1 for piece in found):
        return found
    rest = [piece for piece in found if " ".join(piece.text.split()) != heading]
    return [HtmlPiece(heading, "heading", 1), *rest]


def page_title(page: Any, pieces: list[HtmlPiece], declared: str) -> str:
    """The title of a page: its heading, else what its head declares, unless a program made that up."""
    first = next((piece.text for piece in pieces if piece.level == 1 and piece.text.strip()), "")
    title = _heading(page) or " ".join(first.split())
    if not title and not _NO_TITLE.match(declared.strip()):
        title = declared.strip()
    if not title:
        title = next((" ".join(piece.text.split()) for piece in pieces[:3] if piece.level), "")
    return title


def _heading(page: Any) -> str:
    """The text of the heading of level 1 that is the text's own, not the site's."""
    headings = [one for one in page.iter("h1") if next(one.iterancestors(*_APART), None) is None and _said(one)]
    own = [one for one in headings if next(one.iterancestors("main", "article"), None) is not None]
    outside = [one for one in headings if next(one.iterancestors("header"), None) is None]
    declared = " ".join((page.findtext(".//title") or "").split())
    named = [one for one in headings if declared.startswith(_said(one))]
    for group in (own, named, outside, headings):
        kept = [one for one in group if not _LOGO.search(f"{one.get('class') or ''} {one.get('id') or ''}")]
        if kept:
            return _said(kept[0])
    return ""


def _said(heading: Any) -> str:
    text = " ".join("".join(heading.itertext()).split())
    return text if len(text) <= LONGEST else ""


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
