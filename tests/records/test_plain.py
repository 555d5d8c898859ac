"""Names and one-line fields hold characters that are seen; texts keep their lines."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.base import KnowledgeBase
from kb.records.kinds import Experience, Pack
from kb.records.pieces import Piece, Reference
from kb.records.plain import many_lines, one_line
from kb.records.positions import Position
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.admin import lists as wordlists
from kb.wiki.news import discussion, saved_searches
from kb.wiki.packs import trails
from kb.wiki.write import writing
from tests.small_corpus import write
from tests.wiki.people import ADMIN, AUTHOR, READER, published

UNSEEN = {
    "right to left": "\u202e",
    "isolate": "\u2066",
    "pop": "\u202c",
    "mark": "\u200f",
    "nul": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x84",
    "no width": "\u200b",
    "byte order": "\ufeff",
    "word joiner": "\u2060",
    "soft hyphen": "\xad",
    "hangul filler": "\u3164",
    "tag": "\U000e0041",
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_seen_is_taken_out(name: str) -> None:
    typed = f"Ali{UNSEEN[name]}ne"
    assert one_line(typed) == many_lines(typed) == "Aline"
    assert one_line(UNSEEN[name]) == ""


def test_a_line_is_one_and_french_spaces_stay() -> None:
    assert one_line(" Un\ttitre\r\nsur\u2028trois \x85lignes ") == "Un titre sur trois lignes"
    assert one_line("Que faire\u00a0? «\u202foui\u202f»") == "Que faire\u00a0? «\u202foui\u202f»"
    assert many_lines("Un\r\ndeux\rtrois\u2028quatre\tcinq") == "Un\ndeux\ntrois\nquatre\tcinq"
    assert many_lines("👩\u200d⚕️ نمی\u200cخواهم") == "👩\u200d⚕️ نمی\u200cخواهم"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)
    assert "\n" not in one_line(text)


BAD = "Ali\u202ene\x00\u200b"


def test_a_record_holds_none_whatever_made_it() -> None:
    record = Experience(
        title=f"{BAD}\ndeux", organisation=BAD, keywords=(BAD,), groups=(BAD,), partners=(BAD,), context=f"{BAD}\ndeux"
    )
    assert (record.title, record.organisation, record.context) == ("Aline deux", "Aline", "Aline\ndeux")
    assert record.keywords == record.groups == record.partners == ("Aline",)
    pack = Pack(title=BAD, pieces=(Piece(id="p", reference=Reference(title=BAD, authors=(BAD,))),))
    reference = pack.pieces[0].reference
    assert reference is not None
    assert (pack.title, reference.title, reference.authors) == ("Aline", "Aline", ("Aline",))


def test_a_title_of_nothing_that_is_seen_is_none() -> None:
    with pytest.raises(ValueError, match="title"):
        Experience(title="\u202e\u200b\x00")


def test_an_account_has_a_name_a_login_and_groups_that_are_seen(home: Path) -> None:
    with Register.open(home, create=True) as register:
        one = accounts.add_account(
            register, f"{BAD}@exemple.fr", BAD, roles=["reader"], groups=[BAD], password="une phrase à moi", actor="t"
        )
        assert (one.login, one.name, one.groups) == ("aline@exemple.fr", "Aline", {"Aline"})
        assert accounts.account_of(register, f"ALINE@exemple{BAD[3]}.fr") == one
        accounts.set_profile(register, one.id, name=f"B{BAD}", trade=BAD, organisation=BAD)
        found = accounts.account(register, one.id)
        assert found is not None
        assert (found.name, found.trade, found.organisation) == ("BAline", "Aline", "Aline")
        with pytest.raises(accounts.AccountRefused):
            accounts.set_profile(register, one.id, name="\u202e\u3164", trade="", organisation="")


def test_files_searches_trails_lists_and_comments_hold_none(base: KnowledgeBase) -> None:
    write(base.home.root, "titre.md", "Un texte.\n", id="DOC-2001-001", title=BAD, date="2001")
    base.build()
    view = base.register.published("DOC-2001-001")
    assert view is not None
    assert view.record.title == "Aline"
    number = saved_searches.save(base.wiki, READER, "une question", {})
    saved_searches.rename(base.wiki, READER, number, BAD)
    assert [one.search.name for one in saved_searches.searches(base.wiki, READER)] == ["Aline"]
    trails.keep(base.wiki, READER, BAD, [Position("EXP-2019-001", 1, 0, 5)])
    assert [one.name for one in trails.kept(base.wiki, READER)] == ["Aline"]
    wordlists.add(base.wiki, ADMIN, "themes", f"{BAD} et les autres")
    assert "Aline et les autres" in base.__class__.open(base.home).vocabulary.labels["themes"].values()
    record_id = published(base)
    discussion.comment(base.wiki, READER, record_id, BAD)
    assert [one.comment.text for one in discussion.discussion(base.wiki, READER, record_id)] == ["Aline"]
    one = writing.start(base.wiki, AUTHOR, "experience", {"title": BAD})
    assert writing.open_writing(base.wiki, AUTHOR, one.number).title == "Aline"
