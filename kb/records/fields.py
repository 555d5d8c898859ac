"""What a field of a record is: described once, beside its model, and asked by everything that handles fields.

How to declare a field. In the file of its kind (`kb/records/kinds/service.py`), call the function of its sort:

    reception: tuple[str, ...] = codes("Modes d’accueil", RECEPTION, filter="reception", facet=45)

and it stands in the form, the front matter of files, the identity card, the filters and facets, the comparison, the
exports and the index, with nothing else to write. The sorts, each with the Python type of its value:

    text    str               several paragraphs            flag    bool              yes or no
    line    str               one line                      codes   tuple[str, ...]   codes of a controlled list
    lines   tuple[str, ...]   short texts, one per line     choice  str or Literal    one code of a list
    date    str               2024, 2024-05 or 2024-05-17   groups  tuple[str, ...]   groups of accounts
    hours   str               opening hours, as OSM's       number  int | None        a whole number
    parts   tuple[Model, ...] parts that have fields of their own; `Model` describes them in the same way
    records tuple[str, ...]   other records of one kind (identifiers; in a file, also names of files)

What a declaration may say beside its label (see `Facts`): where it stands (`place`: a heading of the text, a line of
the card, or ""), whether the form asks it (`asked`) and wants it filled (`required`), its key in `where` (`filter`),
its rank among the facets (`facet`), what one of its values is called (`singular`), whether readers may propose its
codes as tags (`tag`), whether records are compared by it (`compared`), whether its words are searched for people's
names (`protected`: those of texts are, codes are not), whether exports give it (`exported`), what else people call it
in the card of a file (`said`). A field that the form asks, and that `kb/data/guided.yaml` places in no question,
stands under the field declared before it.

How to declare a controlled list: `RECEPTION = CodeList("reception_modes", "Modes d’accueil", entries={"site": "Sur
place"})` in the file of the kind, or without `entries` when `kb/data/lists.yaml` has them (`kb/records/lists.py`).

How to declare a kind: a subclass of `Record` in a file of its own under `kb/records/kinds/`, with `prefix`, `label`,
`indefinite`, `review`, `writers`, `subtype`, `said`, and its fields; one line in `KINDS` of
`kb/records/kinds/__init__.py`; its questions in `kb/data/guided.yaml`.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict, Unpack, get_args

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from kb.records.lists import CodeList

Sort = Literal[
    "text", "line", "lines", "codes", "choice", "number", "date", "hours", "flag", "groups", "parts", "records"
]
Place = Literal["text", "card", ""]
# How a part stands in the text of its record: under its first field as a heading, as words quoted, or in one line.
Shape = Literal["sections", "quotes", "items"]
# Sorts whose value is a list; those that hold words which somebody wrote; those that hold codes.
LISTED: frozenset[Sort] = frozenset({"lines", "codes", "groups", "parts", "records"})
WRITTEN: frozenset[Sort] = frozenset({"text", "line", "lines", "hours", "parts"})
CODED: frozenset[Sort] = frozenset({"codes", "choice"})


class Facts(TypedDict, total=False):
    """What a declaration may say of a field beside its sort, its label and its list; see `FieldDescription`."""

    place: Place
    asked: bool
    required: bool
    filter: str
    facet: int
    singular: str
    tag: bool
    compared: bool
    protected: bool
    exported: bool
    said: str
    height: int
    shape: Shape
    kind: str
    tie: str


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """A field as everything that handles fields knows it.

    `label` is its French name, `singular` that of one value (facets, tags; of parts and lines with its
    article: « une étape »; of a flag what its box says). `filter` is its key in
    `where`, "" when nothing filters by it; `facet` its rank among the facets of a page of results, 0 for none. `said`
    are other names of it in the card of a file, between bars. `parts` describe the fields of one of its parts.
    `height` is that of its box in a form, in pixels; `shape` how its parts stand in the text of a record,
    `least` and `most` bound a number. `kind` is the kind of the records that it names, `tie` the type of link to them
    (`kb.store.records.link_types.LINK_TYPES`).
    """

    sort: Sort
    label: str
    name: str = ""
    codes: CodeList | None = None
    place: Place = ""
    asked: bool = True
    required: bool = False
    filter: str = ""
    facet: int = 0
    singular: str = ""
    tag: bool = False
    compared: bool = False
    protected: bool = False
    exported: bool = True
    said: str = ""
    height: int = 160
    shape: Shape = "items"
    least: int | None = None
    most: int | None = None
    kind: str = ""
    tie: str = ""
    parts: tuple["FieldDescription", ...] = ()

    def __call__(self, schema: JsonDict) -> None:
        """Say the sort in the JSON schema of a model (pydantic asks what `json_schema_extra` holds)."""
        schema["sort"] = self.sort

    @property
    def list_name(self) -> str:
        """The name of the list that its codes are from, "" when it has none."""
        return self.codes.name if self.codes else ""

    @property
    def one(self) -> str:
        """What one of its values is called: « Thème » of « Thèmes »."""
        return self.singular or self.label

    @property
    def article(self) -> str:
        """« un » or « une », as its `singular` says."""
        return "une" if self.one.startswith("une ") else "un"

    @property
    def empty(self) -> Any:
        """The value of a field that nobody filled, as a form holds it."""
        return [] if self.sort in LISTED else False if self.sort == "flag" else ""

    @property
    def blank(self) -> dict[str, Any]:
        """One of its parts, as it is when it is begun."""
        return {part.name: part.empty for part in self.parts}

    @property
    def main(self) -> str:
        """The name of the field that says what a part is about: the first that it must have, else its first."""
        return next((part.name for part in self.parts if part.required), self.parts[0].name if self.parts else "")


def _declared(sort: Sort, label: str, default: Any, facts: Facts, codes: CodeList | None = None, **limits: Any) -> Any:
    said: Facts = {"protected": sort in WRITTEN, **facts}
    described = FieldDescription(sort, label, codes=codes, least=limits.get("ge"), most=limits.get("le"), **said)
    return Field(default, title=label, json_schema_extra=described, **limits)


def text(label: str, default: Any = "", **facts: Unpack[Facts]) -> Any:
    """A field of several paragraphs; a heading of the record's text unless `place` says otherwise."""
    return _declared("text", label, default, {"place": "text", **facts})


def line(
    label: str, default: Any = "", *, min_length: int = 0, max_length: int | None = None, **facts: Unpack[Facts]
) -> Any:
    """A field of one line, of the identity card unless `place` says otherwise."""
    return _declared("line", label, default, {"place": "card", **facts}, min_length=min_length, max_length=max_length)


def lines(label: str, **facts: Unpack[Facts]) -> Any:
    """A field of several short texts, which a form shows one per line."""
    return _declared("lines", label, (), {"place": "card", **facts})


def codes(label: str, of: CodeList, **facts: Unpack[Facts]) -> Any:
    """A field of codes of a controlled list."""
    return _declared("codes", label, (), {"place": "card", "compared": True, **facts}, of)


def choice(label: str, of: CodeList, default: Any = "", **facts: Unpack[Facts]) -> Any:
    """A field that is one code of a controlled list."""
    return _declared("choice", label, default, {"place": "card", **facts}, of)


def number(
    label: str, default: int | None = None, *, least: int | None = None, most: int | None = None, **facts: Unpack[Facts]
) -> Any:
    """A whole number, between `least` and `most`, both included."""
    return _declared("number", label, default, {"place": "card", **facts}, ge=least, le=most)


def date(label: str, **facts: Unpack[Facts]) -> Any:
    """A year, a month or a day, as ISO 8601 writes it."""
    return _declared("date", label, "", {"place": "card", **facts})


def hours(label: str, **facts: Unpack[Facts]) -> Any:
    """Opening hours, as OpenStreetMap writes them."""
    return _declared("hours", label, "", {"place": "card", **facts})


def flag(label: str, **facts: Unpack[Facts]) -> Any:
    """Yes or no."""
    return _declared("flag", label, False, facts)


def groups(label: str, **facts: Unpack[Facts]) -> Any:
    """Groups of accounts, of those that the writer belongs to."""
    return _declared("groups", label, (), facts)


def records(label: str, of: str, through: str, *, said: str = "") -> Any:
    """Other records of a kind, and the type of link to them. Pages show them to who may read them; no text does."""
    return _declared("records", label, (), {"place": "", "kind": of, "tie": through, "said": said})


def parts(label: str, **facts: Unpack[Facts]) -> Any:
    """A list of parts, each with fields of its own: the annotation is `tuple[Model, ...]`."""
    return _declared("parts", label, (), {"place": "text", **facts})


@functools.cache
def describe(model: type[BaseModel]) -> Mapping[str, FieldDescription]:
    """The description of each field of a model, by name, in the order of declaration.

    A field that was declared with pydantic's `Field` alone is none of the form's: it is left out.
    """
    out = {}
    for name, info in model.model_fields.items():
        described = info.json_schema_extra
        if isinstance(described, FieldDescription):
            inner = next((one for one in get_args(info.annotation) if _is_model(one)), None)
            own = tuple(describe(inner).values()) if inner else ()
            out[name] = replace(described, name=name, parts=own)
    return out


def _is_model(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, BaseModel)
