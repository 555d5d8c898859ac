"""What goes when its date has come: raw texts, treatments, drafts of texts published or given up long ago.

And what an erasure that was cut short left in files.
"""

import datetime
from typing import Final

from kb.backup import forget_leftovers
from kb.store.drafts.proposals import proposals
from kb.store.files.database import compact
from kb.store.working.turns import take_turn
from kb.store.workshops.contributions import purge_sittings
from kb.wiki.admin.erasure import finish_erasing
from kb.wiki.context import Wiki
from kb.wiki.write.protection_choices import KEPT_DAYS

# Setting that holds when a process last forgot what was due.
TURN: Final = "purge_turn"


def take_purge_turn(wiki: Wiki) -> bool:
    """Whether the caller purges: of several processes over one base, one does so in an hour."""
    return take_turn(wiki.register, TURN)


def purge(wiki: Wiki) -> int:
    """Number of texts forgotten: `kb build` and `kb serve` call this when they start, the server each hour."""
    finish_erasing(wiki)
    forget_leftovers(wiki.home)
    today = datetime.datetime.fromisoformat(wiki.register.now()).date()
    limit = (today - datetime.timedelta(days=KEPT_DAYS)).isoformat()
    gone = wiki.private.purge(today.isoformat(), limit)
    gone += purge_sittings(wiki.private, today.isoformat())
    for one in proposals(wiki.register, statuses=("published", "dropped")):
        if one.changed < limit and wiki.private.forget_proposal(one.number):
            gone += 1
    wiki.private.destroy_keys()
    if gone + wiki.private.words.seal_rest():
        wiki.private.destroy_keys()  # that what was sealed anew had before
        compact(wiki.private.database)  # else the words would stand in free pages of the file
    return gone
