"""Who does what: what each trade and kind of structure does, may not do, and how to reach it."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

SHEETS: Final = Path(__file__).parents[1] / "data" / "who_does_what.yaml"


@dataclass(frozen=True, slots=True)
class Role:
    """A trade or a kind of structure: what it does and how, what it may not do (mandate, secrecy), how to reach it."""

    code: str
    does: str
    may_not: str
    reach: str


@functools.lru_cache(maxsize=1)
def _read() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(SHEETS.read_text("utf-8"))
    return read


def _roles(name: str) -> Mapping[str, Role]:
    return {code: Role(code, one["does"], one["not"], one["reach"]) for code, one in _read()[name].items()}


def trades() -> Mapping[str, Role]:
    """Trades by code of the list « trades »."""
    return _roles("trades")


def structures() -> Mapping[str, Role]:
    """Kinds of structure by code of the list « service_types »."""
    return _roles("structures")
