"""Who reads: the rights that every reading function of the program asks for."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reader:
    """What a person may read: the diffusions open to them, and the groups they belong to.

    Drafts are not a diffusion: no reader finds them. `groups` open records of diffusion "group" that name one of them.
    """

    account: str = ""
    diffusions: frozenset[str] = frozenset({"public"})
    groups: frozenset[str] = field(default_factory=frozenset)


PUBLIC = Reader()
PROFESSIONAL = Reader("", frozenset({"public", "professionals"}))
# The person at the machine's own command line: all published records.
OPERATOR = Reader("operator", frozenset({"public", "professionals", "group"}))
