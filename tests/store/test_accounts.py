"""Accounts, links that serve once, sessions, and how fast one may try."""

import datetime
from pathlib import Path

import pytest

from kb.errors import RecordNotFound
from kb.store import accounts, sessions
from kb.store.accounts import AccountRefused
from kb.store.register import Register

SECRET = "une phrase à moi"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_by(self, **how_long: float) -> None:
        self.now += datetime.timedelta(**how_long)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Register:
    opened = Register.open(tmp_path, create=True)
    opened._clock = clock
    return opened


def made(register: Register, login: str = "Aline@Exemple.fr", **given: object) -> accounts.Account:
    options = {"roles": ["contributor"], "password": SECRET, "actor": "test", **given}
    return accounts.add_account(register, login, "Aline", **options)  # type: ignore[arg-type]


def test_a_password_opens_its_account_whatever_the_case_of_the_login(register: Register) -> None:
    one = made(register)
    assert accounts.verify(register, "ALINE@exemple.FR ", SECRET) == one
    assert accounts.verify(register, "aline@exemple.fr", SECRET + "!") is None
    assert accounts.verify(register, "personne@exemple.fr", SECRET) is None


def test_neither_passwords_nor_tokens_stand_in_the_register(register: Register, tmp_path: Path) -> None:
    one = made(register)
    token = sessions.sign_in(register, one.id)
    link = accounts.add_link(register, "invite", actor="test")
    sessions.note_attempt(register, "account aline@exemple.fr", "address 192.0.2.7", failed=True)
    held = b"".join(path.read_bytes() for path in (tmp_path / "corpus").iterdir())
    for word in (SECRET, token, link, "192.0.2.7"):
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


def test_an_invitation_serves_once_and_gives_its_roles(register: Register) -> None:
    token = accounts.add_link(register, "invite", actor="test", roles=["reviewer"], groups=["carrefour"])
    given = {"login": "b@exemple.fr", "name": "Basile", "password": SECRET}
    with pytest.raises(AccountRefused):
        accounts.join(register, "invite", token, **{**given, "password": "court"})
    one = accounts.join(register, "invite", token, **given)
    assert (one.roles, one.groups) == ({"reader", "reviewer"}, {"carrefour"})
    with pytest.raises(AccountRefused, match="déjà servi"):
        accounts.join(register, "invite", token, **{**given, "login": "c@exemple.fr"})


def test_a_link_expires_and_serves_its_purpose_alone(register: Register, clock: Clock) -> None:
    token = accounts.add_link(register, "first", actor="test")
    assert accounts.link(register, "invite", token) is None
    clock.pass_by(hours=25)
    assert accounts.link(register, "first", token) is None


def test_tries_are_slowed_down_and_never_locked(register: Register, clock: Clock) -> None:
    who = ("account a", "address b")
    for _ in range(sessions.FREE_FAILURES):
        assert sessions.wait_before_trying(register, *who) == 0
        sessions.note_attempt(register, *who, failed=True)
    assert sessions.wait_before_trying(register, *who) == 1
    for _ in range(20):
        sessions.note_attempt(register, *who, failed=True)
    assert sessions.wait_before_trying(register, *who) == sessions.LONGEST_WAIT
    assert sessions.wait_before_trying(register, "account c", "address b") == sessions.LONGEST_WAIT
    clock.pass_by(seconds=61)
    assert sessions.wait_before_trying(register, *who) <= 0
    sessions.note_attempt(register, *who, failed=False)
    assert sessions.wait_before_trying(register, *who) == 0


def test_an_account_that_is_not_there_is_said_so(register: Register) -> None:
    with pytest.raises(RecordNotFound):
        accounts.set_password(register, "c-0", SECRET, actor="test")
