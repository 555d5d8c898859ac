"""OAI-PMH as harvesters speak it: a real client reads it to its end, and is told what is wrong."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import httpx2
import oaipmh_scythe
import pytest
from starlette.testclient import TestClient

from kb.programs import oai
from kb.readers import OPERATOR
from kb.store.records.sources import put_settings
from kb.web.environment import Environment
from kb.web.programs.oai import routes
from kb.wiki.review import review
from tests.web.programs.called import ALL, GONE, GROUP, KEPT, OPEN, Called, calling
from tests.wiki.people import ADMIN, REVIEWER, published

NAMES = {"o": oai.OAI, "dc": "http://purl.org/dc/elements/1.1/"}
DC = "&metadataPrefix=oai_dc"
PUBLIC = f"oai:testserver:{OPEN}"


@pytest.fixture
def called(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Called]:
    with calling(tmp_path / "home", monkeypatch, tuple(routes(Environment()))) as one:
        yield one


class Through(httpx2.BaseTransport):
    """What carries a client's requests to the site of a test."""

    def __init__(self, site: TestClient) -> None:
        self._site = site

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._site.request(request.method, str(request.url), content=request.read(), headers=[
            (name, value) for name, value in request.headers.items() if name.lower() == "content-type"
        ])  # fmt: skip
        return httpx2.Response(answer.status_code, content=answer.content, headers={"content-type": "text/xml"})


@pytest.fixture
def harvester(called: Called) -> oaipmh_scythe.Scythe:
    one = oaipmh_scythe.Scythe("http://testserver/oai")
    one._client = httpx2.Client(transport=Through(called.client))
    return one


def asked(called: Called, query: str) -> ElementTree.Element:
    """The answer to a query."""
    answer = called.client.get(f"/oai?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def code(called: Called, query: str) -> str | None:
    """The code of the error, None without."""
    error = asked(called, query).find("o:error", NAMES)
    return None if error is None else error.get("code")


def test_a_client_reads_all_that_visitors_may_and_nothing_else(called: Called, harvester: Any) -> None:
    found = {one.header.identifier: one for one in harvester.list_records(metadata_prefix="oai_dc")}
    assert set(found) == {PUBLIC, f"oai:testserver:{GONE}"}
    assert found[f"oai:testserver:{GONE}"].deleted
    told = found[PUBLIC].metadata
    assert told["title"] == [f"La cabane {OPEN}"]
    assert told["identifier"] == [f"http://testserver/lire?id={OPEN}", OPEN]
    assert told["language"] == ["fr"]
    assert told["coverage"] == [called.base.territory_name("75119")]
    headers = {one.identifier for one in harvester.list_identifiers(metadata_prefix="oai_dc", ignore_deleted=True)}
    assert headers == {PUBLIC}
    assert harvester.get_record(identifier=PUBLIC, metadata_prefix="oai_dc").header.identifier == PUBLIC
    assert harvester.identify().deletedRecord == "transient"
    assert {one.setSpec for one in harvester.list_sets()} >= {"experience", "document"}
    assert [one.metadataPrefix for one in harvester.list_metadata_formats()] == ["oai_dc"]


def test_a_long_list_is_read_to_its_end_once(called: Called, harvester: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "ON_A_PAGE", 2)
    more = {published(called.base) for _ in range(5)}
    read = [one.identifier for one in harvester.list_identifiers(metadata_prefix="oai_dc", set_="experience")]
    assert sorted(read) == sorted(f"oai:testserver:{one}" for one in (OPEN, GONE, *more))
    token = asked(called, f"verb=ListIdentifiers{DC}").find(".//o:resumptionToken", NAMES)
    assert token is not None
    assert (token.get("completeListSize"), token.get("cursor")) == ("7", "0")
    # What changes while one reads comes at the end, and nothing else is passed over.
    review.withdraw(called.base.wiki, REVIEWER, OPEN, "Pour l’essai.")
    rest, at = [], token.text
    while at:
        page = asked(called, f"verb=ListIdentifiers&resumptionToken={at}")
        rest += [str(one.text) for one in page.iterfind(".//o:identifier", NAMES)]
        following = page.find(".//o:resumptionToken", NAMES)
        at = following.text if following is not None else None
    first = [one.text for one in asked(called, f"verb=ListIdentifiers{DC}").iterfind(".//o:identifier", NAMES)]
    assert set(rest) >= {f"oai:testserver:{one}" for one in more} - set(first)
    assert len(rest) == len(set(rest))


def test_what_is_closed_since_is_told_as_deleted_and_its_words_are_gone(called: Called) -> None:
    record_id = published(called.base)
    one = f"verb=GetRecord{DC}&identifier=oai:testserver:{record_id}"
    assert asked(called, one).find(".//dc:title", NAMES) is not None
    review.withdraw(called.base.wiki, REVIEWER, record_id, "Pour l’essai.")
    told = asked(called, one)
    assert told.find(".//o:header", NAMES).get("status") == "deleted"  # type: ignore[union-attr]
    assert told.find(".//o:metadata", NAMES) is None
    called.base.administration.erasure.erase(ADMIN, record_id)
    assert code(called, one) == "idDoesNotExist"


@pytest.mark.parametrize("record_id", [KEPT, GROUP, "EXP-1999-001", ""])
def test_what_visitors_never_could_read_does_not_exist(called: Called, record_id: str) -> None:
    for name in (f"oai:testserver:{record_id}", record_id):
        assert code(called, f"verb=GetRecord{DC}&identifier={name}") == "idDoesNotExist"
        assert code(called, f"verb=ListMetadataFormats&identifier={name}") == "idDoesNotExist"
    listed = called.client.get(f"/oai?verb=ListRecords{DC}").text
    assert [one for one in ALL if one in listed] == [OPEN, GONE]


def test_a_token_opens_nothing_more(called: Called) -> None:
    answer = called.get("member", "/oai", verb="ListRecords", metadataPrefix="oai_dc")
    assert KEPT not in answer.text
    assert called.base.record(KEPT, reader=OPERATOR) is not None


def test_dates_bound_a_list_their_ends_included(called: Called) -> None:
    at = asked(called, f"verb=GetRecord{DC}&identifier={PUBLIC}").find(".//o:datestamp", NAMES).text  # type: ignore[union-attr]
    assert at
    day = at[:10]
    for bounds in (f"from={at}", f"until={at}&set=experience", f"from={day}&until={day}", f"from={at}&until={at}"):
        found = asked(called, f"verb=ListIdentifiers{DC}&{bounds}").iterfind(".//o:identifier", NAMES)
        assert PUBLIC in {one.text for one in found}, bounds
    for bounds in ("from=2199-01-01", "until=1999-12-31", "set=document", "set=rien"):
        assert code(called, f"verb=ListIdentifiers{DC}&{bounds}") == "noRecordsMatch", bounds


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("", "badVerb"),
        ("verb=Rien", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        (f"verb=ListRecords{DC}{DC}", "badArgument"),
        (f"verb=ListRecords{DC}&resumptionToken=x", "badArgument"),
        (f"verb=ListRecords{DC}&from=hier", "badArgument"),
        (f"verb=ListRecords{DC}&from=2026-02-30", "badArgument"),
        (f"verb=ListRecords{DC}&from=", "badArgument"),
        (f"verb=ListRecords{DC}&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"),
        (f"verb=ListRecords{DC}&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=W10", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%C3%A9", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        (f"verb=GetRecord{DC}&identifier=%00%0B", "idDoesNotExist"),
    ],
)
def test_what_is_asked_badly_is_told_by_its_code(called: Called, query: str, wrong: str) -> None:
    assert code(called, query) == wrong


def test_a_form_that_is_posted_is_answered_alike(called: Called) -> None:
    form = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": PUBLIC}
    assert f"La cabane {OPEN}" in called.client.post("/oai", data=form).text


def test_a_base_closed_to_visitors_is_not_harvested(called: Called) -> None:
    put_settings(called.base.register, {"visitors": "no"})
    for query in ("verb=Identify", f"verb=ListRecords{DC}"):
        answer = called.client.get(f"/oai?{query}")
        assert answer.status_code == 403
        assert "OAI-PMH" not in answer.text
