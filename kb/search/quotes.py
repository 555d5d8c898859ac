"""« Ce que disent les textes »: sentences that stand word for word in the records found, nearest first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from ingest.sentences import sentences
from kb.index.analysis import WORD, terms_of
from kb.index.blobs import F32, join_sentences
from kb.index.rows import sentences_of
from kb.search.answer import reading_url
from kb.search.result import Hit, HitPassage, Quote

# At most this many quotes, each from another record.
QUOTES = 4
# Records and passages of each that are read again for a quote.
RECORDS = 5
PASSAGES = 4
# A quote shorter than this, in characters, takes in the sentence beside it.
SHORT_QUOTE = 90
# A sentence shorter than this says nothing alone, and is not chosen.
SHORTEST = 25
PARAGRAPH = "\n\n"
# What holding all the question's words is worth beside a cosine: cosines of sentences of one passage differ by 0.05.
WORDS_WEIGHT = 0.04


def quotes_of(database: Database, hits: Iterable[Hit], vector: F32, wanted: frozenset[str]) -> tuple[Quote, ...]:
    """The sentences nearest to the question, one per record that is not a weak match, best first."""
    best: list[Quote] = []
    for hit in [hit for hit in hits if not hit.weak and not hit.duplicate_of][:RECORDS]:
        found = [
            (score, passage, span)
            for passage in hit.passages[:PASSAGES]
            for score, span in _scored(database, hit, passage, vector, wanted)
        ]
        if not found:
            continue
        score, passage, span = max(found, key=lambda one: (one[0], -one[1].start, -one[2][0]))
        best.append(_quote(hit, passage, _lengthened(passage, span), score))
    best.sort(key=lambda quote: (-quote.score, quote.record.id))
    return tuple(best[:QUOTES])


def _scored(
    database: Database, hit: Hit, passage: HitPassage, vector: F32, wanted: frozenset[str]
) -> list[tuple[float, tuple[int, int]]]:
    """Score and bounds of each sentence that may be quoted: a statement, not a question nor a table row."""
    joined = join_sentences([sentences_of(database, hit.record.id, passage.position)], len(vector))
    cosines = (joined.vectors @ vector) * joined.scales
    out = []
    for cosine, start, end in zip(cosines.tolist(), joined.starts.tolist(), joined.ends.tolist(), strict=True):
        text = passage.text[start:end]
        if end - start >= SHORTEST and "|" not in text and not text.rstrip("» \u00a0\u202f").endswith("?"):
            out.append((cosine + WORDS_WEIGHT * _share(text, wanted), (start, end)))
    return out


def _share(text: str, wanted: frozenset[str]) -> float:
    """Share of the wanted terms that a text holds."""
    held = {term for word in WORD.findall(text) for term in terms_of(word)}
    return len(held & wanted) / len(wanted) if wanted else 0.0


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
    )


def _lengthened(passage: HitPassage, span: tuple[int, int]) -> tuple[int, int]:
    """Bounds of a sentence; a short one takes in those that follow or precede it in its paragraph."""
    start, end = span
    spans: Sequence[tuple[int, int]] = sentences(passage.text)
    place = next((i for i, one in enumerate(spans) if one[0] <= start < one[1]), None)
    if place is None:
        return start, end
    first = last = place
    while end - start < SHORT_QUOTE:
        if last + 1 < len(spans) and PARAGRAPH not in passage.text[end : spans[last + 1][0]]:
            last += 1
            end = spans[last][1]
        elif first > 0 and PARAGRAPH not in passage.text[spans[first - 1][1] : start]:
            first -= 1
            start = spans[first][0]
        else:
            break
    return start, end
