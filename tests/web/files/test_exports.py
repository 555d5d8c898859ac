"""What a reader takes away through HTTP: files, names, rights, and how many at once."""

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.errors import ExportFailed
from kb.readers import PUBLIC
from kb.store.accounts import accounts
from kb.store.records.sources import put_settings
from kb.web.files import exports
from tests.web.gated import SECRET, SITE, connect, opened

PUBLIC_RECORD = "EXP-2023-001"


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with opened(base, monkeypatch, more=tuple(exports.ROUTES)) as one:
        yield one


def reserved(base: KnowledgeBase) -> str:
    """A record that is open to professionals only."""
    found = [one for one in base.register.ids() if (e := base.register.entry(one)) and e.diffusion == "professionals"]
    return found[0]


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"---"), ("json", b"{")])
def test_a_record_is_downloaded_under_its_identifier(client: TestClient, form: str, start: bytes) -> None:
    got = client.get(f"/exporter/fiche/{PUBLIC_RECORD}.{form}")
    assert got.status_code == 200
    assert got.content.startswith(start)
    assert got.headers["content-disposition"] == f"attachment; filename*=utf-8''{PUBLIC_RECORD}.{form}"
    assert got.headers["cache-control"] == "no-store"
    assert "sandbox" in got.headers["content-security-policy"]


def test_what_one_may_not_read_looks_like_what_does_not_exist(base: KnowledgeBase, client: TestClient) -> None:
    texts = {client.get(f"/exporter/fiche/{one}.md").text for one in (reserved(base), "EXP-0000-000")}
    assert len(texts) == 1
    assert client.get(f"/exporter/fiche/{reserved(base)}.md").status_code == 404


def test_a_professional_has_the_files_of_what_professionals_read(base: KnowledgeBase, client: TestClient) -> None:
    accounts.add_account(base.register, "aline@exemple.fr", "Aline", roles=["reader"], password=SECRET, actor="test")
    connect(client)
    assert client.get(f"/exporter/fiche/{reserved(base)}.md").status_code == 200
    assert reserved(base) in client.get("/exporter/recherche.json").text


def test_a_closed_base_gives_visitors_nothing(base: KnowledgeBase, client: TestClient) -> None:
    put_settings(base.register, {"visitors": "no"})
    for path in (f"/exporter/fiche/{PUBLIC_RECORD}.md", "/exporter/recherche.csv?q=hall"):
        assert client.get(path).status_code == 401


def test_what_was_withdrawn_has_no_file_any_more(base: KnowledgeBase, client: TestClient) -> None:
    base.register.withdraw(PUBLIC_RECORD, actor="x", reason="retirée")
    for form in exports.RECORD_FORMATS:
        assert client.get(f"/exporter/fiche/{PUBLIC_RECORD}.{form}").status_code == 404
    assert PUBLIC_RECORD not in client.get("/exporter/recherche.csv").text


def test_results_are_those_of_the_page(base: KnowledgeBase, client: TestClient) -> None:
    got = client.get("/exporter/recherche.csv", params={"q": "le hall occupé", "outcome": "failure"})
    assert got.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Identifiant"] for row in rows] == ["EXP-2019-001"]
    assert rows[0]["Adresse"] == f"{SITE}/lire?id=EXP-2019-001&rev=1"


def test_results_are_exported_in_the_order_of_the_page(base: KnowledgeBase, client: TestClient) -> None:
    page = base.page("le hall occupé", by_date=True, literal=True, limit=exports.MOST_RESULTS, reader=PUBLIC)
    ids = [hit.record.id for hit in page.hits]
    assert ids != [hit.record.id for hit in base.page("le hall occupé", limit=100, reader=PUBLIC).hits]
    asked = {"q": "le hall occupé", "tri": "date", "tel_quel": "1"}
    got = client.get("/exporter/recherche.csv", params=asked).content.decode("utf-8-sig")
    assert [row["Identifiant"] for row in csv.DictReader(io.StringIO(got), delimiter=";")] == ids


def test_results_hold_nothing_that_one_may_not_read(base: KnowledgeBase, client: TestClient) -> None:
    for form in exports.RESULT_FORMATS:
        got = client.get(f"/exporter/recherche.{form}")
        assert got.status_code == 200
        assert PUBLIC_RECORD in got.text
        assert reserved(base) not in got.text


@pytest.mark.parametrize("path", ["/exporter/fiche/EXP-2023-001.exe", "/exporter/recherche.xls", "/exporter/fiche/a"])
def test_a_format_that_does_not_exist_is_a_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_one_export_too_many_is_asked_to_come_back(client: TestClient) -> None:
    held = [exports._PLACES.acquire() for _ in range(exports.MOST_AT_ONCE)]
    try:
        got = client.get(f"/exporter/fiche/{PUBLIC_RECORD}.pdf")
        results = client.get("/exporter/recherche.csv?q=squat")
    finally:
        for _ in held:
            exports._PLACES.release()
    assert (got.status_code, results.status_code) == (503, 503)
    assert got.headers["retry-after"] == "60"
    assert client.get(f"/exporter/fiche/{PUBLIC_RECORD}.pdf").status_code == 200


def test_a_file_that_could_not_be_made_says_why(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **more: object) -> bytes:
        raise ExportFailed("la mise en page dépasse 120 secondes")

    monkeypatch.setattr(exports, "record_file", fail)
    got = client.get(f"/exporter/fiche/{PUBLIC_RECORD}.pdf")
    assert (got.status_code, got.text) == (503, "la mise en page dépasse 120 secondes")
