"""What is said of a signal that is not there."""

import pytest

from kb.base import KnowledgeBase
from kb.store.accounts.sessions import sign_in
from kb.visit import COOKIE
from tests.web.gated import aline_of
from tests.web.whole_site import SITE, whole_site


def test_a_signal_that_is_not_there_is_not_a_fault_of_the_base(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = aline_of(base)
    with whole_site(base, monkeypatch) as client:
        client.cookies.set(COOKIE, sign_in(base.register, account.id))
        headers = {"origin": SITE, "x-rp-signal": "1"}
        assert client.post("/api/signal/meme", json={"number": 99}, headers=headers).status_code == 404
