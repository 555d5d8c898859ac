"""Mentions of persons: names with their titles, surnames and initials, and the nicknames that stand for names."""

from collections.abc import Iterator

from kb.protection.persons import nicknames
from kb.protection.persons.evidence import evidence
from kb.protection.persons.reading import BETWEEN_INITIALS, TaggedWords
from kb.protection.spans import FoundSpan
from kb.protection.words import KIN_TITLES, LEADING, LETTERED, NICKNAMES, PARTICLES, SHORT_TITLES, TITLES

NARROW = (" ", "\u00a0", "\u202f")
DOTTED = (".", "-", *BETWEEN_INITIALS)
TITLED = "une civilité précède ce nom"
LISTED = "il est cité avec d’autres noms"
AGAIN = "ce nom désigne une personne ailleurs dans le texte"
LONGEST = 6  # words of one name
MOST_TITLES = 6  # words before a name that are titles: « M. et Mme le docteur »; a page of them is no name
NO_NAME = PARTICLES | TITLES | KIN_TITLES | NICKNAMES


def persons(reading: TaggedWords) -> tuple[FoundSpan, ...]:
    """Mentions of persons in a text, in order, never overlapping."""
    found: dict[int, tuple[int, str]] = {}
    index = 0
    while index < len(reading.tokens):
        first, last, reason = _titled(reading, index) or _named_first(reading, index)
        if reason:
            found[first] = (last, reason)
            index = last + 1
        else:
            index += 1
    _listed_with(reading, found)
    _again(reading, found)
    return tuple(_placed(reading, first, last, reason) for first, (last, reason) in sorted(found.items()))


def _named_first(reading: TaggedWords, index: int) -> tuple[int, int, str | None]:
    found = _named(reading, index)
    return found if found[2] else _nicknamed(reading, index) or found


def _placed(reading: TaggedWords, first: int, last: int, reason: str) -> FoundSpan:
    end = reading.tokens[last].end
    if reading.dotted_initial(last):
        end += 1
    return FoundSpan(reading.tokens[first].start, end, "person", reason)


def _titled(reading: TaggedWords, index: int) -> tuple[int, int, str] | None:
    """A title and the name after it: « Mme B. », « M. et Mme Diallo », « docteur Nguyen »."""
    start = at = index
    if not _is_title(reading, at):
        return None
    furthest = index + MOST_TITLES
    while at < furthest and reading.key(at + 1) == "et" and _is_title(reading, at + 2):
        at += 2
    while at < furthest and _is_title(reading, at + 1) and reading.tokens[at + 1].gap in (*NARROW, ". "):
        at += 1
    name = at + 1
    while name <= furthest + 1 and reading.key(name) in LEADING and reading.tokens[name].gap.strip(" .") == "":
        name += 1
    if name >= len(reading.tokens) or reading.blocked[name] or reading.tokens[name].gap.strip(" .\u00a0\u202f"):
        return None
    if "." in reading.tokens[name].gap and reading.key(name - 1) not in SHORT_TITLES | LEADING:
        return None
    if "\n" in reading.tokens[name].gap or not _name_after_title(reading, at, name):
        return None
    return start, _extend(reading, name), TITLED


def _is_title(reading: TaggedWords, index: int) -> bool:
    key = reading.key(index)
    if (key not in TITLES and key not in KIN_TITLES) or reading.blocked[index]:
        return False
    token = reading.tokens[index]
    after = reading.text[token.end : token.end + 1]
    if key in ("soeur", "frere") and (not token.capital or token.opens):
        return False
    if key in ("m", "mm", "me", "pr"):
        return token.capital and after in (".", " ", "\u00a0", "\u202f")
    return after in (".", " ", "\u00a0", "\u202f")


def _name_after_title(reading: TaggedWords, title: int, at: int) -> bool:
    token, key = reading.tokens[at], reading.key(title)
    if not token.capital:
        known = reading.first_name(at) is not None or token.key in reading.lexicon.surnames
        civil = key in SHORT_TITLES or key in ("madame", "monsieur", "mademoiselle")
        plain = reading.is_word(at) or reading.is_other(at) or len(token.text) < 3 or reading.determined(title)
        if token.key in ("de", "du", "des"):
            name = _past_particles(reading, at)
            return civil and name is not None and not reading.blocked[name] and not reading.is_other(name)
        return (token.key in PARTICLES and len(token.key) > 1 and token.key not in ("la", "le")) or (
            (civil and not plain) or (known and not reading.is_word(at))
        )
    if token.initial:
        return key not in ("soeur", "frere") and not (token.text == "A" and reading.after(at))
    if token.key in PARTICLES:
        return _past_particles(reading, at) is not None
    if reading.acronym(at) and not reading.loud(at) and key not in SHORT_TITLES:
        return False
    listed = reading.first_name(at)
    if reading.is_other(at) and listed is None and token.key not in reading.lexicon.surnames:
        return False
    return (
        key in SHORT_TITLES
        or key in ("madame", "monsieur", "mademoiselle")
        or evidence(reading, at) is not None
        or (not reading.is_word(at))
    )


def _past_particles(reading: TaggedWords, at: int) -> int | None:
    """The capitalised word that a name has after its particles: « Villepin » of « de Villepin », « Van den Broeck »."""
    while reading.key(at) in PARTICLES:
        at += 1
    return at if at < len(reading.tokens) and reading.tokens[at].capital else None


def _nicknamed(reading: TaggedWords, index: int) -> tuple[int, int, str] | None:
    """« le Grand », « la Fouine », « mon Doudou », « Requin a peur »."""
    if nicknames.with_article(reading, index) or nicknames.possessed(reading, index):
        return index, _extend(reading, index + 1), nicknames.REASON
    if not reading.blocked[index] and nicknames.bare(reading, index):
        return index, index, nicknames.REASON
    return None


def _named(reading: TaggedWords, index: int) -> tuple[int, int, str | None]:
    reason = evidence(reading, index)
    if reason is None:
        return index, index, None
    first = index
    while index - first < LONGEST and _leads(reading, first - 1, first):
        first -= 1
    return first, _extend(reading, index), reason


def _leads(reading: TaggedWords, index: int, name: int) -> bool:
    """Whether a word in capitals, particle or surname, belongs to the name that begins after it."""
    if index < 0 or reading.blocked[index]:
        return False
    token = reading.tokens[index]
    if token.initial and reading.tokens[name].initial:
        return reading.tokens[name].gap in DOTTED and reading.key(index - 1) not in LETTERED
    if reading.tokens[name].gap not in NARROW:
        return False
    if token.key in ("el", "ben", "ould", "da", "van", "abou") and token.capital:
        return True
    return (
        token.upper
        and len(token.text) > 2
        and not reading.is_other(index)
        and not reading.is_word(index)
        and (not reading.tokens[name].upper and reading.first_name(name) is not None and len(token.text) > 5)
    )


def _extend(reading: TaggedWords, index: int) -> int:
    """Index of the last word of the name that begins at `index`: surnames, particles, initials."""
    last = index
    while last - index < LONGEST:
        step = _next(reading, last)
        if step is None:
            break
        last = step
    return last


def _next(reading: TaggedWords, last: int) -> int | None:
    at = last + 1
    initials = reading.tokens[last].initial
    particles = 0
    while particles < 3 and reading.key(at) in PARTICLES and _near(reading, at, initials):
        if reading.tokens[at].initial and not _elided(reading, at):
            break  # the initial of a surname: « Karim D. »
        at += 1
        particles += 1
        initials = False
    if at >= len(reading.tokens) or reading.blocked[at] or not _near(reading, at, initials, elided=particles > 0):
        return None
    token = reading.tokens[at]
    if token.initial:
        bare = token.text not in "AÀYÔ" and (
            reading.after(at) != "" or not reading.text[token.end : token.end + 1].isalnum()
        )
        return at if particles == 0 and (reading.dotted_initial(at) or (bare and not _elided(reading, at))) else None
    if not token.capital and not reading.tokens[last].capital and token.key in reading.lexicon.surnames:
        return None if reading.is_word(at) else at
    if not token.capital or reading.is_other(at) or reading.acronym(at):
        return None
    if particles and reading.key(at - 1) in ("de", "du", "d", "des") and reading.labels[at] == "LOC":
        return None
    return at


def _elided(reading: TaggedWords, at: int) -> bool:
    end = reading.tokens[at].end
    return reading.text[end : end + 1] in ("'", "’")


def _near(reading: TaggedWords, at: int, initials: bool, *, elided: bool = False) -> bool:
    gap = reading.tokens[at].gap
    return gap in NARROW or (initials and gap in DOTTED) or (elided and gap in ("'", "’"))


def _listed_with(reading: TaggedWords, found: dict[int, tuple[int, str]]) -> None:
    """Add to `found` the unknown names that stand in a list with a known one: « Ousseynou, Assane et Ndèye »."""
    ends = {last: first for first, (last, _) in found.items()}
    covered = {at for first, (last, _) in found.items() for at in range(first, last + 1)}
    for index in range(1, len(reading.tokens)):
        gap = reading.tokens[index].gap
        after = gap == ", " and index - 1 in ends
        linked = gap == " " and reading.key(index - 1) in ("et", "ou") and index - 2 in ends
        if (after or linked) and index not in covered and _may_join(reading, index):
            last = _extend(reading, index)
            found[index] = (last, LISTED)
            ends[last] = index
            covered.update(range(index, last + 1))
    for index in range(len(reading.tokens) - 2, -1, -1):
        before = reading.tokens[index + 1].gap == ", " and index + 1 in found
        linked = reading.key(index + 1) in ("et", "ou") and index + 2 in found and reading.tokens[index + 1].gap == " "
        if (before or linked) and index not in covered and _may_join(reading, index):
            found[index] = (index, LISTED)
            covered.add(index)


def _may_join(reading: TaggedWords, index: int) -> bool:
    token = reading.tokens[index]
    if reading.blocked[index] or not token.capital or len(token.text) < 3 or token.upper:
        return False
    if reading.is_other(index) or reading.determined(index):
        return False
    if reading.is_word(index):
        known = reading.first_name(index)
        return known is not None and known.level != "strict"
    return reading.labels[index] != "ORG" or reading.first_name(index) is not None


def _again(reading: TaggedWords, found: dict[int, tuple[int, str]]) -> None:
    """Add to `found` the other places where a name already found stands, in any case."""
    known = set(_name_words(reading, found))
    covered = {at for first, (last, _) in found.items() for at in range(first, last + 1)}
    for index, token in enumerate(reading.tokens):
        if index in covered or reading.blocked[index] or token.key not in known:
            continue
        if reading.is_other(index) and not (token.capital and reading.acts(index)):
            continue
        if (token.capital and not reading.determined(index)) or (not token.capital and not reading.is_word(index)):
            apart = reading.text[token.end : token.end + 1] == "," or reading.acts(index)
            if token.capital and token.opens and reading.is_word(index) and not apart:
                continue
            last = _extend(reading, index)
            found[index] = (last, AGAIN)
            covered.update(range(index, last + 1))


def _name_words(reading: TaggedWords, found: dict[int, tuple[int, str]]) -> Iterator[str]:
    for first, (last, _) in found.items():
        for at in range(first, last + 1):
            token = reading.tokens[at]
            if len(token.text) > 2 and token.key not in NO_NAME:
                yield token.key
