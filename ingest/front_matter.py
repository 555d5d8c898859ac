"""What a file says of itself in YAML: at its head between « --- » lines, or in a file beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from ingest.document import Note, Reading

# Larger, it is no longer a record's card.
FRONT_MATTER_CHARACTERS = 64_000
# A record nests lists of small cards in its card, no deeper; the library that builds the values recurses in C, where
# a deep pile ends the process. Counted on events, which come one by one, before it sees any of it.
DEEPEST = 16
MOST_VALUES = 5_000
MOST_FIELDS = 300  # no kind of record has a third of it
LONGEST_NUMBER = 40  # characters
SIDECAR_SUFFIX = ".yaml"
_OPENING = re.compile(r"\A---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+|$)(.*)$")
_NOT_A_NUMBER = re.compile(r"[^\d_:.+xoa-fA-F-]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values found, where the text after them begins, and what was wrong with them."""

    values: dict[str, Any] = field(default_factory=dict)
    body: int = 0
    notes: tuple[Note, ...] = ()


def front_matter(text: str) -> FrontMatter:
    """The front matter at the head of a text; broken YAML gives the values of its sound lines, and a note."""
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter()
    closing = _CLOSING.search(text, opening.end())
    if closing:
        return _read(text[opening.end() : closing.start()], first_line=2, body=min(closing.end() + 1, len(text)))
    if not _KEY.match(text[opening.end() :].split("\n", 1)[0]):
        return FrontMatter()  # a rule drawn at the top of a page
    blank = text.find("\n\n", opening.end())
    end = blank if blank >= 0 else len(text)
    read = _read(text[opening.end() : end], first_line=2, body=end)
    note = Note("Ligne 1\u00a0: l’en-tête n’est pas fermé. Ajoutez une ligne « --- » après son dernier champ.")
    return FrontMatter(read.values, read.body, (note, *read.notes))


def sidecar_path(path: Path) -> Path:
    """Where the front matter of a file that cannot hold its own stands: « plan.pdf » has « plan.pdf.yaml »."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def sidecar(path: Path) -> dict[str, Any]:
    """The front matter in the file beside `path`; empty without one."""
    return read_sidecar(path).values


def read_sidecar(path: Path) -> FrontMatter:
    """The front matter in the file beside `path`, with notes that name that file."""
    beside = sidecar_path(path)
    if not beside.is_file() or beside.is_symlink():
        return FrontMatter()
    try:
        text = beside.read_bytes()[: FRONT_MATTER_CHARACTERS + 1].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{beside.name}\u00a0: illisible ({type(error).__name__}). Enregistrez-le en UTF-8."
        return FrontMatter(_draft(), notes=(Note(message),))
    text = text.replace("\r\n", "\n")
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    closing = _CLOSING.search(text, start)
    read = _read(text[start : closing.start() if closing else len(text)], first_line=2 if opening else 1, body=0)
    notes = tuple(Note(f"{beside.name}, {note.message[0].lower()}{note.message[1:]}") for note in read.notes)
    return FrontMatter(read.values, 0, notes)


def with_sidecar(path: Path, reading: Reading) -> Reading:
    """The reading of a file, completed by what the file beside it says; the file's own front matter comes first."""
    beside = read_sidecar(path)
    document = reading.document
    if document is not None and beside.values:
        own: Mapping[str, Any] = document.metadata.get("front_matter") or {}
        document = replace(document, metadata={**document.metadata, "front_matter": {**beside.values, **own}})
    return Reading(document, (*reading.notes, *beside.notes))


def _read(raw: str, *, first_line: int, body: int) -> FrontMatter:
    if len(raw) > FRONT_MATTER_CHARACTERS:
        note = Note("Ligne 1\u00a0: l’en-tête est trop long, la fiche reste en brouillon.")
        return FrontMatter(_draft(), body, (note,))
    if not raw.strip():
        return FrontMatter({}, body)
    value, line, reason = _load(raw)
    if isinstance(value, dict):
        return FrontMatter({str(key): one for key, one in value.items()}, body)
    values = dict(_sound_lines(raw))
    where = first_line + (line or 0)
    kept = "les champs lisibles sont gardés" if values else "la fiche reste en brouillon"
    step = f"Le texte est lu, {kept}\u00a0; corrigez puis relancez."
    note = Note(f"Ligne {where}\u00a0: en-tête YAML incorrect ({reason}). {step}")
    return FrontMatter(values or _draft(), body, (note,))


def _draft() -> dict[str, Any]:
    # A card that says nothing readable may have said « draft » or « professionals »: it must not enter public.
    return {"status": "draft"}


def _load(raw: str) -> tuple[Any, int | None, str]:
    """The value of some YAML, or None with the line (from 0) and the French reason it is refused."""
    try:
        refused = _refusal(raw)
        if refused:
            return None, None, refused
        value = yaml.load(raw, _LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, mark.line if mark else None, _reason(error, raw, mark.line if mark else 0)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return None, None, "valeur ou caractère que YAML n’admet pas"
    if value is None:
        return {}, None, ""
    return value, None, "des champs « nom: valeur » sont attendus"


def _refusal(raw: str) -> str:
    """Why some YAML is not built into values, in French; "" when it may be. Raises what its syntax raises."""
    depth = 0
    for count, event in enumerate(yaml.parse(raw, _LOADER)):
        if isinstance(event, yaml.AliasEvent):
            return "les renvois « *nom » ne sont pas admis"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return "ses valeurs sont trop imbriquées"
        if count > MOST_VALUES:
            return f"plus de {MOST_VALUES // 1000}\u202f000 valeurs"
        if isinstance(event, yaml.ScalarEvent) and _is_huge(event):
            return "un nombre est démesuré"
    return ""


def _is_huge(scalar: yaml.ScalarEvent) -> bool:
    """True for a number that takes long to compute (base sixty has no end) and that Python refuses to write."""
    numeric = scalar.implicit[0] if scalar.tag is None else scalar.tag.endswith((":int", ":float"))
    return numeric and len(scalar.value) > LONGEST_NUMBER and not _NOT_A_NUMBER.search(scalar.value)


def _reason(error: yaml.MarkedYAMLError, raw: str, line: int) -> str:
    problem = str(error.problem or "")
    lines = raw.split("\n")
    shown = lines[line].strip()[:60] if line < len(lines) else ""
    if "mapping values are not allowed" in problem:
        return f"« {shown} »\u00a0: mettez entre guillemets une valeur qui contient «\u00a0:\u00a0»"
    if "cannot start any token" in problem and "\t" in raw:
        return "une tabulation en début de ligne\u00a0: mettez des espaces"
    return f"près de « {shown} »" if shown else "fin inattendue"


def _sound_lines(raw: str) -> Iterator[tuple[str, Any]]:
    """The top-level fields that can be read one by one; a one-line value that YAML refuses is taken as it stands."""
    chunks: list[list[str]] = []
    for line in raw.split("\n"):
        if _KEY.match(line):
            chunks.append([line])
        elif chunks:
            chunks[-1].append(line)
    for chunk in chunks[:MOST_FIELDS]:
        key, inline = _KEY.match(chunk[0]).groups()  # type: ignore[union-attr]
        value, _, _ = _load("\n".join(chunk))
        if not isinstance(value, dict) or (len(chunk) > 1 and value.get(key) is None):
            value, _, _ = _load(chunk[0])
        if isinstance(value, dict) and key in value:
            yield key, value[key]
        elif inline.strip():
            yield key, inline.strip().strip("\"'")
