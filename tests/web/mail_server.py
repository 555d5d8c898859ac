"""A mail server that keeps what it is given, for tests of letters."""

import email
import email.policy
from typing import Any


class Kept:
    """Keeps what it is given, and refuses one address."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.refused = ""

    async def handle_RCPT(self, server: object, session: object, envelope: Any, address: str, options: object) -> str:
        """Take an address, unless it is the one refused."""
        if address == self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        """Take a letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos[0], letter.get_content()))  # type: ignore[attr-defined]
        return "250 OK"
