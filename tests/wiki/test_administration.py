"""What the administrator alone does to accounts."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.store.one_time_links import link
from kb.store.passwords import AccountRefused
from kb.wiki import administration
from tests.wiki.people import ADMIN, REVIEWER


def test_an_invitation_may_carry_an_address(base: KnowledgeBase) -> None:
    token = administration.invite(base.wiki, ADMIN, ["reviewer"], [], " Aline@exemple.fr ")
    assert link(base.register, "invite", token).email == "aline@exemple.fr"
    assert link(base.register, "invite", administration.invite(base.wiki, ADMIN, [], [])).email == ""


def test_what_is_no_address_is_refused_and_others_invite_nobody(base: KnowledgeBase) -> None:
    with pytest.raises(AccountRefused, match="n’en est pas une"):
        administration.invite(base.wiki, ADMIN, [], [], "aline")
    with pytest.raises(Refused):
        administration.invite(base.wiki, REVIEWER, [], [])
