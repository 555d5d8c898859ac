"""What a process keeps in its memory is asked of that process: the proxies of deploy/ lead there."""

import re
from pathlib import Path

import pytest

from kb.web.accounts.oidc_routes import BACK, THERE

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def sticking(name: str) -> list[str]:
    """How the addresses begin that a proxy leads to one process."""
    text = (DEPLOY / name).read_text("utf-8")
    if name == "haproxy.cfg":
        found = re.search(r"use_backend pages if { path_beg (.+) }", text)
        assert found
        return found[1].split()
    return re.findall(r"location (\S+) { proxy_pass http://recits_pages; }", text)


@pytest.mark.parametrize("name", ["haproxy.cfg", "nginx.conf"])
@pytest.mark.parametrize("address", ["/_stcore/stream", "/media/a.png", THERE, BACK])
def test_an_address_sticks_to_the_process_that_remembers(name: str, address: str) -> None:
    assert address.startswith(tuple(sticking(name)))
