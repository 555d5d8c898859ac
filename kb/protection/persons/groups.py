"""Who is who: the key that the mentions of one identity share."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.protection.lexicon import fold, lexicon
from kb.protection.words import KIN_TITLES, LEADING, PARTICLES, TITLES

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of a person taken apart: words of the name, folded, and whether a civility stands before."""

    words: tuple[str, ...]
    titled: bool


def name_of(text: str) -> Name:
    """The name that a mention holds, without title nor particle."""
    words = [fold(word) for word in WORD.findall(text)]
    titled = bool(words) and words[0] in TITLES and words[0] not in KIN_TITLES
    core = [word for word in words if word not in TITLES | KIN_TITLES | LEADING | {"et"}] or words[-1:]
    kept = [word for word in core if word not in PARTICLES] or core
    return Name(tuple(kept), titled)


def group_keys(found: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Identity keys of (kind, text) pairs: persons by name, the rest by what is written, spaces and case aside."""
    names = [name_of(text) if kind == "person" else None for kind, text in found]
    owners = _owners([name for name in names if name is not None])
    keys = []
    for (kind, text), name in zip(found, names, strict=True):
        if name is None:
            keys.append(f"{kind}:{re.sub(r'[^a-z0-9]+', '', fold(text))}")
        else:
            keys.append("person:" + "-".join(owners.get(name.words, name.words)))
    return tuple(keys)


def _owners(names: Sequence[Name]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """For a name said in part, the one fuller name of the text that it must be; else nothing."""
    full: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        if len(name.words) > 1:
            for word in name.words:
                full[word].add(name.words)
    owners = {}
    for name in names:
        candidates = full.get(name.words[0], set()) if len(name.words) == 1 else set()
        if len(candidates) == 1 and _may_stand_for(name.words[0], next(iter(candidates))):
            owners[name.words] = next(iter(candidates))
    return owners


def _may_stand_for(word: str, full: tuple[str, ...]) -> bool:
    """Whether a first name, or a surname of three letters or more, stands for a fuller name."""
    return len(word) > 2 or (word in lexicon().first_names and word == full[0])
