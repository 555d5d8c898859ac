"""The route that draws a text while it is typed: who may ask, and what comes back."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.web.writing.preview import HEADER, LONGEST_BODY, ROUTES
from kb.wiki.write import writing
from tests.web.gated import aline_of, connect, opened

OURS = {HEADER: "1"}
PATH = "/api/apercu"


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    aline_of(base)
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        yield one


def test_the_text_comes_back_as_readers_will_see_it(client: TestClient) -> None:
    connect(client)
    answer = client.post(PATH, json={"text": "Un **mot** <b>ici</b>"}, headers=OURS)
    assert answer.json() == {
        "html": '<div class="rp-prose"><p>Un <strong>mot</strong> &lt;b&gt;ici&lt;/b&gt;</p></div>'
    }


def test_signed_out_from_another_site_or_too_long_nothing_is_drawn(client: TestClient) -> None:
    assert client.post(PATH, json={"text": "a"}, headers=OURS).status_code == 401
    connect(client)
    assert client.post(PATH, json={"text": "a"}).status_code == 403
    assert client.post(PATH, content=b"x" * (LONGEST_BODY + 1), headers=OURS).status_code == 413
    assert client.post(PATH, json={}, headers=OURS).status_code == 422


def test_the_pictures_of_somebody_elses_draft_are_not_told(client: TestClient, base: KnowledgeBase) -> None:
    basile = Person(aline_of(base, "b@exemple.fr").id, "Basile", frozenset({"contributor"}))
    one = writing.start(base.wiki, basile, "experience")
    connect(client)
    assert client.post(PATH, json={"text": "a", "number": one.number}, headers=OURS).status_code == 403
