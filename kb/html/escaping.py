"""What pages need of French, and the one escaping of text into HTML."""

import html

from kb.french import (
    MONTHS,
    NBSP,
    NNBSP,
    count,
    day,
    in_quotes,
    listing,
    lower_first,
    moment,
    since,
    thousands,
    weight,
)  # fmt: skip

__all__ = [
    "MONTHS", "NBSP", "NNBSP", "count", "day", "esc", "in_quotes", "listing", "lower_first", "moment", "since",
    "thousands", "weight",
]  # fmt: skip


def esc(text: object) -> str:
    """`text` as HTML text or attribute value: nothing that a person wrote reaches a page otherwise."""
    return html.escape(str(text), quote=True)
