"""Coroutines that tests run: never in the thread of the tests, whose event loop may be Playwright's."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_apart(main: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
    """What a coroutine gives, run in a thread of its own. Raises TimeoutError when `seconds` did not do."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, asyncio.wait_for(main, seconds)).result()
