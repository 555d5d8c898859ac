"""Coroutines of tests end when they were said to."""

import asyncio

import pytest

from tests.event_loop import run_apart


def test_a_coroutine_is_ended_when_its_time_is_over() -> None:
    ended: list[bool] = []

    async def long() -> None:
        await asyncio.sleep(0.2)
        ended.append(True)

    with pytest.raises(TimeoutError):
        run_apart(long(), 0.01)
    assert ended == []
    run_apart(long())
    assert ended
