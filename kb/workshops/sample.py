"""A cycle of four fictitious workshops, played through as people would: to look at, and to try the pages on."""

import secrets
from pathlib import Path
from typing import Any

import yaml

from kb.readers import Person
from kb.store.workshops import contributions as words
from kb.store.workshops import leads as lead_store
from kb.store.workshops import workshops as store
from kb.wiki.context import Wiki
from kb.workshops import heaps, preparing, receiving, showing
from kb.workshops.plan import Headcount, SittingPlan, WorkshopPlan
from kb.workshops.restitution import assembling

CYCLE = Path(__file__).parents[1] / "data" / "sample_cycle.yaml"
PEOPLE = 10  # in each of the two groups


def play(wiki: Wiki, person: Person, narratives: tuple[str, ...]) -> int:
    """Number of a workshop of four sittings that took place, with its restitution as a draft and its leads followed.

    `narratives` are identifiers of published narratives; each sitting works on two of them, in turn.
    """
    told = yaml.safe_load(CYCLE.read_text("utf-8"))
    plan = WorkshopPlan(title=told["title"], aim=told["aim"], organisation=told["organisation"],
                        themes=tuple(told["themes"]), fictional=True)  # fmt: skip
    number = preparing.start(wiki, person, plan)
    for at, one in enumerate(told["sittings"]):
        chosen = tuple(dict.fromkeys(narratives[(2 * at + turn) % len(narratives)] for turn in range(2)))
        _sitting(wiki, person, number, one, chosen)
    made = assembling.draft(wiki, person, number)
    states = {lead[0]: lead[3:] for one in told["sittings"] for lead in one["leads"]}
    for one in lead_store.leads(wiki.register, record_id=made.record_id):
        state, result = states[one.text]
        changes = {"state": state, "result": result}
        lead_store.change_lead(wiki.register, one.number, changes, actor=person.account, said=result)
    return number


def _sitting(wiki: Wiki, person: Person, workshop: int, told: dict[str, Any], narratives: tuple[str, ...]) -> None:
    counts = tuple(Headcount(trade=trade, structure=where, count=many) for trade, where, many in told["headcounts"])
    plan = SittingPlan(theme=told["theme"], date=told["date"], headcounts=counts, narratives=narratives,
                       facilitators="une formatrice, un éducateur")  # fmt: skip
    number = preparing.add_sitting(wiki, person, workshop, plan)
    preparing.open_sitting(wiki, person, number)
    tokens = [[secrets.token_urlsafe(32) for _ in range(PEOPLE)] for _ in range(2)]
    for team, held in enumerate(tokens):
        for token in held:
            receiving.join(wiki, store.sitting(wiki.private, number), team, token)
    _said(wiki, number, told, tokens)
    preparing.end_sitting(wiki, person, number)


def _said(wiki: Wiki, number: int, told: dict[str, Any], tokens: list[list[str]]) -> None:
    """Everything that is said in a sitting, sent as telephones send it, and shown."""
    for team, text in told["associations"]:
        view = showing.narrative(wiki, store.sitting(wiki.private, number), 0)
        parts = [part["sentences"][0] for part in (view or {}).get("parts", ()) if part.get("sentences")]
        if view and parts:
            start, end, _ = parts[team % len(parts)]
            body = {"record": view["id"], "start": start, "end": end, "text": text}
            _send(wiki, tokens[team][0], "association", body=body)
    for line, question, team, text, stance in told["cells"]:
        _send(wiki, tokens[team][0], "cell", line=line, question=question, base=0, text=text, stance=stance)
    made: dict[str, list[str]] = {}
    for name, cards in told["heaps"].items():
        for nature, team, text in cards:
            key = _send(wiki, tokens[team][1], "card", body={"text": text, "nature": nature})
            made.setdefault(name, []).append(key)
    _show(wiki, number)
    ids = {name: secrets.token_hex(12) for name in made}
    for name, keys in made.items():
        for key in keys:
            _send(wiki, tokens[0][0], "move", card=key, heap=ids[name])
        _send(wiki, tokens[0][0], "name", heap=ids[name], name=name)
    voters = [token for held in tokens for token in held]
    for name, points in told["points"].items():
        for at in range(points):
            given = points // len(voters) + (at < points % len(voters))
            if at < len(voters) and given:
                _send(wiki, voters[at], "vote", target=ids[name], points=given, turn=1)
    chosen = heaps.read(dict(store.sitting(wiki.private, number).heaps)).chosen(ids[told["axis"]], True)
    store.change_sitting(wiki.private, number, heaps=heaps.written(chosen))
    for text, owner, due, *_ in told["leads"]:
        _send(wiki, tokens[1][0], "lead", body={"axis": ids[told["axis"]], "text": text, "owner": owner, "due": due})
    _show(wiki, number)


def _send(wiki: Wiki, token: str, what: str, **thing: Any) -> str:
    key = secrets.token_hex(12)
    receiving.receive(wiki, [(token, [{"key": key, "what": what, **thing}])])
    return key


def _show(wiki: Wiki, number: int) -> None:
    keys = [one.key for one in words.contributions(wiki.private, number)]
    words.put_state(wiki.private, number, keys, "shown")
