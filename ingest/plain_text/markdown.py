"""Markdown: its front matter, headings, lists, quotes and tables, as readable text without the signs."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from ingest.assembly import Assembly, repaired
from ingest.cards.front_matter import beside_the_card, front_matter
from ingest.document import Block, Document, Mark, Note, Reading
from ingest.link_targets import told_address
from ingest.plain_text.encodings import decoded

# The parser drops what is nested deeper without a word; deeper piles of signs are taken off before it sees them.
NESTING = 60
INLINE_CHARACTERS = 8_000  # a longer paragraph keeps its signs: parsing time grows as the square of its brackets
_PILED = re.compile(r"(?m)^[ \t]*(?:(?:[*+-][ \t]+|>[ \t]*)){20,}(?=[^\s>*+-])")
_MARKED = re.compile(r"[\\`*_\[\]<>&!~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~]|\n)")
_CALL = re.compile(r"\[\^([^\]\s]{1,100})\]")
_TICKED = re.compile(r"(?<!\\)`[^`\n]*(?<!\\)\|[^`\n]*(?<!\\)`")
_TASK = re.compile(r"^\[([ xX])\]\s+")
_FOLLOWED = re.compile(r"(?:https?://|mailto:)[^\s<>\"()]+$", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(
    r"(?is)(?<!\\)(?:<(script|style|iframe|object|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z))"
)


def read_markdown(data: bytes) -> Reading:
    """The document that a Markdown file holds; its front matter, raw, is `metadata["front_matter"]`."""
    text, notes = decoded(data)
    head = front_matter(text)
    document, doubted = repaired(rendered(text[head.body :]))
    metadata = {**document.metadata, **head.metadata, **beside_the_card(text, head.body)}
    if not document.blocks and not head.values:
        return Reading(None, (*notes, *head.notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    found = Document(document.text, document.blocks, (), metadata, document.original, document.spans)
    return Reading(found, (*notes, *head.notes, *doubted))


def rendered(text: str) -> Document:
    """The readable text of some Markdown, with its blocks; the one heading of level 1 at its top is the title."""
    assembly = Assembly()
    _MarkdownWalk(assembly).run(_blocks(_PILED.sub("", text)))
    document = assembly.build()
    first = document.blocks[0] if document.blocks else Block(0, 0)
    title = document.text[first.start : first.end] if first.kind == "heading" and first.level == 1 else ""
    return assembly.build({"title": title} if title else {})


def _blocks(text: str) -> list[Token]:
    """The blocks of a text. A bar between ticks is part of its cell: Markdown would cut there and drop what is over."""
    tokens = _parser().parse(text)
    lines = text.split("\n")
    changed = False
    for first, last in (token.map for token in tokens if token.type == "table_open" and token.map):
        for at in range(first, min(last, len(lines))):
            whole = _TICKED.sub(lambda found: found[0].replace("|", "\\|"), lines[at])
            lines[at], changed = whole, changed or whole != lines[at]
    return _parser().parse("\n".join(lines)) if changed else tokens


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Blocks only: most paragraphs hold no sign at all, and the others are rendered one by one. `html` stays on so
    # that HTML is seen as such and dropped with its scripts.
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table").use(footnote_plugin, inline=False)
    return parser.disable(["inline", "footnote_tail"])


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("strikethrough")


class _MarkdownWalk:
    """Goes through the tokens of a text and assembles the document; notes of its foot come at its end."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._calls: list[str] = []
        self._footnotes: dict[str, list[str]] = {}
        self._defining = ""
        self._quotes = 0
        self._lists: list[bool] = []
        self._marker = ""
        self._rows: list[list[str]] | None = None
        self._level = 0

    def run(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of these tokens, then the notes that the text called, in the order of their calls."""
        defined = {str(token.meta["label"]) for token in tokens if token.type == "footnote_reference_open"}
        for token in tokens:
            self._block(token, defined)
        called = [label for label in self._calls if self._footnotes.get(label)]
        if called:
            self._assembly.heading("Notes", 2)
            for label in called:
                text = " ".join(self._footnotes[label])
                self._assembly.add(f"[{self._calls.index(label) + 1}] {text}")

    def _block(self, token: Token, defined: Set[str]) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1:])
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "ordered_list_open" | "bullet_list_open":
                self._lists.append(token.type == "ordered_list_open")
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = f"{token.info}{token.markup} " if self._lists and self._lists[-1] else ""
            case "table_open":
                self._rows = []
            case "tr_open" if self._rows is not None:
                self._rows.append([])
            case "table_close" if self._rows is not None:
                self._assembly.table(self._rows)
                self._rows = None
            case "footnote_reference_open":
                self._defining = str(token.meta["label"])
            case "footnote_reference_close":
                self._defining = ""
            case "inline":
                self._inline(*_readable(self._called(token.content, defined)))
            case "code_block" | "fence":
                self._assembly.code(token.content)
            case "html_block":
                self._inline(_TAG.sub(" ", _SCRIPT.sub(" ", token.content)))

    def _inline(self, text: str, marks: Sequence[Mark] = ()) -> None:
        if self._defining:
            self._footnotes.setdefault(self._defining, []).append(text)
        elif self._rows is not None:
            self._rows[-1].append(text)
        elif self._level:
            self._assembly.heading(text, self._level)
            self._level = 0
        elif self._quotes:
            self._assembly.add(text, "quote", marks)
        elif self._lists:
            marker, self._marker = self._marker, ""
            task = _TASK.match(text)
            text, marks = (f"{'☐' if task[1] == ' ' else '☑'} {text[task.end() :]}", ()) if task else (text, marks)
            moved = [replace(one, start=one.start + len(marker), end=one.end + len(marker)) for one in marks]
            self._assembly.item(f"{marker}{text}" if text.strip() else "", len(self._lists) - 1, moved)
        else:
            self._assembly.add(text, marks=marks)

    def _called(self, content: str, defined: Set[str]) -> str:
        """The content with each call of a note that is defined as its number, « [1] »."""

        def number(found: re.Match[str]) -> str:
            if found[1] not in defined:
                return found[0]
            if found[1] not in self._calls:
                self._calls.append(found[1])
            return f"\u00a0\\[{self._calls.index(found[1]) + 1}\\]"

        return _CALL.sub(number, content) if defined else content


def _readable(content: str) -> tuple[str, tuple[Mark, ...]]:
    """The text of inline Markdown without its signs, and the marks of its words.

    A soft line break is a space, a link gives its address too.
    """
    if not _MARKED.search(content) and "  \n" not in content:
        return content.replace("\n", " "), ()
    if len(content) > INLINE_CHARACTERS:
        return _ESCAPED.sub(r"\1", content.replace("\\\n", "\0").replace("\n", " ").replace("\0", "\\\n")), ()
    if "<" in content:
        content = _SCRIPT.sub(" ", content)
    text = ""
    opened: list[tuple[int, str]] = []
    marks: list[Mark] = []
    for token in _inline_parser().parseInline(content)[0].children or ():
        match token.type:
            case "text" | "code_inline":
                text += token.content
            case "softbreak":
                text += " "
            case "hardbreak":
                text += "\n"
            case "image":
                text += token.content
            case "strong_open" | "em_open":
                opened.append((len(text), ""))
            case "strong_close" | "em_close" if opened:
                at, _ = opened.pop()
                marks.append(Mark(at, len(text), "strong" if token.type == "strong_close" else "emphasis"))
            case "link_open":
                opened.append((len(text), str(token.attrs.get("href") or "")))
            case "link_close" if opened:
                at, address = opened.pop()
                if _FOLLOWED.match(address):
                    marks.append(Mark(at, len(text), "link", address))
                text += told_address(text[at:], address, beside=True)
            case "html_inline" if token.content.lower().startswith("<br"):
                text += "\n"
    return text, tuple(sorted((one for one in marks if one.start < one.end), key=lambda one: (one.start, -one.end)))
