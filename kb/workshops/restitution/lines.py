"""Lists that are typed one per line: groups, questions, headcounts, steps."""

from kb.workshops.plan import Headcount
from kb.workshops.words import ContributionRefused


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that hold something."""
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def headcounts_of(text: str) -> tuple[Headcount, ...]:
    """Headcounts from lines such as « éducateurs ; club de prévention ; 8 ». Raises ContributionRefused."""
    out = []
    for line in lines_of(text):
        parts = [one.strip() for one in line.replace(":", ";").split(";")]
        if not parts[-1].isdecimal() or len(parts) not in (2, 3):
            raise ContributionRefused(f"« {line[:60]} » : écrivez « métier ; structure ; nombre », jamais un nom.")
        out.append(
            Headcount(trade=parts[0], structure=parts[1] if len(parts) == 3 else "", count=min(200, int(parts[-1])))
        )
    return tuple(out)


def written(headcounts: tuple[Headcount, ...]) -> str:
    """Headcounts as they are typed."""
    return "\n".join(
        " ; ".join(part for part in (one.trade, one.structure, str(one.count)) if part) for one in headcounts
    )
