"""Whom everybody knows, and works, beasts, brands: names of no one met; and the same names where somebody bears them.

In each sentence the persons stand between brackets. Each rule has the sentence it is for and those next to it, where it
must not speak: a rule that hides one name too many leaves somebody in the text.
"""

import pytest

from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed

KNOWN = [
    "On a lu Voltaire hier.",
    "Voltaire",
    "On lit : Voltaire",
    "On a lu Victor Hugo au groupe.",
    "On a lu victor Hugo au groupe.",
    "on a lu [victor] [hugo] au groupe",
    "On a lu Victor-Hugo au groupe.",
    "On a lu Victor\u00a0Hugo",
    "[M. Victor Hugo] est venu.",
    "On a vu [Monsieur Victor Hugo].",
    "[Victor], [Hugo] et [Karim] sont venus.",
    "On a revu [Victor]. [Hugo] dort.",
    "On a lu Madame Bovary.",
    "Jeanne d’Arc est au programme.",
    "[Jeanne Darcet] est au programme.",
    "On a vu [Robin] et [Paul].",
    "Le roi Lear meurt.",
    "On dit : le petit Poucet, et [Karim] rit.",
]

BORNE_BY_SOMEBODY = [
    "[M. Voltaire] est venu.",
    "Mon oncle [Voltaire] dort.",
    "On a vu [Mme veuve Voltaire] hier.",
    "On a vu [Karim Voltaire] hier.",
    "Voltaire [Karim] dort.",
    "[Voltaire B.] dort.",
    "[Voltaire Diallo] dort.",
    "On m’appelle [Voltaire], dit-il.",
    "On m’appelle « [Voltaire] », dit-il.",
    "On m’appelle hier, Voltaire dort.",
    "Le vieux [Hamlet] dort ici. [Hamlet] a faim.",
    "Ce Hamlet est long.",
]

SAINTS = [
    "On a prié saint Antoine de Padoue.",
    "On a prié Saint Antoine de Padoue et [Karim].",
    "Saint Marcel est prié.",
    "Sainte Marcelle est priée.",
    "St Marcel est prié.",
    "Ste Marcelle est priée.",
    "Saint",
]

WORKS = [
    "Le film Bambi passe ce soir.",
    "Le film « Marcel » passe ce soir.",
    "Film Marcel",
    "Le film de [Karim] passe ce soir.",
    "Le film de Karim Dridi passe ce soir.",
    "Le film, [Karim] l’a vu.",
    "La chanson de [Martine] est là.",
    "La chanson de Martine Dupont est là.",
    "Les chansons du [Marcellin] sont là.",
    "Le rôle d’Alceste est long.",
    "Le rôle de Karim est long.",
    "La fable de [Karim] est longue.",
    "Le buste des Diallo est là.",
    "Le dessin animé Caliméro passe.",
    "Un jeu vidéo Martine joue.",
    "Un jeu vidéo de Martine Dupont passe.",
    "Vidéo [Martine]",
    "Animée, [Martine] rit.",
    "Il vit dans Martine.",
    "Il dort, dans sa chambre, [Martine] aussi.",
    "L’atelier « Dans la valise de Léon » est complet.",
]

BRANDS_AND_PLACES = [
    "On change à Marcel-Cerdo ce soir.",
    "On change à [Marcel-Cerd] ce soir.",
    "La montre Martine est là.",
    "Les montres Martine sont là.",
    "La montre de [Martine] est là.",
    "La peluche de [Marcel] est là.",
    "La peluche Marcel est là.",
    "Les cours Martine sont fermés.",
    "Les collèges Martine sont fermés.",
    "Les lois Martine sont passées.",
    "Prends la ligne direction Gabriel, dit-il.",
    "Prends la rue, direction, [Gabriel].",
    "Un enfant déguisé en Martine joue.",
    "Il est arrivé en voiture, [Martine] aussi.",
    "Déguisé, [Martine] joue.",
    "La rue Marcel-Cachin est fermée.",
    "On est passé à Marcel-Cachin hier.",
    "Marcel-Cachin est fermé.",
    "On change à : Marcel-Cachin",
    "[Mme Marcel-Cachin] dort.",
    "Son fils [Jean-Paul] dort.",
    "On a vu [Jean-Paul] hier.",
    "On a vu [Paul Marcel-Cachin] hier.",
]

AUTHORS = [
    "On citait Friot hier.",
    "On citait [Bernard] hier.",
    "Le chanteur [Bernard] dort.",
    "Le philosophe Durand lit.",
    "Le philosophe [Martine] lit.",
    "Un boxeur dort, [Ndoye] aussi.",
]

LISTED = [
    "Et [Martine] lit Rimbaud",
    "Et Martine, Rimbaud",
    "Rue Voltaire, [Renaud] attend.",
    "Le cabinet Voltaire, [Renaud] attend.",
    "Elle citait Friot, Martine et Paul.",
    "On est dans Friot, [Martine] et [Paul].",
    "La chanson des Friot, [Martine] et [Paul].",
    "On lit Rimbaud et Martine.",
    "On lit Rimbaud ou Martine.",
    "On lit Rimbaud, Martine, Paul et Jacques.",
    "On lit Martine, Paul et Rimbaud.",
    "On lit Martine et Rimbaud.",
    "On lit Martine ni Rimbaud.",
    "On lit Rimbaud avec [Martine].",
    "On lit Rimbaud ; [Martine] dort.",
    "On lit Rimbaud, [Martine Diallo] et [Paul].",
    "On lit Rimbaud et [Martine]. [Martine] dort. [Martine] rit.",
    "[Martine] et Rimbaud, c’est long.",
    "On écoute Brassens, Renaud et Barbara.",
    "On écoute Renaud, Barbara et Brassens.",
    "Elle chante Dalida, Martine et Paul.",
    "Elle chante [Martine] et [Paul].",
    "Les films Bambi et Rémi passent ce soir.",
    "À Stalingrad et [Renaud], on attend.",
    "Au collège Jean-Moulin, [Renaud] attend.",
]

BEASTS = [
    "Marcel, un chien que [Paul] connaît.",
    "La chienne Luna dort. Luna a mangé.",
    "La chienne « Luna » dort.",
    "Les chiens Rex et Marcel dorment.",
    "Luna, la chienne, dort. Luna a mangé.",
    "Luna, une vieille chienne, dort. Luna a mangé.",
    "Luna (une chienne) dort.",
    "[Marcel], le petit gros chien, dort.",
    "[Luna], la sœur, dort. [Luna] a mangé.",
    "[Luna] (elle a une chienne) dort.",
    "[Luna] ; la chienne dort.",
    "Le chien, [Marcel], dort.",
    "Le chien dort, [Marcel] aussi.",
    "On nourrit Luna, sa chatte. [Paul] aussi.",
    "On nourrit [Luna]",
    "Marcel, son chien",
]

PRODUCTS = [
    "[Caroline] pour le goûter, dit-on.",
    "Sa [tante Caroline] et la dose.",
    "Son oncle [Adam] et la dose.",
    "Caroline pour le crack, dit-on.",
    "Dose, crack, Caroline",
    "[Caroline] vend du crack.",
    "[Caroline Diallo] pour le crack.",
    "[Mme Caroline] parle du crack.",
    "Avec [Caroline], on parle de la dose.",
    "On dit à [Caroline] que le crack est là.",
    "[Caroline] parle. On parle de la dose.",
    "Le crack est là ! [Caroline] dort.",
    "Le crack est là\n[Caroline] dort.",
]

STAGE = [
    "Au théâtre, le rideau tombe, dit son oncle [Rodolphe].",
    "Dans la pièce, on lit Molière puis Rodolphe meurt.",
    "Dans le jardin, on lit Molière puis [Rodolphe] meurt.",
    "Au théâtre, le rideau tombe : Rodolphe meurt.",
    "Dans la pièce, le personnage de Rodolphe meurt.",
    "Le rideau tombe et Rodolphe meurt, dans la pièce.",
    "Le rideau tombe, dans la pièce, sur Rodolphe",
    "Dans la pièce, [Rodolphe] a dormi.",
    "Dans la pièce, acte un, [Rodolphe] a dormi.",
    "Dans la pièce, acte un. [Rodolphe] dort.",
    "Au théâtre, le rideau tombe sur [Rodolphe Martin].",
    "Au théâtre, avec [Rodolphe], le rideau tombe.",
    "Au théâtre, le rideau tombe, dit [Mme Rodolphe].",
    "Au théâtre, [Rodolphe] dort.",
    "Au théâtre, Molière fait rire [Rodolphe].",
    "On m’appelle [Rodolphe]. Au théâtre, le rideau tombe sur [Rodolphe].",
]


@pytest.mark.parametrize(
    "sentence",
    [
        *(*KNOWN, *BORNE_BY_SOMEBODY, *SAINTS, *WORKS, *BRANDS_AND_PLACES, *AUTHORS),
        *(*LISTED, *BEASTS, *PRODUCTS, *STAGE),
    ],
)
def test_only_those_who_may_be_met_are_found(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "person") == sentence
