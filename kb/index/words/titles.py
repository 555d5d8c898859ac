"""Which titles say something of a record: not those that are its text's own first words, a file's name, or empty.

A base made of files is full of such titles. Read as if somebody had chosen them, they count the first words of a text
twice, or bring « CR réunion 12-03 def2 » before what answers.
"""

import re
from pathlib import PurePosixPath

from ingest.document import Document
from kb.index.words.analysis import WORD, fold, fold_word
from kb.index.words.tokens import term_counts

# What programs call a document that nobody has named; a number may follow.
UNNAMED = re.compile(
    r"(?:document|texte|text|note|fichier|nouveau document|new document)?\s*(?:sans (?:titre|nom)|untitled)?\s*\d*"
    r"|(?:presentation|classeur|diapositive|slide|feuille|page|scan|img|dsc|image|photo|numerisation|doc)\s*\d*"
)
SUFFIX = re.compile(r"\.(?:docx?|odt|pdf|rtf|txt|md|markdown|html?|pptx?|odp|xlsx?|ods|pages|jpe?g|png)$", re.I)
# How people tell versions of a file apart: « def2 », « VF », « v3 », « - copie (1) ».
VERSION = re.compile(
    r"(?:[\s.-]def\d*|[\s.-]vf\d*|[\s.-]vdef\d*|[\s.-]v\d+|(?:final|finale|copie|copy|version)\d+|- cop(?:ie|y))"
    r"(?:\s?\(\d+\))?$"
)
# « scan0042 », « IMG-20240312 »: what a machine counts.
COUNTED = re.compile(r"[a-z]{2,}-?\d{3,}[\w-]*")


def telling_title(title: str, document: Document, source: str | None = None) -> str:
    """The title, or "" when it says nothing of the record; `source` is the path of its file."""
    return "" if _is_a_file_name(title, document, source) else searched_title(title, document)


def searched_title(title: str, document: Document) -> str:
    """The title as words to be found by, or "" when its words are the text's own or nobody's.

    A file's name is one: whoever remembers it types it.
    """
    return "" if UNNAMED.fullmatch(_flat(title)) or _begins(title, document) else title


def _flat(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))


def _is_a_file_name(title: str, document: Document, source: str | None) -> bool:
    """Whether a title is the name of its file, or such a name as programs and hurried people give to files."""
    folded = fold(title).strip()
    if COUNTED.fullmatch(folded) or "_" in title or SUFFIX.search(title) or VERSION.search(folded):
        return True
    if source is None or _flat(title) != _flat(PurePosixPath(source).stem):
        return False
    # Files are named after their titles too: such a name speaks of what the text speaks of.
    terms, said = term_counts(title), term_counts(document.text)
    return 2 * sum(term in said for term in terms) <= len(terms)


def _begins(title: str, document: Document) -> bool:
    """Whether a title is no more than the beginning of the text, cut off inside a paragraph."""
    squeezed = _squeezed(title)
    if not squeezed:
        return True
    at = 0
    for block in document.blocks:
        if block.kind == "heading":
            continue
        first = _squeezed(document.text[block.start : block.end])
        if squeezed == first and len(document.text) > block.end:
            return False  # a title typed as the first line
        at = block.start
        break
    return _squeezed(document.text[at : at + 4 * len(title) + 40]).startswith(squeezed)


def _squeezed(text: str) -> str:
    return "".join(WORD.findall(fold(text)))


def flat_of(text: str) -> str:
    """The folded words of a text, a space before each."""
    return "".join(f" {fold_word(word)}" for word in WORD.findall(text))
