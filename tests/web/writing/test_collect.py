"""« Ajouter au dossier » from a page, and the files of a pack: over HTTP, with the rights of whoever asks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.web.files import pack_exports
from kb.web.files.exports import name_after
from kb.web.writing import collect
from kb.wiki.packs import packs
from kb.wiki.review import review
from tests.conftest import Opener
from tests.small_corpus import write_small_corpus
from tests.wiki.pack_samples import TRAINER, composed, extract, ids, record_piece
from tests.wiki.people import AUTHOR, OTHER, published

HEADERS = {collect.HEADER: "1"}


@pytest.fixture
def base(home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    write_small_corpus(home)
    built = open_base()
    built.build()
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(home, resources=built._resources))
    return built


class AsPerson:
    """Stands for the gate: says who comes."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.person: Person | None = TRAINER

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["kb"] = {"person": self.person, "token": "", "visitors": True}
        await self.app(scope, receive, send)


@pytest.fixture
def gate(base: KnowledgeBase) -> AsPerson:
    return AsPerson(Starlette(routes=[*collect.ROUTES, *pack_exports.ROUTES]))


@pytest.fixture
def client(gate: AsPerson) -> Iterator[TestClient]:
    with TestClient(gate) as one:
        yield one


@pytest.mark.parametrize(
    "body",
    [
        b'{"record": "EXP-2019-001", "pack": 1e400}',
        b'{"record": "EXP-2019-001", "page": Infinity}',
        b"[" * 20_000,
    ],
)
def test_what_is_no_request_is_said_not_to_be_read(client: TestClient, body: bytes) -> None:
    assert client.post("/api/dossier", content=body, headers=HEADERS).status_code == 422


def test_a_number_that_no_pack_has_is_not_found(client: TestClient) -> None:
    given = {"record": "EXP-2019-001", "pack": 10**20}
    assert client.post("/api/dossier", json=given, headers=HEADERS).status_code == 403
    assert client.get(f"/exporter/dossier/{10**20}.pdf").status_code == 404


def test_a_piece_that_may_not_be_kept_leaves_no_empty_pack(client: TestClient, base: KnowledgeBase) -> None:
    given = {"record": "EXP-2019-999", "pack": "new"}
    assert client.post("/api/dossier", json=given, headers=HEADERS).status_code == 403
    assert packs.fillable(base.wiki, TRAINER) == ()


def test_a_passage_is_kept_and_said_to_be(client: TestClient, base: KnowledgeBase) -> None:
    given = {"record": "EXP-2019-001", "revision": 1, "start": 10, "end": 30}
    got = client.post("/api/dossier", json=given, headers=HEADERS).json()
    assert (got["title"], got["count"], got["already"]) == (packs.FIRST_TITLE, 1, False)
    assert client.post("/api/dossier", json=given, headers=HEADERS).json()["already"]
    piece = packs.pack_of(packs.open_pack(base.wiki, TRAINER, got["number"])).pieces[0]
    assert (piece.sort, piece.start, piece.end) == ("extract", 10, 30)


def test_what_was_added_is_taken_back_or_put_elsewhere(client: TestClient, base: KnowledgeBase) -> None:
    first = client.post("/api/dossier", json={"record": "EXP-2019-001"}, headers=HEADERS).json()
    given = {
        "record": "EXP-2019-001", "pack": "new", "title": "Le soir",
        "instead_of": {"number": first["number"], "piece": first["piece"]},
    }  # fmt: skip
    moved = client.post("/api/dossier", json=given, headers=HEADERS).json()
    assert (moved["title"], len(moved["packs"])) == ("Le soir", 2)
    assert ids(base, first["number"]) == []
    back = client.post(
        "/api/dossier/retirer", json={"number": moved["number"], "piece": moved["piece"]}, headers=HEADERS
    )
    assert back.json() == {"removed": True}
    assert ids(base, moved["number"]) == []


def test_a_visitor_is_sent_to_sign_in(client: TestClient, gate: AsPerson) -> None:
    gate.person = None
    got = client.post("/api/dossier", json={"record": "EXP-2019-001"}, headers=HEADERS)
    assert (got.status_code, "Connectez-vous" in got.json()["error"]) == (401, True)


def test_a_form_of_another_site_adds_nothing(client: TestClient, base: KnowledgeBase) -> None:
    assert client.post("/api/dossier", json={"record": "EXP-2019-001"}).status_code == 403
    assert packs.mine(base.wiki, TRAINER) == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"record": 3, "start": "a"}', b'{"start": 1}', b'{"pack": "x", "record": "y"}', b"9" * 5000],
)
def test_what_cannot_be_read_is_refused_in_french(client: TestClient, body: bytes) -> None:
    got = client.post("/api/dossier", content=body, headers=HEADERS)
    assert got.status_code == 422
    assert got.json()["error"].startswith("Cette demande ne se lit pas")


def test_what_may_not_be_read_is_not_kept(client: TestClient, base: KnowledgeBase) -> None:
    got = client.post("/api/dossier", json={"record": "EXP-1999-001"}, headers=HEADERS)
    assert got.status_code == 403
    assert client.post("/api/dossier", json={"record": "EXP-2019-001", "pack": 999}, headers=HEADERS).status_code == 403


@pytest.mark.parametrize("form", ["md", "json", "docx", "pdf"])
def test_a_withdrawn_record_is_in_no_export_made_after(
    client: TestClient, gate: AsPerson, base: KnowledgeBase, form: str
) -> None:
    record_id = published(base, title="Titre zébulonesque", context="Un départ zébulonesque.")
    number = composed(base, record_piece(record_id), extract(base, record_id, "départ zébulonesque"))
    token = packs.share_by_link(base.wiki, TRAINER, number)
    before = client.get(f"/exporter/dossier/{number}.{form}")
    assert before.status_code == 200
    if form in ("md", "json"):
        assert "zébulonesque" in before.text
    review.withdraw(base.wiki, AUTHOR, record_id, "La famille s’y reconnaît.")
    gate.person = None
    for address in (f"/exporter/dossier.{form}?lien={token}",):
        after = client.get(address)
        assert after.status_code == 200
        assert "zébulonesque" not in words_in(after.content, form)
        assert "retirée par son auteur" in words_in(after.content, form).replace("\n", " ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Nuits du canal : l’été", "Nuits du canal l’été"),
        ("..\\..//nuits\u202etxt.exe\n", "nuits txt.exe"),
        ("?" * 200, "Sans titre"),
        ("é" * 200, "é" * 80),
    ],
)
def test_a_file_is_called_after_its_title_as_every_system_takes_it(title: str, name: str) -> None:
    assert name_after(title) == name


def test_the_file_of_a_pack_is_called_as_the_pack_is(client: TestClient, base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    name = quote(f"{packs.pack_of(packs.open_pack(base.wiki, TRAINER, number)).title}.md")
    token = packs.share_by_link(base.wiki, TRAINER, number)
    for path in (f"/exporter/dossier/{number}.md", f"/exporter/dossier.md?lien={token}"):
        assert client.get(path).headers["content-disposition"] == f"attachment; filename*=utf-8''{name}"


def words_in(content: bytes, form: str) -> str:
    if form == "pdf":
        import io

        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if form == "docx":
        import io
        import re
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith("xml")]
        return re.sub(r"<[^>]+>", "", "".join(parts))
    text = content.decode()
    return json.dumps(json.loads(text), ensure_ascii=False) if form == "json" else text


def test_the_files_of_a_pack_are_its_writers(client: TestClient, gate: AsPerson, base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    gate.person = OTHER
    assert client.get(f"/exporter/dossier/{number}.md").status_code == 404
    gate.person = None
    assert client.get(f"/exporter/dossier/{number}.md").status_code == 404
    assert client.get("/exporter/dossier.md?lien=faux").status_code == 404


def test_an_empty_pack_makes_no_file(client: TestClient, base: KnowledgeBase) -> None:
    assert client.get(f"/exporter/dossier/{composed(base)}.pdf").status_code == 404


def test_words_that_somebody_selected_are_kept_as_they_stand(client: TestClient, base: KnowledgeBase) -> None:
    text = base.register.published("EXP-2019-001").document.text  # type: ignore[union-attr]
    words = " \n ".join(text[20:80].split()[1:-1])
    given = {"record": "EXP-2019-001", "revision": 1, "words": words}
    got = client.post("/api/dossier", json=given, headers=HEADERS).json()
    piece = packs.pack_of(packs.open_pack(base.wiki, TRAINER, got["number"])).pieces[0]
    assert piece.sort == "extract"
    assert text[piece.start : piece.end].split() == words.split()
    refused = client.post("/api/dossier", json={**given, "words": "des mots d’ailleurs"}, headers=HEADERS)
    assert refused.status_code == 403
    assert "Choisissez-en moins" in refused.json()["error"]
