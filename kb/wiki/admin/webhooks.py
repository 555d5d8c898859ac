"""Addresses that are told of what is published: an administrator's, and none of a private network."""

import ipaddress
import os
import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from kb.errors import KbError
from kb.loopback import LOOPBACK
from kb.readers import Person
from kb.store.records import webhooks as stored
from kb.store.records.webhooks import Webhook
from kb.wiki.context import Wiki, require_anywhere

REFUSED: Final = "Cette adresse n’est pas permise : donnez une adresse en https:// d’un serveur public."
LONGEST: Final = 500  # characters
# Whether a program of this machine may be told: what the operator says; else where the site itself is of this machine.
LOCAL_PROGRAMS: Final = "KB_LOCAL_PROGRAMS"


class AddressRefused(KbError):
    """An address that this server does not send to."""


def local_allowed(given: Mapping[str, str]) -> bool:
    """Whether this machine may be told, by the variables `given`: beside a public site stand services of the operator.

    Threat it answers: an account of an administrator, taken over, that has the server knock at what listens here alone.
    """
    said = given.get(LOCAL_PROGRAMS, "").strip().lower()
    return said == "yes" if said else urlsplit(given.get("KB_SITE", "").strip()).hostname in (None, *LOOPBACK)


def allowed_address(url: str) -> tuple[str, str, int, str]:
    """(IP address, host, port, path) of an address to send to. Raises AddressRefused, OSError when it has no IP."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(REFUSED) from error
    host = parts.hostname or ""
    here = host in LOOPBACK and local_allowed(os.environ)
    if parts.scheme not in ("https", "http") or not host or parts.username or (parts.scheme == "http" and not here):
        raise AddressRefused(REFUSED)
    port = port or (443 if parts.scheme == "https" else 80)
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for one in found:
        address = ipaddress.ip_address(one.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        address = mapped or address
        if here and address.is_loopback:
            continue
        if not address.is_global or address.is_multicast:
            raise AddressRefused(REFUSED)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return min(found), host, port, path


def add(wiki: Wiki, person: Person, url: str) -> str:
    """The secret of a new address, shown once. Raises AddressRefused."""
    require_anywhere("administer", person)
    url = url.strip()
    try:
        if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
            raise AddressRefused(REFUSED)
        allowed_address(url)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("Aucun serveur ne porte ce nom. Vérifiez l’adresse.") from error
    return stored.add_webhook(wiki.register, url, actor=person.account)


def known(wiki: Wiki, person: Person) -> tuple[Webhook, ...]:
    """The addresses that are told."""
    require_anywhere("administer", person)
    return stored.webhooks_of(wiki.register)


def remove(wiki: Wiki, person: Person, number: int) -> None:
    """Tell an address nothing more. Raises RecordNotFound."""
    require_anywhere("administer", person)
    stored.remove_webhook(wiki.register, number, actor=person.account)


def enable(wiki: Wiki, person: Person, number: int) -> None:
    """Tell an address again that was given up: what it missed first. Raises RecordNotFound."""
    require_anywhere("administer", person)
    stored.enable_webhook(wiki.register, number, actor=person.account)
