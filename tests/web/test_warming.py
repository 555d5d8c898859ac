"""What the server does beside its pages goes on, whatever happens once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.web import warming


def test_what_is_due_is_forgotten_again_and_again_even_after_an_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    times: list[int] = []

    def forget() -> None:
        times.append(len(times))
        if len(times) == 1:
            raise OSError("the disk is away")

    monkeypatch.setattr(warming, "forget_due", forget)

    async def until_three() -> None:
        going = asyncio.create_task(warming.forget_each(0.001))
        while len(times) < 3:
            await asyncio.sleep(0.001)
        going.cancel()

    with ThreadPoolExecutor(1) as apart:  # a browser test may have left a loop in this thread
        apart.submit(lambda: asyncio.run(until_three())).result(60)
    assert len(times) >= 3
    assert "the disk is away" in caplog.text
