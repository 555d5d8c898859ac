"""The log, the room on disk, the ends and the backups are the administrator's, and hold no word of a text."""

from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.wiki.admin import upkeep
from kb.wiki.write.protection_choices import write_state
from tests.wiki.people import ADMIN, AUTHOR, OTHER, REVIEWER, STORY, published, told


@pytest.mark.parametrize("person", [AUTHOR, OTHER, REVIEWER])
def test_only_an_administrator_keeps_the_base(base: KnowledgeBase, person: object, tmp_path: Path) -> None:
    for action in (upkeep.log, upkeep.rooms, upkeep.ends):
        with pytest.raises(Refused):
            action(base.wiki, person)  # type: ignore[operator]
    with pytest.raises(Refused):
        upkeep.save_backup(base.wiki, person, tmp_path / "a.zip")  # type: ignore[arg-type]
    with pytest.raises(Refused):
        upkeep.put_back(base.wiki, person, tmp_path / "a.zip")  # type: ignore[arg-type]


def test_the_log_tells_what_was_done_and_no_word_of_the_text(base: KnowledgeBase) -> None:
    record_id = published(base)
    lines = upkeep.log(base.wiki, ADMIN, record_id=record_id)
    assert {"start", "publish"} <= {one.action for one in lines}
    assert {one.record_id for one in lines} == {record_id}
    assert not [one for one in lines if STORY["title"] in one.detail]


def test_the_log_goes_back_page_by_page(base: KnowledgeBase) -> None:
    published(base)
    newest = upkeep.log(base.wiki, ADMIN)
    older = upkeep.log(base.wiki, ADMIN, before=newest[0].number)
    assert upkeep.log(base.wiki, ADMIN, before=10**30) == newest
    assert older == newest[1:]


def test_what_waits_for_its_date_is_counted(base: KnowledgeBase) -> None:
    one = told(base)
    write_state(base.wiki, one.record_id, AUTHOR.account, {"choices": []})
    base.wiki.private.put_raw(one.record_id, AUTHOR.account, "Tel quel.", purge_on="2099-01-01")
    ends = upkeep.ends(base.wiki, ADMIN)
    assert ends.private[-1] == ("2099-01-01", 1)
    assert sum(number for _, number in ends.private) == 2


@pytest.mark.files
def test_a_backup_put_back_gives_the_base_of_that_day(base: KnowledgeBase, tmp_path: Path) -> None:
    record_id = published(base)
    assert upkeep.save_backup(base.wiki, ADMIN, tmp_path / "a.zip") > 1
    later = published(base, title="Écrit après la sauvegarde")
    assert upkeep.put_back(base.wiki, ADMIN, tmp_path / "a.zip") == ()
    with KnowledgeBase.open(base.home) as again:
        assert again.register.published(record_id) is not None
        assert again.register.entry(later) is None


def test_every_part_of_the_home_is_weighed(base: KnowledgeBase) -> None:
    told(base)
    sizes = {room.name: room.size for room in upkeep.rooms(base.wiki, ADMIN)}
    assert sizes["Registre"] > 0
    assert sizes["Textes privés : brouillons, récits bruts"] > 0
    assert sizes["Index, qui se refait"] > 0
