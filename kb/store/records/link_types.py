"""The types of links between records, as they are told at either end."""

from collections.abc import Mapping

LINK_TYPES: Mapping[str, tuple[str, str]] = {
    # type: what the source says of the target, and the target of the source
    "illustrates": ("illustre", "illustré par"),
    "answers": ("répond à", "reçoit une réponse de"),
    "uses": ("utilise", "utilisé par"),
    "meets": ("répond au besoin", "besoin auquel répond"),
    "from": ("issu de", "a donné"),
    "contradicts": ("contredit", "contredit par"),
    "taken_up_by": ("repris par", "reprend"),
    "takes_up": ("reprend", "repris par"),
    "works_on": ("travaille sur", "travaillé dans"),
    "see_also": ("voir aussi", "voir aussi"),
}
