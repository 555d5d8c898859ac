"""What is wrong in rows of services, in French: the same fault once with its lines, and the nearest code."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data_inclusion.schema import v1
from pydantic import BaseModel, ValidationError

from kb.directory.exchange.tables import ServiceTable, TableRow
from kb.directory.places import EPCI, NATION
from kb.records.kinds.service_lists import directory_lists

CODES: Final[Mapping[str, str]] = {
    "type": "service_forms", "thematiques": "topics", "frais": "fees", "publics": "exchange_publics",
    "modes_accueil": "reception_modes", "modes_mobilisation": "referral_modes", "mobilisable_par": "referrers",
    "reseaux_porteurs": "networks",
}  # fmt: skip
# Beside metropolitan départements 01 to 95 without 20: the two of Corsica, those overseas.
DEPARTMENT: Final = re.compile(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-46]")
COMMUNE: Final = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97|98)\d{3}")
ABROAD: Final = re.compile(r"99\d{3}")
SAID: Final[Mapping[str, str]] = {
    "missing": "manque",
    "string_too_short": "est trop court",
    "string_too_long": "est trop long",
    "string_pattern_mismatch": "n’a pas la forme attendue",
    "url_parsing": "n’est pas une adresse de site (https://…)",
    "url_scheme": "n’est pas une adresse de site (https://…)",
    "date_from_datetime_parsing": "n’est pas une date (2026-11-30)",
    "date_parsing": "n’est pas une date (2026-11-30)",
    "float_parsing": "n’est pas un nombre",
    "int_parsing": "n’est pas un nombre entier",
    "greater_than_equal": "est trop petit",
    "enum": "n’est pas un code de la liste",
    "too_short": "est vide",
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault and the lines that have it. `nearest` is the code that may have been meant, "" when none is near."""

    sheet: str
    column: str
    text: str
    value: str
    lines: tuple[int, ...]
    nearest: str = ""

    @property
    def said(self) -> str:
        """« mobilisable_par : « autres » n’est pas un code de la liste (lignes 4 et 5). Vouliez-vous dire … ? »"""
        value = f" « {self.value[:60]} »" if self.value else ""
        hint = f" Vouliez-vous dire « {self.nearest} » ?" if self.nearest else ""
        return f"{self.column} :{value} {self.text} ({said_lines(self.lines)}).{hint}"


def said_lines(lines: Sequence[int]) -> str:
    """« ligne 4 », « lignes 2, 4-7 »."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    said = ", ".join(f"{a}-{b}" if b > a else str(a) for a, b in runs[:12]) + (", …" if len(runs) > 12 else "")
    return f"ligne {said}" if len(set(lines)) == 1 else f"lignes {said}"


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows without a fault, and the faults of the others. `wrong` counts the rows of services that have one."""

    structures: Mapping[str, Mapping[str, Any]]
    services: tuple[TableRow, ...]
    faults: tuple[RowFault, ...]
    wrong: int


class _Faults:
    """Gathers faults: the same on several lines is one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str, str], list[int]] = {}

    def add(self, sheet: str, column: str, text: str, value: str, line: int) -> None:
        self._found.setdefault((sheet, column, text, value), []).append(line)

    def all(self) -> tuple[RowFault, ...]:
        return tuple(
            RowFault(sheet, column, text, value, tuple(lines), _nearest(column, value) if "code" in text else "")
            for (sheet, column, text, value), lines in self._found.items()
        )


def _nearest(column: str, value: str) -> str:
    codes = directory_lists().get(CODES.get(column, ""), {})
    by_label = {label.casefold(): code for code, label in codes.items()}
    if value.casefold() in by_label:
        return by_label[value.casefold()]
    near = difflib.get_close_matches(value, list(codes), 1, 0.6)
    return near[0] if near else ""


def check(table: ServiceTable) -> Checked:
    """The rows of a table held against the schema, and against what it does not look at."""
    faults = _Faults()
    structures: dict[str, Mapping[str, Any]] = {}
    for row in table.structures:
        if _valid(v1.Structure, row, "Structures", faults):
            structures[str(row.values["id"])] = row.values
        elif row.values.get("id"):
            # A structure with a wrong address still names its services: what is wrong of it is left out.
            structures[str(row.values["id"])] = _kept(row, v1.Structure)
    services, seen = [], dict[str, int]()
    wrong = 0
    for row in table.services:
        sound = _valid(v1.Service, row, "Services", faults) & _zone(row, faults)
        name = f"{row.values.get('source', '')} {row.values.get('id', '')}"
        if sound and name in seen:
            faults.add("Services", "id", "se trouve déjà plus haut", str(row.values.get("id", "")), row.line)
            sound = False
        seen[name] = row.line
        if sound:
            services.append(row)
        else:
            wrong += 1
    return Checked(structures, tuple(services), faults.all(), wrong)


def _kept(row: TableRow, model: type[BaseModel]) -> Mapping[str, Any]:
    try:
        model.model_validate(row.values)
    except ValidationError as error:
        bad = {str(one["loc"][0]) for one in error.errors(include_url=False)}
        return {name: value for name, value in row.values.items() if name not in bad}
    return row.values


def _valid(model: type[BaseModel], row: TableRow, sheet: str, faults: _Faults) -> bool:
    try:
        model.model_validate(row.values)
    except ValidationError as error:
        for column, text, value in _told(error, row):
            faults.add(sheet, column, text, value, row.line)
        return False
    return True


def _told(error: ValidationError, row: TableRow) -> Iterable[tuple[str, str, str]]:
    seen = set()
    for one in error.errors(include_url=False):
        column = str(one["loc"][0]) if one["loc"] else ""
        if column == "zone_eligibilite":
            continue  # told with the codes of territories that are known here
        kind, given = str(one["type"]), one.get("input")
        value = "" if kind == "missing" else str(given if not isinstance(given, Mapping | list) else "")
        text = SAID.get(kind, "n’est pas compris")
        if kind == "value_error":
            text = _own(str(one["msg"]))
        if (column, text, value) not in seen:
            seen.add((column, text, value))
            yield column, text, value


def _own(message: str) -> str:
    """What a validator of the schema itself says, most of it in French already."""
    said = message.removeprefix("Value error, ")
    if "email" in said.casefold():
        return "n’est pas un courriel"
    return f"est refusé : {said[:1].lower()}{said[1:].rstrip('.')}"


def _zone(row: TableRow, faults: _Faults) -> bool:
    """Whether each code of the zone names a place: the schema takes any two or three characters."""
    sound = True
    for one in row.values.get("zone_eligibilite") or ():
        code = str(one)
        known = code in NATION or code in EPCI or re.fullmatch(r"\d{9}", code)
        if not (known or any(pattern.fullmatch(code) for pattern in (DEPARTMENT, COMMUNE, ABROAD))):
            faults.add("Services", "zone_eligibilite", "n’est ni une commune, ni un département", code, row.line)
            sound = False
    return sound
