"""French around a replacement: articles, elisions and contractions agree with the words put."""

import pytest

from kb.protection.phrasing import fitted


def put(text: str, kind: str, replacement: str) -> str:
    """The text, whose part between brackets is replaced."""
    start, end = text.index("["), text.index("]") - 1
    text = text.replace("[", "").replace("]", "")
    first, last, words = fitted(text, start, end, kind, replacement)
    return text[:first] + words + text[last:]


@pytest.mark.parametrize(
    ("text", "replacement", "new"),
    [
        ("La mère d’[Amina] dort.", "Karim", "La mère de Karim dort."),
        ("La mère d'[Amina] dort.", "Karim", "La mère de Karim dort."),
        ("La mère d’[Amina] dort.", "Omar", "La mère d’Omar dort."),
        ("La mère d’[Amina] dort.", "Hélène", "La mère d’Hélène dort."),
        ("La mère d’[Amina] dort.", "", "La mère d’ dort."),
        ("La mère de [Karim] dort.", "Omar", "La mère d’Omar dort."),
        ("La mère de [Karim] dort.", "Hélène", "La mère de Hélène dort."),
        ("Qu’[Amina] dorme !", "Karim", "Que Karim dorme !"),
        ("Que [Karim] dorme !", "Omar", "Qu’Omar dorme !"),
        ("On dit que [Karim] dort.", "un voisin", "On dit qu’un voisin dort."),
        ("On dit que [Karim] dort.", "le voisin", "On dit que le voisin dort."),
        ("Lorsque [Karim] dort.", "Omar", "Lorsqu’Omar dort."),
        ("Puisqu’[Omar] dort.", "Karim", "Puisque Karim dort."),
        ("On parle de [Karim].", "le voisin", "On parle du voisin."),
        ("On parle de [Karim].", "les voisins", "On parle des voisins."),
        ("On parle de [Karim].", "des voisins", "On parle de voisins."),
        ("On parle de [Karim].", "un voisin", "On parle d’un voisin."),
        ("On parle de [Karim].", "la voisine", "On parle de la voisine."),
        ("De [Karim], on parle.", "le voisin", "Du voisin, on parle."),
        ("De [Karim], on parle.", "un voisin", "D’un voisin, on parle."),
        ("On le dit à [Karim].", "le voisin", "On le dit au voisin."),
        ("On le dit à [Karim].", "les voisins", "On le dit aux voisins."),
        ("On le dit à [Karim].", "un voisin", "On le dit à un voisin."),
        ("On le dit à [Karim].", "Omar", "On le dit à Omar."),
        ("On le dit au [docteur B.]", "un médecin", "On le dit à un médecin"),
        ("On le dit au [docteur B.]", "le médecin", "On le dit au médecin"),
        ("L’avis du [docteur B.]", "un médecin", "L’avis d’un médecin"),
        ("L’avis de la [juge B.]", "un magistrat", "L’avis d’un magistrat"),
        ("L’avis de l’[abbé B.]", "le prêtre", "L’avis du prêtre"),
        ("On croit le [docteur B.]", "un médecin", "On croit un médecin"),
        ("Le [docteur B.] dort.", "un médecin", "Un médecin dort."),
        ("Le [docteur B.] dort.", "Omar", "Le Omar dort."),
        ("[Karim] dort.", "un voisin", "Un voisin dort."),
        ("On sort. [Karim] dort.", "un voisin", "On sort. Un voisin dort."),
        ("On sort, [Karim] dort.", "un voisin", "On sort, un voisin dort."),
        ("On sort ! [Karim] dort.", "quelqu’un", "On sort ! Quelqu’un dort."),
    ],
)
def test_a_person_is_replaced_in_french(text: str, replacement: str, new: str) -> None:
    assert put(text, "person", replacement) == new


@pytest.mark.parametrize(
    ("text", "replacement", "new"),
    [
        ("On dort au [8 rue des Ormes].", "un immeuble", "On dort dans un immeuble."),
        ("On dort [au 8 rue des Ormes].", "un immeuble", "On dort dans un immeuble."),
        ("On habite [au 8 rue des Ormes].", "un immeuble", "On habite dans un immeuble."),
        ("On habite [8 rue des Ormes].", "un immeuble", "On habite dans un immeuble."),
        ("On vit [8 rue des Ormes].", "un immeuble", "On vit dans un immeuble."),
        ("Devant la [résidence B].", "un immeuble", "Devant un immeuble."),
        ("Près de la [résidence B].", "un immeuble", "Près d’un immeuble."),
        ("À l’[adresse B].", "un immeuble", "Dans un immeuble."),
        ("Voici « [8 rue des Ormes] ».", "un immeuble", "Voici « un immeuble »."),
    ],
)
def test_an_address_is_replaced_in_french(text: str, replacement: str, new: str) -> None:
    assert put(text, "address", replacement) == new


@pytest.mark.parametrize(
    ("text", "replacement", "new"),
    [
        ("On dort au [foyer B].", "un foyer", "On dort dans un foyer."),
        ("On dort à l’[hôpital B].", "un hôpital", "On dort dans un hôpital."),
        ("On sort du [foyer B].", "un foyer", "On sort d’un foyer."),
        ("On sort de la [clinique B].", "une clinique", "On sort d’une clinique."),
        ("On sort de l’[hôpital B].", "un hôpital", "On sort d’un hôpital."),
        ("On voit le [foyer B].", "un foyer", "On voit un foyer."),
        ("On voit l’[hôpital B].", "un hôpital", "On voit un hôpital."),
        ("L’[hôpital B] est là.", "un hôpital", "Un hôpital est là."),
        ("On voit le [foyer B].", "[détail retiré]", "On voit le [détail retiré]."),
        ("Depuis le [foyer B].", "un foyer", "Depuis le un foyer."),
        ("On voit notre [foyer B].", "un foyer", "On voit notre un foyer."),
    ],
)
def test_a_place_is_replaced_in_french(text: str, replacement: str, new: str) -> None:
    assert put(text, "establishment", replacement) == new


@pytest.mark.parametrize(
    ("text", "replacement", "new"),
    [
        ("Vu le [3 mars].", "au printemps 2024", "Vu au printemps 2024."),
        ("Le [3 mars], on dort.", "au printemps", "Au printemps, on dort."),
        ("L’accueil du [3 mars].", "au printemps 2024", "L’accueil du printemps 2024."),
        ("L’accueil du [3 juin].", "à l’été 2024", "L’accueil de l’été 2024."),
        ("L’accueil du [3 mai].", "à cette période", "L’accueil du à cette période."),
        ("Jusqu’au [3 mars].", "au printemps", "Jusqu’au printemps."),
        ("Jusqu’au [3 janvier].", "pendant l’hiver 2024", "Jusqu’à l’hiver 2024."),
        ("Depuis le [3 mars].", "au printemps", "Depuis le printemps."),
        ("Avant le [3 juin].", "à l’été", "Avant l’été."),
        ("Dès le [3 janvier].", "pendant l’hiver", "Dès l’hiver."),
        ("Vu la [3 mars].", "au printemps", "Vu la au printemps."),
        ("[3 mars].", "au printemps", "au printemps."),
    ],
)
def test_a_date_is_replaced_in_french(text: str, replacement: str, new: str) -> None:
    assert put(text, "exact_date", replacement) == new
