"""Accounts, links that serve once, sessions, and how fast one may try."""

from pathlib import Path

import pytest

from kb.errors import RecordNotFound
from kb.store.accounts import accounts, sessions
from kb.store.accounts.attempts import attempt
from kb.store.accounts.one_time_links import add_link, link
from kb.store.accounts.passwords import AccountRefused
from kb.store.records.register import Register
from tests.store.accounts.account_base import SECRET, Clock, clock, made, register

__all__ = ["clock", "register"]


def test_a_password_opens_its_account_whatever_the_case_of_the_login(register: Register) -> None:
    one = made(register)
    assert accounts.verify(register, "ALINE@exemple.FR ", SECRET) == one
    assert accounts.verify(register, "aline@exemple.fr", SECRET + "!") is None
    assert accounts.verify(register, "personne@exemple.fr", SECRET) is None


@pytest.mark.files
def test_neither_passwords_nor_tokens_stand_in_the_register(register: Register, tmp_path: Path) -> None:
    one = made(register)
    token = sessions.sign_in(register, one.id)
    invitation = add_link(register, "invite", actor="test")
    attempt(register, "aline@exemple.fr", "192.0.2.7")
    held = b"".join(path.read_bytes() for path in (tmp_path / "corpus").iterdir())
    for word in (SECRET, token, invitation, "192.0.2.7"):
        assert word.encode() not in held


@pytest.mark.parametrize(
    "password", ["court", "motdepasse123", "a" * 40, "aline et moi ici", "x" * 300, "abababababab"]
)
def test_a_weak_password_is_refused_and_nothing_is_made(register: Register, password: str) -> None:
    with pytest.raises(AccountRefused):
        made(register, password=password)
    assert accounts.accounts(register) == ()


def test_a_login_is_taken_once_and_roles_are_known_ones(register: Register) -> None:
    made(register)
    with pytest.raises(AccountRefused, match="déjà un compte"):
        made(register, "ALINE@exemple.fr")
    with pytest.raises(AccountRefused, match="Rôle inconnu"):
        made(register, "b@exemple.fr", roles=["emperor"])


def test_a_session_is_its_person_until_it_ends(register: Register) -> None:
    one = made(register)
    token = sessions.sign_in(register, one.id)
    found = sessions.person_of(register, token)
    assert found is not None
    assert (found.account, found.roles) == (one.id, {"reader", "contributor"})
    sessions.sign_out(register, token)
    assert sessions.person_of(register, token) is None
    assert sessions.person_of(register, "") is None
    assert sessions.person_of(register, "another") is None


def test_a_session_ends_when_idle_and_in_any_case_after_a_while(register: Register, clock: Clock) -> None:
    token = sessions.sign_in(register, made(register).id)
    clock.pass_by(hours=11)
    assert sessions.person_of(register, token)
    clock.pass_by(hours=11)
    assert sessions.person_of(register, token)
    clock.pass_by(hours=13)
    assert sessions.person_of(register, token) is None
    token = sessions.sign_in(register, accounts.accounts(register)[0].id)
    for _ in range(14 * 24 // 11):
        clock.pass_by(hours=11)
        sessions.person_of(register, token)
    clock.pass_by(hours=11)
    assert sessions.person_of(register, token) is None


def test_a_new_password_other_roles_or_disabling_end_every_session(register: Register) -> None:
    made(register, "chef@exemple.fr", roles=["administrator"])
    one = made(register)

    def tokens() -> list[str]:
        return [sessions.sign_in(register, one.id) for _ in range(2)]

    def open_ones(held: list[str]) -> list[str]:
        return [token for token in held if sessions.person_of(register, token)]

    held = tokens()
    accounts.set_password(register, one.id, "une autre phrase", actor=one.id)
    assert open_ones(held) == []
    held = tokens()
    accounts.set_roles(register, one.id, ["reviewer"], ["carrefour"], actor="test")
    assert open_ones(held) == []
    held = tokens()
    accounts.set_disabled(register, one.id, True, actor="test")
    assert open_ones(held) == []
    assert accounts.verify(register, one.login, "une autre phrase") is None


def test_the_last_administrator_stays(register: Register) -> None:
    one = made(register, roles=["administrator"])
    with pytest.raises(AccountRefused, match="dernier administrateur"):
        accounts.set_roles(register, one.id, ["reader"], [], actor=one.id)
    with pytest.raises(AccountRefused, match="dernier administrateur"):
        accounts.set_disabled(register, one.id, True, actor=one.id)


def test_an_address_belongs_to_one_account_and_opens_it(register: Register) -> None:
    one = made(register, "aline", email="Aline@Exemple.fr")
    assert accounts.account_with_email(register, "aline@exemple.fr") == one
    assert accounts.verify(register, "ALINE@exemple.fr", SECRET) == one
    other = made(register, "b@exemple.fr")
    assert accounts.account_with_email(register, "b@exemple.fr") is None
    for taken in ("aline@exemple.fr", "aline"):
        with pytest.raises(AccountRefused):
            accounts.set_email(register, other.id, taken, actor="test")
    with pytest.raises(AccountRefused, match="déjà un compte"):
        made(register, "aline@exemple.fr")
    accounts.set_email(register, one.id, "", actor="test")
    accounts.set_email(register, other.id, "aline@exemple.fr", actor="test")
    assert accounts.account_with_email(register, "") is None


@pytest.mark.parametrize("address", ["pas une adresse", "a@b", "a@b.fr\nBcc: c@d.fr", "<a@b.fr>", "a,b@c.fr", "é@b.fr"])
def test_what_is_no_address_is_refused(register: Register, address: str) -> None:
    one = made(register, "aline")
    if "\n" in address:
        address = address.replace("\n", ";")  # line ends are taken out of what people type
    with pytest.raises(AccountRefused, match="adresse"):
        accounts.set_email(register, one.id, address, actor="test")


def test_a_new_password_address_or_closing_ends_the_links_that_went_before(register: Register) -> None:
    one = made(register)
    for change in (
        lambda: accounts.set_password(register, one.id, "une autre phrase", actor=one.id),
        lambda: accounts.set_email(register, one.id, "a@exemple.fr", actor=one.id),
        lambda: accounts.set_disabled(register, one.id, True, actor="test"),
    ):
        token = add_link(register, "reset", actor="test", account_id=one.id)
        assert link(register, "reset", token)
        change()
        assert link(register, "reset", token) is None


def test_an_account_without_password_is_opened_by_none(register: Register) -> None:
    one = made(register, password=None)
    assert not accounts.has_password(register, one.id)
    assert accounts.verify(register, one.login, "") is None


def test_accents_typed_in_two_ways_are_one_password(register: Register) -> None:
    made(register, password="une phrase a\u0300 moi")
    assert accounts.verify(register, "aline@exemple.fr", SECRET)


def test_an_account_that_is_not_there_is_said_so(register: Register) -> None:
    with pytest.raises(RecordNotFound):
        accounts.set_password(register, "c-0", SECRET, actor="test")
