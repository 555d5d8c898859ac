"""Words cited in an older version."""

from kb.records.moved_words import find_again

TEXT = "Il est parti. Puis il est revenu,\n un soir. Il est parti."


def test_words_are_found_whatever_the_white_space() -> None:
    assert find_again("il est  revenu, un\nsoir", TEXT) == (19, 42)


def test_of_several_places_the_nearest_is_taken() -> None:
    assert find_again("Il est parti.", TEXT) == (0, 13)
    assert find_again("Il est parti.", TEXT, near=40) == (44, 57)


def test_words_that_changed_are_not_found() -> None:
    assert find_again("il est revenu un soir", TEXT) is None
    assert find_again("  ", TEXT) is None
