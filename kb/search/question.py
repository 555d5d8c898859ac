"""What a question asks the lexical index: groups of terms, with spelling corrected and glossary terms added."""

import functools
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.encoder.served import Float32, TextEncoder, unit_rows
from kb.index.words.analysis import NOTHING, STOP_WORDS, WORD, fold, terms_of
from kb.index.words.speller import Speller
from kb.index.words.tokens import units
from kb.search.query_words import asked_words
from kb.search.spelling import Spelling, halves, is_inflection
from kb.vocabulary.vocabulary import Term, Vocabulary, folded_words

# The encoder reads 512 tokens, about 2,000 characters; what comes after would only slow the lexical side down.
LONGEST = 2_000
# Weight of a glossary form that the person did not type, against 1 for her own word. On the tuning half of the
# questions 0, 0.3, 0.5 and 0.7 differ by 0.001 of nDCG@10 fused (0.67 to 0.68 by words alone).
GLOSSARY_WEIGHT = 0.5
# Weight of a corrected spelling; 0.5, 0.8 and 1 differ by 0.001 of nDCG@10 on the same questions.
CORRECTION_WEIGHT = 0.8
# Weight of what a number may also be written as: « 19 » where « 19e » is asked.
WEAKER_WEIGHT = 0.5
NOTHING_BEGUN: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term that stands for a word of the question: its number, its text, and how much it counts."""

    term: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A word of the question, folded, and all that may stand for it. The best alternative counts, not their sum."""

    word: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search reads it: as typed, and as meant. `cut` says that its end was left out.

    `common` is the question in the common language, "" where the glossary calls nothing of it otherwise.
    """

    text: str
    meant: str
    groups: tuple[Alternatives, ...]
    expanded: tuple[str, ...]
    corrected: tuple[tuple[str, str], ...]
    cut: bool = False
    common: str = ""


class Terms(Protocol):
    """The terms of the texts that a reader may read, with their numbers: a `Lexicon` of the index, or a mapping."""

    def __contains__(self, term: object, /) -> bool: ...
    def __getitem__(self, term: str, /) -> int: ...


def analyse(
    text: str,
    terms: Terms,
    vocabulary: Vocabulary,
    speller: Callable[[], Speller],
    *,
    literal: bool = False,
    spared: frozenset[str] = frozenset(),
    begun: Mapping[str, Sequence[str]] = NOTHING_BEGUN,
) -> Question:
    """The question to search for; an empty one has no group.

    A `literal` one is corrected nowhere, `spared` words are not either; `begun` gives the terms of the words that begin
    as a word of the question does.
    """
    # A shell or an address may give half a character, which no encoder takes.
    flat = " ".join(unicodedata.normalize("NFC", NOTHING.sub("", text.encode(errors="replace").decode())).split())
    kept = flat[:LONGEST]
    groups: list[Alternatives] = []
    corrected: list[tuple[str, str]] = []
    seen: set[str] = set()
    own = vocabulary.words | spared | begun.keys() if spared or begun else vocabulary.words
    meant = Spelling(own, speller, literal)
    for asked in asked_words(kept, terms):
        if asked.word in seen:
            continue
        seen.add(asked.word)
        alternatives = {term: 1.0 for term in (*asked.terms, *begun.get(asked.word, ())) if term in terms}
        if not alternatives and asked.spelt and asked.word not in own and (parts := halves(asked.word, terms)):
            groups += [_group(part, terms) for part in parts if part not in seen]
            seen.update(parts)
            continue
        for word in meant.of(asked.word) if not alternatives and asked.spelt else ():
            held = [term for term in terms_of(word) if term in terms]
            if held:
                corrected.append((kept[asked.start : asked.end], word))
                alternatives |= dict.fromkeys(held, CORRECTION_WEIGHT)
        for term in asked.weaker:
            if term in terms:
                alternatives.setdefault(term, WEAKER_WEIGHT)
        groups.append(Alternatives(asked.word, tuple(Alternative(terms[t], t, w) for t, w in alternatives.items())))
    # The word most frequent in the base stands first among those that a misspelt one may have meant.
    fixed = {fold(wrong): folded_words(right)[0] for wrong, right in reversed(corrected)}
    found = _glossary(kept, fixed, vocabulary)
    groups, expanded = _with_glossary(groups, found, terms, fixed)
    told = tuple(pair for pair in corrected if not is_inflection(fold(pair[0]), pair[1]))
    read = meant.read(kept)
    said = in_common_language(read, vocabulary)
    common = said if said != read else ""
    return Question(kept, read, tuple(groups), tuple(expanded), told, len(flat) > LONGEST, common)


def encoded(question: Question, encoder: TextEncoder) -> Float32:
    """The vector of a question, float32, shape (dimension,), length 1: half of it as said in the common language.

    An encoder knows little of slang and initials. With this nDCG@10 goes from 0.701 to 0.726 on questions with slang,
    from 0.829 to 0.839 on the others (`docs/BENCHMARKS.md`); the half is no choice made on them.
    """
    readings = [question.meant, question.common] if question.common else [question.meant]
    rows = encoder.queries(readings)
    vector: Float32 = rows[0] if len(rows) == 1 else unit_rows(rows.sum(axis=0, keepdims=True))[0]
    return vector


def _group(word: str, terms: Terms) -> Alternatives:
    """A folded word and the terms of the texts that stand for it."""
    return Alternatives(word, tuple(Alternative(terms[term], term, 1.0) for term in terms_of(word) if term in terms))


def _named(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[int, int, tuple[Term, ...]]]:
    """(first word, one past the last, terms) for each place where a form of the glossary stands, the longest there."""
    at = 0
    while at < len(words):
        # A plural is looked up alone by its singular: forms of several words begin as they are written.
        sizes = vocabulary.form_sizes.get(words[at]) or vocabulary.form_sizes.get(words[at].rstrip("s"), ())
        for size in sizes:
            here = tuple(words[at : at + size])
            if len(here) < size:
                continue
            terms = vocabulary.by_form.get(here) or vocabulary.by_form.get((*here[:-1], here[-1].rstrip("s")))
            if terms and not (size == 1 and here[0] in STOP_WORDS):
                yield at, at + size, terms
                at += size - 1
                break
        at += 1


def _glossary(text: str, fixed: Mapping[str, str], vocabulary: Vocabulary) -> list[tuple[tuple[str, ...], str]]:
    """(words of the question, another form) for each form of each glossary term that the question names."""
    words = tuple(fixed.get(word, word) for word in folded_words(text))
    return [
        (words[start:end], form)
        for start, end, terms in _named(words, vocabulary)
        for term in terms
        for form in term.forms
        if folded_words(form) != words[start:end]
    ]


def in_common_language(text: str, vocabulary: Vocabulary) -> str:
    """The text with what the glossary knows under another name called by its preferred one: « keufs », police."""
    places, parts, at = list(WORD.finditer(text)), [], 0
    for start, end, terms in _named(folded_words(text), vocabulary):
        names = dict.fromkeys(term.preferred for term in terms)
        if folded_words(text[places[start].start() : places[end - 1].end()]) in map(folded_words, names):
            continue
        parts += [text[at : places[start].start()], " ".join(names)]
        at = places[end - 1].end()
    return "".join([*parts, text[at:]])


@functools.lru_cache(maxsize=4_096)
def _single_term(form: str) -> tuple[str, ...]:
    """The term of a form that has one word; () for one of several."""
    found = [word for unit in units(form) for word in unit.reading.words]
    return found[0].terms[:1] if len(found) == 1 else ()


def _with_glossary(
    groups: list[Alternatives], found: list[tuple[tuple[str, ...], str]], terms: Terms, fixed: Mapping[str, str]
) -> tuple[list[Alternatives], list[str]]:
    """Groups with the forms of the glossary added to the word they stand for, and the forms that were added.

    A form of several words is added through its rarest meaning-bearing word only when it has one: « salle de
    consommation » must not bring every « salle ».
    """
    expanded: list[str] = []
    by_word = {fixed.get(group.word, group.word): place for place, group in enumerate(groups)}
    for words, form in found:
        place = next((by_word[word] for word in reversed(words) if word in by_word), None)
        texts = [term for term in _single_term(form) if term in terms]
        if place is None or not texts:
            continue
        group = groups[place]
        known = {alternative.text for alternative in group.alternatives}
        new = [Alternative(terms[t], t, GLOSSARY_WEIGHT) for t in texts if t not in known]
        if new:
            groups[place] = Alternatives(group.word, (*group.alternatives, *new))
            expanded.append(form)
    return groups, list(dict.fromkeys(expanded))
