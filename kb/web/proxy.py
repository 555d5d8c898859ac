"""What a proxy in front says of a request: from where it comes, and whom the proxy let in.

Threats it answers: anybody can send X-Forwarded-For, or a header with somebody's name. They count only when the
connection itself comes from the address that the operator named, and the name only when it stands there once: a proxy
that adds its header to the one that came from outside vouches for nobody. Whoever sent them, they go no further.
"""

import ipaddress
import os
from typing import Final

from starlette.types import Scope

from kb.errors import KbError
from kb.web.environment import Environment, Proxy

FORWARDED: Final = (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip")
LONGEST_NAME: Final = 200  # characters
SERVER_TRUSTS: Final = "FORWARDED_ALLOW_IPS"  # whose X-Forwarded-For uvicorn itself believes


def trust_nobody_else() -> None:
    """Tell uvicorn to leave the peer's address as it is: only the gate decides whose word counts.

    By default it believes X-Forwarded-For from this machine, before the gate could see who sent it.
    """
    os.environ[SERVER_TRUSTS] = ""


def check_peer_is_seen(environment: Environment) -> None:
    """Returns when the server shows the gate who connects; raises KbError when a proxy is named and it does not."""
    if environment.proxy is not None and os.environ.get(SERVER_TRUSTS) != "":
        raise KbError(
            f"KB_PROXY_ADDRESS demande de lancer le site par « kb serve », ou avec {SERVER_TRUSTS} vide : sinon "
            "n’importe qui sur cette machine pourrait se faire passer pour le serveur mandataire."
        )


def seen_through(scope: Scope, proxy: Proxy | None) -> tuple[Scope, str]:
    """The request as it reached the proxy, and the name that the proxy gives whoever it let in, "" for nobody."""
    header = proxy.header.encode("ascii") if proxy else b""
    dropped = {*FORWARDED, header} if header else set(FORWARDED)
    changed = {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() not in dropped]}
    if proxy is None or not is_from(proxy, (scope.get("client") or ("",))[0]):
        return changed, ""
    if client := _address(_only_last(scope, b"x-forwarded-for")):
        changed["client"] = (client, 0)
    scheme = _only_last(scope, b"x-forwarded-proto").lower()
    if scheme in ("http", "https"):
        secure = scheme == "https"
        changed["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else scheme
    named = [one.strip() for one in _values(scope, header)] if header else []
    # A name that is no UTF-8 would be that of all who differ from it in what could not be read.
    whole = len(named) == 1 and len(named[0]) <= LONGEST_NAME and "\ufffd" not in named[0]
    return changed, named[0] if whole else ""


def is_from(proxy: Proxy | None, peer: str) -> bool:
    """Whether a connection from the address `peer` is the proxy's."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return proxy is not None and any(address in network for network in proxy.networks)


def _address(text: str) -> str:
    """The IP address of what a proxy wrote, which may add a port; "" for anything else."""
    bare = text.rsplit(":", 1)[0] if text.count(":") == 1 or "]:" in text else text
    try:
        return str(ipaddress.ip_address(bare.strip("[]")))
    except ValueError:
        return ""


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("utf-8", "replace") for key, value in scope["headers"] if key.lower() == name]


def _only_last(scope: Scope, name: bytes) -> str:
    """What the proxy itself added: the last part; those before came from outside."""
    values = _values(scope, name)
    return values[-1].rsplit(",", 1)[-1].strip() if values else ""
