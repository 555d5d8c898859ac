"""The server's log: one line for each thing that happened, as text or as JSON, with nobody in it.

Threat it answers: whoever reads a log (a journal, a collector of logs, a message sent to ask for help) reads neither
addresses, logins, questions, texts nor secrets. What an error quotes may be any of these: of an error stand its sort
and the place in the program; its words only where it speaks of the base or the machine. Of libraries, who spoke, where.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from kb.errors import (
    BaseUnavailable,
    EncoderMismatch,
    EncoderMissing,
    HomeMissing,
    IndexBroken,
    IndexMissing,
    KbError,
)
from kb.home import CHECKOUT

VARIABLE: Final = "KB_LOG"
FORMS: Final = ("text", "json", "whole")
# Our own words stand in the log, with what we put in them. The server's stand without (it puts addresses in them).
OUR_OWN: Final = ("kb", "ingest", "streamlit_app")
TEMPLATES: Final = ("uvicorn",)
# Errors that speak of the base and the machine.
OF_THE_BASE: Final = (BaseUnavailable, HomeMissing, IndexMissing, IndexBroken, EncoderMissing, EncoderMismatch)
CHAIN: Final = 5  # errors that led to one another
FRAMES: Final = 25


def wanted(given: Mapping[str, str]) -> str:
    """The form of the log that the operator asked for: text, json or whole. Raises KbError."""
    form = given.get(VARIABLE, "").strip().lower() or "text"
    if form not in FORMS:
        raise KbError(
            f"{VARIABLE} vaut « text », « json » ou « whole », pas « {form[:20]} ». Corrigez-le, puis relancez."
        )
    return form


class Discreet(logging.Formatter):
    """What may be kept of each thing that was said."""

    def entry(self, record: logging.LogRecord) -> dict[str, Any]:
        """`at`, `level`, `logger`, `said`, and of an error its `errors`, the first cause last."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": _said(record),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["errors"] = [_told(one) for one in _causes(error)]
        return told


class JsonLines(Discreet):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(self.entry(record), ensure_ascii=False)


class PlainLines(Discreet):
    """One line of text, and those of an error below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines."""
        told = self.entry(record)
        lines = [f"{told['at']} {told['level']} {told['logger']}: {told['said']}"]
        for one in told.get("errors", ()):
            lines.append(f"  {one['sort']}: {one['said']}" if one["said"] else f"  {one['sort']}")
            lines += [f"    {frame}" for frame in one["frames"]]
        return "\n".join(lines)


def _said(record: logging.LogRecord) -> str:
    if _is_of(record.name, OUR_OWN):
        given = record.args
        if isinstance(given, tuple):
            given = tuple(describe(one) if isinstance(one, BaseException) else one for one in given)
        return str(record.msg) % given if given else str(record.msg)
    if _is_of(record.name, TEMPLATES):
        return str(record.msg).partition("\n")[0]
    return f"({_shortened(record.pathname)}:{record.lineno})"


def _is_of(name: str, roots: tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def describe(error: BaseException) -> str:
    """An error without what it quotes of people: its sort, and its words where it speaks of the base."""
    said = _words(error)
    return f"{_sort(error)}: {said}" if said else _sort(error)


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{_shortened(one.filename)}:{one.lineno} {one.name}" for one in frames]
    return {"sort": _sort(error), "said": _words(error), "frames": places}


def _sort(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _words(error: BaseException) -> str:
    if isinstance(error, OF_THE_BASE) or type(error).__module__ == "sqlite3":
        return str(error)
    # The file may be called after somebody.
    return error.strerror or "" if isinstance(error, OSError) and error.errno else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(CHAIN):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _shortened(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(CHECKOUT) and "site-packages" not in path.parts:
        return path.relative_to(CHECKOUT).as_posix()
    return "/".join(path.parts[-3:])


THE_SERVERS: Final = ("uvicorn", "uvicorn.error")


def keep_log(form: str, stream: TextIO | None = None) -> None:
    """Have all that this process logs go to `stream` (the error output) in that form."""
    if form == "whole":
        return  # as Python and its libraries do it, for a trial on one's own machine
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in (*OUR_OWN, *THE_SERVERS):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in THE_SERVERS:
        # Its usual settings give it outputs and a level of its own, and may have been made before.
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    _take_over_streamlit()


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        logging.getLogger(__name__).error("a thread failed", exc_info=failed.exc_value)


def _take_over_streamlit() -> None:
    """Streamlit gives each of its loggers, and the server's, an output of its own: they write to this log instead."""
    from streamlit import logger as theirs

    def hand_on(logger: logging.Logger) -> None:
        held = getattr(logger, "streamlit_console_handler", None)
        if held is not None:
            logger.removeHandler(held)
        logger.propagate = True

    theirs.setup_formatter = hand_on
    for one in theirs._loggers.values():
        hand_on(one)
