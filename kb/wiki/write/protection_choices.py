"""How the points of a text were treated, as the private database keeps it until the text is published."""

import datetime
from collections.abc import Mapping
from typing import Any

from kb.store.files.database import transaction
from kb.wiki.context import Wiki

# Days after which what was replaced is forgotten, when the text was not published before.
KEPT_DAYS = 180
NEVER = "9999-12-31"


def state_of(wiki: Wiki, record_id: str) -> dict[str, Any]:
    """The choices made for a record, oldest first, and the ticked lines of its checklist."""
    return {"choices": [], "checklist": [], **wiki.private.treatments(record_id)}


def write_state(wiki: Wiki, record_id: str, account: str, state: Mapping[str, Any]) -> None:
    """Keep choices and checklist until their purge date."""
    wiki.private.put_treatments(record_id, account, state, purge_on=purge_date(wiki))


def purge_date(wiki: Wiki) -> str:
    """The day on which what is private today is forgotten, when it was not published before."""
    today = datetime.datetime.fromisoformat(wiki.register.now()).date()
    return (today + datetime.timedelta(days=KEPT_DAYS)).isoformat()


def seal(wiki: Wiki, record_id: str) -> None:
    """At publication, forget what was replaced: from now on nobody can undo it. What was kept stays known."""
    with transaction(wiki.private.database):
        state = state_of(wiki, record_id)
        state["choices"] = [
            {**one, "texts": [], "originals": {}, "put": {}, "before": {}} if one["action"] == "replace" else one
            for one in state["choices"]
        ]
        state["checklist"] = []
        wiki.private.replace_treatments(record_id, state, purge_on=NEVER)
    wiki.private.destroy_keys()
