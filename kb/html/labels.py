"""What pages need to turn codes into French: a part of the facade, so that drawing is tested without a base."""

from typing import Protocol

from kb.export.facts import Label
from kb.export.facts import nature as nature_of
from kb.records.kinds import KINDS
from kb.records.lists import TERRITORIES
from kb.records.summary import RecordSummary


class CodeLabels(Protocol):
    """The French label of a code."""

    def label(self, list_name: str, code: str) -> str: ...

    def territory_name(self, code: str) -> str: ...


def kind_label(kind: str) -> str:
    """« Expérience », « Document »…"""
    return KINDS[kind].label if kind in KINDS else kind


def labels(names: CodeLabels) -> Label:
    """French of a code of a list, territories included, as the rooms below the pages ask for it."""
    return lambda name, code: names.territory_name(code) if name == TERRITORIES.name else names.label(name, code)


def nature(record: RecordSummary, names: CodeLabels) -> str:
    """« Expérience · récit de pratique »; a document is named by its type alone: « Restitution d’ateliers »."""
    return nature_of(record.kind, record.subtype, labels(names))


def places(record: RecordSummary, names: CodeLabels, most: int = 3) -> str:
    """« Paris 18e et Saint-Denis »; past `most`, « et 4 autres »."""
    found = [names.territory_name(code) for code in record.territories]
    if len(found) > most:
        return ", ".join(found[: most - 1]) + f" et {len(found) - most + 1} autres"
    return " et ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
