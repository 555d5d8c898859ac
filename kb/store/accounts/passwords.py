"""Passwords: which may serve, and how they are kept (argon2id)."""

import functools
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kb.errors import KbError
from kb.store.accounts.guessing import is_guessable

# NIST SP 800-63B: length counts, rules of composition do not.
SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
# Nobody's password is the name of what it opens.
NAME_OF_THE_BASE: Final = "Récits partagés"
SHORTEST_LOGIN: Final = 4  # characters: a shorter login stands in many a phrase by chance


class AccountRefused(KbError):
    """An account that is not made or changed, and why; `field` names the field of the form that it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@functools.lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    """argon2id with the library's parameters (RFC 9106, low memory)."""
    return PasswordHasher()


@functools.lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """The hash that is verified for an unknown account: the answer takes as long as for a known one."""
    return _hasher().hash(secrets.token_urlsafe(16))


def hashed(password: str) -> str:
    """What the register keeps of a password."""
    return _hasher().hash(_typed(password))


def opens(kept: str, password: str) -> bool:
    """Whether a password is the one whose hash is kept."""
    try:
        return _hasher().verify(kept, _typed(password))
    except (Argon2Error, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def _typed(password: str) -> str:
    """The same characters whatever the keyboard: « é » comes as one code point or as two."""
    return unicodedata.normalize("NFC", password[:LONGEST_PASSWORD])


def check_password(password: str, login: str, about: Iterable[str] = ()) -> None:
    """Returns for a password that may serve; raises AccountRefused, with the reason, otherwise.

    `about` are other words that whoever knows its owner would try: their name, their organisation.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise _weak(f"Au moins {SHORTEST_PASSWORD} caractères : une petite phrase convient très bien.")
    if len(password) > LONGEST_PASSWORD:
        raise _weak(f"Au plus {LONGEST_PASSWORD} caractères.")
    plain = _typed(password).casefold()
    name = login.split("@")[0].casefold()
    if len(name) >= SHORTEST_LOGIN and name in plain:
        raise _weak("Le mot de passe ne doit pas contenir votre identifiant.")
    if is_guessable(plain, (login, NAME_OF_THE_BASE, *about)):
        raise _weak(
            "Ce mot de passe est de ceux que l’on essaie d’abord : un mot connu, un nom, une suite de touches ou une "
            "date. Choisissez une phrase à vous, de quatre mots ou plus."
        )


def _weak(message: str) -> AccountRefused:
    return AccountRefused(message, "password")
