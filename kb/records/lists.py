"""The controlled lists that fields take their codes from; their entries stand in `kb/data/lists.yaml`, or with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CodeList:
    """A controlled list: its name, what a page calls it, and whether administrators may complete it.

    `entries` (code → French label) are those of a list that is declared whole here; the others are read from
    `kb/data/lists.yaml`, and territories from `kb/data/territories.geojson`. `ordered` says that the order of the
    entries means something (a scale), which counts must not disturb.
    """

    name: str
    label: str
    editable: bool = False
    ordered: bool = False
    entries: Mapping[str, str] = field(default_factory=dict)


THEMES = CodeList("themes", "Thèmes", editable=True)
PUBLICS = CodeList("publics", "Publics", editable=True)
SUBSTANCES = CodeList("substances", "Produits", editable=True)
TRADES = CodeList("trades", "Métiers, points de vue", editable=True)
STRATEGIES = CodeList("strategies", "Stratégies et fonctions clés", editable=True)
SERVICE_TYPES = CodeList("service_types", "Types de dispositif", editable=True)
TERRITORIES = CodeList("territories", "Territoires")
OUTCOMES = CodeList("outcomes", "Issues", ordered=True)
EXPERIENCE_TYPES = CodeList("experience_types", "Types d’expérience")
DOCUMENT_TYPES = CodeList("document_types", "Types de document")
SUPPORT_LEVELS = CodeList("support_levels", "Niveaux d’appui", ordered=True)
COLLECTION_MODES = CodeList("collection_modes", "Modes de recueil")
DIFFUSIONS = CodeList("diffusions", "Diffusions", ordered=True)
SIGNAL_LEVELS = CodeList("signal_levels", "Niveaux de signal", ordered=True)
