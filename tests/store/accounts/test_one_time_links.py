"""Links that serve once: what they give, until when, and what a refused form leaves."""

import pytest

from kb.store.accounts import accounts
from kb.store.accounts.accounts import account_with_email
from kb.store.accounts.one_time_links import add_link, confirm_email, join, link, reset_password, use_invitation
from kb.store.accounts.passwords import AccountRefused
from kb.store.records.register import Register
from tests.store.accounts.account_base import SECRET, Clock, clock, made, register

__all__ = ["clock", "register"]
GIVEN = {"login": "b@exemple.fr", "name": "Basile", "password": SECRET}


def test_an_invitation_serves_once_and_gives_its_roles(register: Register) -> None:
    token = add_link(register, "invite", actor="test", roles=["reviewer"], groups=["carrefour"])
    with pytest.raises(AccountRefused):
        join(register, "invite", token, **{**GIVEN, "password": "court"})
    one = join(register, "invite", token, **GIVEN)
    assert (one.roles, one.groups, one.email) == ({"reader", "reviewer"}, {"carrefour"}, "")
    with pytest.raises(AccountRefused, match="déjà servi"):
        join(register, "invite", token, **{**GIVEN, "login": "c@exemple.fr"})


def test_an_invitation_to_an_address_gives_it_and_replaces_the_one_before(register: Register) -> None:
    first = add_link(register, "invite", actor="test", email="B@exemple.fr")
    other = add_link(register, "invite", actor="test", email="c@exemple.fr")
    token = add_link(register, "invite", actor="test", email="b@exemple.fr")
    assert link(register, "invite", first) is None
    assert link(register, "invite", other)
    assert join(register, "invite", token, **{**GIVEN, "login": "basile"}).email == "b@exemple.fr"


def test_an_invitation_is_found_by_its_address_once(register: Register) -> None:
    add_link(register, "invite", actor="test", roles=["reviewer"], email="b@exemple.fr")
    add_link(register, "invite", actor="test")
    assert use_invitation(register, "") is None
    found = use_invitation(register, "B@exemple.fr")
    assert found is not None
    assert found.roles == {"reviewer"}
    assert use_invitation(register, "b@exemple.fr") is None


def test_a_link_expires_and_serves_its_purpose_alone(register: Register, clock: Clock) -> None:
    token = add_link(register, "first", actor="test")
    assert link(register, "invite", token) is None
    clock.pass_by(hours=25)
    assert link(register, "first", token) is None
    token = add_link(register, "invite", actor="test", hours=48)
    clock.pass_by(hours=47)
    assert link(register, "invite", token)
    clock.pass_by(hours=1)
    assert link(register, "invite", token) is None
    with pytest.raises(AccountRefused, match="jours"):
        add_link(register, "invite", actor="test", hours=24 * 365)


def test_the_first_link_serves_nobody_once_there_is_an_administrator(register: Register) -> None:
    token = add_link(register, "first", actor="test")
    made(register, roles=["administrator"])
    assert link(register, "first", token) is None


def test_a_refused_password_leaves_the_link(register: Register) -> None:
    one = made(register)
    token = add_link(register, "reset", actor="test", account_id=one.id)
    with pytest.raises(AccountRefused, match="12 caractères"):
        reset_password(register, token, "court")
    assert reset_password(register, token, "une autre phrase") == one.id
    with pytest.raises(AccountRefused, match="déjà servi"):
        reset_password(register, token, "encore une phrase")
    assert accounts.verify(register, one.login, "une autre phrase")


def test_an_address_is_confirmed_by_the_link_that_went_to_it(register: Register) -> None:
    one = made(register, "aline", email="vieille@exemple.fr")
    token = add_link(register, "email", actor=one.id, account_id=one.id, email="Neuve@exemple.fr")
    found = account_with_email(register, "vieille@exemple.fr")
    assert found == one
    assert confirm_email(register, token).email == "neuve@exemple.fr"
    assert account_with_email(register, "vieille@exemple.fr") is None
    with pytest.raises(AccountRefused, match="déjà servi"):
        confirm_email(register, token)
