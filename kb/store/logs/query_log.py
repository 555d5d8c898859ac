"""The log of questions: what was asked, never by whom. The only thing that reading writes."""

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.store.files.database import transaction, write_if_free
from kb.store.files.statements import added
from kb.store.records.register import Register
from kb.store.records.sources import get_setting

# Kept twelve months (stated under the question field).
KEPT_DAYS = 365
# Words in a row that make a question a quote of a text.
RUN = 5
# Days on which a question is asked before it is suggested to others, how long it may be, and how many are.
OFTEN, SUGGESTED_LENGTH, SUGGESTED = 3, 100, 500
# A question longer than this says more of its author than of the base.
LONGEST = 300

NUMBERS = re.compile(r"\d[\d .\-/]*\d|\d")
ADDRESS = re.compile(r"\S+@\S+")
# A capital inside the sentence, or after a title, is taken for a name. The first word is masked too when a title
# precedes it. Masking too much costs the log a word; masking too little would keep a person's name.
TITLED = re.compile(r"\b(M\.|MM\.|Mme|Mlle|Mr|Madame|Monsieur|Docteur|Dr)\s+\S+", re.IGNORECASE)
NAME = re.compile(
    r"(?:(?<=\S\s)|(?<=[’'«(\"]))(?!(?:Paris|France|Seine|Saint)\b)[A-ZÀ-Þ][a-zà-ÿ’'-][\wÀ-ÿ’'-]*(?:\s[A-ZÀ-Þ]{2,}\b)?"
)


def forget_quotes(register: Register, text: str) -> int:
    """Number of logged questions that went because they quote a text, whole or in a run of five words."""
    runs = runs_of(text)
    with transaction(register.database):
        rows = register.database.execute("SELECT number, question FROM query_log").fetchall()
        gone = [number for number, question in rows if runs_of(question) & runs]
        for number in gone:
            register.database.execute("DELETE FROM query_log WHERE number = ?", [number])
    return len(gone)


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Runs of five words of a text; a shorter text is one run."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < RUN:
        return {tuple(words)} if words else set()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def masked(question: str) -> str:
    """A question without the numbers, addresses and names it may hold, cut to `LONGEST` characters."""
    text = " ".join(_whole(question).split())[:LONGEST]
    text = ADDRESS.sub("…", text)
    text = TITLED.sub("…", text)
    text = NAME.sub("…", text)
    return NUMBERS.sub("…", text)


def _whole(text: str) -> str:
    """The text without halves of characters, which SQLite refuses."""
    return text.encode(errors="replace").decode()


def log_question(
    register: Register, question: str, where: Mapping[str, Sequence[str]], *, hits: int, weak: bool
) -> int | None:
    """Number of the line written, or None when the log is off, or the base takes no writing just now.

    Lines past their time go in the same transaction.
    """
    if get_setting(register, "query_log", "on") != "on" or not question.strip():
        return None
    day = datetime.date.fromisoformat(register.now()[:10])
    filters = _whole(json.dumps({key: list(values) for key, values in where.items()}, ensure_ascii=False))
    line = [day.isoformat(), masked(question), filters, hits, int(weak)]

    def write() -> int | None:
        oldest = (day - datetime.timedelta(days=KEPT_DAYS)).isoformat()
        register.database.execute("DELETE FROM query_log WHERE day < ?", [oldest])
        statement = "INSERT INTO query_log (day, question, filters, hits, weak) VALUES (?, ?, ?, ?, ?)"
        return added(register.database, statement, line)

    return write_if_free(register.database, "a question asked", write)


def log_feedback(register: Register, question: str, *, helped: bool) -> None:
    """Note, beside the last such question of the day, whether its answer helped; not while nothing can be kept."""

    def write() -> None:
        register.database.execute(
            "UPDATE query_log SET helped = ? WHERE number = "
            "(SELECT MAX(number) FROM query_log WHERE question = ? AND day = ?)",
            [int(helped), masked(question), register.now()[:10]],
        )

    write_if_free(register.database, "whether an answer helped", write)


def asked_often(register: Register) -> tuple[str, ...]:
    """Questions that found something near on `OFTEN` days at least, most asked first: one person's words are nobody's.

    None that a name, a number or an address was taken out of, nor a long one, which tells more of its author.
    """
    rows = register.database.execute(
        "SELECT MIN(question) AS asked FROM query_log WHERE weak = 0 AND hits > 0 AND question NOT LIKE '%…%' "
        "AND length(question) BETWEEN 3 AND ? GROUP BY lower(question) HAVING COUNT(DISTINCT day) >= ? "
        "ORDER BY COUNT(*) DESC, asked LIMIT ?",
        [SUGGESTED_LENGTH, OFTEN, SUGGESTED],
    )
    return tuple(row[0] for row in rows.fetchall())


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found nothing near, as it was masked: how often it was asked, and on which days."""

    question: str
    count: int
    days: tuple[str, ...]


def unanswered(register: Register) -> tuple[Unanswered, ...]:
    """The questions that found nothing near, the last asked first; one asked in other letters is the same.

    A question that was answered on another day is not among them, unless it is asked in vain since.
    """
    days: dict[str, list[str]] = {}
    asked = register.database.execute(
        "SELECT DISTINCT lower(trim(question)), day FROM query_log WHERE weak = 1 OR hits = 0 ORDER BY day"
    )
    for same, day in asked.fetchall():
        days.setdefault(same, []).append(day)
    rows = register.database.execute(
        "WITH missed AS (SELECT lower(trim(question)) AS same, MAX(question) AS words, COUNT(*) AS times, "
        "MAX(day) AS last, MAX(number) AS newest FROM query_log WHERE weak = 1 OR hits = 0 "
        "GROUP BY lower(trim(question))), answered AS (SELECT lower(trim(question)) AS same, MAX(day) AS last "
        "FROM query_log WHERE weak = 0 AND hits > 0 GROUP BY lower(trim(question))) "
        "SELECT m.words, m.times, m.same FROM missed m LEFT JOIN answered a ON a.same = m.same "
        "WHERE m.last >= COALESCE(a.last, '') ORDER BY m.newest DESC"
    )
    return tuple(Unanswered(row[0], row[1], tuple(days[row[2]])) for row in rows.fetchall())


def oldest_day(register: Register) -> str:
    """The day of the oldest question kept, "" when there is none."""
    return str(register.database.execute("SELECT COALESCE(MIN(day), '') FROM query_log").fetchone()[0])
