"""The `kb account` commands: what an administrator does from the machine itself."""

import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from kb.cli.options import home_option, json_option
from kb.errors import KbError
from kb.home import find_home
from kb.readers import ROLES
from kb.store.accounts import accounts
from kb.store.accounts.identities import PROXY, tie, untie
from kb.store.accounts.one_time_links import HOURS, MOST_DAYS, add_link
from kb.store.records.register import Register

role_option = click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Se répète.")
group_option = click.option("--group", "groups", multiple=True, help="Groupe de lecture. Se répète.")
address_option = click.option(
    "--address",
    envvar="KB_SITE",
    default="http://127.0.0.1:8501",
    show_default=True,
    help="Adresse du site, pour le lien (sinon KB_SITE).",
)


ACTOR = "operator"


def _days_option(purpose: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        "--days",
        type=click.IntRange(1, MOST_DAYS),
        default=HOURS[purpose] // 24,
        show_default=True,
        help="Jours pendant lesquels le lien sert.",
    )


@click.group()
def account() -> None:
    """Comptes : ajouter, inviter, lister, désactiver, changer une adresse ou un mot de passe."""


def _register(home: Path | None) -> Register:
    place = find_home(home)
    return Register.open(place.root, place.database)


def _found(register: Register, login: str) -> accounts.Account:
    one = accounts.account_of(register, login)
    if one is None:
        raise KbError(f"Aucun compte « {login} ». « kb account list » les montre tous.")
    return one


def _asked() -> str:
    """The password that somebody types, or that a script sends as one line; "" to have one drawn."""
    if sys.stdin.isatty():
        return str(
            click.prompt(
                "Mot de passe (vide : tiré au sort)", hide_input=True, default="", show_default=False, err=True
            )
        )
    return sys.stdin.readline().rstrip("\r\n")


@account.command(epilog="Exemple : kb account add aline@exemple.fr --name Aline --role contributor")
@click.argument("login")
@click.option("--name", required=True, help="Nom montré aux autres.")
@click.option("--email", help="Adresse électronique (sinon l’identifiant, s’il en est une).")
@role_option
@group_option
@home_option
def add(
    login: str, name: str, email: str | None, roles: tuple[str, ...], groups: tuple[str, ...], home: Path | None
) -> None:
    """Ajoute un compte ; le mot de passe est demandé (ou lu sur l’entrée), ou tiré au sort et montré une fois."""
    typed = _asked()
    chosen = typed or "-".join(secrets.token_hex(3) for _ in range(4))
    known = email if email is not None else login if accounts.is_email(login) else ""
    with _register(home) as register:
        accounts.add_account(
            register, login, name, roles=roles, groups=groups, email=known, password=chosen, actor=ACTOR
        )
    click.echo(f"{login} : compte ajouté.", err=True)
    if not typed:
        click.echo(f"Mot de passe : {chosen}")


@account.command(epilog="Exemple : kb account invite --role contributor --role reviewer")
@role_option
@group_option
@click.option("--email", default="", help="Adresse de la personne : elle peut alors venir par l’annuaire.")
@_days_option("invite")
@address_option
@home_option
def invite(
    roles: tuple[str, ...], groups: tuple[str, ...], email: str, days: int, address: str, home: Path | None
) -> None:
    """Donne un lien d’invitation, qui sert une seule fois."""
    if email and not accounts.is_email(email):
        raise KbError(f"« {email} » n’est pas une adresse électronique.")
    with _register(home) as register:
        token = add_link(register, "invite", actor=ACTOR, roles=roles, groups=groups, email=email, hours=24 * days)
    click.echo(f"{address.rstrip('/')}/invitation/{token}")


@account.command("list", epilog="Exemple : kb account list --json")
@home_option
@json_option
def show(home: Path | None, as_json: bool) -> None:
    """Liste les comptes, leurs adresses, leurs rôles et leurs groupes."""
    with _register(home) as register:
        for one in accounts.accounts(register):
            if as_json:
                value = {**asdict(one), "roles": sorted(one.roles), "groups": sorted(one.groups)}
                click.echo(json.dumps(value, ensure_ascii=False))
                continue
            state = " (désactivé)" if one.disabled else ""
            groups = f" [{', '.join(sorted(one.groups))}]" if one.groups else ""
            email = f" <{one.email}>" if one.email and one.email != one.login else ""
            click.echo(f"{one.login}{email}\t{one.name}\t{', '.join(sorted(one.roles))}{groups}{state}")


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


@account.command(epilog="Exemple : kb account email aline aline@exemple.fr")
@click.argument("login")
@click.argument("address", required=False, default="", metavar="[ADRESSE]")
@home_option
def email(login: str, address: str, home: Path | None) -> None:
    """Inscrit l’adresse d’un compte, ou la retire : pour l’annuaire et les mots de passe oubliés."""
    with _register(home) as register:
        accounts.set_email(register, _found(register, login).id, address, actor=ACTOR)


@account.command("identity", epilog="Exemple : kb account identity aline amartin")
@click.argument("login")
@click.argument("subject", required=False, default="", metavar="[NOM]")
@click.option(
    "--issuer", default=PROXY, show_default=True, help="Qui la nomme : « proxy », ou l’adresse de l’annuaire."
)
@home_option
def identity(login: str, subject: str, issuer: str, home: Path | None) -> None:
    """Rattache un compte au nom que lui donne le serveur mandataire ou l’annuaire ; sans nom, détache tout."""
    with _register(home) as register:
        one = _found(register, login)
        if subject:
            name = accounts.plain_login(subject) if issuer == PROXY else subject
            tie(register, one.id, issuer, name, actor=ACTOR)
        else:
            untie(register, one.id, actor=ACTOR)


@account.command(epilog="Exemple : kb account password aline@exemple.fr")
@click.argument("login")
@_days_option("reset")
@address_option
@home_option
def password(login: str, days: int, address: str, home: Path | None) -> None:
    """Donne un lien, qui sert une seule fois, pour choisir un nouveau mot de passe."""
    with _register(home) as register:
        token = add_link(register, "reset", actor=ACTOR, account_id=_found(register, login).id, hours=24 * days)
    click.echo(f"{address.rstrip('/')}/mot-de-passe/{token}")
