"""Making a signal known as a record, and taking it back: whoever was told is told again, and bulletins are marked."""

import datetime
from collections.abc import Collection
from typing import Any, Final

from kb.errors import KbError
from kb.french import day as french_day
from kb.protection.spans import Kind
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import KINDS, Record
from kb.store.accounts.accounts import accounts
from kb.store.files.database import transaction
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import SignalReport
from kb.watch.context import Watch
from kb.watch.handling import EXPIRES_AFTER, GRID, StepRefused, check_next, handled, move
from kb.wiki.context import require_anywhere

# What must not stand in a signal that is made known; a rare combination or an exact day is for the cell to judge.
NAMES_SOMEBODY: Final[frozenset[Kind]] = frozenset(
    {"person", "phone", "email", "address", "nir", "birth_date", "plate"}
)
DIFFUSIONS: Final = ("professionals", "public", "group")


def diffuse(
    watch: Watch,
    person: Person,
    number: int,
    *,
    diffusion: str = "professionals",
    groups: Collection[str] = (),
    expires: str = "",
) -> str:
    """Publish a weighed signal; identifier of its record. Subscribers, and those who say the same, are told.

    Raises StepRefused: not weighed, or its words still name somebody.
    """
    one = handled(watch, person, number)
    check_next(one, "diffused")
    if diffusion not in DIFFUSIONS or (diffusion == "group" and not groups):
        raise StepRefused("Dites à qui : tous, les professionnels, ou un groupe.")
    found = watch.wiki.resources.highlights(str(one.fields["description"]))
    if named := [word.text for word in found if word.kind in NAMES_SOMEBODY]:
        raise StepRefused(
            f"Ces mots désignent quelqu’un : {', '.join(f'« {each} »' for each in named[:5])}. Remplacez-les dans le "
            "texte du signal avant de le diffuser."
        )
    until = expires or (watch.today + datetime.timedelta(days=EXPIRES_AFTER)).isoformat()
    wiki, said = watch.wiki, _to_whom(diffusion, groups)
    # Two of the cell at once: the second waits here, and finds the signal diffused.
    with transaction(watch.private.database), transaction(wiki.register.database):
        one = store.report(watch.private, number)
        check_next(one, "diffused")
        record_id = wiki.register.new_id("signal")
        record = _record(one, record_id, diffusion, groups, until, "diffused")
        _publish(watch, record, person.account, "diffusé par la cellule de veille", None)
        store.change_report(watch.private, number, record_id=record_id, audience=record.audience, expires=until)
        move(watch, one, "diffused", said, actor=person.account)
        told = _readers_of(watch, one, record.audience)
        watch_news.add_told(watch.private, number, told)
        others = told - {one.sender} - store.who_says_the_same(watch.private, number)
        watch_news.tell(watch.private, others, number, "diffused", said)
    wiki.index.hand_over()
    return record_id


def _to_whom(diffusion: str, groups: Collection[str]) -> str:
    said = {"public": "à tous", "professionals": "aux professionnels qui ont un compte"}
    return f"Diffusé {said.get(diffusion) or 'à un groupe : ' + ', '.join(sorted(groups))}."


def _readers_of(watch: Watch, one: SignalReport, audience: str) -> frozenset[str]:
    """The accounts to tell: subscribed to its theme, product or territory, and allowed to read it."""
    wanted = watch_news.subscribers(
        watch.private,
        {
            "theme": one.fields.get("themes") or (),
            "substance": one.fields.get("substances") or (),
            "territory": (one.territory, one.territory[:2]),
        },
    )
    return frozenset(
        known.id
        for known in accounts(watch.wiki.register)
        if known.id in wanted and not known.disabled and known.person.reader.reads(audience)
    )


def _record(
    one: SignalReport,
    record_id: str,
    diffusion: str,
    groups: Collection[str],
    expires: str,
    state: str,
    retraction: str = "",
) -> Record:
    """The record of a signal: what was seen and how it was weighed; neither who sent it nor for which organisation."""
    fields = dict(one.fields)
    said: dict[str, Any] = {
        "id": record_id,
        "kind": "signal",
        "title": f"{'Rétracté : ' if retraction else ''}{fields['title']}"[:300],
        "territories": [one.territory],
        "date": one.day,
        "period": french_day(one.day),
        "diffusion": diffusion,
        "groups": sorted(groups),
        "structures": len(one.structures),
        "expires": expires,
        "state": state,
        "retraction": retraction,
        "evaluation": " · ".join(f"{GRID[name][0]} : {answer.lower()}" for name, answer in one.grid.items()),
        "standing": fields.get("standing", ""),
    }
    given = ("description", "subject", "trigger", "knowledge", "function", "form", "route", "access", "price", "level",
             "themes", "substances", "fictional")  # fmt: skip
    return KINDS["signal"].model_validate(said | {name: fields[name] for name in given if fields.get(name)})


def _publish(watch: Watch, record: Record, actor: str, summary: str, base: int | None) -> None:
    register = watch.wiki.register
    number = register.save(record, canonical(record), author=actor, summary=summary, base=base, wiki=True)
    register.publish(record.id, number, actor=actor)


def retract(watch: Watch, person: Person, number: int, reason: str) -> tuple[str, ...]:
    """Take a signal back, saying why; identifiers of the bulletins that were marked.

    Its record stays, and says so in its title and its first words: whoever kept its address reads it there.
    """
    require_anywhere("handle_signals", person)
    reason = " ".join(reason.split())[:2_000]
    if not reason:
        raise StepRefused("Dites pourquoi : tous ceux qui ont été prévenus le liront.")
    marked: tuple[str, ...] = ()
    with transaction(watch.private.database), transaction(watch.wiki.register.database):
        one = store.report(watch.private, number)
        check_next(one, "retracted")
        published = watch.wiki.register.published(one.record_id) if one.record_id else None
        if published is not None:
            _, _, named = published.record.audience.partition(":")
            diffusion, groups = published.record.diffusion, [each for each in named.split("|") if each]
            record = _record(one, one.record_id, diffusion, groups, one.expires, "retracted", reason)
            _publish(watch, record, person.account, "rétracté", published.number)
            marked = _mark_bulletins(watch, one, reason, person.account)
        move(watch, one, "retracted", reason, actor=person.account)
    watch.wiki.index.hand_over()
    return marked


def _mark_bulletins(watch: Watch, one: SignalReport, reason: str, actor: str) -> tuple[str, ...]:
    register, marked = watch.wiki.register, []
    title = str(one.fields["title"])
    for record_id in store.bulletins(register):
        published = register.published(record_id)
        if published is None or one.record_id not in getattr(published.record, "signals", ()):
            continue
        said = f"{one.record_id}, « {title} », rétracté le {french_day(watch.today.isoformat())} : {reason}"
        before = str(getattr(published.record, "retractions", ""))
        fields = published.record.model_dump() | {"retractions": "\n\n".join(filter(None, (before, said)))}
        record = KINDS["bulletin"].model_validate(fields)
        if register.entry(record_id).head != published.number:  # type: ignore[union-attr]
            raise KbError(f"Un changement du bulletin {record_id} attend : publiez-le ou abandonnez-le d’abord.")
        _publish(watch, record, actor, "un signal repris ici a été rétracté", published.number)
        told = watch_news.told_of_bulletin(watch.private, record_id)
        watch_news.tell(watch.private, told, 0, "bulletin_marked", record_id)
        marked.append(record_id)
    return tuple(marked)
