"""A text of a form as its readers will see it: its words without the signs that were typed, and where each stands."""

from typing import Literal

from ingest.document import Document
from kb.records.canonical import GAP, TextBuilder, add_field, add_words
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS

# Which signs of Markdown a text takes: those of blocks (lists, tables…) and of words, those of words alone, or none.
Signs = Literal["", "words", "blocks"]
# What a trainer says of a piece of a pack; pieces are described by no field.
OF_PIECES = frozenset({"introduction"})


def signs_of(field: FieldDescription, whole: FieldDescription | None = None) -> Signs:
    """The signs that a field takes, or a field of a part of `whole`."""
    if field.sort != "text" or (whole is not None and whole.shape == "items"):
        return ""
    if whole is not None:
        return "blocks" if whole.shape == "sections" else "words"
    return "blocks" if field.place == "text" else "words"


def signs_at(kind: str, place: str) -> Signs:
    """The signs that the text at a place of a form takes: « context », « steps.1.text »."""
    name, *path = place.split(".")
    field = describe(KINDS[kind]).get(name)
    if field is None:
        return ""
    if not path:
        return signs_of(field)
    part = next((one for one in field.parts if one.name == path[-1]), None)
    if part is not None:
        return signs_of(part, field)
    return "blocks" if kind == "pack" and path[-1] in OF_PIECES else ""


def seen(kind: str, place: str, text: str) -> Document:
    """What readers see of a text typed at a place of a form."""
    builder = TextBuilder()
    signs = signs_at(kind, place)
    if signs == "blocks":
        add_field(builder, text)
    elif signs == "words":
        add_words(builder, text)
    else:
        for paragraph in text.split(GAP):
            builder.add(paragraph)
    return builder.build()
