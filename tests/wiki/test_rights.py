"""The table of rights, cell by cell: role × relation × kind × state × diffusion × action.

What is expected is written here a second time, in plain sets, so that a slip in `kb.wiki.rights` shows.
"""

import itertools
from collections.abc import Iterator

import pytest

from kb.errors import Refused
from kb.readers import ROLES, Person
from kb.records.kinds import KINDS
from kb.wiki.rights import RULES, Case, allows, require

STATUSES = (None, "draft", "submitted", "in_review", "to_revise", "validated", "published", "dropped")
AUDIENCES = (None, "public", "professionals", "group:ours", "group:theirs", "draft")
RELATIONS = ("visitor", "other", "author", "assigned")
FULL = {"experience", "signal", "workshop", "pack"}
AT_ONCE = {"service"}
MAY_WRITE = {
    "reader": {"pack"},
    "contributor": {"experience", "document", "service", "need", "signal", "term", "pack"},
    "reviewer": {"experience", "document", "service", "need", "workshop", "term", "pack"},
    "trainer": {"experience", "document", "need", "workshop", "pack"},
    "watcher": {"experience", "service", "need", "signal", "bulletin", "pack"},
    "administrator": {"term", "pack"},
}


def cells() -> Iterator[tuple[str, str, str, str | None, str | None]]:
    for relation, role in itertools.product(RELATIONS, ROLES):
        if relation == "visitor" and role != "reader":
            continue
        yield from ((relation, role, k, s, a) for k, s, a in itertools.product(KINDS, STATUSES, AUDIENCES))


def expected(action: str, relation: str, role: str, kind: str, status: str | None, audience: str | None) -> bool:
    visitor, author, assigned = relation == "visitor", relation == "author", relation == "assigned"
    open_to = {"public"} if visitor else {"public", "professionals", "group:ours"}
    reads = audience in open_to
    writes = not visitor and kind in MAY_WRITE[role]
    reviewer = role == "reviewer" and not visitor
    return {
        "read": reads,
        "original": author or (role == "administrator" and not visitor),
        "start": writes,
        "propose": reads and writes and (kind != "pack" or author or role == "trainer"),
        "read_draft": author or (assigned and reviewer),
        "read_closed": author or (assigned and reviewer),
        "write_draft": author and status in {"draft", "to_revise"},
        "submit": author and status in {"draft", "to_revise"} and kind not in AT_ONCE,
        "attach": author,
        "facilitate": author,
        "drop": author and status in {"draft", "to_revise", "submitted"},
        "queue": reviewer,
        "take": reviewer and not author and status == "submitted",
        "review": reviewer and assigned and status == "in_review",
        "publish": (
            author and writes and status in {"draft", "to_revise"}
            if kind in AT_ONCE
            else reviewer and not author and status == "validated"
        ),
        "withdraw": audience is not None and not visitor and (author or role in {"reviewer", "administrator"}),
        "erase": author or (not visitor and role == "administrator"),
        "collect": not visitor,
        "read_shared": True,
        "share": author and status in {"draft", "to_revise"},
        "comment": reads and not visitor,
        "moderate": not visitor and role in {"reviewer", "administrator"},
        "report": reads,
        "administer": not visitor and role == "administrator",
        "report_signal": not visitor and role in {"contributor", "watcher"},
        "handle_signals": not visitor and role == "watcher",
        "see_watch": not visitor,
    }[action]


@pytest.mark.parametrize("action", RULES)
def test_every_cell_of_the_table(action: str) -> None:
    wrong = []
    for relation, role, kind, status, audience in cells():
        person = (
            None if relation == "visitor" else Person("me", "Moi", frozenset({"reader", role}), frozenset({"ours"}))
        )
        authors = frozenset({"me"} if relation == "author" else {"she"})
        case = Case(kind, audience, status, authors, "me" if relation == "assigned" else "him")
        if allows(action, person, case) is not expected(action, relation, role, kind, status, audience):
            wrong.append((relation, role, kind, status, audience))
    assert wrong == []


def test_kinds_ask_for_the_review_that_the_table_says() -> None:
    assert {kind for kind, model in KINDS.items() if model.review == "none"} == AT_ONCE
    assert {kind for kind, model in KINDS.items() if model.review == "full"} == FULL


def test_visitors_read_nothing_where_the_base_asks_for_an_account() -> None:
    assert not allows("read_shared", None, Case("pack", visitors=False))
    assert not allows("read", None, Case("experience", "public", visitors=False))


def test_a_refusal_says_what_to_do_in_french() -> None:
    with pytest.raises(Refused, match="Demandez-le à l’administrateur"):
        require("start", None, Case("experience"))


def test_roles_add_up() -> None:
    both = Person("me", "Moi", frozenset({"trainer", "reviewer"}))
    assert allows("start", both, Case("pack"))
    assert allows("queue", both, Case("pack"))
