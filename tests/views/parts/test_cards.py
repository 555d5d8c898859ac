"""Cards of results."""

from dataclasses import replace

from kb.records.summary import RecordSummary
from kb.search.result import Hit, HitPassage
from kb.views.parts.cards import folded, outcome, record_card, result_card
from tests.fake_base import FakeBase

NAMES = FakeBase()
TEXT = "Il est sorti de cure un vendredi. Le lundi, personne n’était passé."
RECORD = RecordSummary(
    "EXP-2024-031", "experience", "Trois semaines d’hôtel", "Le résumé.", organisation="CSAPA Le Palier",
    territories=("75118",), date="2024-11-04", period="mars à octobre 2024", year=2024, outcome="failure",
    subtype="intervention", fictional=True, what_failed="L’hébergement finissait trop tôt.",
)  # fmt: skip


def hit(record: RecordSummary = RECORD, **more: object) -> Hit:
    passage = HitPassage(TEXT, None, ("Déroulement",), 100, 100 + len(TEXT), marks=((16, 20),), sentence=(0, 33))
    values: dict[str, object] = {
        "rank": 1, "record": record, "score": 1.0, "weak": False, "passages": (passage,), "lexical_rank": 1,
        "dense_rank": 1, "terms": ("cure",), "nearness": "near", "url": f"/lire?id={record.id}&rev=1",
    }  # fmt: skip
    return Hit(**{**values, **more})  # type: ignore[arg-type]


def test_a_card_says_issue_nature_facts_passage_and_why_it_is_there() -> None:
    card = result_card(hit(), NAMES)
    assert '<span class="rp-outcome failure">Échec</span><span>Expérience · intervention</span>' in card
    assert "CSAPA Le Palier · Paris 18e · mars à octobre 2024" in card
    assert "sorti de <mark>cure</mark> un vendredi" in card
    assert "Déroulement" in card
    assert "Mot trouvé\u00a0: cure. Sens très proche." in card


def test_a_fictitious_record_says_so_on_its_card() -> None:
    assert "exemple fictif" in result_card(hit(), NAMES)
    assert "exemple fictif" not in result_card(hit(replace(RECORD, fictional=False)), NAMES)


def test_a_failure_says_what_did_not_work_and_a_success_does_not() -> None:
    assert "Ce qui n’a pas marché" in result_card(hit(), NAMES)
    assert "Ce qui n’a pas marché" not in result_card(hit(replace(RECORD, outcome="success")), NAMES)


def test_a_card_links_to_its_passage_and_to_the_sentence_in_it() -> None:
    card = result_card(hit(), NAMES)
    assert "/lire?id=EXP-2024-031&amp;rev=1&amp;de=100&amp;a=" in card
    assert "phrase=100-133#passage" in card


def test_a_weak_hit_shows_no_passage() -> None:
    card = result_card(hit(weak=True, nearness="far"), NAMES)
    assert "personne n’était passé" not in card
    assert "Sens éloigné." in card


def test_a_hit_without_any_word_of_the_question_says_so() -> None:
    assert "Aucun de vos mots n’y figure tel quel." in result_card(hit(terms=()), NAMES)


def test_a_word_found_is_spelled_with_its_accents() -> None:
    card = result_card(hit(terms=("etait", "reparer")), NAMES, question="comment réparer")
    assert "réparer" in card


def test_a_page_of_a_pdf_is_shown_as_a_small_image() -> None:
    paged = replace(RECORD, kind="document", subtype="restitution", outcome="", source_type="pdf", pages=38)
    passage = HitPassage(TEXT, 12, ("3.1",), 100, 160)
    card = result_card(hit(paged, passages=(passage,)), NAMES)
    assert "Restitution d’ateliers · PDF, page\u00a012 sur\u00a038" in card
    assert '<img src="/pages/EXP-2024-031/12.jpg?vignette=1"' in card


def test_what_people_wrote_is_escaped_everywhere() -> None:
    nasty = '<img src=x onerror="alert(1)">'
    record = replace(RECORD, title=nasty, organisation=nasty, period=nasty, what_failed=nasty)
    card = result_card(hit(record, passages=(HitPassage(nasty, None, (nasty,), 0, 30),), terms=(nasty,)), NAMES)
    assert "<img src=x" not in card
    assert card.count("&lt;img src=x") >= 5
    assert "<img src=x" not in record_card(replace(record, summary=nasty), NAMES)


def test_records_with_the_same_text_are_folded_into_the_first() -> None:
    copy = replace(RECORD, id="EXP-2024-032", source="documents/copie.pdf")
    first, second = hit(), hit(copy, duplicate_of="EXP-2024-031")
    assert folded([first, second]) == [(first, (second,))]
    assert "documents/copie.pdf" in result_card(first, NAMES, (second,))


def test_a_duplicate_whose_first_is_on_another_page_keeps_its_card() -> None:
    alone = hit(duplicate_of="EXP-1999-001")
    assert folded([alone]) == [(alone, ())]


def test_a_record_without_issue_has_no_shape() -> None:
    assert outcome("", NAMES) == ""


def test_a_result_leads_to_comparing_and_to_what_its_passage_calls_up() -> None:
    card = result_card(hit(), NAMES)
    assert 'href="/comparer?id=EXP-2024-031"' in card
    assert f'href="/associer?fil=EXP-2024-031.1.100.{100 + len(TEXT)}"' in card
    assert "/associer" not in result_card(hit(weak=True), NAMES)
