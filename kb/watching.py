"""The part of the facade that the watch needs: its stores, the meaning of texts, the records that answer one."""

import functools
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import IndexMissing
from kb.home import Home
from kb.index.vectors.commonplace import Commonplace, commonplace_of
from kb.readers import OPERATOR, Reader
from kb.records.summary import RecordSummary
from kb.related.service import Thinking
from kb.resources import Resources
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


class Watching(Thinking):
    """What `KnowledgeBase` offers to the watch."""

    home: Home
    _resources: Resources

    @property
    @abstractmethod
    def wiki(self) -> Wiki: ...

    @abstractmethod
    def search(
        self, question: str, *, limit: int = 10, where: Any = None, mode: str = "fused", reader: Reader = OPERATOR
    ) -> Any:
        """The records that answer best."""

    @property
    def watch(self) -> Watch:
        """What the actions of `kb.watch` work on."""
        return Watch(self.wiki, self._meanings, self._near_records)

    def _meanings(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return meanings(self._resources.encoder(self.home.model), texts)

    def _near_records(self, text: str, reader: Reader) -> tuple[RecordSummary, ...]:
        try:
            hits = self.search(text, limit=NEAR_RECORDS, where={"kind": NEAR_KINDS}, reader=reader)
        except IndexMissing:  # nothing is built yet: nothing is near
            return ()
        return tuple(hit.record for hit in hits if not hit.weak)
