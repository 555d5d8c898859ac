"""What tests of routes share."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from kb.web.environment import Environment, Smtp
from tests.web.mail_server import Kept


@pytest.fixture
def mail() -> Iterator[tuple[Kept, Environment, Smtp]]:
    kept = Kept()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    smtp = Smtp("127.0.0.1", port, "", "", "none", "annuaire@exemple.fr")
    yield kept, Environment(site="https://exemple.fr", smtp=smtp), smtp
    controller.stop()
