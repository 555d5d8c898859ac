"""Comments in the order in which they are read: each with its answers under it."""

from collections.abc import Iterable

from kb.wiki.news.discussion import Said


def in_threads(said: Iterable[Said]) -> tuple[tuple[Said, int], ...]:
    """Comments, each followed by its answers, with how deep it stands: 0, or 1 for an answer, whatever it answers."""
    said = tuple(said)
    shown = {one.comment.number: one for one in said}

    def root(one: Said) -> int:
        above = one.comment.answers
        return root(shown[above]) if above in shown else one.comment.number

    first = [one for one in said if root(one) == one.comment.number]
    return tuple(
        (each, int(each is not one))
        for one in first
        for each in (one, *(other for other in said if other is not one and root(other) == one.comment.number))
    )
