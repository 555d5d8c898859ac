"""The log of the server holds nobody: somebody signs in, asks, writes, meets faults; their words are sought in it."""

import errno
import io
import json
import logging
import logging.config
import sqlite3
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import logger as streamlit_logger

from kb.base import KnowledgeBase
from kb.errors import BaseBusy, KbError
from kb.store.accounts import access_tokens
from kb.web.app import report_error
from kb.web.operating.log_lines import OUR_OWN, THE_SERVERS, keep_log, wanted
from tests.web.gated import SECRET, aline_of, connect, hidden
from tests.web.whole_site import OUTSIDE, SITE, whole_site

NAME, TEXT, QUESTION = "Dubreuil", "elle dort chez sa tante à Pantin", "qui héberge Zorglubine ce soir"
LINK, LOGIN = "jeton-de-lien-tres-secret", "aline@exemple.fr"
PLANTED = [NAME, "tante", "Zorglubine", LINK, LOGIN, SECRET, OUTSIDE[0], "ailleurs.exemple"]


class Typed(BaseModel):
    """Something that quotes what it refuses."""

    age: int


def quoting(request: Request) -> Response:
    """A route that fails with an error that quotes what somebody typed."""
    match request.query_params["by"]:
        case "program":
            raise ValueError(f"« {TEXT} » de {NAME}")
        case "typed":
            Typed.model_validate({"age": f"{NAME}, {TEXT}"})
        case "refusal":
            raise KbError(f"« {NAME} » n’est pas un titre.")
        case "disk":
            raise OSError(errno.ENOSPC, "No space left on device", f"/srv/corpus/{NAME}.pdf")
        case "cause":
            try:
                raise KeyError(NAME)
            except KeyError as error:
                raise BaseBusy("Le registre est occupé.") from error
    raise sqlite3.OperationalError("no such table: nothing")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log holds, kept as `kb serve` keeps it; the loggers of the tests are put back afterwards."""
    named = {name: logging.getLogger(name).level for name in (*OUR_OWN, *THE_SERVERS)}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(streamlit_logger, "setup_formatter", streamlit_logger.setup_formatter)
    stream = io.StringIO()
    keep_log("json", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in named.items():
        logging.getLogger(name).setLevel(was)
    for one in streamlit_logger._loggers.values():
        one.propagate = True


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def sorts(log: io.StringIO) -> set[str]:
    return {one["sort"] for line in lines(log) for one in line.get("errors", ())}


def test_a_day_on_the_site_leaves_nobody_in_the_log(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    account = aline_of(base)
    token = access_tokens.make_token(base.register, account.id, NAME, ["lire", "contribuer"], 30)
    bearer = {"Authorization": f"Bearer {token}"}
    with whole_site(base, monkeypatch, more=(Route("/api/v1/casse", quoting), Route("/ecrire/casse", quoting))) as site:
        form = hidden(site.get("/connexion").text)
        site.post("/connexion", data={"csrf": form, "login": LOGIN, "password": f"faux {TEXT}"})
        assert connect(site).status_code == 303
        for path in (
            f"/?q={QUESTION}",
            f"/lire?id={NAME}",
            f"/invitation/{LINK}",
            f"/mot-de-passe/{LINK}",
            f"/premier-compte/{LINK}",
            f"/fichiers/{NAME}",
            f"/suggestions?q={QUESTION}",
            f"/exporter/recherche.csv?q={QUESTION}",
        ):
            site.get(path, headers={"accept": "text/html", "referer": "https://ailleurs.exemple/"})
        assert site.get("/api/v1/recherche", params={"q": QUESTION}, headers=bearer).status_code == 200
        draft = {"kind": "experience", "fields": {"title": NAME, "context": TEXT}}
        assert site.post("/api/v1/brouillons", json=draft, headers=bearer).status_code == 201
        site.post("/api/v1/brouillons", json={"kind": "experience", "fields": {"steps": TEXT}}, headers=bearer)
        site.post(
            "/api/brouillon",
            json={"number": 999, "place": NAME, "text": TEXT},
            headers={"x-rp-brouillon": "1", "origin": SITE},
        )
        for by in ("program", "typed", "refusal", "disk", "cause", "table"):
            for path in ("/api/v1/casse", "/ecrire/casse"):
                assert site.get(path, params={"by": by}).status_code >= 500
    found = log.getvalue()
    assert not [word for word in (*PLANTED, token) if word in found]
    assert {"kb.errors.KbError", "kb.errors.BaseBusy", "KeyError"} <= sorts(log)
    told = [one for line in lines(log) for one in line.get("errors", ())]
    assert "Le registre est occupé." in {one["said"] for one in told}
    assert any("test_log.py" in frame and frame.endswith(" quoting") for one in told for frame in one["frames"])


def test_a_page_that_fails_is_told_by_its_place(log: io.StringIO) -> None:
    try:
        Typed.model_validate({"age": f"{NAME}, {TEXT}"})
    except ValueError as error:
        report_error(error)
    (line,) = [one for one in lines(log) if one["logger"] == "kb.web.app"]
    assert (line["level"], line["said"]) == ("ERROR", "page failed")
    assert line["errors"][0]["said"] == ""
    assert not [word for word in PLANTED if word in log.getvalue()]


def test_what_libraries_say_in_their_own_words_is_not_kept(log: io.StringIO) -> None:
    logging.getLogger("pypdf").error("cannot read %s", f"{NAME}.pdf")
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: ValueError('{TEXT}')")
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', OUTSIDE, f"/lire?id={NAME}")
    logging.getLogger("some.library").info("chatter")
    streamlit_logger.get_logger("streamlit.only.here").error("Uncaught: %s", NAME)
    warnings.warn(f"{NAME} is deprecated", UserWarning, stacklevel=1)
    told = {line["logger"]: line["said"] for line in lines(log)}
    assert set(told) == {"pypdf", "asyncio", "uvicorn.error", "streamlit.only.here", "py.warnings"}
    assert told["uvicorn.error"] == '%s - "WebSocket %s" [accepted]'
    assert told["pypdf"].startswith("(web/operating/test_log.py:") or "test_log.py:" in told["pypdf"]
    assert not [word for word in PLANTED if word in log.getvalue()]


@pytest.mark.parametrize("error", [ValueError(TEXT), OSError(errno.ENOSPC, "No space left", f"/srv/{NAME}.pdf")])
def test_what_the_server_itself_catches_is_told_without_what_it_quotes(log: io.StringIO, error: Exception) -> None:
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    (line,) = lines(log)
    assert line["said"] == "Exception in ASGI application"
    assert line["errors"][0]["said"] == ("No space left" if isinstance(error, OSError) else "")
    assert not [word for word in PLANTED if word in log.getvalue()]


def test_a_thread_that_fails_is_told_by_its_sort(log: io.StringIO) -> None:
    def fails() -> None:
        raise ValueError(TEXT)

    one = threading.Thread(target=fails)
    one.start()
    one.join()
    assert sorts(log) == {"ValueError"}
    assert "tante" not in log.getvalue()


def test_an_error_given_as_a_word_of_a_line_quotes_nothing(log: io.StringIO) -> None:
    logging.getLogger("kb.web.warming").error("the index does not follow: %s", KbError(TEXT))
    logging.getLogger("kb.web.warming").error("the index does not follow: %s", BaseBusy("Le registre est occupé."))
    assert [line["said"] for line in lines(log)] == [
        "the index does not follow: kb.errors.KbError",
        "the index does not follow: kb.errors.BaseBusy: Le registre est occupé.",
    ]


def test_the_form_of_the_log_is_one_that_is_known() -> None:
    assert [wanted({}), wanted({"KB_LOG": " JSON "}), wanted({"KB_LOG": "whole"})] == ["text", "json", "whole"]
    with pytest.raises(KbError, match="KB_LOG"):
        wanted({"KB_LOG": "xml"})


def test_the_text_form_holds_as_little(log: io.StringIO) -> None:
    stream = io.StringIO()
    keep_log("text", stream)
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("kb.web").exception("a request failed")
    first, sort, frame = stream.getvalue().splitlines()
    assert first.endswith(" ERROR kb.web: a request failed")
    assert sort == "  ValueError"
    assert "test_log.py" in frame
    assert not [word for word in PLANTED if word in stream.getvalue()]


def test_a_server_whose_usual_settings_were_made_before_writes_to_this_log(log: io.StringIO) -> None:
    logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        keep_log("json", log)
        logging.getLogger("uvicorn.error").error("a fault")
        assert [line["said"] for line in lines(log)] == ["a fault"]
    finally:
        logging.getLogger("uvicorn.access").handlers.clear()
