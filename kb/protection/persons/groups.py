"""Who is who: the key that the mentions of one identity share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.protection.lexicon import fold, lexicon
from kb.protection.words import KIN_TITLES, LEADING, PARTICLES, TITLES

BESIDE = TITLES | KIN_TITLES | LEADING | {"et"}
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of a person taken apart: words of the name, folded, and whether a civility stands before."""

    words: tuple[str, ...]
    titled: bool


def name_of(text: str) -> Name:
    """The name that a mention holds, without title nor particle; a capital by itself is an initial (« Karim D. »)."""
    words = WORD.findall(text)
    keys = [fold(word) for word in words]
    titled = bool(keys) and keys[0] in TITLES and keys[0] not in KIN_TITLES
    core: list[str] = []
    kept: list[str] = []
    for word, key in zip(words, keys, strict=True):
        initial = len(word) == 1 and word.isupper()
        if key in BESIDE and not (core and initial):
            continue
        core.append(key)
        if initial or key not in PARTICLES:
            kept.append(key)
    return Name(tuple(kept or core or keys[-1:]), titled)


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
    said = {name.words for name in names}
    owners: dict[tuple[str, ...], tuple[str, ...]] = {}
    for part in sorted(said, key=len, reverse=True):  # « Karim D. » is Karim Diallo before « Karim » is looked for
        fuller = [full for full in said - owners.keys() if full != part and _may_stand_for(part, full)]
        if len(fuller) == 1:
            owners[part] = fuller[0]
    return owners


def _may_stand_for(part: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a first name, a surname of three letters or more, or words cut to initials stand for a fuller name."""
    if len(part) == 1:
        word = part[0]
        return len(full) > 1 and word in full and (len(word) > 2 or (word in lexicon().first_names and word == full[0]))
    return len(part) == len(full) and all(
        one == other or (len(one) == 1 and other.startswith(one)) for one, other in zip(part, full, strict=True)
    )
