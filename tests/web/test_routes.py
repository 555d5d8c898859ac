"""What surrounds the pages: the French shell, security headers, gated files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from kb import visit
from kb.errors import KbError, RecordNotFound
from kb.web.app import parts
from kb.web.files.files import ROUTES
from kb.web.html_shell import FrenchShell, french_shell, patch, policy
from tests.fake_base import FakeBase


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "apres.pdf").write_bytes(b"%PDF-1.4 invented")
    base = FakeBase(tmp_path)
    monkeypatch.setattr(visit, "opener", lambda: cast(Any, base))
    # What each reader may have of a file has tests of its own, over a real base.
    monkeypatch.setattr(
        "kb.nouns.writing.WritingOriginals.file_for", lambda noun, person, record_id, original: original
    )
    theirs = Route("/{path:path}", lambda request: HTMLResponse("<html lang='en'>theirs</html>"))
    with TestClient(Starlette(routes=[*ROUTES, theirs], middleware=[Middleware(FrenchShell)])) as one:
        yield one


def test_each_page_is_the_french_shell(client: TestClient) -> None:
    for path in ("/", "/lire?id=x", "/explorer"):
        got = client.get(path)
        assert '<html lang="fr">' in got.text
        assert "<title>Récits partagés</title>" in got.text
        assert "JavaScript, qui est désactivé" in got.text
        assert "theirs" not in got.text
        assert "You need to enable" not in got.text


def test_the_shell_loads_nothing_from_elsewhere(client: TestClient) -> None:
    text = client.get("/").text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text


def test_pages_carry_a_policy_that_names_their_one_inline_script(client: TestClient) -> None:
    rules = client.get("/").headers["content-security-policy"]
    assert french_shell().script_hash in rules
    assert "frame-ancestors 'none'" in rules
    assert "unsafe-eval" not in rules.replace("wasm-unsafe-eval", "")


def test_a_strange_host_never_enters_the_policy() -> None:
    assert "evil" not in policy(french_shell(), "evil.example; script-src *")


def test_a_streamlit_that_changed_its_page_is_refused_loudly() -> None:
    with pytest.raises(KbError, match="n’est plus celle que"):
        patch("<html lang='nl'><title>Streamlit</title></html>")


def test_the_server_says_that_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"


def test_a_page_image_is_asked_again_each_time(client: TestClient) -> None:
    got = client.get("/pages/DOC-2019-004/2.jpg")
    assert got.headers["content-type"] == "image/jpeg"
    assert "no-cache" in got.headers["cache-control"]
    again = client.get("/pages/DOC-2019-004/2.jpg", headers={"if-none-match": got.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/pages/DOC-2019-004/9.jpg", "/pages/inconnu/1.jpg", "/fichiers/EXP-2025-008"])
def test_what_is_not_there_is_a_french_404(client: TestClient, path: str) -> None:
    got = client.get(path)
    assert got.status_code == 404
    assert "pas" in got.text


def test_what_a_reader_may_not_have_looks_like_what_does_not_exist(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **more: object) -> bytes:
        raise RecordNotFound("fiche réservée aux professionnels")

    monkeypatch.setattr(FakeBase, "page_image", refuse)
    got = client.get("/pages/DOC-2019-004/2.jpg")
    assert got.status_code == 404
    assert "professionnels" not in got.text


def test_a_pdf_opens_and_keeps_its_name(client: TestClient) -> None:
    got = client.get("/fichiers/DOC-2019-004")
    assert got.content.startswith(b"%PDF")
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == "inline; filename*=utf-8''apres.pdf"
    assert got.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_is_no_pdf_is_downloaded_and_never_runs(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>alert(1)</script>")
    monkeypatch.setattr(FakeBase, "source_file", lambda *args, **more: page)
    got = client.get("/fichiers/DOC-2019-004")
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize("asked", ["", "?q=sortir%20de%20cure&outcome=failure"])
def test_the_search_asked_by_its_name_is_the_home_page(asked: str) -> None:
    answer = TestClient(Starlette(routes=parts()["routes"])).get(f"/rechercher{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/{asked}")
