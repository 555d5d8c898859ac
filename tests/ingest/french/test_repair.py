"""Repair of what producers break in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.french.repair import doubts, repair, shifted, word_counts


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("la situation des jeunes fi lles", "la situation des jeunes filles"),
        ("un cadre de réfl exion", "un cadre de réflexion"),
        ("en eff et", "en effet"),
        ("c’est diffi cile", "c’est difficile"),
        ("l’offi ce de la confi ance", "l’office de la confiance"),
        ("dé fi nir un con fl it", "définir un conflit"),
        ("ils souff rent de la fi n du bénéfi ce", "ils souffrent de la fin du bénéfice"),
    ],
)
def test_split_ligatures_are_joined(broken: str, whole: str) -> None:
    assert repair(broken)[0] == whole


@pytest.mark.parametrize(
    "text",
    [
        "fi donc, il fait fi de la règle",
        "le défi le plus grand a suffi à tous",
        "le staff a fini la journée",
        "le Wi-Fi le soir",
        "le tarif fixe du relief",
        "il a fini",
    ],
)
def test_words_that_stand_alone_are_left_alone(text: str) -> None:
    assert repair(text) == (text, ())


def test_a_word_found_whole_in_the_document_is_evidence() -> None:
    assert repair("le buffl on", seen=word_counts("un bufflon"))[0] == "le bufflon"
    assert repair("le buffl on")[0] == "le buffl on"


def test_single_ligatures_and_loose_accents_become_letters() -> None:
    assert repair("eﬃcace, ﬂux, cafe\u0301, ´ecole")[0] == "efficace, flux, café, école"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("le gar¸con re¸coit", "le garçon reçoit"),
        ("c¸a, en franc¸ais", "ça, en français"),
        ("le te´le´phone du cafe´", "le téléphone du café"),
        ("l’arriv´ee ˆetre", "l’arrivée être"),
        ("ma˜nana, ˚Angstr¨om", "mañana, Ångström"),
        ("L™été à l™hôpital, qu™il", "L’été à l’hôpital, qu’il"),
        ("lÕécole dÕété", "l’école d’été"),
    ],
)
def test_signs_beside_their_letter_or_of_another_table_are_put_right(broken: str, whole: str) -> None:
    assert repair(broken)[0] == whole


@pytest.mark.parametrize("text", ["Windows™ et Word™", "São Õbidos", "un prix de 3 ¨ 4"])
def test_the_same_signs_stay_where_they_are_meant(text: str) -> None:
    assert repair(text)[0] == text


def test_soft_hyphens_go_and_no_break_spaces_stay() -> None:
    assert repair("pré\u00adven\u00ad\ntion\u00a0: oui")[0] == "prévention\u00a0: oui"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("conti-\nnuer", "continuer"),
        ("peut-\nêtre", "peut-être"),
        ("c’est-à-\ndire", "c’est-à-dire"),
        ("Seine-\nSaint-Denis", "Seine-Saint-Denis"),
        ("va-t-\nil", "va-t-il"),
        ("en 2004-\n2008", "en 2004-2008"),
        ("un expert-comptable, des experts-\ncomptables", "un expert-comptable, des experts-comptables"),
        ("la réinsertion, sa ré-\ninsertion", "la réinsertion, sa réinsertion"),
    ],
)
def test_hyphens_at_line_ends_go_unless_they_belong_to_the_word(broken: str, whole: str) -> None:
    assert repair(broken)[0] == whole


@pytest.mark.parametrize(
    "compound",
    [
        *("dix-neuf", "quatre-vingt-dix", "trente-deuxième", "peut-être", "celui-ci", "après-midi", "c’est-à-dire"),
        *("parlez-leur", "dort-il", "avons-nous", "mi-chemin", "tête-à-tête", "petit-déjeuner", "cette nuit-là"),
        *("sous-location", "demi-tour", "Aulnay-sous-Bois", "qu’est-ce", "main-d’œuvre", "grand-mère"),
    ],
)
def test_a_compound_cut_at_its_own_hyphen_keeps_it(compound: str) -> None:
    for place in (index for index, sign in enumerate(compound) if sign == "-"):
        assert repair(f"{compound[: place + 1]}\n{compound[place + 1 :]}")[0] == compound


@pytest.mark.parametrize(
    "cut",
    [
        *("conti-nuer", "mi-lieu", "mi-nistre", "sous-crire", "sous-traire", "non-chalant", "grand-eur", "voi-là"),
        *("per-sonnelle", "te-nons", "avan-tage", "cha-leur", "ex-pliquer", "sep-tembre", "dix-it", "ge-nou"),
    ],
)
def test_a_word_cut_between_its_syllables_loses_the_hyphen(cut: str) -> None:
    assert repair(cut.replace("-", "-\n"))[0] == cut.replace("-", "")


def test_a_compound_that_the_document_writes_elsewhere_keeps_its_hyphen() -> None:
    assert repair("un local-relais, le local-\nrelais")[0] == "un local-relais, le local-relais"


def test_line_breaks_become_spaces_only_when_asked() -> None:
    text = "deux lignes\nd’un paragraphe\n\nun autre"
    assert repair(text) == (text, ())
    assert repair(text, rejoin_lines=True)[0] == "deux lignes d’un paragraphe\n\nun autre"


def test_what_was_lost_is_told_in_a_note() -> None:
    notes = doubts("la situation des jeunes entre et 25 ans\u202f;")
    assert len(notes) == 1
    assert "entre et 25 ans" in notes[0].message
    assert doubts("les jeunes entre 16 et 25 ans") == ()


@given(st.text(alphabet="abéfil -\n\u00adﬁ\u0301.", max_size=60), st.booleans())
def test_spans_give_the_same_characters_in_both_texts(text: str, rejoin: bool) -> None:
    repaired, spans = repair(text, rejoin_lines=rejoin)
    for span in spans:
        assert (
            repaired[span.repaired : span.repaired + span.length] == text[span.original : span.original + span.length]
        )
    assert sum(span.length for span in spans) <= min(len(text), len(repaired))
    assert list(spans) == sorted(spans, key=lambda span: (span.repaired, span.original))


def test_a_position_in_the_original_is_found_again_in_the_repaired_text() -> None:
    text = "des fi lles ici"
    repaired, spans = repair(text)
    assert repaired[shifted(text.index("ici"), spans) :] == "ici"
