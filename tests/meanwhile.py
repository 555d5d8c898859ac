"""What somebody else does at a moment that a test chooses."""

from collections.abc import Callable
from typing import Any

import pytest


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, action: Callable[[], object], *, after: bool = False
) -> None:
    """Have `action` done once, right before the next call of a function that `owner` has by `name`, or `after`."""
    asked = getattr(owner, name)

    def first(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(owner, name, asked)
        if not after:
            action()
        found = asked(*given, **named)
        if after:
            action()
        return found

    monkeypatch.setattr(owner, name, first)
