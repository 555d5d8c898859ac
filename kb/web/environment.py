"""What the operator says of the world around the server, in KB_… variables: its address, mail, directory, proxy.

Read once, when the server starts, into a frozen value that is handed to whoever needs it. docs/CONNEXION.md explains
each variable to the administrator.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from kb.errors import KbError
from kb.loopback import LOOPBACK
from kb.store.accounts.accounts import is_email

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# scheme: (security, port unless it is said)
MAIL_SCHEMES: Final = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+clear": ("none", 25)}
HEADER: Final = re.compile(r"[a-z0-9-]{2,60}")
# Headers that mean something else already: none of them names a person.
TAKEN: Final = frozenset(
    {"host", "origin", "cookie", "accept", "referer", "forwarded", "user-agent", "connection", "upgrade", "x-real-ip"}
)
# Pages that one address may hold open at once: an office of a hundred people has one, and each a few tabs.
SOCKETS: Final = 400
# Characters of a secret that nobody guesses.
SHORTEST_TOKEN: Final = 20
YES_OR_NO: Final = {"": False, "no": False, "yes": True}


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server that takes letters, and the address that they come from."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str  # starttls, tls or none
    sender: str


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """The organisation's OpenID Connect provider, as it knows this application."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in front: where it stands, and the header in which it names whoever it let in ("" for nobody)."""

    networks: tuple[Network, ...]
    header: str


@dataclass(frozen=True, slots=True)
class Environment:
    """All that the operator said; `site` has no last slash, and is "" when it was not said.

    `joins`: whether somebody whom the directory or the proxy vouches for gets a reader's account without invitation.
    `sockets`: how many pages one address may hold open at once. `metrics_token`: what opens /metrics from elsewhere.
    """

    site: str = ""
    smtp: Smtp | None = None
    directory: IdentityProvider | None = None
    proxy: Proxy | None = None
    joins: bool = False
    sockets: int = SOCKETS
    metrics_token: str = field(default="", repr=False)


def read_environment(given: Mapping[str, str]) -> Environment:
    """The settings of the variables `given`. Raises KbError, which names the variable, for one that cannot serve."""
    said = {name: value.strip() for name, value in given.items() if name.startswith("KB_")}
    site = _site(said)
    for name in ("KB_JOIN", "KB_LOCAL_PROGRAMS"):
        if (answer := said.get(name, "").lower()) not in YES_OR_NO:
            raise KbError(f"{name} vaut « yes » ou « no », pas « {answer} ». Corrigez-le, puis relancez.")
    reached = _smtp(said, site), _directory(said, site), _proxy(said)
    joins = YES_OR_NO[said.get("KB_JOIN", "").lower()]
    return Environment(site, *reached, joins, _sockets(said), _metrics_token(said))


def is_safe(address: str) -> bool:
    """Whether what is sent to an address crosses no network in clear."""
    parts = _split(address)
    return parts is not None and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # said at once when it is no number
    except ValueError:
        return None
    return parts if parts.hostname else None


def _site(said: Mapping[str, str]) -> str:
    site = said.get("KB_SITE", "").rstrip("/")
    parts = _split(site)
    if site and (parts is None or parts.scheme not in ("http", "https") or parts.path or parts.query or parts.username):
        raise KbError(
            f"KB_SITE : « {site} » n’est pas l’adresse d’un site, comme https://recits.exemple.fr. Corrigez-la, "
            "puis relancez."
        )
    return site


def _sockets(said: Mapping[str, str]) -> int:
    given = said.get("KB_SOCKETS", "") or str(SOCKETS)
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:9]) <= 100_000:
        raise KbError(
            f"KB_SOCKETS : « {given[:40]} » n’est pas un nombre de pages ouvertes par adresse, de 1 à 100000. "
            "Corrigez-le, puis relancez."
        )
    return int(given)


def _metrics_token(said: Mapping[str, str]) -> str:
    token = said.get("KB_METRICS_TOKEN", "")
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii()):
        # It is a secret: it is not repeated.
        raise KbError(
            f"KB_METRICS_TOKEN est trop court pour un secret, ou contient des accents : {SHORTEST_TOKEN} signes au "
            "moins (« openssl rand -hex 20 » en donne un). Corrigez-le, puis relancez."
        )
    return token


def _smtp(said: Mapping[str, str], site: str) -> Smtp | None:
    address, sender = said.get("KB_SMTP", ""), said.get("KB_MAIL_FROM", "")
    if not address:
        return None
    parts = _split(address)
    if parts is None or parts.scheme not in MAIL_SCHEMES or parts.path.strip("/") or parts.query:
        # The address may hold a password: it is not repeated.
        raise KbError(
            "KB_SMTP n’est pas une adresse comme smtp://compte:secret@courrier.exemple.fr:587 (STARTTLS) ou "
            "smtps://compte:secret@courrier.exemple.fr (TLS). Corrigez-la, puis relancez."
        )
    security, port = MAIL_SCHEMES[parts.scheme]
    if security == "none" and parts.hostname not in LOOPBACK:
        raise KbError("KB_SMTP : « smtp+clear » n’est permis que vers cette machine (localhost). Préférez smtp://.")
    if not is_email(sender):
        raise KbError("KB_MAIL_FROM manque ou n’est pas une adresse : c’est celle qui envoie les lettres.")
    if not site:
        raise KbError("KB_SITE manque : c’est l’adresse du site, que les lettres contiennent.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname or "", parts.port or port, user, password, security, sender)


def _directory(said: Mapping[str, str], site: str) -> IdentityProvider | None:
    issuer = said.get("KB_OIDC_ISSUER", "").removesuffix("/.well-known/openid-configuration").rstrip("/")
    if not issuer:
        return None
    if not is_safe(issuer):
        raise KbError(f"KB_OIDC_ISSUER : « {issuer} » n’est pas une adresse en https://. Corrigez-la, puis relancez.")
    client = said.get("KB_OIDC_CLIENT", "")
    if not client:
        raise KbError("KB_OIDC_CLIENT manque : c’est l’identifiant que l’annuaire a donné à cette application.")
    if not site:
        raise KbError("KB_SITE manque : c’est l’adresse du site, à laquelle l’annuaire renvoie.")
    if not (find_spec("joserfc") and find_spec("httpx2")):
        raise KbError("KB_OIDC_ISSUER demande l’extra « oidc » : pip install 'recits-partages[oidc]', puis relancez.")
    return IdentityProvider(issuer, client, said.get("KB_OIDC_SECRET", ""))


def _proxy(said: Mapping[str, str]) -> Proxy | None:
    addresses, header = said.get("KB_PROXY_ADDRESS", ""), said.get("KB_PROXY_HEADER", "").lower()
    if not addresses:
        if header:
            raise KbError("KB_PROXY_ADDRESS manque : KB_PROXY_HEADER n’est cru que du serveur qui a cette adresse.")
        return None
    try:
        networks = tuple(ipaddress.ip_network(one.strip()) for one in addresses.split(","))
    except ValueError as error:
        raise KbError(
            f"KB_PROXY_ADDRESS : « {addresses} » n’est pas une adresse IP, ni plusieurs séparées par des virgules. "
            "Corrigez-la, puis relancez."
        ) from error
    if any(one.prefixlen == 0 for one in networks):
        raise KbError("KB_PROXY_ADDRESS désigne tout le monde. Donnez l’adresse du serveur mandataire, elle seule.")
    if header and (not HEADER.fullmatch(header) or header in TAKEN or header.startswith(("x-forwarded-", "x-kb-"))):
        raise KbError(f"KB_PROXY_HEADER : « {header} » n’est pas un en-tête qui nomme une personne (Remote-User).")
    return Proxy(networks, header)
