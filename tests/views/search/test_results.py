"""The page of results."""

import re
from dataclasses import replace

from kb import addresses
from kb.readers import PUBLIC
from kb.search.result import Quote, SearchPage
from kb.views.parts import facets
from kb.views.search import quotes, results
from tests.fake_base import FakeBase

BASE = FakeBase()
PAGE = BASE.page("que faire quand un jeune revient dans la rue après sa cure", {}, reader=PUBLIC)


def test_the_title_says_how_many_are_near() -> None:
    assert "5\u00a0fiches, dont 4 proches de votre question" in results.heading(PAGE)


def test_far_records_stand_apart_under_their_own_heading() -> None:
    assert "camion-douche" not in results.near(PAGE, BASE, "")
    assert "camion-douche" in results.far(PAGE, BASE)


def test_with_nothing_near_the_first_records_show_their_passage() -> None:
    weak = tuple(replace(hit, weak=True) for hit in PAGE.hits)
    assert 'class="excerpt"' not in results.far(replace(PAGE, hits=weak), BASE)
    said = results.far(replace(PAGE, hits=weak, near=0, weak=True), BASE)
    assert "Ce qui s’en approche le plus" in said
    assert said.count('class="excerpt"') == min(3, sum(any(p.end > p.start for p in hit.passages) for hit in weak))


def test_the_pages_of_a_list_are_addresses_and_say_where_they_stand() -> None:
    page = replace(
        PAGE, near=18, total=36, number=2, pages=4, hits=tuple(replace(h, rank=h.rank + 10) for h in PAGE.hits)
    )
    said = results.pager(page, addresses.manner(by_date=True))
    assert "Fiches 11 à 15 sur 36" in said
    assert "page=3&amp;tri=date" in said
    assert 'rel="prev"' in said
    assert "page=1" not in said
    assert 'rel="next"' not in results.pager(replace(page, number=4))
    assert results.pager(replace(page, pages=1)) == ""


def test_a_list_has_two_orders() -> None:
    said = results.order(PAGE, addresses.manner(by_date=True))
    assert 'aria-current="true">les plus récentes' in said
    assert results.order(replace(PAGE, question="")) == ""


def test_a_correction_is_refused_by_one_address() -> None:
    said = results.notices(replace(PAGE, question="la sevarge", corrected=(("sevarge", "sevrage"),)))
    assert 'href="/?q=la+sevarge&amp;tel_quel=1">Chercher ce mot tel quel' in said
    assert 'href="/?q=la+sevarge">La laisser corriger' in results.notices(
        replace(PAGE, question="la sevarge", expanded=()), addresses.manner(literal=True)
    )


def test_signs_are_told_in_one_line_and_so_is_what_could_not_be_asked() -> None:
    page = replace(PAGE, expanded=(), plain="hall", exact=("à la rue",), without=("squat",), beginning=("média",))
    said = results.notices(page)
    assert "exactement «\u00a0à la rue\u00a0»" in said
    assert "pas «\u00a0squat\u00a0»" in said
    assert "commence par «\u00a0média\u00a0»" in said
    assert 'href="/?q=hall">Chercher sans ces signes' in said
    said = results.notices(
        replace(page, without=(), beginning=(), missing=("«\u00a0à la rue\u00a0»",), unread=("fa*",))
    )
    assert "Aucune fiche ne contient «\u00a0à la rue\u00a0»" in said
    assert "Seules" not in said
    assert "«\u00a0fa*\u00a0»\u00a0: trop court" in said


def test_spelling_and_synonyms_searched_are_said() -> None:
    said = results.notices(replace(PAGE, corrected=(("sevarge", "sevrage"),)))
    assert "Lu\u00a0: «\u00a0sevrage\u00a0» pour «\u00a0sevarge\u00a0»." in said
    assert "d’après le glossaire" in said


def test_with_nothing_near_the_page_says_so_and_what_to_do() -> None:
    page = BASE.page("xylophone", {"territory": ["75119"]}, reader=PUBLIC)
    said = results.nothing(page)
    assert "Rien de proche n’a été trouvé" in said
    assert "Chercher sans ce filtre" in said
    assert 'href="/?q=xylophone"' in said


def test_at_most_five_quotes_each_with_its_source() -> None:
    one = PAGE.quotes[0]
    said = quotes.texts((one, one, one, one, one, one))
    assert said.count("<blockquote") == 5
    assert "Cinq passages, cités mot pour mot" in said
    assert "Passerelles du Canal, 2019, page\u00a02" in said


def test_a_quote_is_word_for_word_and_escaped() -> None:
    quote = Quote("Un <b>mot</b> dit.", PAGE.hits[0].record, None, ("Déroulement",), 0, 10, 1.0, "/lire?id=x")
    assert "«\u00a0Un &lt;b&gt;mot&lt;/b&gt; dit.\u00a0»" in quotes.texts((quote,))


def test_a_quote_opens_its_record_at_the_words_quoted() -> None:
    record = PAGE.hits[0].record
    quote = Quote("Un mot dit.", record, 7, (), 40, 51, 1.0, f"/lire?id={record.id}&rev=1&de=0&a=90")
    assert f'href="/lire?id={record.id}&amp;rev=1&amp;de=40&amp;a=51&amp;page=7#passage"' in quotes.texts((quote,))


def test_without_quotes_there_is_no_section() -> None:
    assert quotes.texts(()) == ""


def test_each_value_of_a_facet_is_an_address_that_keeps_the_rest() -> None:
    drawn = facets.column(PAGE.facets, "cure", {"theme": ("hebergement",)})
    assert 'href="/?q=cure&amp;theme=hebergement&amp;outcome=failure"' in drawn


def test_a_chosen_value_is_said_and_its_address_takes_it_out() -> None:
    chosen = BASE.facets({"outcome": ("failure",)}, reader=PUBLIC)
    drawn = facets.column(chosen, "cure", {"outcome": ("failure",)})
    assert '<a href="/?q=cure" rel="nofollow" aria-current="true">' in drawn


def test_chips_say_in_french_what_they_take_out() -> None:
    drawn = facets.chips(PAGE.facets, "cure", {"outcome": ("failure",), "year": ("2008..2012",)})
    assert 'aria-label="Retirer le filtre Échec"' in drawn
    assert "2008 à 2012" in drawn
    assert "Tout retirer" in drawn


def test_a_long_facet_is_folded_but_never_its_chosen_values() -> None:
    values = tuple(facets.FacetValue(str(n), f"Lieu {n}", 1, n == 9) for n in range(10))
    drawn = facets.column((facets.Facet("territory", "Territoire", values),), "", {"territory": ("9",)})
    assert "Voir les 5 autres" in drawn
    assert drawn.index("Lieu 9") < drawn.index("Voir les")


def test_a_page_of_filters_alone_lists_the_records() -> None:
    page = SearchPage("", {}, PAGE.hits, 5, 5, False, (), ())
    assert "Des plus récentes aux plus anciennes" in results.near(page, BASE, 10)


def test_a_filter_keeps_the_order_and_the_words_as_typed() -> None:
    how = addresses.manner(by_date=True, literal=True)
    drawn = facets.column(PAGE.facets, "cure", {"theme": ("hebergement",)}, how=how)
    links = re.findall(r'href="([^"]+)"', drawn)
    assert links
    assert all(link.endswith("&amp;tri=date&amp;tel_quel=1") for link in links)
    chips = facets.chips(PAGE.facets, "cure", {"outcome": ("failure",), "year": ("2008..2012",)}, how=how)
    assert all(link.endswith("tri=date&amp;tel_quel=1") for link in re.findall(r'href="([^"]+)"', chips))


def test_exports_ask_for_the_list_as_it_stands() -> None:
    drawn = results.exports(PAGE, addresses.manner(by_date=True, literal=True))
    assert drawn.count("&amp;tri=date&amp;tel_quel=1") == 4
    assert "tri=" not in results.exports(PAGE)


def test_the_order_is_changed_without_losing_the_words_as_typed() -> None:
    drawn = results.order(PAGE, addresses.manner(by_date=True, literal=True))
    nearest, newest = re.findall(r'href="([^"]+)"', drawn)
    assert nearest.endswith("&amp;tel_quel=1")
    assert "tri=" not in nearest
    assert newest.endswith("&amp;tel_quel=1&amp;tri=date")
    assert "tel_quel" not in results.notices(PAGE, addresses.manner(by_date=True, literal=True)).split("La laisser")[0]
