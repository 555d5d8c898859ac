"""An OpenID Connect provider in this process, with keys of its own, which a test makes answer wrongly."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ISSUER = "https://annuaire.exemple.fr/realms/recits"
CLIENT, SECRET = "récits", "chut: un secret"
ALINE = {"sub": "u-1", "email": "aline@exemple.fr", "email_verified": True, "name": "Aline Martin"}


class FakeDirectory:
    """Lets in whomever `person` describes; `changes` go into the token, `userinfo` is said apart."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.signs: Any = self.key
        self.more_keys: list[Any] = []
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.person: dict[str, Any] = dict(ALINE)
        self.changes: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.discovery: dict[str, Any] = {}
        self.raw_token = ""
        self.asked: list[str] = []
        self._codes: dict[str, Mapping[str, str]] = {}
        paths = {
            "/.well-known/openid-configuration": self._discovery,
            "/token": self._token,
            "/keys": self._keys,
            "/userinfo": self._userinfo,
        }
        prefix = urlsplit(ISSUER).path
        self._app = Starlette(
            routes=[Route(prefix + path, answer, methods=["GET", "POST"]) for path, answer in paths.items()]
        )

    def client(self) -> httpx2.AsyncClient:
        """What DirectoryClient speaks through."""
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self._app))

    def authorize(self, address: str) -> dict[str, str]:
        """What the browser brings back after somebody signed in at `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["scope"] == "openid profile email"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _discovery(self, request: Request) -> Response:
        self.asked.append("discovery")
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "userinfo_endpoint": f"{ISSUER}/userinfo",
                **self.discovery,
            }
        )

    def _keys(self, request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [*self.more_keys, self.key.as_dict(private=False)]})

    def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer opaque"
        return JSONResponse(self.userinfo)

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(form["code"], None)
        if asked is None or not self._is_the_client(request, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.person}
        claims = {name: value for name, value in {**claims, **self.changes}.items() if value is not None}
        token = self.raw_token or jwt.encode(self.header, claims, self.signs, algorithms=[self.header["alg"]])
        return JSONResponse({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    def _is_the_client(self, request: Request, form: Mapping[str, str]) -> bool:
        if "client_secret_post" in self.discovery.get("token_endpoint_auth_methods_supported", ()):
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        kind, _, pair = request.headers.get("authorization", "").partition(" ")
        given = [unquote_plus(half) for half in base64.b64decode(pair).decode().split(":")]
        return kind == "Basic" and given == [CLIENT, SECRET]


def unsigned(claims: Mapping[str, Any]) -> str:
    """A token that says « alg: none »."""

    halves = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in ({"alg": "none"}, claims)
    ]
    return ".".join([*halves, ""])
