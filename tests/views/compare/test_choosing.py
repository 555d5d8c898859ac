"""Texts proposed, as they are drawn: their spread, and what they lack in French."""

from kb import addresses
from kb.readers import PUBLIC
from kb.views.compare import selection
from tests.fake_base import FakeBase

BASE = FakeBase()
FOUND = BASE.choose("sortir de cure", reader=PUBLIC)


def test_what_the_choice_lacks_is_said_in_french() -> None:
    drawn = selection.lacks(FOUND.lacks, BASE)
    assert f'Aucune réussite. Voir <a href="/lire?id={FOUND.choices[0].record.id}">' in drawn
    assert "Aucun récit du point de vue de l’école. Aucune fiche proche de ce sujet n’en apporte." in drawn
    assert "Un seul territoire\u00a0: Paris 18e." in drawn
    assert "Une seule forme\u00a0: récit de pratique." in drawn
    assert "un échec" in selection.lacks((), BASE)


def test_the_spread_counts_records() -> None:
    assert "Échec (2)" in selection.spread(FOUND, BASE)


def test_each_card_says_what_it_brings_and_a_place_keeps_its_capital() -> None:
    drawn = selection.draw(BASE, "sortir de cure", "", 0.4, PUBLIC)  # type: ignore[arg-type]
    assert "Apporte\u00a0: échec, Paris 18e et intervention." in drawn
    assert "1\u00a0fiche seulement est proche de ce sujet." in drawn


def test_a_subject_without_an_answer_says_so() -> None:
    assert "Rien à proposer" in selection.draw(BASE, "xylophone", "", 0.4, PUBLIC)  # type: ignore[arg-type]


def test_every_trade_of_the_lists_has_its_article() -> None:
    from kb.vocabulary.vocabulary import load_vocabulary

    assert set(load_vocabulary().labels["trades"]) == set(selection.OF_TRADE)


def test_the_settings_are_an_address() -> None:
    assert addresses.choosing("Le hall", "le soir", 0.4) == "/choisir?titre=Le+hall&intention=le+soir&ecart=0.4"
