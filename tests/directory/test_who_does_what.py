"""A page for each trade and kind of structure of the lists."""

from kb.directory.who_does_what import structures, trades
from kb.vocabulary.vocabulary import load_vocabulary

LISTS = load_vocabulary().lists


def test_each_trade_and_each_kind_of_structure_has_its_page() -> None:
    assert set(trades()) == set(LISTS["trades"])
    assert set(structures()) == set(LISTS["service_types"]) - {"autre"}


def test_each_says_what_it_does_may_not_do_and_how_to_reach_it() -> None:
    for role in (*trades().values(), *structures().values()):
        assert all(len(text) > 10 and text.endswith(".") for text in (role.does, role.may_not, role.reach)), role.code
