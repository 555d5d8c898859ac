"""Markdown: its front matter, headings, lists, quotes and tables, as readable text without the signs."""

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.assembly import Assembly, repaired
from ingest.document import Block, BlockKind, Document, Note, Reading
from ingest.encodings import decoded
from ingest.front_matter import front_matter

# The parser drops what is nested deeper without a word; deeper piles of signs are taken off before it sees them.
NESTING = 60
INLINE_CHARACTERS = 8_000  # a longer paragraph keeps its signs: parsing time grows as the square of its brackets
_PILED = re.compile(r"(?m)^[ \t]*(?:(?:[*+-][ \t]+|>[ \t]*)){20,}(?=[^\s>*+-])")
_MARKED = re.compile(r"[\\`*_\[\]<>&!~]")
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"(?is)<(script|style|iframe|object|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")


def read_markdown(data: bytes) -> Reading:
    """The document that a Markdown file holds; its front matter, raw, is `metadata["front_matter"]`."""
    text, notes = decoded(data)
    head = front_matter(text)
    document, doubted = repaired(rendered(text[head.body :]))
    metadata = {**document.metadata}
    if head.values or head.body:
        metadata["front_matter"] = head.values
    if not document.blocks and not head.values:
        return Reading(None, (*notes, *head.notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    found = Document(document.text, document.blocks, (), metadata, document.original, document.spans)
    return Reading(found, (*notes, *head.notes, *doubted))


def rendered(text: str) -> Document:
    """The readable text of some Markdown, with its blocks; the one heading of level 1 at its top is the title."""
    assembly = Assembly()
    _walk(assembly, _parser().parse(_PILED.sub("", text)))
    document = assembly.build()
    first = document.blocks[0] if document.blocks else Block(0, 0)
    title = document.text[first.start : first.end] if first.kind == "heading" and first.level == 1 else ""
    return assembly.build({"title": title} if title else {})


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Blocks only: most paragraphs hold no sign at all, and the others are rendered one by one. `html` stays on so
    # that HTML is seen as such and dropped with its scripts.
    return MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table").disable("inline")


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("strikethrough")


def _walk(assembly: Assembly, tokens: Sequence[Token]) -> None:
    quotes = 0
    open_lists: list[int | None] = []
    markers: list[str] = []
    rows: list[list[str]] = []
    level = 0
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "ordered_list_open":
                open_lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                open_lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                open_lists.pop()
            case "list_item_open":
                markers = [token.info + token.markup] if open_lists and open_lists[-1] is not None else [""]
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                assembly.table(rows)
                rows = []
            case "inline":
                if rows:
                    rows[-1].append(_readable(token.content))
                elif level:
                    assembly.heading(_readable(token.content), level)
                    level = 0
                else:
                    _add(assembly, _readable(token.content), quotes, bool(open_lists), markers)
            case "code_block" | "fence":
                _add(assembly, token.content.strip("\n"), quotes, bool(open_lists), markers)
            case "html_block":
                _add(assembly, _TAG.sub(" ", _SCRIPT.sub(" ", token.content)), quotes, bool(open_lists), markers)


def _add(assembly: Assembly, text: str, quotes: int, in_list: bool, markers: list[str]) -> None:
    kind: BlockKind = "quote" if quotes else "item" if in_list else "paragraph"
    marker = markers.pop() if markers else ""
    assembly.add(f"{marker} {text}" if marker and text.strip() else text, kind)


def _readable(content: str) -> str:
    """The text of inline Markdown without its signs; a soft line break is a space."""
    if not _MARKED.search(content) or len(content) > INLINE_CHARACTERS:
        return content.replace("\n", " ")
    if "<" in content:
        content = _SCRIPT.sub(" ", content)
    parts: list[str] = []
    for token in _inline_parser().parseInline(content)[0].children or ():
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(token.content)
            case "html_inline" if token.content.lower().startswith("<br"):
                parts.append("\n")
    return "".join(parts)
