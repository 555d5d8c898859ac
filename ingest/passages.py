"""Passages: exact slices of a Document that follow its sections, pages, paragraphs and sentences."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.document import Block, Document, Passage
from ingest.french.sentences import sentences

TokenCounter = Callable[[Sequence[str]], Sequence[int]]

TARGET = 200  # tokens a passage aims at
LIMIT = 512  # tokens the encoder takes, with prompt, title and section
PROMPT_TOKENS = 8  # « passage: » and the marks of beginning and end take 4 in XLM-R; the rest is margin
TINY = 60  # tokens under which a section may share a passage with its neighbour
ROOMY = 1.5  # a passage may grow to this many times the target rather than be cut
CROWDED = 2.0  # and to this many rather than leave a tiny one alone
CRUMB = 20  # tokens under which a passage joins its neighbour on the page, whatever the section
CONTEXT_CHARACTERS = 240  # title and section beside a passage: at most about 100 tokens of French
# Costs of a cut, beside the squared distance from the target as a share of it.
CUT_IN_PARAGRAPH = 0.35
CUT_IN_LIST = 0.15
CUT_AFTER_COLON = 0.6
_WORD = re.compile(r"\S+")
_ENDED = re.compile(r"[.!?…:;][»”\")\] \u00a0\u202f]*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest slice that is kept whole: a sentence, a table row, a part of one too long. `cost` cuts before it."""

    start: int
    end: int
    tokens: int
    page: int | None
    section: tuple[str, ...]
    cost: float
    opens: int  # where the heading above begins when this unit is the first under it, else `start`
    joined: bool = False  # carries on the sentence of the unit before, over a page break


def cut(
    document: Document, count_tokens: TokenCounter, *, title: str, target: int = TARGET, limit: int = LIMIT
) -> tuple[Passage, ...]:
    """The passages of a document, in order; with prompt and context each has at most `limit` tokens."""
    bare = list(_units(document))
    if not bare:
        return ()
    heads = {unit.section: "" for unit in bare}
    heads.update((section, context(title, section)) for section in heads)
    texts = [document.text[unit.start : unit.end] for unit in bare]
    counts = count_tokens([*texts, *heads.values()])
    head_tokens = max(counts[len(texts) :])
    room = max(limit - PROMPT_TOKENS - head_tokens, 1)
    target = min(target, room)
    units = [replace(unit, tokens=count) for unit, count in zip(bare, counts, strict=False)]
    units = list(_split_long(units, document.text, count_tokens, min(room, round(target * ROOMY))))
    groups = [group for run in _runs(units) for group in _balanced(run, target, room)]
    groups = [group for group in groups if _has_letters(document.text, group)]
    groups = _grouped_tiny(groups, target, room)
    return tuple(_checked(groups, document.text, title, count_tokens, limit))


def context(title: str, section: Sequence[str]) -> str:
    """What stands before a passage for the encoder: its title and the headings above it, innermost kept longest."""
    path = [heading for heading in section if heading and heading.casefold() != title.casefold()]
    title = _shortened(title, CONTEXT_CHARACTERS // 2)
    kept: list[str] = []
    room = CONTEXT_CHARACTERS - len(title)
    for heading in reversed(path):
        heading = _shortened(heading, CONTEXT_CHARACTERS // 2)
        room -= len(heading) + 3
        if room < 0:
            break
        kept.insert(0, heading)
    return " – ".join(part for part in (title, *kept) if part)


def _shortened(text: str, characters: int) -> str:
    text = " ".join(text.split())
    if len(text) <= characters:
        return text
    return (text[:characters].rsplit(" ", 1)[0] or text[:characters]) + "…"


def _units(document: Document) -> Iterator[Unit]:
    """The sentences of the text blocks. A heading without text of its own counts as text."""
    opens: int | None = None
    previous: Unit | None = None
    kind = ""
    for block, is_text in _texts(document.blocks):
        opens = block.start if opens is None else opens
        if not is_text:
            continue
        cost = _cost_before(document.text, previous, kind, block)
        for start, end in sentences(document.text[block.start : block.end]):
            start, end = block.start + start, block.start + end
            if not any(c.isalnum() for c in document.text[start:end]):
                continue
            fresh = opens if opens is not None else start
            joined = previous is not None and _runs_on(document.text, previous, start, block)
            previous = Unit(start, end, 0, block.page, block.section, cost, min(fresh, start), joined)
            yield previous
            opens, cost = None, 0.0 if block.kind in ("item", "table") else CUT_IN_PARAGRAPH
            cost = CUT_IN_LIST if block.kind in ("item", "table") else cost
        kind = block.kind


def _texts(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it is text; headings directly above text or above a deeper heading are not."""
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            yield block, True
            continue
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        heads = below is not None and (below.kind != "heading" or below.level > block.level)
        yield block, not heads


def _cost_before(text: str, previous: Unit | None, kind: str, block: Block) -> float:
    """Cost of a cut between two blocks."""
    if previous is None:
        return 0.0
    if text[previous.end - 1] == ":":
        return CUT_AFTER_COLON
    same_list = kind == block.kind and kind in ("item", "table")
    return CUT_IN_LIST if same_list else 0.0


def _runs_on(text: str, previous: Unit, start: int, block: Block) -> bool:
    """True when a page break fell inside a sentence."""
    if previous.page == block.page or block.kind != "paragraph" or previous.section != block.section:
        return False
    return text[start].islower() and not _ENDED.search(text[previous.start : previous.end])


def _split_long(units: Iterable[Unit], text: str, count_tokens: TokenCounter, most: int) -> Iterator[Unit]:
    """The units, those over `most` tokens split between words, and words over it between characters."""
    for unit in units:
        if unit.tokens <= most:
            yield unit
            continue
        share = unit.tokens / -(-unit.tokens // most)  # parts of one size, so that no crumb is left
        words = [piece for word in _WORD.finditer(text, unit.start, unit.end) for piece in _sliced(*word.span(), most)]
        counts = count_tokens([text[start:end] for start, end in words])
        first, tokens, end, opens = unit.start, 0, unit.start, unit.opens
        for (start, stop), count in zip(words, counts, strict=True):
            if tokens and (tokens + count > most or tokens >= share):
                yield replace(unit, start=first, end=end, tokens=tokens, opens=opens)
                first, tokens, opens = start, 0, start
            tokens += count
            end = stop
        yield replace(unit, start=first, end=end, tokens=tokens, opens=opens)


def _sliced(start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    # A character is one token at most, with one more for the beginning of the piece.
    step = max(most // 2, 1)
    for at in range(start, end, step):
        yield at, min(at + step, end)


def _runs(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units of one section and one page at a time; a sentence begun on a page ends with it."""
    run: list[Unit] = []
    for unit in units:
        if run and (unit.section != run[-1].section or (unit.page != run[-1].page and not unit.joined)):
            yield run
            run = []
        run.append(replace(unit, page=run[0].page) if unit.joined and run else unit)
    if run:
        yield run


def _balanced(run: list[Unit], target: int, room: int) -> Iterator[list[Unit]]:
    """A run cut into passages near the target, where the cuts cost least."""
    total = sum(unit.tokens for unit in run)
    if total <= min(room, target * ROOMY):
        yield run
        return
    aim = total / max(round(total / target), 1)
    most = min(room, round(target * CROWDED))
    best = [0.0] + [float("inf")] * len(run)  # least cost of cutting the first n units
    came = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        tokens = 0
        for start in range(end - 1, -1, -1):
            tokens += run[start].tokens
            if tokens > most and start < end - 1:
                break
            cost = best[start] + ((tokens - aim) / aim) ** 2 + (run[start].cost if start else 0.0)
            if cost < best[end]:
                best[end], came[end] = cost, start
    cuts = [len(run)]
    while cuts[-1]:
        cuts.append(came[cuts[-1]])
    cuts.reverse()
    for start, end in pairwise(cuts):
        yield run[start:end]


def _grouped_tiny(groups: list[list[Unit]], target: int, room: int) -> list[list[Unit]]:
    """The groups, the tiny ones joined to a neighbour of the same page and parent section."""
    out: list[list[Unit]] = []
    for group in groups:
        if out and _may_join(out[-1], group, min(room, round(target * CROWDED))):
            out[-1] = [*out[-1], *group]
        else:
            out.append(group)
    return out


def _has_letters(text: str, group: Sequence[Unit]) -> bool:
    """False for what only figures and signs make up: a page number that stayed, the axis of a chart."""
    return any(c.isalpha() for unit in group for c in text[unit.start : unit.end])


def _may_join(left: Sequence[Unit], right: Sequence[Unit], most: int) -> bool:
    a, b = sum(unit.tokens for unit in left), sum(unit.tokens for unit in right)
    # Headings between the two become part of the slice: about a token per three characters.
    between = max(0, (right[0].start - left[-1].end) // 3) + max(0, (left[0].start - left[0].opens) // 3)
    if min(a, b) >= TINY or a + b + between > most or left[0].page != right[0].page:
        return False
    if min(a, b) < CRUMB:
        return True
    here, there = left[0].section, right[0].section
    shared = len(_common(here, there))
    return shared >= min(len(here), len(there)) or shared >= max(len(here), len(there)) - 1


def _common(here: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    shared = []
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        shared.append(one)
    return tuple(shared)


def _passage(group: Sequence[Unit], text: str) -> Passage:
    section = group[0].section
    for unit in group:
        section = _common(section, unit.section)
    # A passage of several sections opens with the heading of the first, which is no longer in its path.
    start = group[0].start if section == group[0].section else group[0].opens
    end = group[-1].end
    return Passage(start, end, text[start:end], group[0].page, section)


def _checked(
    groups: Sequence[list[Unit]], text: str, title: str, count_tokens: TokenCounter, limit: int
) -> Iterator[Passage]:
    """The passages, those that count more than their parts promised cut again."""
    passages = [_passage(group, text) for group in groups]
    close = [
        index
        for index, (group, passage) in enumerate(zip(groups, passages, strict=True))
        if sum(unit.tokens for unit in group) > 0.7 * limit or passage.start < group[0].start
    ]
    inputs = [context(title, passages[index].section) + "\n" + passages[index].text for index in close]
    over = {
        index
        for index, n in zip(close, count_tokens(inputs) if inputs else (), strict=True)
        if n > limit - PROMPT_TOKENS
    }
    for index, (group, passage) in enumerate(zip(groups, passages, strict=True)):
        if index in over and len(group) > 1:
            half = len(group) // 2
            yield from _checked([group[:half], group[half:]], text, title, count_tokens, limit)
        else:
            yield passage
