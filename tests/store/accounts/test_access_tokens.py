"""Tokens of programs: digests alone, a time that ends, and nothing that outlives what closes an account."""

import re
from pathlib import Path

import pytest

from kb.errors import RecordNotFound
from kb.store.accounts import access_tokens, accounts
from kb.store.accounts.access_tokens import bearer, make_token, revoke_token, tokens_of
from kb.store.accounts.passwords import AccountRefused
from kb.store.records.register import Register
from kb.store.restoring.merging import end_access
from tests.store.accounts.account_base import Clock, clock, made, register  # noqa: F401


@pytest.mark.files
def test_the_register_keeps_a_digest_alone(register: Register, tmp_path: Path) -> None:  # noqa: F811
    token = make_token(register, made(register).id, "Tableur", ["lire"], 30)
    register.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    files = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert any(b"Tableur" in one for one in files)
    assert not any(token.encode() in one or token[4:].encode() in one for one in files)
    assert re.fullmatch(r"rpj_[A-Za-z0-9_-]{43}", token)


def test_a_token_speaks_for_its_account_as_that_is_today(register: Register) -> None:  # noqa: F811
    one = made(register)
    token = make_token(register, one.id, "Tableur", ["lire", "exporter"], 30)
    found = bearer(register, token)
    assert found is not None
    assert (found.person, found.scopes, found.expired) == (one.person, {"lire", "exporter"}, False)
    accounts.set_roles(register, one.id, ["reader"], ["maraude"], actor="test")
    found = bearer(register, token)
    assert found is not None
    assert (found.person.roles, found.person.groups) == ({"reader"}, {"maraude"})
    assert bearer(register, token + "x") is None
    assert bearer(register, "") is None


def test_a_token_ends_on_its_day_and_is_forgotten_a_month_later(register: Register, clock: Clock) -> None:  # noqa: F811
    one = made(register)
    token = make_token(register, one.id, "Tableur", ["lire"], 30)
    clock.pass_by(days=29, hours=23)
    assert not bearer(register, token).expired  # type: ignore[union-attr]
    clock.pass_by(hours=1)
    assert bearer(register, token).expired  # type: ignore[union-attr]
    clock.pass_by(days=30)
    make_token(register, one.id, "Autre", ["lire"], 30)
    assert bearer(register, token) is None
    assert [each.name for each in tokens_of(register, one.id)] == ["Autre"]


def test_the_day_of_the_last_use_is_kept_and_no_more(register: Register, clock: Clock) -> None:  # noqa: F811
    one = made(register)
    token = make_token(register, one.id, "Tableur", ["lire"], 30)
    assert tokens_of(register, one.id)[0].used == ""
    clock.pass_by(days=2, hours=3)
    bearer(register, token)
    assert tokens_of(register, one.id)[0].used == "2026-11-25"
    clock.pass_by(days=40)
    bearer(register, token)  # expired: it is not used
    assert tokens_of(register, one.id)[0].used == "2026-11-25"


@pytest.mark.parametrize("closing", ["password", "disabled", "revoked", "restored", "deleted"])
def test_what_closes_an_account_ends_its_tokens(register: Register, closing: str) -> None:  # noqa: F811
    one, boss = made(register), made(register, "autre@exemple.fr", roles=["administrator"])
    token, other = (make_token(register, each.id, "Tableur", ["lire"], 30) for each in (one, boss))
    match closing:
        case "password":
            accounts.set_password(register, one.id, "une tout autre phrase", actor="test")
        case "disabled":
            accounts.set_disabled(register, one.id, True, actor="test")
            accounts.set_disabled(register, one.id, False, actor="test")
        case "revoked":
            revoke_token(register, tokens_of(register, one.id)[0].number, account_id=one.id, actor=one.id)
        case "restored":
            end_access(register)
        case "deleted":
            register.database.execute("DELETE FROM accounts WHERE id = ?", [one.id])
    assert bearer(register, token) is None
    assert (bearer(register, other) is None) == (closing == "restored")


def test_one_revokes_ones_own_and_an_administrator_anybodys(register: Register) -> None:  # noqa: F811
    one, other = made(register), made(register, "autre@exemple.fr")
    token = make_token(register, one.id, "Tableur", ["lire"], 30)
    number = tokens_of(register, one.id)[0].number
    for wrong in ((number, other.id), (number + 1, one.id), (10**40, None)):
        with pytest.raises(RecordNotFound):
            revoke_token(register, wrong[0], account_id=wrong[1], actor="test")
    assert bearer(register, token) is not None
    revoke_token(register, number, actor="test")
    assert bearer(register, token) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["lire"], 30, "name"),
        (" \u200b ", ["lire"], 30, "name"),
        ("x" * 81, ["lire"], 30, "name"),
        ("Tableur", [], 30, "scopes"),
        ("Tableur", ["lire", "administrer"], 30, "scopes"),
        ("Tableur", ["lire"], 0, "days"),
        ("Tableur", ["lire"], 367, "days"),
    ],
)
def test_what_is_no_token_is_refused_by_its_field(
    register: Register,  # noqa: F811
    name: str,
    scopes: list[str],
    days: int,
    field: str,
) -> None:
    one = made(register)
    with pytest.raises(AccountRefused) as refused:
        make_token(register, one.id, name, scopes, days)
    assert refused.value.field == field
    assert tokens_of(register, one.id) == ()


def test_an_account_has_so_many(register: Register) -> None:  # noqa: F811
    one = made(register)
    for number in range(access_tokens.MOST):
        make_token(register, one.id, f"n° {number}", ["lire"], 30)
    with pytest.raises(AccountRefused):
        make_token(register, one.id, "de trop", ["lire"], 30)
    make_token(register, made(register, "autre@exemple.fr").id, "à soi", ["lire"], 30)
