"""Passwords that are tried first are refused wherever one is chosen; phrases are taken."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli.main import main
from kb.store.accounts import accounts
from kb.store.accounts.one_time_links import add_link, join, reset_password
from kb.store.accounts.passwords import AccountRefused, check_password
from kb.store.records.register import Register

GUESSED = (
    *("Azertyuiop12", "motdepasse12", "Motdepasse2024!", "mot de passe 12", "M0tdepasse123", "MotDePasse!2025"),
    *("qsdfghjklm2024", "wxcvbn,;:!12", "poiuytreza99", "aqwzsxedcrfv", "1q2w3e4r5t6y", "123456azerty"),
    *("bonjourbonsoir12", "soleil123456", "Marseille13013", "Printemps2026!", "Educatrice2026", "jetaimemaman1"),
    *("recitspartages1", "Récits-Partagés1", "P@ssw0rd2024!", "aaaaaaaaaaaab", "abcabcabcabc", "loulou75019!!"),
)
TAKEN = (
    "une phrase à moi",
    "trois vélos sous la pluie",
    "8f3a-91bc-77de-02aa",
    "Gv7!kq2Zp0Lx",
    "é" * 3 + " bon vent, la mer",
)


@pytest.mark.parametrize("password", GUESSED)
def test_what_people_try_first_is_refused(password: str) -> None:
    with pytest.raises(AccountRefused, match="essaie d’abord"):
        check_password(password, "colette@exemple.fr")


@pytest.mark.parametrize("password", TAKEN)
def test_a_phrase_of_one_s_own_is_taken(password: str) -> None:
    check_password(password, "colette@exemple.fr", ("Colette Bernard",))


@pytest.mark.parametrize("password", ["Fanny.Lefort75", "LefortFanny2026", "lesdeuxrives12"])
def test_words_about_oneself_are_refused(password: str) -> None:
    with pytest.raises(AccountRefused, match="essaie d’abord"):
        check_password(password, "direction@exemple.fr", ("Fanny Lefort", "Les Deux Rives"))


def test_wherever_a_password_is_chosen(home: Path) -> None:
    with Register.open(home, create=True) as register:
        for purpose in ("first", "invite"):
            token = add_link(register, purpose, actor="t")
            with pytest.raises(AccountRefused, match="essaie d’abord"):
                join(register, purpose, token, login="a@exemple.fr", name="Aline", password="Azertyuiop12")
        one = accounts.add_account(register, "b", "Basile", roles=["reader"], password="une phrase à moi", actor="t")
        reset = add_link(register, "reset", actor="t", account_id=one.id)
        with pytest.raises(AccountRefused, match="essaie d’abord"):
            reset_password(register, reset, "Basile2026!!")
        with pytest.raises(AccountRefused, match="essaie d’abord"):
            accounts.set_password(register, one.id, "motdepasse12", actor="t")
    asked = ["account", "add", "c@exemple.fr", "--name", "Colette", "--role", "reader", "--home", str(home)]
    assert CliRunner().invoke(main, asked, input="Azertyuiop12\n").exit_code == 1
