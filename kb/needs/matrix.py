"""The matrix of needs and services, as a reader may see it, and what is done to its cells."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from kb.errors import KbError, RecordNotFound
from kb.readers import Person, Reader
from kb.records.kinds import Need
from kb.records.plain import many_lines, one_line
from kb.records.summary import RecordSummary
from kb.store.records import coverage
from kb.store.records.coverage import BESIDE, Judgement
from kb.wiki.context import Wiki
from kb.wiki.rights import Case, require

LABELS: Final[Mapping[str, str]] = {
    "covered": "Couvert",
    "partial": "Partiel",
    "saturated": "Saturé",
    "inaccessible": "Inaccessible",
    "gap": "Manque",
}
GAP: Final = "politique publique absente ou insuffisante"
# Judgements under which a service does something for a need, however little.
MEETS: Final = frozenset({"covered", "partial"})
LONGEST_COMMENT, LONGEST_REASON, MOST_STORIES = 2_000, 300, 20


class JudgementRefused(KbError):
    """A judgement that cannot stand, and why."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Needs and services that a reader may read, with the judgements on their pairs.

    `cells` is (need, service) → the judgement that counts; `beside` those that wait for a choice; `gaps` is need → the
    judgement that nothing meets it, or None where nobody judged so and no service meets it.
    """

    needs: tuple[RecordSummary, ...]
    services: tuple[RecordSummary, ...]
    cells: Mapping[tuple[str, str], Judgement]
    beside: Mapping[tuple[str, str], tuple[Judgement, ...]]

    def gap(self, need: str) -> Judgement | None:
        """The judgement that nothing meets a need, or None."""
        return self.cells.get((need, ""))

    def unmet(self, need: str) -> bool:
        """Whether a need is a gap: somebody said so, or every service judged falls short of it."""
        said = [self.cells[need, one.id].status for one in self.services if (need, one.id) in self.cells]
        return self.gap(need) is not None or (bool(said) and not MEETS & set(said))

    @property
    def gaps(self) -> tuple[RecordSummary, ...]:
        """The needs that are gaps, in the order of the matrix."""
        return tuple(one for one in self.needs if self.unmet(one.id))


def matrix(
    wiki: Wiki,
    reader: Reader,
    records: Sequence[RecordSummary],
    *,
    territory: str = "",
    public: str = "",
) -> Matrix:
    """The matrix of a territory and a public, "" for all of them. `records` are those that the reader may read.

    A récit that illustrates a judgement is named only to who may read it.
    """
    needs = tuple(one for one in records if one.kind == "need" and _about(one, territory, public))
    services = tuple(one for one in records if one.kind == "service" and near(one, territory))
    known = {one.id for one in (*needs, *services)} | {""}
    readable = {one.id for one in records}
    cells: dict[tuple[str, str], Judgement] = {}
    beside: dict[tuple[str, str], tuple[Judgement, ...]] = {}
    for one in (*told_by_files(wiki, needs, records), *coverage.standing_judgements(wiki.register)):
        if one.need not in known or one.service not in known:
            continue
        shown = seen(one, readable)
        pair = (one.need, one.service)
        if one.standing == BESIDE:
            beside[pair] = (*beside.get(pair, ()), shown)
        else:
            cells[pair] = shown
    return Matrix(
        tuple(sorted(needs, key=lambda one: one.title.casefold())),
        tuple(sorted(services, key=lambda one: one.title.casefold())),
        cells,
        beside,
    )


def told_by_files(wiki: Wiki, needs: Iterable[RecordSummary], records: Iterable[RecordSummary]) -> Iterator[Judgement]:
    """What the files of needs tell of their coverage: number 0, by nobody, until somebody judges the pair here."""
    named = {one.id: one.id for one in records}
    named |= {PurePosixPath(one.source).stem: one.id for one in records if one.source}
    for need in needs:
        found = wiki.register.published(need.id) if need.source else None
        if found is None or not isinstance(found.record, Need):
            continue
        for one in found.record.coverage:
            service = named.get(one.service, "") if one.service else ""
            if bool(one.service) == bool(service):
                stories = tuple(named[story] for story in one.stories if story in named)
                yield Judgement(
                    *(0, need.id, service, one.status, one.reason, one.comment, stories),
                    *("", found.record.date or found.at[:10], coverage.STANDING),
                )


def _about(need: RecordSummary, territory: str, public: str) -> bool:
    return near(need, territory) and (not public or not need.publics or public in need.publics)


def near(one: RecordSummary, territory: str) -> bool:
    """Whether a record concerns a territory: one of a département concerns its communes, and the other way round."""
    if not territory or not one.territories:
        return True
    return any(code.startswith(territory) or territory.startswith(code) for code in one.territories)


def seen(one: Judgement, readable: Collection[str]) -> Judgement:
    """A judgement with the récits that a reader may read alone."""
    stories = tuple(story for story in one.stories if story in readable)
    return Judgement(
        *(one.number, one.need, one.service, one.status, one.reason, one.comment, stories),
        *(one.author, one.at, one.standing),
    )


def judge(
    wiki: Wiki,
    person: Person | None,
    need: str,
    service: str,
    status: str,
    *,
    read: int,
    reason: str = "",
    comment: str = "",
    stories: Sequence[str] = (),
) -> Judgement:
    """The judgement of somebody who may write needs. Raises Refused, JudgementRefused, RecordNotFound, and
    CoverageConflict when another judged the pair meanwhile: both are kept then."""
    require("start", person, Case("need", visitors=wiki.visitors))
    assert person is not None
    reason, comment = one_line(reason), many_lines(comment).strip()
    if status not in coverage.STATUSES or (status == "gap") != (not service):
        raise JudgementRefused(
            "Un manque se dit d’un besoin entier ; les autres avis, d’un dispositif. Rien n’est changé."
        )
    if status == "inaccessible" and not reason:
        raise JudgementRefused(
            "Dites en quoi ce dispositif est inaccessible : le motif aide le comité. Tout est gardé."
        )
    if len(comment) > LONGEST_COMMENT or len(reason) > LONGEST_REASON:
        raise JudgementRefused(f"Un commentaire tient en {LONGEST_COMMENT} caractères, un motif en {LONGEST_REASON}.")
    for record_id, kind in ((need, "need"), *(((service, "service"),) if service else ())):
        entry = wiki.register.entry(record_id)
        if entry is None or entry.kind != kind or entry.published_revision is None:
            raise RecordNotFound(
                f"La fiche {record_id} a été retirée, ou n’est pas publiée. Votre avis n’est pas gardé."
            )
        if not person.reader.reads(entry.diffusion):
            raise RecordNotFound(f"La fiche {record_id} n’est pas ouverte à votre compte.")
    kept = [one for one in dict.fromkeys(stories) if _is_story(wiki, person, one)][:MOST_STORIES]
    return coverage.judge(
        wiki.register, need, service, status,
        author=person.account, read=read, reason=reason, comment=comment, stories=kept,
    )  # fmt: skip


def _is_story(wiki: Wiki, person: Person, record_id: str) -> bool:
    entry = wiki.register.entry(record_id)
    return entry is not None and entry.published_revision is not None and person.reader.reads(entry.diffusion)


def settle(wiki: Wiki, person: Person | None, number: int) -> None:
    """Choose which of two judgements on a pair counts. Raises Refused."""
    require("start", person, Case("need", visitors=wiki.visitors))
    assert person is not None
    coverage.settle(wiki.register, number, author=person.account)


def changes_since(wiki: Wiki, found: Matrix, day: datetime.date) -> tuple[Judgement, ...]:
    """The judgements made since a day on the pairs of a matrix, newest first."""
    known = {one.id for one in (*found.needs, *found.services)} | {""}
    readable = known | {story for one in found.cells.values() for story in one.stories}
    return tuple(
        seen(one, readable)
        for one in coverage.judged_since(wiki.register, day.isoformat())
        if one.need in known and one.service in known
    )
