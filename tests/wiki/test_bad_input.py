"""What comes into a form that should not: refused or cleaned, in French, with nothing lost and nothing let in."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.wiki.news import discussion
from kb.wiki.write import narrative, writing
from tests.wiki.people import AUTHOR, READER, published, told

WORD_PASTE = "Le\u00advélo\vprêté\f\uf0b7\tun\u200b atelier\u2028suite\u2029fin\x00\ufeff"


def test_what_word_puts_on_the_clipboard_keeps_its_lines_and_loses_its_signs(base: KnowledgeBase) -> None:
    one = told(base)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": WORD_PASTE}, None)
    kept = writing.open_writing(base.wiki, AUTHOR, one.number).fields["context"]
    assert kept == "Levélo\nprêté\n•\tun atelier\nsuite\n\nfin"
    narrative.keep(base.wiki, AUTHOR, one.number, WORD_PASTE, 0, "w")
    assert narrative.read(base.wiki, AUTHOR, one.number).text == kept


def fill(base: KnowledgeBase, name: str) -> None:
    database = getattr(base.wiki, name).database
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}")


@pytest.mark.files
def test_a_disk_that_fills_while_one_writes_keeps_what_was_kept(base: KnowledgeBase) -> None:
    one = told(base)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Gardé."}, None)
    fill(base, "private")
    for act in (
        lambda: writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Perdu. " * 20_000}, None),
        lambda: narrative.keep(base.wiki, AUTHOR, one.number, "Perdu. " * 10_000, 0, "w"),
    ):
        with pytest.raises(KbError, match="Le disque est plein"):
            act()
    assert writing.open_writing(base.wiki, AUTHOR, one.number).fields["context"] == "Gardé."


def comment_on(base: KnowledgeBase, record_id: str) -> None:
    for _ in range(50):
        discussion.comment(base.wiki, READER, record_id, "Perdu. " * 700)


@pytest.mark.files
def test_a_disk_that_fills_while_one_comments_keeps_the_discussion(base: KnowledgeBase) -> None:
    record_id = published(base)
    discussion.comment(base.wiki, READER, record_id, "Gardé.")
    fill(base, "register")
    with pytest.raises(KbError, match="Le disque est plein"):
        comment_on(base, record_id)
    assert discussion.discussion(base.wiki, READER, record_id)[0].comment.text == "Gardé."
