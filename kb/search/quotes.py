"""« Ce que disent les textes »: sentences that stand word for word in the records found, nearest first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ingest.french.sentences import sentences
from kb.encoder.served import TextEncoder
from kb.index.files.byte_formats import F32, join_sentences
from kb.index.port import SearchIndex
from kb.index.words.tokens import term_counts
from kb.search.hits import reading_url, wanted_terms
from kb.search.question import Question, encoded
from kb.search.result import Hit, HitPassage, Quote

# The first records found give a quote each, and as many of their passages are read again for it. A record's own score
# tells badly whether it answers: quoting the first five, near or not, instead of the near ones among eight, holds the
# answer in 28 of the 41 questions that quotes were fitted on instead of 21.
RECORDS = 5
PASSAGES = 5
# Sentences per record that are encoded on their own, after the nearest by the vectors that the index holds: those come
# from the whole passage, and say what it speaks of more than what the sentence says. More of them gain nothing.
ENCODED = 8
# A quote takes in the sentence after it, in its paragraph, up to this many characters: what was done is often told
# after what it was done for (19 questions of 58 more than with one sentence).
LONGEST_QUOTE = 420
# What all the words of the question in a quote weigh beside its cosine: 31 of the 41 questions instead of 30.
WORDS = 0.1
# A sentence shorter than this says nothing alone, and is not chosen.
SHORTEST = 25
# How a statement ends: a heading ends with none of these, and a question is no answer.
STATED = (".", "!", "…", ";", ":")
PARAGRAPH = "\n\n"

Place = tuple[float, HitPassage, tuple[int, int]]


def quotes_of(
    index: SearchIndex[Any], hits: Iterable[Hit], question: Question, encoder: TextEncoder
) -> tuple[Quote, ...]:
    """The sentences nearest to the question, one place per record, those of near records first; none without any."""
    first = [hit for hit in hits if not hit.duplicate_of][:RECORDS]
    if all(hit.weak for hit in first):
        return ()
    vector, wanted = encoded(question, encoder), wanted_terms(question)
    meant = index.question_vector(vector)
    read = {hit.record.id: hit.passages[:PASSAGES] for hit in first}
    asked = [(record, passage.position) for record, passages in read.items() for passage in passages]
    blobs = iter(index.sentences_of(asked))
    places = [_shortlist([(passage, next(blobs)) for passage in read[hit.record.id]], meant) for hit in first]
    rows = encoder.sentences([passage.text[start:end] for of in places for _, passage, (start, end) in of])
    cosines = iter((rows @ vector).tolist())
    best: list[Quote] = []
    for hit, of in zip(first, places, strict=True):
        longer = [(passage, _lengthened(passage, span)) for _, passage, span in of]
        scored = [(next(cosines) + WORDS * _share(wanted, passage, span), passage, span) for passage, span in longer]
        if scored:
            score, passage, span = max(scored, key=_nearest)
            best.append(_quote(hit, passage, span, score))
    best.sort(key=lambda quote: (quote.weak, -quote.score, quote.record.id))
    return tuple(best)


def _share(wanted: frozenset[str], passage: HitPassage, span: tuple[int, int]) -> float:
    """The share of the terms of the question that stand in a quote."""
    said = term_counts(passage.text[slice(*span)])
    return len(wanted & said.keys()) / max(len(wanted), 1)


def _nearest(place: Place) -> tuple[float, int, int]:
    score, passage, span = place
    return score, -passage.start, -span[0]


def _shortlist(passages: Iterable[tuple[HitPassage, bytes]], vector: F32) -> list[Place]:
    """The sentences of a record that may be quoted, nearest first by the index's vectors: statements only."""
    out: list[Place] = []
    for passage, blob in passages:
        joined = join_sentences([blob], len(vector))
        cosines = (joined.vectors @ vector) * joined.scales
        for cosine, start, end in zip(cosines.tolist(), joined.starts.tolist(), joined.ends.tolist(), strict=True):
            text = passage.text[start:end]
            if end - start >= SHORTEST and "|" not in text and text.rstrip('»)”" \u00a0\u202f').endswith(STATED):
                out.append((cosine, passage, (start, end)))
    return sorted(out, key=_nearest, reverse=True)[:ENCODED]


def _quote(hit: Hit, passage: HitPassage, span: tuple[int, int], score: float) -> Quote:
    start, end = span
    quoted = replace(passage, start=passage.start + start, end=passage.start + end)
    return Quote(
        passage.text[start:end],
        hit.record,
        passage.page,
        passage.section,
        quoted.start,
        quoted.end,
        score,
        reading_url(hit.record, quoted),
        hit.weak,
    )


def opened_at(hit: Hit, quote: Quote) -> Hit:
    """The hit, first of all with the passage of its quote, whose sentence is what was quoted: the one that answers."""
    holder = next((one for one in hit.passages if one.start <= quote.start and quote.end <= one.end), None)
    if holder is None:
        return hit
    first = replace(holder, sentence=(quote.start - holder.start, quote.end - holder.start))
    others = tuple(one for one in hit.passages if one is not holder)
    return replace(hit, passages=(first, *others), url=reading_url(hit.record, first))


def _lengthened(passage: HitPassage, span: tuple[int, int]) -> tuple[int, int]:
    """Bounds of a sentence with the one after it, or before it when it is the last of its paragraph."""
    start, end = span
    spans: Sequence[tuple[int, int]] = sentences(passage.text)
    place = next((i for i, one in enumerate(spans) if one[0] <= start < one[1]), None)
    if place is None:
        return start, end
    after = spans[place + 1][1] if place + 1 < len(spans) else end
    before = spans[place - 1][0] if place else start
    for wider in ((start, after), (before, end)):
        text = passage.text[wider[0] : wider[1]]
        if wider != (start, end) and PARAGRAPH not in text and "|" not in text and len(text) <= LONGEST_QUOTE:
            return wider
    return start, end
