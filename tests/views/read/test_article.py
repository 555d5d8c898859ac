"""A text as its page and the preview of its author draw it: one summary, its identity card, its words."""

from kb.base import KnowledgeBase
from kb.html.record_text import FoundPassage
from kb.readers import OPERATOR
from kb.views.read import article
from kb.views.write import preview
from kb.wiki.write import writing
from kb.wiki.write.forms import preview_record
from tests.wiki.people import AUTHOR, STORY, published, told

LONG = "Un vélo prêté par l’atelier ramène un garçon au collège. " * 9 + "\n\nDe mars à juin."


def shown(base: KnowledgeBase, record_id: str, found: FoundPassage | None = None) -> str:
    view = base.record(record_id, reader=OPERATOR)
    assert view is not None
    return article.lead(view, found) + article.body(base, view, found)


def test_a_summary_longer_than_a_card_is_shown_once_and_whole(base: KnowledgeBase) -> None:
    said = shown(base, published(base, summary=LONG))
    assert said.count("ramène un garçon au collège") == 9
    assert said.count("De mars à juin.") == 1


def test_a_passage_found_in_the_summary_is_shown_once_and_marked(base: KnowledgeBase) -> None:
    said = shown(base, published(base), FoundPassage(0, 20, "/lire?id=x"))
    assert "<mark>" in said
    assert said.count("ramène un garçon") == 1


def test_a_passage_found_elsewhere_leaves_the_summary_above(base: KnowledgeBase) -> None:
    record_id = published(base)
    view = base.record(record_id, reader=OPERATOR)
    assert view is not None
    start = view.document.text.index("Il ne venait plus")
    said = shown(base, record_id, FoundPassage(start, start + 17, "/lire?id=x"))
    assert said.startswith('<p class="rp-lead">Un vélo prêté')
    assert said.count("ramène un garçon") == 1


def test_a_draft_is_seen_with_the_identity_card_of_its_page(base: KnowledgeBase) -> None:
    record_id = published(base)
    page = base.record(record_id, reader=OPERATOR)
    assert page is not None
    draft = base.preview(preview_record("experience", record_id, STORY), reader=OPERATOR)
    for part in (article.title, article.facts, article.body):
        assert part(base, draft) == part(base, page)
    assert article.lead(draft) == article.lead(page)
    assert "Carte d’identité" in article.facts(base, draft)
    assert "Club de prévention" in article.facts(base, draft)


def test_the_preview_draws_the_identity_card(base: KnowledgeBase, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    said: list[str] = []
    monkeypatch.setattr(preview.st, "html", said.append)
    one = told(base)
    preview.show_preview(base, AUTHOR, writing.open_writing(base.wiki, AUTHOR, one.number))
    assert "Carte d’identité" in said[0]
    assert "Paris 19e" in said[0]
    assert said[0].count("ramène un garçon au collège") == 1


def test_a_summary_and_voices_are_read_with_their_setting(base: KnowledgeBase) -> None:
    voice = {"words": "« On m’a **vraiment** demandé. »", "role": "Un garçon", "agreement": True}
    record_id = published(base, summary="Un *vélo* prêté.", voices=[voice])
    said = shown(base, record_id)
    assert '<p class="rp-lead">Un <em>vélo</em> prêté.</p>' in said
    assert said.count("prêté.") == 1
    assert "On m’a <strong>vraiment</strong> demandé. »</p><footer>Un garçon. Accord recueilli" in said
    assert base.summaries({"id": record_id}, reader=OPERATOR)[0].summary == "Un vélo prêté."
