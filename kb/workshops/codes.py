"""The code that opens a sitting: six signs that nobody takes for one another, read aloud or from eight metres."""

import secrets
from typing import Final

# Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V: 24 signs, 191 million codes.
SIGNS: Final = "34679ACDEFGHJKMNPQRTWXYV"
LENGTH: Final = 6
# What somebody may have read or typed in place of one of ours.
TAKEN_FOR: Final = str.maketrans({"U": "V"})


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed, as it is kept; "" for what cannot be one."""
    plain = "".join(one for one in typed.upper() if one.isalnum()).translate(TAKEN_FOR)
    return plain if len(plain) == LENGTH and all(one in SIGNS for one in plain) else ""


def spaced(code: str) -> str:
    """The code in two halves, as it is read aloud."""
    return f"{code[:3]} {code[3:]}"
