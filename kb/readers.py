"""Who reads and who acts: the rights that every function of the program asks for."""

from dataclasses import dataclass, field
from typing import Final

# A record of diffusion « group » is open to « group:carrefour|rive-nord »: one of these groups.
GROUP: Final = "group"
ROLES: Final = ("reader", "contributor", "reviewer", "trainer", "watcher", "administrator")


def common_audience(one: str, other: str) -> str:
    """Those who are in both audiences, as an audience: "" for nobody."""
    if other in ("public", one):
        return one
    if one == "public" or (one == "professionals" and other.startswith(f"{GROUP}:")):
        return other
    if other == "professionals" and one.startswith(f"{GROUP}:"):
        return one
    both = {*one.partition(":")[2].split("|")} & {*other.partition(":")[2].split("|")} - {""}
    return f"{GROUP}:{'|'.join(sorted(both))}" if both else ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a person may read: the diffusions open to them, and the groups they belong to.

    Drafts are not a diffusion: no reader finds them. `groups` open records of diffusion "group" that name one of them;
    "group" among the diffusions opens them all.
    """

    account: str = ""
    diffusions: frozenset[str] = frozenset({"public"})
    groups: frozenset[str] = field(default_factory=frozenset)

    def reads(self, audience: str) -> bool:
        """Whether this reader may read what is open to `audience` (`kb.records.kinds.Record.audience`)."""
        diffusion, _, named = audience.partition(":")
        if diffusion in self.diffusions:
            return True
        return diffusion == GROUP and not self.groups.isdisjoint(named.split("|"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in: the account's identifier, the name others see, roles (they add up) and groups."""

    account: str
    name: str
    roles: frozenset[str] = frozenset({"reader"})
    groups: frozenset[str] = field(default_factory=frozenset)

    @property
    def reader(self) -> Reader:
        """What this person may read: all that any account may, and their groups' records."""
        return Reader(self.account, PROFESSIONAL.diffusions, self.groups)

    def has(self, *roles: str) -> bool:
        """Whether this person holds one of these roles."""
        return not self.roles.isdisjoint(roles)


PUBLIC = Reader()
PROFESSIONAL = Reader("", frozenset({"public", "professionals"}))
# The person at the machine's own command line: all published records.
OPERATOR = Reader("operator", frozenset({"public", "professionals", GROUP}))
# Nobody reads nothing: visitors of a base that asks for an account.
NOBODY = Reader("", frozenset())
