"""Who calls: a program with the token of an account, or one without, which is a visitor. Never more than that person.

Threats answered: a token that reads more than its owner would on the pages, one that goes on once its owner may not,
one used for something else than it was made for.
"""

from dataclasses import dataclass
from typing import Final

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.readers import PUBLIC, Person, Reader
from kb.store.accounts.access_tokens import SCOPES

# What whoever comes without a token may do, as on the pages.
OF_VISITORS: Final = frozenset({"lire", "exporter"})


class ProgramRefused(KbError):
    """A program may not have what it asks, or asks it badly; `code` never changes, `status` is that of HTTP."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a program speaks for (None: a visitor), what it may do, and until when ("" without a token)."""

    person: Person | None
    scopes: frozenset[str]
    expires: str = ""

    @property
    def reader(self) -> Reader:
        """What this caller may read: what its person may, or a visitor."""
        return self.person.reader if self.person else PUBLIC

    def need(self, scope: str) -> None:
        """Returns when the caller may do what `scope` names; raises ProgramRefused (401 or 403)."""
        if scope in self.scopes:
            return
        if self.person is None:
            raise ProgramRefused(401, "jeton_manquant", "Il faut un jeton pour cela. Prenez-en un sur « Mon compte ».")
        raise ProgramRefused(
            403, "portee_manquante", f"Ce jeton ne permet pas de « {scope} ». Faites-en un qui le permet ({scope})."
        )


def caller_of(base: KnowledgeBase, token: str | None) -> Caller:
    """Whoever comes with a token, or without (None). Raises ProgramRefused (401), and never says whose token it was."""
    if token is None:
        if not base.visitors:
            raise ProgramRefused(401, "jeton_manquant", "Cette base ne se lit qu’avec un compte : il faut un jeton.")
        return Caller(None, OF_VISITORS)
    found = base.accounts.tokens.bearer(token)
    if found is None:
        raise ProgramRefused(401, "jeton_invalide", "Ce jeton n’est pas connu, ou il a été révoqué.")
    if found.expired:
        raise ProgramRefused(401, "jeton_expire", "Ce jeton a expiré. Faites-en un autre sur « Mon compte ».")
    return Caller(found.person, found.scopes & frozenset(SCOPES), found.expires)
