"""The `kb account` commands: what an administrator does from the machine itself."""

import secrets
from pathlib import Path

import click

from kb.errors import KbError
from kb.home import find_home
from kb.readers import ROLES
from kb.store import accounts
from kb.store.register import Register

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier qui contient corpus/ et index/ (sinon KB_HOME, le dossier courant, ou celui du programme).",
)
role_option = click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Se répète.")
group_option = click.option("--group", "groups", multiple=True, help="Groupe de lecture. Se répète.")
address_option = click.option(
    "--address", default="http://127.0.0.1:8501", show_default=True, help="Adresse du site, pour le lien."
)
ACTOR = "operator"


@click.group()
def account() -> None:
    """Comptes : ajouter, inviter, lister, désactiver, changer un mot de passe."""


def _register(home: Path | None) -> Register:
    return Register.open(find_home(home).root)


def _found(register: Register, login: str) -> accounts.Account:
    one = accounts.account_of(register, login)
    if one is None:
        raise KbError(f"Aucun compte « {login} ». « kb account list » les montre tous.")
    return one


@account.command(epilog="Exemple : kb account add aline@exemple.fr --name Aline --role contributor")
@click.argument("login")
@click.option("--name", required=True, help="Nom montré aux autres.")
@role_option
@group_option
@home_option
def add(login: str, name: str, roles: tuple[str, ...], groups: tuple[str, ...], home: Path | None) -> None:
    """Ajoute un compte ; le mot de passe est demandé, ou tiré au sort et montré une fois."""
    password = click.prompt("Mot de passe (vide : tiré au sort)", hide_input=True, default="", show_default=False)
    chosen = password or "-".join(secrets.token_hex(3) for _ in range(4))
    with _register(home) as register:
        accounts.add_account(register, login, name, roles=roles, groups=groups, password=chosen, actor=ACTOR)
    click.echo(f"{login} : compte ajouté.{'' if password else f' Mot de passe : {chosen}'}")


@account.command(epilog="Exemple : kb account invite --role contributor --role reviewer")
@role_option
@group_option
@address_option
@home_option
def invite(roles: tuple[str, ...], groups: tuple[str, ...], address: str, home: Path | None) -> None:
    """Donne un lien d’invitation, valable quatorze jours et une seule fois."""
    with _register(home) as register:
        token = accounts.add_link(register, "invite", actor=ACTOR, roles=roles, groups=groups)
    click.echo(f"{address.rstrip('/')}/invitation/{token}")


@account.command("list", epilog="Exemple : kb account list")
@home_option
def show(home: Path | None) -> None:
    """Liste les comptes, leurs rôles et leurs groupes."""
    with _register(home) as register:
        for one in accounts.accounts(register):
            state = " (désactivé)" if one.disabled else ""
            groups = f" [{', '.join(sorted(one.groups))}]" if one.groups else ""
            click.echo(f"{one.login}\t{one.name}\t{', '.join(sorted(one.roles))}{groups}{state}")


@account.command(epilog="Exemple : kb account disable aline@exemple.fr")
@click.argument("login")
@home_option
def disable(login: str, home: Path | None) -> None:
    """Ferme un compte ; ses sessions prennent fin."""
    with _register(home) as register:
        accounts.set_disabled(register, _found(register, login).id, True, actor=ACTOR)


@account.command(epilog="Exemple : kb account enable aline@exemple.fr")
@click.argument("login")
@home_option
def enable(login: str, home: Path | None) -> None:
    """Rouvre un compte."""
    with _register(home) as register:
        accounts.set_disabled(register, _found(register, login).id, False, actor=ACTOR)


@account.command(epilog="Exemple : kb account password aline@exemple.fr")
@click.argument("login")
@address_option
@home_option
def password(login: str, address: str, home: Path | None) -> None:
    """Donne un lien, valable un jour, pour choisir un nouveau mot de passe."""
    with _register(home) as register:
        token = accounts.add_link(register, "reset", actor=ACTOR, account_id=_found(register, login).id)
    click.echo(f"{address.rstrip('/')}/mot-de-passe/{token}")
