"""French words and numbers, addresses, identity cards, the glossary, the state of the base."""

from dataclasses import replace
from datetime import date

import pytest

from ingest.document import Note
from ingest.pdf.rectangles import Rect
from kb import addresses
from kb.building.build import SourceNote
from kb.html import escaping
from kb.html.glossary_terms import Spoken
from kb.readers import PUBLIC
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.views.admin import base_state
from kb.views.explore import table as explore
from kb.views.explore import territory_map
from kb.views.frame import not_found
from kb.views.glossary.drawing import Entries
from kb.views.read import identity_card, pdf_page, sidebar  # fmt: skip
from kb.views.search import home, results
from tests.fake_base import TERMS, FakeBase

BASE = FakeBase()
RECORDS = BASE.summaries({}, reader=PUBLIC)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0\u00a0fiche"), (1, "1\u00a0fiche"), (2, "2\u00a0fiches"), (12345, "12\u202f345\u00a0fiches")],
)
def test_zero_and_one_are_singular(number: int, said: str) -> None:
    assert escaping.count(number, "fiche") == said


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2024-06-18", "18\u00a0juin\u00a02024"),
        ("2024-08-01", "1er\u00a0août\u00a02024"),
        ("2024-06", "juin\u00a02024"),
        ("vers 2008", "vers 2008"),
        ("2024-13-45", "2024-13-45"),
        ("", ""),
    ],
)
def test_dates_are_said_in_words(iso: str, said: str) -> None:
    assert escaping.day(iso) == said


def test_a_word_that_ends_in_s_takes_no_other() -> None:
    assert [escaping.count(number, "fois") for number in (1, 3)] == ["1\u00a0fois", "3\u00a0fois"]
    assert escaping.count(2, "fiche") == "2\u00a0fiches"


def test_lines_to_fill_agree_with_what_they_list() -> None:
    said = {name: one.article for name, one in describe(KINDS["experience"]).items() if one.sort == "lines"}
    assert (said["partners"], said["open_questions"], said["transfer_conditions"]) == ("un", "une", "une")
    assert {one.article for name, one in describe(KINDS["term"]).items() if name in ("variants", "slang")} == {
        "un",
        "une",
    }


def test_what_is_new_is_said_from_today() -> None:
    said = [escaping.since(iso, TODAY) for iso in ("2026-11-23", "2026-11-22", "2026-11-13", "2020-01-02", "?")]
    assert said == ["aujourd’hui", "hier", "il y a 10\u00a0jours", "le 2\u00a0janvier\u00a02020", ""]


def test_quotation_marks_are_not_doubled() -> None:
    assert escaping.in_quotes("« déjà »") == "« déjà »"
    assert escaping.in_quotes("mot") == "«\u00a0mot\u00a0»"


def test_a_quotation_within_a_quotation_takes_other_marks_and_no_bullet() -> None:
    assert escaping.in_quotes("« Qui ? » et « toi »") == "«\u00a0“Qui ?” et “toi”\u00a0»"
    assert escaping.in_quotes("« Il m’a répondu normal.") == "«\u00a0Il m’a répondu normal.\u00a0»"
    assert escaping.in_quotes("Il m’a répondu normal. »") == "«\u00a0Il m’a répondu normal.\u00a0»"
    assert escaping.in_quotes("Il a dit « normal »") == "«\u00a0Il a dit “normal”\u00a0»"
    assert escaping.in_quotes("• La cure éloigne.") == "«\u00a0La cure éloigne.\u00a0»"


def test_a_moment_has_its_hour() -> None:
    assert escaping.moment("2026-11-23T05:40:12+00:00") == "23\u00a0novembre\u00a02026, 5\u00a0h\u00a040"
    assert escaping.moment("2026-11-23") == "23\u00a0novembre\u00a02026"
    assert escaping.moment("") == ""


def test_who_is_signed_out_is_led_to_sign_in_and_back() -> None:
    assert 'href="/connexion?vers=%2Frelire"' in not_found.not_found("Réservé", "Pourquoi.", sign_in="/relire")
    assert "/connexion" not in not_found.not_found("Réservé", "Pourquoi.")


def test_an_address_carries_question_and_filters_and_gives_them_back() -> None:
    url = addresses.search("ça deale ?", {"theme": ("a", "b"), "year": ("2008..2012",)})
    assert url == "/?q=%C3%A7a+deale+%3F&theme=a&theme=b&year=2008..2012"
    params = {"q": ["x"], "theme": ["a", "b", "a"], "year": ["2008..2012", "x"], "autre": ["1"]}
    assert addresses.filters_of(params) == {"theme": ("a", "b"), "year": ("2008..2012",)}


def test_a_filter_is_put_in_then_taken_out() -> None:
    once = addresses.toggled({}, "outcome", "failure")
    assert once == {"outcome": ("failure",)}
    assert addresses.toggled(once, "outcome", "failure") == {}


def test_a_passage_replaces_that_of_its_address() -> None:
    url = addresses.passage("/lire?id=X&rev=2&de=1&a=2", 10, 40, 3, (12, 20))
    assert url == "/lire?id=X&rev=2&de=10&a=40&page=3&phrase=12-20#passage"


def test_the_identity_card_says_codes_in_french() -> None:
    record = next(one for one in RECORDS if one.id == "EXP-2025-008")
    drawn = identity_card.card(record, {"partners": ("CSAPA", "bailleur"), "support_level": "corroborated"}, BASE)
    assert "<dt>Territoire</dt><dd>Seine-Saint-Denis</dd>" in drawn
    assert "<dt>Point de vue</dt><dd>Éducation spécialisée</dd>" in drawn
    assert "<dt>Partenaires</dt><dd>CSAPA, bailleur</dd>" in drawn
    assert "<dt>Niveau d’appui</dt><dd>Récit recoupé</dd>" in drawn


def test_a_reference_names_who_what_when_where_and_that_it_is_fictitious() -> None:
    record = next(one for one in RECORDS if one.id == "EXP-2025-008")
    said = identity_card.reference(record, "http://localhost/lire?id=EXP-2025-008&rev=3", TODAY)
    assert said == (
        "ASSOCIATION RIVE NORD. La clé chez le gardien [fiche EXP-2025-008, version\u00a03, en ligne]. "
        "In\u00a0: Récits partagés. 12\u00a0mai\u00a02025. [Consulté le 23\u00a0novembre\u00a02026]. "
        "Disponible à l’adresse\u00a0: http://localhost/lire?id=EXP-2025-008&rev=3 [exemple fictif]"
    )


def test_rectangles_are_laid_in_per_cent_with_a_bar_beside_them() -> None:
    drawn = pdf_page.sheet("X", "Un titre", 2, (Rect(0.1, 0.2, 0.5, 0.22), Rect(0.1, 0.23, 0.4, 0.25)))
    assert 'style="left:10.00%;top:20.00%;width:40.00%;height:2.00%"' in drawn
    assert '<i class="bar" style="left:8.40%;top:20.00%;width:0.50%;height:5.00%"></i>' in drawn


def test_the_pager_stops_at_both_ends() -> None:
    assert 'aria-disabled="true">Précédente' in pdf_page.pager("X", 1, 3)
    assert 'aria-disabled="true">Suivante' in pdf_page.pager("X", 3, 3)
    assert 'href="/lire?id=X&amp;page=2"' in pdf_page.pager("X", 1, 3)


def test_the_table_sorts_both_ways_and_what_is_unknown_stands_last() -> None:
    years = [one.year for one in explore.in_order(RECORDS, "-annee", BASE)]
    assert years == [2025, 2024, 2022, 2019, 2019]
    outcomes = [one.outcome for one in explore.in_order(RECORDS, "-issue", BASE)]
    assert outcomes == ["failure", "mixed", "success", "", ""]


def test_a_title_sorts_without_its_accents_and_quotation_marks() -> None:
    assert explore._folded("« Élan »") == "elan"


def test_years_are_bars_that_filter() -> None:
    drawn = explore.years(RECORDS, {})
    assert 'href="/explorer?year=2022"' in drawn
    assert "2019\u00a0: 2\u00a0fiches" in drawn


def test_the_map_counts_records_by_commune() -> None:
    drawn = territory_map.chart({"75119": 2}, "dark")
    if drawn is None:
        pytest.skip("kb/data/territories.geojson is absent")
    (features,) = drawn.to_dict()["datasets"].values()
    assert {one["properties"]["code"]: one["properties"]["fiches"] for one in features}["75119"] == 2


def test_the_glossary_stands_by_letter_with_senses_and_ties() -> None:
    drawn = Entries(TERMS, Spoken(BASE.label, "Éducation spécialisée")).page()
    assert "<li>Pour vous, éducation spécialisée\u00a0: un mot de l’ennui</li><li>Police" in drawn
    assert drawn.index("CSAPA") < drawn.index("cure") < drawn.index("galérer")
    assert 'id="terme-galerer"' in drawn
    assert "Police\u00a0: souvent confondu avec le guet" in drawn
    assert "On dit aussi\u00a0: postcure." in drawn
    assert 'Voir aussi\u00a0: <a href="/glossaire?terme=csapa">CSAPA</a>' in drawn


def test_notes_are_said_once_with_their_pages() -> None:
    found = [SourceNote("a.pdf", Note("Aucun texte.", page)) for page in (3, 5, 6, 7)]
    drawn = base_state.notes([*found, SourceNote("b.pdf", Note("Mot de passe.", None, "error"))])
    assert "pages\u00a03, 5 à 7\u00a0: Aucun texte." in drawn
    assert drawn.index("b.pdf") < drawn.index("a.pdf")
    assert "Non lu" in drawn


def test_a_base_where_all_was_read_says_so() -> None:
    assert "Tout a été lu." in base_state.notes(())


def test_the_home_page_offers_only_what_leads_somewhere() -> None:
    drawn = home.columns(RECORDS, BASE.facets({}, reader=PUBLIC), BASE, TODAY)
    assert "Les échecs racontés" in drawn
    assert "publié hier" in drawn
    assert "Les échecs racontés" not in home.columns(RECORDS, (), BASE, TODAY)


def test_what_is_new_is_told_of_texts_before_words_of_the_glossary() -> None:
    many = [replace(RECORDS[0], id=f"TRM-{n}", kind="term", title="mot", published="2999-01-01") for n in range(9)]
    assert "mot" not in home.columns([*RECORDS, *many], (), BASE, TODAY)
    assert "mot" in home.columns(many, (), BASE, TODAY)


def test_an_empty_base_has_no_columns() -> None:
    assert home.columns((), (), BASE, TODAY) == ""


def test_the_way_to_an_empty_base_is_said() -> None:
    assert "kb build --home ~/ma-base" in base_state.start(demonstration=True)


def test_what_the_administrator_wrote_is_read_as_text() -> None:
    drawn = base_state.pages([("charter", "Charte", "Un <b>\nsuite\n\nDeux")])
    assert '<h2 id="rp-charter">Charte</h2><p>Un &lt;b&gt;<br>suite</p><p>Deux</p>' in drawn


def test_what_waits_comes_first_on_the_home_page() -> None:
    drawn = home.columns(RECORDS, (), BASE, TODAY, "<section>Ce qui m’attend</section>")
    assert drawn.index("Ce qui m’attend") < drawn.index("Quoi de neuf")


def test_a_record_is_exported_from_an_address_of_its_own() -> None:
    drawn = sidebar.exports("EXP-2025-008")
    assert 'href="/exporter/fiche/EXP-2025-008.pdf" aria-label="Exporter en PDF">PDF</a>' in drawn
    assert drawn.count("<a ") == 4


def test_results_are_exported_with_their_question_and_filters() -> None:
    page = BASE.page("sortie de cure", {"outcome": ("failure",)}, reader=PUBLIC)
    drawn = results.exports(page)
    assert 'href="/exporter/recherche.csv?q=sortie+de+cure&amp;outcome=failure"' in drawn
    assert results.exports(replace(page, hits=())) == ""
