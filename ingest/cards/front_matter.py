"""What a text says of itself at its head: its card, in YAML between « --- » lines or in a form that comes near."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from ingest.cards.region import Language, region_of
from ingest.cards.words import folded
from ingest.document import Note

# Larger, it is no longer a record's card.
FRONT_MATTER_CHARACTERS = 64_000
# A record nests lists of small cards in its card, no deeper; the library that builds the values recurses in C, where
# a deep pile ends the process. Counted on events, which come one by one, before it sees any of it.
DEEPEST = 16
MOST_VALUES = 5_000
MOST_FIELDS = 300  # no kind of record has a third of it
LONGEST_NUMBER = 40  # characters
MOST_LINES = 600  # of a text, its first and last ones, that are looked through for what a card should say
_FENCES = re.compile(r"\A\s*-{3,}[ \t]*\n|^(?:-{3,}|\.\.\.)[ \t]*$.*\Z", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^([\"']?)([^\W\d][\w .'’-]{0,60}?)\1[ \t]*[:=：](?:[ \t\u00a0]+|$)(.*)$")
_NOT_A_NUMBER = re.compile(r"[^\d_:.+xoa-fA-F-]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values found, where the text after them begins, and what was wrong with them.

    `doubts` says why the card may ask for more than was understood, [] when it was read whole; `lines` gives the line
    of each key.
    """

    values: dict[str, Any] = field(default_factory=dict)
    body: int = 0
    notes: tuple[Note, ...] = ()
    doubts: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def metadata(self) -> dict[str, Any]:
        """What a document keeps of its card."""
        found: dict[str, Any] = {"front_matter": self.values} if self.values or self.body or self.doubts else {}
        if self.doubts:
            found["doubts"] = list(self.doubts)
        if self.values:
            found["lines"] = dict(self.lines)
        return found


def beside_the_card(text: str, body: int) -> dict[str, Any]:
    """What else of a text may ask that it be kept back, as metadata: all but its card, in whose place are blank lines.

    Of the card, the lines that it leaves out as remarks are kept.
    """
    kept = (line if line.lstrip().startswith("#") else "" for line in text[:body].split("\n"))
    lines = ("\n".join(kept) + text[body:]).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES // 2], *[""] * (len(lines) - MOST_LINES), *lines[-MOST_LINES // 2 :]]
    return {"apart": "\n".join(lines), "numbered": True}


def front_matter(text: str) -> FrontMatter:
    """The front matter at the head of a text, in whatever form; a broken one gives its sound lines, and a note."""
    region = region_of(text)
    if region is None:
        return FrontMatter()
    read = card_of(text[region.start : region.end], language=region.language, first_line=region.line, body=region.body)
    opens = max(region.line - 1, 1)
    if not region.closed:
        message = f"Ligne {opens}\u00a0: l’en-tête n’est pas fermé. Ajoutez une ligne « --- » après son dernier champ."
        read = replace(read, notes=(Note(message), *read.notes), doubts=("l’en-tête n’est pas fermé", *read.doubts))
    elif region.odd:
        message = (
            f"Ligne {opens}\u00a0: cet en-tête est lu, mais {region.odd}. Mettez « --- » seul sur la première ligne du "
            "fichier, puis « --- » seul après le dernier champ."
        )
        read = replace(read, notes=(Note(message), *read.notes))
    return read


def card_of(raw: str, *, language: Language = "yaml", first_line: int = 1, body: int = 0) -> FrontMatter:
    """What the lines of a card say, in YAML, TOML or JSON; `first_line` is the number of its first line in its file."""
    if len(raw) > FRONT_MATTER_CHARACTERS:
        why = "l’en-tête est trop long"
        return FrontMatter(_draft(), body, (Note(f"Ligne 1\u00a0: {why}, la fiche reste en brouillon."),), (why,))
    if not raw.strip():
        return FrontMatter({}, body)
    value, line, reason = _parsed(raw, language)
    lines = _lines_of(raw, first_line)
    if isinstance(value, dict):
        values = {str(key): one for key, one in value.items()}
        if language != "yaml" or not (twice := _repeated(raw)):
            return FrontMatter(values, body, (), (), lines)
        why = f"le champ « {twice} » y est deux fois"
        line = lines.get(twice, first_line)
        message = f"Ligne {line}\u00a0: {why}. Gardez-en un\u00a0; d’ici là, la fiche n’est pas ouverte."
        return FrontMatter(values, body, (Note(message),), (why,), lines)
    values, whole = _sound_lines(re.sub(r",(?=\s*[\"'])", "\n", raw) if language == "json" else raw)
    where = first_line + (line or 0)
    kept = "les champs lisibles sont gardés" if values else "la fiche reste en brouillon"
    if values and not whole:
        kept += ", la fiche reste en brouillon"
    step = f"Le texte est lu, {kept}\u00a0; corrigez puis relancez."
    name = {"yaml": "YAML", "toml": "TOML", "json": "JSON"}[language]
    note = Note(f"Ligne {where}\u00a0: en-tête {name} incorrect ({reason}). {step}")
    doubts = () if values and whole else (f"ligne {where}, l’en-tête n’a pas pu être lu en entier",)
    return FrontMatter(values or _draft(), body, (note,), doubts, lines)


def _draft() -> dict[str, Any]:
    # A card that says nothing readable may have said « draft » or « professionals »: it must not enter public.
    return {"status": "draft"}


def _parsed(raw: str, language: Language) -> tuple[Any, int | None, str]:
    """The value of a card in its language, else as YAML; None with the line and the French reason it is refused."""
    if language == "toml":
        try:
            return tomllib.loads(raw), None, ""
        except (tomllib.TOMLDecodeError, RecursionError, ValueError):
            return (None, None, 'des champs « nom = "valeur" » sont attendus')
    return _load(raw)


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


def _sound_lines(raw: str) -> tuple[dict[str, Any], bool]:
    """The top-level fields that can be read one by one, and whether every line was understood.

    A one-line value that YAML refuses is taken as it stands.
    """
    chunks: list[list[str]] = []
    whole = True
    for line in raw.split("\n"):
        field_line = (
            line.strip(" \t\u00a0,{}") if not chunks or line.startswith(("\t", "\u00a0")) or "{" in raw else line
        )
        if _KEY.match(field_line):
            chunks.append([field_line])
        elif not line.strip(" \t{}") or line.lstrip().startswith("#"):
            continue
        elif chunks and line.startswith((" ", "\t", "-")):
            chunks[-1].append(line)
        else:
            whole = False
    values: dict[str, Any] = {}
    for chunk in chunks[:MOST_FIELDS]:
        _, key, inline = _KEY.match(chunk[0]).groups()  # type: ignore[union-attr]
        whole = whole and key not in values and len(chunks) <= MOST_FIELDS
        value, _, _ = _load("\n".join(chunk))
        if not isinstance(value, dict) or (len(chunk) > 1 and value.get(key) is None):
            whole = whole and len(chunk) == 1
            value, _, _ = _load(chunk[0])
        if isinstance(value, dict) and key in value:
            values[key] = value[key]
        elif inline.strip():
            values[key] = inline.strip().strip("\"'")
    return values, whole


def _repeated(raw: str) -> str:
    """A field that stands twice in a card, "" when none does; YAML would keep the last without a word."""
    node = yaml.compose(raw, _LOADER)
    if not isinstance(node, yaml.MappingNode):
        return ""
    seen: set[str] = set()
    for key, _ in node.value:
        name = folded(str(key.value)) if isinstance(key, yaml.ScalarNode) else ""
        if name and name in seen:
            return str(key.value)
        seen.add(name)
    return ""


def _lines_of(raw: str, first_line: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(raw.split("\n"), first_line):
        if (match := _KEY.match(line.strip(" \t,{"))) and len(found) < MOST_FIELDS:
            found.setdefault(match[2], number)
    return found
