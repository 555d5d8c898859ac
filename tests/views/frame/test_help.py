"""The guide of the application is that of the repository: each page is there, listed, and reads as a page."""

import pytest

from ingest.plain_text.markdown import rendered
from kb.views.frame.help_page import GUIDE, PAGES, link


def test_the_list_names_every_page_of_the_guide_and_no_other() -> None:
    assert {path.stem for path in GUIDE.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_begins_with_its_title_and_has_parts(name: str) -> None:
    document = rendered((GUIDE / f"{name}.md").read_text("utf-8"))
    assert document.metadata["title"] == PAGES[name]
    assert sum(block.kind == "heading" and block.level == 2 for block in document.blocks) >= 2


def test_a_link_says_where_it_leads() -> None:
    assert link("relire") == '<a href="/aide?page=relire">Aide<span class="rp-hidden"> : Relire</span></a>'
