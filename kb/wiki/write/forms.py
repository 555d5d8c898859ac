"""From what somebody typed to a record: the questions of each kind, what is missing, what is wrong."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kb.errors import KbError
from kb.records.card_keys import plain_date, unread_date
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import FOLLOW_UP, KINDS, RESTITUTION, Record

QUESTIONS = Path(__file__).parents[2] / "data" / "guided.yaml"
# A narrative longer than this is a book: 200,000 characters are about 60 pages.
LONGEST_FIELD = 200_000
# Fields that the form never asks: the program fills them.
OWN = frozenset({"id", "kind", "anonymity_checked_by"})


# Sorts of field that are typed; the others are chosen.
TYPED = frozenset({"text", "line", "lines", "date", "hours"})


class FormRefused(KbError):
    """What was typed is no record yet; the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One screen of the guided way: what it asks, for which fields, with a help and an example."""

    part: str
    ask: str
    help: str
    example: str
    fields: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that has to be filled before the text is sent: its name, its label, and the question that asks it."""

    field: str
    label: str
    question: int


@functools.lru_cache(maxsize=1)
def _questions() -> Mapping[str, tuple[FormQuestion, ...]]:
    read = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    return {
        kind: _completed(
            kind,
            tuple(
                FormQuestion(q["part"], q["ask"], q["help"], q["example"], tuple(q["fields"]), tuple(q["required"]))
                for q in asked
            ),
        )
        for kind, asked in read.items()
    }


def _completed(kind: str, asked: tuple[FormQuestion, ...]) -> tuple[FormQuestion, ...]:
    """The questions, with each field that no question names under the one declared before it, else in the last."""
    if kind not in KINDS:  # another form of a kind: it asks what it says and nothing else
        return asked
    fields = [list(question.fields) for question in asked]
    required = [list(question.required) for question in asked]
    last = len(asked) - 1, len(fields[-1])
    for name, field in describe(KINDS[kind]).items():
        at = next((number for number, names in enumerate(fields) if name in names), None)
        if at is None and field.asked:
            at, place = last
            fields[at].insert(place, name)
            if field.required:
                required[at].append(name)
        if at is not None:
            last = at, fields[at].index(name) + 1
    return tuple(
        replace(question, fields=tuple(names), required=tuple(wanted))
        for question, names, wanted in zip(asked, fields, required, strict=True)
    )


def questions(kind: str, fields: Mapping[str, Any] | None = None) -> tuple[FormQuestion, ...]:
    """The questions of a kind, in order, or of the form that `fields` ask for; () for what is not written by hand."""
    form = (fields or {}).get("document_type") if kind == "document" else kind
    return _questions().get(form if form in (FOLLOW_UP, RESTITUTION) else kind, ())


def question_asking(kind: str, fields: Mapping[str, Any], name: str) -> int:
    """The number, from 1, of the question that asks a field; 0 when none does."""
    return next((at for at, one in enumerate(questions(kind, fields), 1) if name in one.fields), 0)


def field_label(kind: str, field: str) -> str:
    """French label of a field."""
    return KINDS[kind].model_fields[field].title or field


def missing(kind: str, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Required fields that are empty, in the order of the questions; last, who may read, when nobody said.

    That is asked of every kind: a text is open to nobody by default.
    """
    asked = questions(kind, fields)
    lacking = [
        Missing(field, field_label(kind, field), number)
        for number, question in enumerate(asked)
        for field in question.required
        if is_unfilled(kind, field, fields.get(field))
    ]
    if asked and (not fields.get("diffusion") or (fields["diffusion"] == "group" and not fields.get("groups"))):
        lacking.append(Missing("diffusion", field_label(kind, "diffusion"), len(asked) - 1))
    return tuple(lacking)


def is_empty(value: Any) -> bool:
    """Whether a field holds nothing that a reader would see."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(one) or one is False for one in value.values())
    if isinstance(value, Sequence):
        return all(is_empty(one) for one in value)
    return value is None


def is_unfilled(kind: str, name: str, value: Any) -> bool:
    """Whether a field says nothing: of a list of parts, whether none of them does."""
    field = describe(KINDS[kind]).get(name)
    if field is not None and field.sort == "parts" and isinstance(value, list | tuple):
        return all(is_empty_part(field, one) for one in value)
    return is_empty(value)


def share_filled(kind: str, fields: Mapping[str, Any]) -> float:
    """Share of the fields that the questions ask which hold something, from 0 to 1."""
    asked = [field for question in questions(kind, fields) for field in question.fields]
    return sum(not is_unfilled(kind, name, fields.get(name)) for name in asked) / len(asked) if asked else 1.0


def checked(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this kind knows, of the right shape. Raises FormRefused for one that is not, or is too long."""
    if kind not in KINDS:
        raise FormRefused(f"Genre de fiche inconnu : « {kind} ».")
    known = KINDS[kind].model_fields
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if name in OWN:
            continue
        if name not in known:
            raise FormRefused(f"Champ inconnu : « {name} ».")
        # Each piece of a pack has texts of its own: together they may be longer.
        parts = value if name == "pieces" and isinstance(value, Sequence) else [value]
        if any(len(str(part)) > LONGEST_FIELD for part in parts):
            raise FormRefused(
                f"« {field_label(kind, name)} » dépasse {LONGEST_FIELD // 1000} 000 caractères. "
                "Gardez l’essentiel ici et joignez le texte entier en pièce jointe."
            )
        out[name] = tidy(value)
    return out


# What word processors put on the clipboard: their ends of line, bullets of a font of theirs, signs that show nothing.
PASTED = str.maketrans(
    {
        **dict.fromkeys("\r\v\f\u2028", "\n"),
        "\u2029": "\n\n",
        **dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc", "•"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),
    }
)


def tidy(value: Any) -> Any:
    """What was typed without characters that no text holds: NUL and other controls, halves of characters."""
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").translate(PASTED)
        return "".join(c for c in whole if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
    if isinstance(value, Mapping):
        return {str(key): tidy(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [tidy(one) for one in value]
    return value


def record_from(kind: str, record_id: str, fields: Mapping[str, Any]) -> Record:
    """The record that these fields make. Raises FormRefused, naming in French each field that is wrong."""
    given = {name: value for name, value in checked(kind, fields).items() if not is_empty(value) or value is False}
    for name, field in describe(KINDS[kind]).items():
        if field.sort == "parts" and isinstance(given.get(name), list):
            given[name] = [_part(field, one) for one in given[name] if not is_empty_part(field, one)]
        elif field.sort == "date" and name in given:
            given[name] = _date(field, str(given[name]))
    try:
        return KINDS[kind].model_validate({**given, "id": record_id, "kind": kind})
    except ValidationError as error:
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors() if one["loc"])
        labels = ", ".join(f"« {field_label(kind, name)} »" for name in names if name in KINDS[kind].model_fields)
        raise FormRefused(f"À reprendre avant d’enregistrer : {labels or 'la fiche'}.") from error


def is_empty_part(field: FieldDescription, part: Any) -> bool:
    """Whether a part of a list says nothing: its required fields are empty, or all are where none is required."""
    if not isinstance(part, Mapping):
        return is_empty(part)
    telling = [one.name for one in field.parts if one.required and one.name in part]
    return all(is_empty(part[name]) or part[name] is False for name in telling or part)


def _part(field: FieldDescription, part: Any) -> Any:
    """A part as its model takes it: what nobody filled is left out, and has its default."""
    if not isinstance(part, Mapping):
        return part
    by_name = {one.name: one for one in field.parts}
    dated = {name: value for name, value in part.items() if value and name in by_name and by_name[name].sort == "date"}
    return {
        name: _date(by_name[name], str(value)) if name in dated else value
        for name, value in part.items()
        if name not in by_name or by_name[name].required or not is_empty(value)
    }


def _date(field: FieldDescription, typed: str) -> str:
    """A date as people write it, in the form that records hold."""
    if said := unread_date(field.label, typed):
        raise FormRefused(said)
    return plain_date(typed)


def preview_record(kind: str, record_id: str, fields: Mapping[str, Any]) -> Record:
    """As `record_from`, titled when no title was typed, without the fields that are wrong: a draft always opens."""
    title = str(fields.get("title") or "").strip() or "Sans titre"
    given = {**fields, "title": title}
    if not _stands(kind, record_id, given):
        given = {name: one for name, one in given.items() if _stands(kind, record_id, {"title": title, name: one})}
    return record_from(kind, record_id, given)


def _stands(kind: str, record_id: str, fields: Mapping[str, Any]) -> bool:
    try:
        record_from(kind, record_id, fields)
    except FormRefused:
        return False
    return True


def fields_of(record: Record) -> dict[str, Any]:
    """The fields of a record, as the form shows them."""
    return {name: value for name, value in record.model_dump(mode="json").items() if name not in OWN}


def texts_of(kind: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """Each text of the form that others will read, under a name that tells its place: « steps.1.text »."""
    out: dict[str, str] = {}
    for name, field in describe(KINDS[kind]).items():
        if field.protected:
            _collect(name, fields.get(name), out)
    return out


# What a piece of a pack is, beside what its trainer says of it: other people's titles and names stand there.
PIECE_FACTS = frozenset({"id", "sort", "sources", "start", "end", "page", "reference", "rubric"})


def _collect(name: str, value: Any, out: dict[str, str]) -> None:
    if isinstance(value, str):
        if value.strip():
            out[name] = value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in PIECE_FACTS:
                _collect(f"{name}.{key}", one, out)
    elif isinstance(value, Sequence):
        for number, one in enumerate(value):
            _collect(f"{name}.{number}", one, out)


def placed(kind: str, fields: Mapping[str, Any], place: str, text: str) -> Any:
    """The value of a field with `text` at one of its places. Raises FormRefused for a place that no form has."""
    name, *path = place.split(".")
    field = describe(KINDS[kind]).get(name)
    unknown = FormRefused(f"Champ inconnu : « {place[:60]} ».")
    if field is None or name in OWN:
        raise unknown
    if field.sort != "parts":
        if path or field.sort not in TYPED:
            raise unknown
        return typed_value(field, text)
    given = [dict(one) for one in fields.get(name) or ()]
    if len(path) != 2 or not path[0].isdecimal() or int(path[0]) > len(given):
        raise unknown
    part = next((one for one in field.parts if one.name == path[1]), None)
    if part is None or part.sort not in TYPED:
        raise unknown
    if int(path[0]) == len(given):
        given.append(field.blank)
    given[int(path[0])][part.name] = typed_value(part, text)
    return given


def typed_value(field: FieldDescription, typed: Any) -> Any:
    """What somebody typed in the widget of a field, as a draft holds it: a list of lines for a field of lines."""
    if field.sort == "lines" and isinstance(typed, str):
        return [line.strip() for line in typed.splitlines() if line.strip()]
    return field.empty if typed is None else typed


def with_text(fields: Mapping[str, Any], place: str, text: str) -> dict[str, Any]:
    """The fields with another text at a place of `texts_of`."""
    name, *path = place.split(".")
    return {**fields, name: _put(fields[name], path, text)}


def _put(value: Any, path: Sequence[str], text: str) -> Any:
    if not path:
        return text
    key, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, key: _put(value[key], rest, text)}
    changed = list(value)
    changed[int(key)] = _put(changed[int(key)], rest, text)
    return changed
