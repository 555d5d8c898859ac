"""What the administrator alone does to accounts."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.store.accounts.one_time_links import link
from kb.store.accounts.passwords import AccountRefused
from kb.wiki.admin import administration
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


def test_an_invitation_is_listed_until_it_is_taken_or_withdrawn(base: KnowledgeBase) -> None:
    token = administration.invite(base.wiki, ADMIN, ["reviewer"], ["maraude"], "aline@exemple.fr")
    (waiting,) = administration.invitations(base.wiki, ADMIN)
    assert (waiting.email, waiting.roles, waiting.groups) == ("aline@exemple.fr", {"reviewer"}, {"maraude"})
    assert link(base.register, "invite", waiting.reference) is None  # what the page holds opens nothing
    for call in (
        lambda: administration.invitations(base.wiki, REVIEWER),
        lambda: administration.withdraw_invitation(base.wiki, REVIEWER, waiting.reference),
    ):
        with pytest.raises(Refused):
            call()
    administration.withdraw_invitation(base.wiki, ADMIN, waiting.reference)
    assert link(base.register, "invite", token) is None
    assert administration.invitations(base.wiki, ADMIN) == ()
    with pytest.raises(RecordNotFound, match="ne sert déjà plus"):
        administration.withdraw_invitation(base.wiki, ADMIN, waiting.reference)
