"""What somebody else does at a moment that a test chooses."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, action: Callable[[], object], *, after: bool = False
) -> None:
    """Have `action` done once, right before the next call of a function that `module` knows by `name`, or `after`."""
    asked = getattr(module, name)

    def first(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(module, name, asked)
        if not after:
            action()
        found = asked(*given, **named)
        if after:
            action()
        return found

    monkeypatch.setattr(module, name, first)
