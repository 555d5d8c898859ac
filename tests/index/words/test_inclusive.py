"""Words for both genders, and the other gender of a word: exactly which forms, and none where there is none."""

import pytest

from kb.index.words.inclusive import both_genders, other_gender


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("educateur", {"educatrice", "educateuse"}),
        ("educateurs", {"educatrices", "educateuses"}),
        ("chanteur", {"chantrice", "chanteuse"}),
        ("educatrice", {"educateur"}),
        ("chanteuse", {"chanteur"}),
        ("chanteuses", {"chanteurs"}),
        ("infirmiere", {"infirmier"}),
        ("citoyenne", {"citoyen"}),
        ("sportive", {"sportif"}),
        ("sportif", set()),
        ("infirmier", set()),
        ("hall", set()),
        ("", set()),
        ("s", set()),
        ("fleur", set()),
        ("fleurs", set()),
        ("acteur", {"acteuse", "actrice"}),
        ("mere", set()),
        ("ouvere", {"ouver"}),
    ],
)
def test_the_other_gender_of_a_word_of_some_length(word: str, others: set[str]) -> None:
    assert {one for one in other_gender(word) if not one.removesuffix("s").endswith("eurice")} == others


@pytest.mark.parametrize(
    ("written", "genders"),
    [
        ("éducateur·rice·s", ("éducateur", "éducatrice")),
        ("acteur·trice", ("acteur", "actrice")),
        ("chanteur·euse", ("chanteur", "chanteuse")),
        ("sportif·ve", ("sportif", "sportive")),
        ("citoyen·ne", ("citoyen", "citoyenne")),
        ("étudiant·e·s", ("étudiant", "étudiante")),
        ("étudiant·es", ("étudiant", "étudiante")),
        ("ami·s", ("ami", "ami")),
        ("chevau·x", ("chevau", "chevau")),
        ("directeur·trice", ("directeur", "directrice")),
        ("beau·elle", ("beau", "beauelle")),
        ("maître·esse", ("maître", "maîtresse")),
        ("maire.esse.s", ("maire", "mairesse")),
        ("tenancier·ière", ("tenancier", "tenancière")),
        ("elfe·elles", ("elfe", "elfelle")),
        ("lycéen.ne.s", ("lycéen", "lycéenne")),
        ("usager(ère)s", ("usager", "usagere")),
        ("acteur/trices", ("acteur", "actrice")),
        ("hall", None),
        ("a·e", None),
        ("hall/e", None),
    ],
)
def test_a_word_written_for_both_genders_is_two(written: str, genders: tuple[str, str] | None) -> None:
    assert both_genders(written) == genders
