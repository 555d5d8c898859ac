"""What one follows (a record, a theme, a territory), and what changed lately."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.store.news import comments
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.context import Wiki, case_for, record_case
from kb.wiki.review.revisions import opened_to
from kb.wiki.rights import allows


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the recent changes: when, which record, which revision, by whom, and what was said of it.

    `new`: the first revision that this reader may read.
    """

    at: str
    record_id: str
    revision: int
    author: str
    summary: str
    new: bool = False


def follow(wiki: Wiki, person: Person, sort: str, target: str, *, on: bool = True) -> None:
    """Follow a record that one may read, a theme or a territory."""
    if sort == "record":
        case_for(wiki, "read", person, target)
    elif sort == "theme" and target not in wiki.vocabulary.labels["themes"]:
        raise RecordNotFound(f"Aucun thème « {target} ».")
    elif sort == "territory" and target not in wiki.vocabulary.labels["territories"]:
        raise RecordNotFound(f"Aucun territoire « {target} ».")
    comments.follow(wiki.register, person.account, sort, target, on=on)


def follows(wiki: Wiki, person: Person, record_id: str) -> bool:
    """Whether this person follows a record."""
    return ("record", record_id) in comments.followed(wiki.register, person.account)


def following(wiki: Wiki, person: Person) -> tuple[tuple[str, str], ...]:
    """(sort, target) of all that one follows; without the records that one may not read any more."""
    return tuple(
        (sort, target)
        for sort, target in comments.followed(wiki.register, person.account)
        if sort != "record" or ((case := record_case(wiki, target)) is not None and allows("read", person, case))
    )


def held_by(vocabulary: Vocabulary, territories: Iterable[str]) -> tuple[str, ...]:
    """These territories, and the départements that hold them: whoever follows one follows its communes."""
    known = vocabulary.territories
    departments = [known[code].department for code in territories if code in known]
    return tuple(dict.fromkeys(one for one in (*territories, *departments) if one))


def recent_changes(wiki: Wiki, person: Person | None, limit: int = 50) -> tuple[Changed, ...]:
    """The last published revisions of the records that one may read, newest first; () where there is none."""
    out, opened = [], functools.cache(lambda record_id: opened_to(wiki, person, record_id))
    for at, record_id, number in comments.recent_changes(wiki.register, limit):
        if number in opened(record_id):
            note = next(one for one in wiki.register.history(record_id) if one.number == number)
            new = number == min(opened(record_id))
            out.append(Changed(at, record_id, number, note.author, note.summary, new))
    return tuple(out)
