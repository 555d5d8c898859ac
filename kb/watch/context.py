"""What the actions of the watch work on."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.readers import Reader
from kb.records.summary import RecordSummary
from kb.store.drafts.private import PrivateStore
from kb.wiki.context import Wiki


@dataclass(frozen=True, slots=True)
class Watch:
    """The stores of a base, with what gives the meaning of a text.

    `encode` gives one row of length 1 per text; `near_records` the published records that answer a text, for a reader.
    """

    wiki: Wiki
    encode: Callable[[Sequence[str]], npt.NDArray[np.float32]]
    near_records: Callable[[str, Reader], tuple[RecordSummary, ...]]

    @property
    def private(self) -> PrivateStore:
        """The private database, where signals stand."""
        return self.wiki.private

    @property
    def now(self) -> datetime.datetime:
        """The present, by the clock of the register."""
        return datetime.datetime.fromisoformat(self.wiki.register.now())

    @property
    def today(self) -> datetime.date:
        """The day of the present."""
        return self.now.date()
