"""`kb account`: what an operator does to accounts from the machine itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main as cli
from kb.store.accounts import accounts
from kb.store.accounts.identities import account_of_identity
from kb.store.accounts.one_time_links import link
from kb.store.records.register import Register

Run = Callable[..., Result]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kb account …` in a home with a register; what is `typed` comes from a pipe."""
    Register.open(home, create=True).close()
    monkeypatch.delenv("KB_SITE", raising=False)

    def run_one(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli.main, ["account", *arguments, "--home", str(home)], input=typed)

    return run_one


def account(home: Path, login: str) -> accounts.Account:
    with Register.open(home) as register:
        found = accounts.account_of(register, login)
    assert found is not None
    return found


def test_an_account_is_added_with_the_address_that_its_login_is(run: Run, home: Path) -> None:
    done = run("add", "aline@exemple.fr", "--name", "Aline", typed="une phrase à moi\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert account(home, "aline@exemple.fr").email == "aline@exemple.fr"
    run("add", "basile", "--name", "Basile", "--email", "basile@exemple.fr")
    assert account(home, "basile").email == "basile@exemple.fr"
    with Register.open(home) as register:
        assert accounts.verify(register, "aline@exemple.fr", "une phrase à moi")


def test_a_password_that_nobody_typed_is_drawn_and_shown_once(run: Run, home: Path) -> None:
    shown = run("add", "aline", "--name", "Aline").stdout
    assert shown.startswith("Mot de passe : ")
    with Register.open(home) as register:
        assert accounts.verify(register, "aline", shown.removeprefix("Mot de passe : ").strip())


def test_accounts_are_listed_for_people_and_for_programs(run: Run) -> None:
    run("add", "aline", "--name", "Aline", "--email", "a@exemple.fr", "--role", "reviewer", "--group", "carrefour")
    run("disable", "aline")
    assert run("list").stdout == "aline <a@exemple.fr>\tAline\treviewer [carrefour] (désactivé)\n"
    listed = json.loads(run("list", "--json").stdout)
    del listed["id"]
    assert listed == {
        "login": "aline", "name": "Aline", "trade": "", "organisation": "", "email": "a@exemple.fr",
        "roles": ["reviewer"], "groups": ["carrefour"], "disabled": True,
    }  # fmt: skip


def test_a_link_leads_to_the_public_address_and_lasts_as_long_as_is_said(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SITE", "https://recits.exemple.fr")
    shown = run("invite", "--role", "contributor", "--email", "a@exemple.fr", "--days", "2").stdout.strip()
    site, token = shown.rsplit("/", 1)
    assert site == "https://recits.exemple.fr/invitation"
    with Register.open(home) as register:
        found = link(register, "invite", token)
    assert found is not None
    assert (found.email, found.roles) == ("a@exemple.fr", {"contributor"})
    assert run("invite", "--days", "365").exit_code == 2
    assert "n’est pas une adresse" in run("invite", "--email", "a").stderr
    run("add", "aline", "--name", "Aline")
    assert run("password", "aline", "--days", "3").stdout.startswith("https://recits.exemple.fr/mot-de-passe/")


def test_an_address_is_put_and_taken_away(run: Run, home: Path) -> None:
    run("add", "aline", "--name", "Aline")
    assert run("email", "aline", "A@exemple.fr").exit_code == 0
    assert account(home, "aline").email == "a@exemple.fr"
    assert run("email", "aline", "pas une adresse").exit_code == 1
    run("email", "aline")
    assert account(home, "aline").email == ""
    assert "kb account list" in run("email", "inconnue").stderr


def test_a_name_that_the_proxy_gives_is_tied_and_untied(run: Run, home: Path) -> None:
    run("add", "aline", "--name", "Aline")
    run("identity", "aline", "AMartin")
    with Register.open(home) as register:
        assert account_of_identity(register, "proxy", "amartin") == account(home, "aline")
    run("identity", "aline")
    with Register.open(home) as register:
        assert account_of_identity(register, "proxy", "amartin") is None
