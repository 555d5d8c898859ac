"""Asking the organisation's directory who somebody is: OpenID Connect, authorization code with PKCE.

Threats it answers: an answer that belongs to somebody else's visit (state, which serves once), to another request
(nonce), a code that was read on the way (PKCE), a token of another application or of nobody (signature, issuer,
audience, expiry; never the algorithms without key, or with the client's secret as the key), another provider's answer
(iss, RFC 9207), and an address that nobody checked (it is not believed).
The libraries come with the extra « oidc » and are loaded at the first use.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

from kb.errors import KbError
from kb.store.accounts.accounts import is_email, plain_login
from kb.store.accounts.identities import Identity
from kb.web.environment import IdentityProvider, is_safe

if TYPE_CHECKING:
    import httpx2

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KEY_TYPES: Final = ("RSA", "EC")  # those of the algorithms
SCOPE: Final = "openid profile email"
SECONDS: Final = 10.0  # for which the directory is waited for
LEEWAY: Final = 60  # seconds by which two clocks may differ
VISIT: Final = 600  # seconds: long enough to type a password and a code
MOST_VISITS: Final = 10_000  # at once; the oldest go first
KNOWN: Final = 3_600  # seconds for which the directory is believed to answer where it did
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core, section 2
SILENT: Final = "L’annuaire ne répond pas comme il devrait. Réessayez plus tard, ou connectez-vous autrement."
FOREIGN: Final = "La réponse de l’annuaire n’est pas celle qui était attendue. Recommencez."
BASIC: Final = ("client_secret_basic",)  # what a discovery document that says nothing means
STALE: Final = "Cette connexion a commencé dans un autre navigateur, ou il y a trop longtemps. Recommencez."
NOT_GIVEN: Final = "L’annuaire n’a pas permis cette connexion."


class DirectoryRefused(KbError):
    """The directory did not say who somebody is, or what it said cannot be believed."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a directory answers, from its discovery document."""

    issuer: str
    authorize: str
    token: str
    keys: str
    userinfo: str
    takes_basic: bool  # the client's secret goes into a header, not into the form
    says_issuer: bool


@dataclass(frozen=True, slots=True)
class DirectoryVisit:
    """What has to come back from a visit to the directory, until when, and where to go then."""

    nonce: str
    verifier: str
    target: str
    until: float


def _client() -> "httpx2.AsyncClient":
    import httpx2

    return httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False)


class DirectoryClient:
    """This application before one directory; it holds the visits under way, in the memory of this process alone."""

    def __init__(
        self,
        directory: IdentityProvider,
        redirect: str,
        *,
        client: Callable[[], "httpx2.AsyncClient"] = _client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._redirect = redirect
        self._client = client
        self._clock = clock
        self._visits: dict[str, DirectoryVisit] = {}
        self._provider: tuple[Provider, float] | None = None

    async def leave(self, target: str) -> tuple[str, str]:
        """The state of a new visit, and the address to send the browser to. Raises DirectoryRefused."""
        async with self._client() as http:
            provider = await self._discovered(http)
        state = secrets.token_urlsafe(32)
        visit = DirectoryVisit(secrets.token_urlsafe(32), secrets.token_urlsafe(48), target, self._clock() + VISIT)
        self._forget_visits()
        self._visits[state] = visit
        challenge = base64.urlsafe_b64encode(hashlib.sha256(visit.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._directory.client,
            "redirect_uri": self._redirect,
            "scope": SCOPE,
            "state": state,
            "nonce": visit.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return state, f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(asked)}"

    async def come_back(self, held: str, given: Mapping[str, str]) -> tuple[Identity, str]:
        """Whom the directory names, and where they were going; `held` is the state that this browser left with.

        A visit serves once, whatever comes of it. Raises DirectoryRefused.
        """
        if not held or not secrets.compare_digest(given.get("state", "").encode(), held.encode()):
            raise DirectoryRefused(STALE)
        self._forget_visits()
        visit = self._visits.pop(held, None)
        if visit is None:
            raise DirectoryRefused(STALE)
        async with self._client() as http:
            provider = await self._discovered(http)
            issuer = given.get("iss")
            if issuer != provider.issuer and (issuer is not None or provider.says_issuer):
                raise DirectoryRefused(FOREIGN)
            if not given.get("code"):
                raise DirectoryRefused(NOT_GIVEN)
            tokens = await self._exchanged(http, provider, visit, given["code"])
            claims = self._believed(provider, visit, tokens, await _json(http, "GET", provider.keys))
            if "email" not in claims and provider.userinfo and tokens.get("access_token"):
                bearer = {"authorization": f"Bearer {tokens['access_token']}"}
                more = await _json(http, "GET", provider.userinfo, headers=bearer)
                claims = {**claims, **more} if more.get("sub") == claims["sub"] else claims
        return _identity(provider, claims), visit.target

    def _forget_visits(self) -> None:
        now = self._clock()
        for state in [state for state, visit in self._visits.items() if visit.until <= now]:
            del self._visits[state]
        while len(self._visits) >= MOST_VISITS:
            del self._visits[next(iter(self._visits))]

    async def _discovered(self, http: "httpx2.AsyncClient") -> Provider:
        if self._provider is None or self._provider[1] <= self._clock():
            found = await _json(http, "GET", f"{self._directory.issuer}/.well-known/openid-configuration")
            self._provider = _provider(self._directory, found), self._clock() + KNOWN
        return self._provider[0]

    async def _exchanged(
        self, http: "httpx2.AsyncClient", provider: Provider, visit: DirectoryVisit, code: str
    ) -> Mapping[str, Any]:
        """The tokens of a code."""
        client, secret = self._directory.client, self._directory.secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": visit.verifier,
        }
        headers = {}
        if secret and provider.takes_basic:
            # RFC 6749, section 2.3.1: each half is encoded as in a form first.
            pair = f"{quote_plus(client)}:{quote_plus(secret)}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client, "client_secret": secret} if secret else {"client_id": client}
        return await _json(http, "POST", provider.token, data=form, headers=headers)

    def _believed(
        self, provider: Provider, visit: DirectoryVisit, tokens: Mapping[str, Any], keys: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims of an identity token, once everything about it was checked."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": self._directory.client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": visit.nonce},
        )
        try:
            # RFC 7517, section 5: a key of a sort that is not known here takes nothing from the others.
            ours = [one for one in keys["keys"] if one.get("kty") in KEY_TYPES]
            known = KeySet.import_key_set({"keys": ours})
            token = jwt.decode(str(tokens.get("id_token", "")), known, algorithms=list(ALGORITHMS))
            rules.validate(token.claims)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DirectoryRefused(FOREIGN) from error
        audience, presenter = token.claims["aud"], token.claims.get("azp")
        several = isinstance(audience, list) and len(audience) > 1
        if (several or presenter is not None) and presenter != self._directory.client:
            raise DirectoryRefused(FOREIGN)
        if not 0 < len(token.claims["sub"]) <= LONGEST_SUBJECT:
            raise DirectoryRefused(FOREIGN)
        return token.claims


def _provider(directory: IdentityProvider, found: Mapping[str, Any]) -> Provider:
    authorize, token, keys, userinfo = (
        str(found.get(name, ""))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
    )
    if str(found.get("issuer", "")).rstrip("/") != directory.issuer or not all(map(is_safe, (authorize, token, keys))):
        raise DirectoryRefused(SILENT)
    return Provider(
        str(found["issuer"]),
        authorize,
        token,
        keys,
        userinfo=userinfo if is_safe(userinfo) else "",
        takes_basic="client_secret_basic" in (found.get("token_endpoint_auth_methods_supported") or BASIC),
        says_issuer=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    email = plain_login(str(claims.get("email") or ""))
    # An address that nobody checked may be anybody's. Some directories write the word instead of the value.
    verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    name = str(claims.get("name") or claims.get("preferred_username") or "")
    return Identity(provider.issuer, claims["sub"], email if verified and is_email(email) else "", name[:100])


async def _json(http: "httpx2.AsyncClient", method: str, address: str, **more: Any) -> Mapping[str, Any]:
    """What the directory answers. Raises DirectoryRefused when it is nothing that can be read."""
    import httpx2

    try:
        answer = await http.request(method, address, **more)
        found = answer.json() if answer.status_code == httpx2.codes.OK else None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise DirectoryRefused(SILENT) from error
    if not isinstance(found, dict):
        raise DirectoryRefused(SILENT)
    return found
