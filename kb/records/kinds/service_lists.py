"""The lists that services take their codes from: those of data·inclusion v1, and what this field adds to them."""

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from kb.records.lists import CodeList

DATA = Path(__file__).parents[2] / "data"


@functools.lru_cache(maxsize=1)
def directory_lists() -> Mapping[str, Mapping[str, str]]:
    """The lists of `kb/data/directory_lists.yaml`: list → code → French label."""
    read: Mapping[str, Mapping[str, str]] = yaml.load((DATA / "directory_lists.yaml").read_text("utf-8"), _LOADER)
    return read


@functools.lru_cache(maxsize=1)
def service_needs() -> Mapping[str, Mapping[str, list[str]]]:
    """What people look for in a service: code → label, thématiques of data·inclusion, and the words that say it."""
    read: Mapping[str, Mapping[str, list[str]]] = yaml.load((DATA / "service_needs.yaml").read_text("utf-8"), _LOADER)
    return read


# The loader in C reads these lists in 10 ms, where the other takes ten times as long, at each start of the program.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _list(name: str, label: str, *, ordered: bool = False) -> CodeList:
    return CodeList(name, label, ordered=ordered, entries=directory_lists()[name])


SERVICE_FORMS = _list("service_forms", "Types de service")
TOPICS = _list("topics", "Thématiques")
FEES = _list("fees", "Frais")
RECEPTION_MODES = _list("reception_modes", "Modes d’accueil")
REFERRAL_MODES = _list("referral_modes", "Modes de mobilisation")
REFERRERS = _list("referrers", "Personnes qui peuvent mobiliser")
NETWORKS = _list("networks", "Réseaux porteurs")
SERVICE_PUBLICS = _list("service_publics", "Publics d’un dispositif")
SATURATIONS = _list("saturations", "Saturation", ordered=True)
OFFERS = CodeList(
    "offers", "Ce qu’on y trouve", entries={code: str(one["label"]) for code, one in service_needs().items()}
)
