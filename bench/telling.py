"""How often the field proposed for a paragraph told freely is the right one, beside what its place alone would give.

The `held` half of tests/narratives.jsonl: written and labelled by others than those who made the rules, never used to
fit them.
"""

from collections.abc import Sequence

import numpy as np

from kb.home import find_home
from kb.resources import Resources
from kb.telling.field_model import fields_told
from tools.fit_fields import CHECKOUT, Paragraph, told_freely

# Parts of a narrative that the place alone is cut into: the best of these is the one to beat.
CUTS = (1, 3, 5, 10)


def by_place(told: Sequence[Sequence[Paragraph]], learnt: Sequence[Sequence[Paragraph]], cut: int) -> float:
    """Share of paragraphs whose field is the commonest one at their place in the narratives learnt from."""
    names = sorted({field for narrative in learnt for _, field in narrative})
    counts = np.zeros((cut, len(names)))
    for narrative in learnt:
        for at, (_, field) in enumerate(narrative):
            counts[at * cut // len(narrative), names.index(field)] += 1
    best = counts.argmax(axis=1)
    right = [
        names[best[at * cut // len(narrative)]] == field
        for narrative in told
        for at, (_, field) in enumerate(narrative)
    ]
    return float(sum(right) / len(right))


def main() -> None:
    """Print both shares."""
    learnt, held = told_freely("tune"), told_freely("held")
    encoder = Resources().encoder(find_home(CHECKOUT).model)
    right, asked = 0, 0
    for narrative in held:
        found = fields_told([text for text, _ in narrative], encoder.spec.name, encoder.sentences)
        right += sum(one == field for one, (_, field) in zip(found, narrative, strict=True))
        asked += len(narrative)
    place = max(by_place(held, learnt, cut) for cut in CUTS)
    print(
        f"{len(held)} narratives, {asked} paragraphs: {right / asked:.0%} right (bar 65 %), by place alone {place:.0%}"
    )


if __name__ == "__main__":
    main()
