"""What the watch is given of a base: its stores, the meaning of texts, the published records that answer one."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import IndexMissing
from kb.index.vectors.commonplace import Commonplace, commonplace_of
from kb.readers import Reader
from kb.records.summary import RecordSummary
from kb.searching import Searcher
from kb.watch.context import Watch
from kb.wiki.context import Wiki

NEAR_RECORDS = 3
NEAR_KINDS = ("experience", "signal", "need")


@functools.lru_cache(maxsize=2)
def _commonplace(encoder: Any) -> Commonplace:
    """What the sentences of an encoder have in common with any; worked out once for each."""
    return commonplace_of(encoder)


def meanings(encoder: Any, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """What signals mean, one row of length 1 for each text, without what any two sentences share."""
    off: npt.NDArray[np.float32] = _commonplace(encoder).off_statements(encoder.sentences(texts))
    return off


def watch_of(wiki: Wiki, searcher: Searcher) -> Watch:
    """What the actions of `kb.watch` work on."""

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return meanings(wiki.index.encoder, texts)

    def near_records(text: str, reader: Reader) -> tuple[RecordSummary, ...]:
        try:
            hits = searcher.search(text, limit=NEAR_RECORDS, where={"kind": NEAR_KINDS}, reader=reader)
        except IndexMissing:  # nothing is built yet: nothing is near
            return ()
        return tuple(hit.record for hit in hits if not hit.weak)

    return Watch(wiki, encode, near_records)
