"""The trade of a reader, from what an account says."""

import pytest

from kb.glossary.trades import trade_of
from kb.vocabulary.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Éducatrice spécialisée", "education-specialisee"),
        ("educateur de prévention", "education-specialisee"),
        ("Infirmière en CSAPA", "soin"),
        ("police", "police"),
        ("Travail social", "travail-social"),
        ("assistante sociale de secteur", "travail-social"),
        ("CPE", "ecole"),
        ("psychologue clinicienne", "psychologie"),
        ("Gardien de la paix, brigade de nuit", "police"),
        ("archiviste", ""),
        ("", ""),
    ],
)
def test_a_trade_is_recognised_in_the_words_of_those_who_have_it(said: str, code: str) -> None:
    assert trade_of(said, load_vocabulary().lists["trades"]) == code
