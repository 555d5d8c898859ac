"""People whom a directory or a proxy vouches for: whose account they get, and whose they never do."""

import pytest

from kb.store.accounts import accounts
from kb.store.accounts.identities import Identity, account_of_identity, admit, tie, untie
from kb.store.accounts.one_time_links import add_link
from kb.store.accounts.passwords import AccountRefused
from kb.store.records.register import Register
from tests.store.accounts.account_base import clock, made, register

__all__ = ["clock", "register"]
ALINE = Identity("https://annuaire.exemple.fr", "u-1", "aline@exemple.fr", "Aline Martin")


def test_an_unknown_person_is_let_in_as_a_reader_only_when_a_setting_allows_it(register: Register) -> None:
    with pytest.raises(AccountRefused, match="invitation"):
        admit(register, ALINE, joins=False)
    assert accounts.accounts(register) == ()
    one = admit(register, ALINE, joins=True)
    assert (one.roles, one.email, one.name) == ({"reader"}, "aline@exemple.fr", "Aline Martin")
    assert admit(register, ALINE, joins=False) == one
    assert accounts.verify(register, one.login, "") is None


def test_an_invitation_to_the_address_gives_its_roles_once(register: Register) -> None:
    add_link(register, "invite", actor="test", roles=["reviewer"], groups=["carrefour"], email="ALINE@exemple.fr")
    one = admit(register, ALINE, joins=False)
    assert (one.roles, one.groups) == ({"reader", "reviewer"}, {"carrefour"})
    with pytest.raises(AccountRefused, match="invitation"):
        admit(register, Identity(ALINE.issuer, "u-2", "b@exemple.fr", "B"), joins=False)


def test_a_confirmed_address_ties_an_account_and_a_login_does_not(register: Register) -> None:
    made(register, "aline@exemple.fr")  # a login that whoever was invited may have invented
    with pytest.raises(AccountRefused, match="autre compte"):
        admit(register, ALINE, joins=True)
    known = made(register, "basile", email="b@exemple.fr")
    assert admit(register, Identity(ALINE.issuer, "u-2", "b@exemple.fr", "B"), joins=False) == known


def test_an_address_that_is_not_vouched_for_opens_nothing(register: Register) -> None:
    made(register, "aline", email="aline@exemple.fr")
    add_link(register, "invite", actor="test")
    with pytest.raises(AccountRefused, match="invitation"):
        admit(register, Identity(ALINE.issuer, "u-9", "", "Aline"), joins=False)


def test_an_address_given_to_somebody_else_gives_nothing_of_the_first_ones(register: Register) -> None:
    admit(register, ALINE, joins=True)
    with pytest.raises(AccountRefused, match="autre compte"):
        admit(register, Identity(ALINE.issuer, "u-2", "aline@exemple.fr", "Une autre Aline"), joins=True)


def test_the_same_identifier_of_another_issuer_is_somebody_else(register: Register) -> None:
    one = admit(register, ALINE, joins=True)
    assert account_of_identity(register, "https://ailleurs.exemple.fr", "u-1") is None
    assert account_of_identity(register, ALINE.issuer, "u-1") == one


def test_a_closed_account_stays_closed(register: Register) -> None:
    one = admit(register, ALINE, joins=True)
    accounts.set_disabled(register, one.id, True, actor="test")
    assert account_of_identity(register, ALINE.issuer, "u-1") is None
    with pytest.raises(AccountRefused, match="fermé"):
        admit(register, ALINE, joins=True)


def test_an_operator_ties_and_unties(register: Register) -> None:
    one, other = made(register, "aline"), made(register, "basile")
    tie(register, one.id, "proxy", "amartin", actor="operator")
    tie(register, one.id, "proxy", "amartin", actor="operator")
    for account_id, subject in ((other.id, "amartin"), (one.id, "autre")):
        with pytest.raises(AccountRefused):
            tie(register, account_id, "proxy", subject, actor="operator")
    assert untie(register, one.id, actor="operator") == 1
    assert account_of_identity(register, "proxy", "amartin") is None
