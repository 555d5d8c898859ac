"""Letters of the watch, given to a real mail server: one to each person, with links and no word of a signal."""

import email
import email.policy
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from kb.base import KnowledgeBase
from kb.watch import diffusing, following, reporting
from kb.web.environment import Environment, Smtp
from kb.web.watch.background import send_letters
from tests.watch.people import said, somebody, weighed


class Kept:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Take a letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[attr-defined]
        self.letters.append((envelope.rcpt_tos, letter.get_content()))  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[Kept, Smtp]]:
    kept = Kept()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, Smtp("127.0.0.1", port, "", "", "none", "veille@exemple.fr")
    controller.stop()


def test_a_step_is_written_of_once_without_a_word_of_the_signal(base: KnowledgeBase, mail: tuple[Kept, Smtp]) -> None:
    kept, smtp = mail
    environment = Environment(site="https://exemple.fr", smtp=smtp)
    sender, watcher = somebody(base, "Aline", "contributor"), somebody(base, "Wafa", "watcher")
    subscribed, stranger = somebody(base, "Bo"), somebody(base, "Cy")
    following.set_subscriptions(base.watch.context, subscribed, [("territory", "75118")])
    following.set_subscriptions(base.watch.context, stranger, [("territory", "93066")])
    number = reporting.report(base.watch.context, sender, said()).number
    weighed(base, watcher, number)
    record_id = diffusing.diffuse(base.watch.context, watcher, number)
    assert send_letters(base, environment, smtp) == 2
    assert send_letters(base, environment, smtp) == 0
    assert sorted(to for to, _ in kept.letters) == [["aline@exemple.fr"], ["bo@exemple.fr"]]
    for _, text in kept.letters:
        assert f"https://exemple.fr/lire?id={record_id}" in text
        assert "pipes" not in text
        assert "Aline" not in text
