"""What the operator says in KB_… variables, and what a wrong one is answered."""

import ipaddress
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli.main import main
from kb.errors import KbError
from kb.web import environment
from kb.web.environment import Environment, IdentityProvider, Proxy, Smtp, read_environment

SITE = {"KB_SITE": "https://recits.exemple.fr/"}
MAIL = {**SITE, "KB_SMTP": "smtp://moi%40ici:s%2Fc@courrier.exemple.fr", "KB_MAIL_FROM": "recits@exemple.fr"}
OIDC = {**SITE, "KB_OIDC_ISSUER": "https://annuaire.exemple.fr/realms/a", "KB_OIDC_CLIENT": "recits"}


def test_nothing_said_is_nothing_set() -> None:
    assert read_environment({}) == Environment()
    assert read_environment({"KB_SITE": " ", "KB_SMTP": "", "KB_PROXY_ADDRESS": "", "PATH": "/bin"}) == Environment()


def test_all_that_is_said_is_read() -> None:
    said = {
        **MAIL, **OIDC, "KB_OIDC_SECRET": "secret", "KB_JOIN": "yes",
        "KB_PROXY_ADDRESS": "10.0.0.5, 10.1.0.0/16", "KB_PROXY_HEADER": "Remote-User",
    }  # fmt: skip
    networks = (ipaddress.ip_network("10.0.0.5/32"), ipaddress.ip_network("10.1.0.0/16"))
    assert read_environment(said) == Environment(
        "https://recits.exemple.fr",
        Smtp("courrier.exemple.fr", 587, "moi@ici", "s/c", "starttls", "recits@exemple.fr"),
        IdentityProvider("https://annuaire.exemple.fr/realms/a", "recits", "secret"),
        Proxy(networks, "remote-user"),
        joins=True,
    )


@pytest.mark.parametrize(
    ("address", "security", "port"),
    [
        ("smtps://courrier.exemple.fr", "tls", 465),
        ("smtp://courrier.exemple.fr:2525", "starttls", 2525),
        ("smtp+clear://localhost", "none", 25),
    ],
)
def test_the_scheme_of_the_mail_server_says_how_it_is_spoken_to(address: str, security: str, port: int) -> None:
    smtp = read_environment({**MAIL, "KB_SMTP": address}).smtp
    assert smtp is not None
    assert (smtp.security, smtp.port, smtp.user) == (security, port, "")


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"KB_SITE": "recits.exemple.fr"}, "KB_SITE"),
        ({"KB_SITE": "https://recits.exemple.fr/wiki"}, "KB_SITE"),
        ({"KB_SITE": "https://recits.exemple.fr:port"}, "KB_SITE"),
        ({**MAIL, "KB_SITE": ""}, "KB_SITE"),
        ({**MAIL, "KB_MAIL_FROM": ""}, "KB_MAIL_FROM"),
        ({**MAIL, "KB_MAIL_FROM": "Récits <a@b.fr>\nBcc: x@y.fr"}, "KB_MAIL_FROM"),
        ({**MAIL, "KB_SMTP": "courrier.exemple.fr"}, "KB_SMTP"),
        ({**MAIL, "KB_SMTP": "smtp+clear://courrier.exemple.fr"}, "KB_SMTP"),
        ({**OIDC, "KB_OIDC_ISSUER": "http://annuaire.exemple.fr"}, "KB_OIDC_ISSUER"),
        ({**OIDC, "KB_OIDC_CLIENT": ""}, "KB_OIDC_CLIENT"),
        ({**OIDC, "KB_SITE": ""}, "KB_SITE"),
        ({"KB_PROXY_ADDRESS": "proxy.exemple.fr"}, "KB_PROXY_ADDRESS"),
        ({"KB_PROXY_ADDRESS": "0.0.0.0/0"}, "KB_PROXY_ADDRESS"),
        ({"KB_PROXY_HEADER": "Remote-User"}, "KB_PROXY_ADDRESS"),
        ({"KB_PROXY_ADDRESS": "10.0.0.5", "KB_PROXY_HEADER": "X-Forwarded-For"}, "KB_PROXY_HEADER"),
        ({"KB_PROXY_ADDRESS": "10.0.0.5", "KB_PROXY_HEADER": "Cookie"}, "KB_PROXY_HEADER"),
        ({"KB_JOIN": "peut-être"}, "KB_JOIN"),
        ({"KB_LOCAL_PROGRAMS": "parfois"}, "KB_LOCAL_PROGRAMS"),
    ],
)
def test_a_setting_that_cannot_serve_is_named(said: dict[str, str], named: str) -> None:
    with pytest.raises(KbError, match=named):
        read_environment(said)


def test_no_password_is_repeated() -> None:
    with pytest.raises(KbError) as refused:
        read_environment({**MAIL, "KB_SMTP": "smpt://moi:motdepasse@courrier.exemple.fr"})
    assert "motdepasse" not in str(refused.value)
    told = repr(read_environment({**MAIL, **OIDC, "KB_OIDC_SECRET": "caché"}))
    assert "s/c" not in told
    assert "caché" not in told


def test_a_directory_without_its_libraries_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(KbError, match="oidc"):
        read_environment(OIDC)


def test_a_site_with_a_wrong_setting_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SITE", "recits.exemple.fr")
    done = CliRunner().invoke(main, ["serve", "--home", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stderr.startswith("KB_SITE : « recits.exemple.fr » n’est pas l’adresse d’un site")


def test_each_variable_is_explained_to_the_administrator() -> None:
    root = Path(environment.__file__).parents[2]
    read = set(re.findall(r'"(KB_[A-Z_]+)"', Path(environment.__file__).read_text("utf-8")))
    told = re.findall(r"^\| `(KB_[A-Z_]+)` \|", (root / "docs" / "CONNEXION.md").read_text("utf-8"), re.M)
    assert sorted(told) == sorted(read)


def test_how_many_pages_one_address_opens_is_a_number() -> None:
    assert read_environment({"KB_SOCKETS": "25"}).sockets == 25
    for wrong in ("0", "-1", "beaucoup", "1e3", "9" * 30, "²"):
        with pytest.raises(KbError, match="KB_SOCKETS"):
            read_environment({"KB_SOCKETS": wrong})
