"""In what two records differ, by the facts of their cards: territory, public, trade, outcome, form."""

from collections.abc import Mapping

from kb.records.summary import RecordSummary

# What makes a record surprising beside another (issue: « autre territoire, autre public, autre métier, autre issue »).
CONTRASTS = ("territory", "public", "trade", "outcome")


def values_of(record: RecordSummary) -> Mapping[str, frozenset[str]]:
    """For each fact that records are compared by, the codes that a record has."""
    return {
        "territory": frozenset(record.territories),
        "public": frozenset(record.publics),
        "trade": frozenset(record.trades),
        "outcome": frozenset({record.outcome} - {""}),
        "theme": frozenset(record.themes),
        "form": frozenset({f"{record.kind}:{record.subtype}"}),
    }


def differences(one: RecordSummary, other: RecordSummary) -> tuple[str, ...]:
    """The facts of CONTRASTS that both records give and have nothing of in common."""
    return tuple(key for key in CONTRASTS if state(one, other, key) == "other")


def state(one: RecordSummary, other: RecordSummary, key: str) -> str:
    """How two records stand to each other in a fact: "other", "same" (something in common), or "unknown"."""
    left, right = values_of(one)[key], values_of(other)[key]
    if not left or not right:
        return "unknown"
    return "same" if _meet(left, right, key) else "other"


def _meet(left: frozenset[str], right: frozenset[str], key: str) -> bool:
    if key != "territory":
        return not left.isdisjoint(right)
    # A département holds its communes: « 93 » and « 93066 » are no two territories.
    return any(a.startswith(b) or b.startswith(a) for a in left for b in right)


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Share of the codes of either that both have, from 0 to 1; 0 when neither has any."""
    return len(left & right) / len(left | right) if left | right else 0.0
