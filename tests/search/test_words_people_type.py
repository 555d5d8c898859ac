"""Words as people type them, asked of a base: found first whatever they are written like (exemples fictifs)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.readers import PROFESSIONAL, Reader
from kb.resources import Resources
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write

TEXTS = {
    "sigles.md": "# Quand la SES ferme\n\n"
    "Une AMP et un CE ont pris la suite. La SI du soir est assurée par l’AI de garde.\n",
    "c.md": "# Le dépistage de l’hépatite C\n\nUn camion passe le jeudi devant la gare.\n",
    "mal-etre.md": "# Un chez-soi et du mieux-être\n\n"
    "La pré-admission dure un mois. Le micro-crédit aide les sans-logis.\n",
    "rangs.md": "# La maraude du XVIIIe\n\n"
    "Le 7ème étage est condamné depuis le 14/07/2023. Le foyer compte 2 300 lits.\n",
    "mesures.md": "# Un local de 80 m²\n\nIl ouvre à 18h30. On y parle de 4-MEC, de GHB et de MDMA en soirée.\n",
    "genre.md": "# Paroles d’animateur·rices\n\n"
    "Des usager(e)s et des veilleurs/euses ont parlé. Une puéricultrice écoute.\n",
    "lettres.md": "# Une lettre en russe\n\nОна написала: спасибо за помощь. مرحبا بكم في المركز. Ευχαριστώ πολύ.\n",
    "accents.md": "# De\u0301tresse a\u0300 l’e\u0301cole\n\n"
    "Une de\u0301tresse e\u0301phe\u0301me\u0300re, un se\u00adcret par\u200btage\u0301.\n",
    "apart.md": "# Un groupe d’entre aide\n\nLe porte à porte et la salle verte. Un photo langage du quartier.\n",
    "argot.md": "# Les keums du square\n\nLes darons restent sur le banc, avec leurs photos et leurs menses.\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home = tmp_path_factory.mktemp("home")
    for name, text in TEXTS.items():
        write(home, name, text)
    for number in range(12):
        write(
            home,
            f"autre-{number}.md",
            f"# Compte rendu {number}\n\nUne équipe passe le soir, et rentre, semaine {number}.\n",
        )
    with KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: FakeEncoder())) as base:
        base.build()
        yield base


@pytest.mark.parametrize(
    ("question", "title"),
    [
        *((one, "Quand la SES ferme") for one in ("SES", "ses", "CE", "si", "l’ai de garde", "un ce", "AI")),
        *((one, "Le dépistage de l’hépatite C") for one in ("hépatite C", "hepatite c")),
        *((one, "Un chez-soi et du mieux-être") for one in ("chez-soi", "chez soi", "chezsoi", "mieux être")),
        *(
            (one, "Un chez-soi et du mieux-être")
            for one in ("préadmission", "pré admission", "microcrédit", "sanslogis")
        ),
        *((one, "La maraude du XVIIIe") for one in ("18e", "18ème", "xviiie", "dix-huitième", "XVIII")),
        *((one, "La maraude du XVIIIe") for one in ("7e étage", "14 juillet", "14/07", "2300", "2\u202f300", "2.300")),
        *((one, "Un local de 80 m²") for one in ("80m2", "80 m2", "80m²", "4MEC", "4 mec", "18h30", "18H30")),
        *((one, "Paroles d’animateur·rices") for one in ("animatrice", "usagère", "veilleuses", "puériculteur")),
        *((one, "Paroles d’animateur·rices") for one in ("animateurs/trices", "veilleur·euse·s", "usager.e.s")),
        *((one, "Un groupe d’entre aide") for one in ("photolangage", "un salleverte")),
        *((one, "Une lettre en russe") for one in ("спасибо", "ПОМОЩЬ", "مَرْحَبًا", "ευχαριστω")),
        *((one, "Détresse à l’école") for one in ("détresse", "De\u0301tresse", "ephemere", "partagé")),
        *((one, "Détresse à l’école") for one in ("sec\u200bret", "é\u00adcole", "ｓｅｃｒｅｔ", "l\u02bcécole")),
    ],
)
def test_it_is_found_first_by_its_words(base: KnowledgeBase, question: str, title: str) -> None:
    hits = base.search(question, mode="lexical")
    assert hits[0].record.title == title
    assert hits[0].terms
    assert base.page(question, reader=PUBLIC).corrected == ()


@pytest.mark.parametrize("slang", ["keums", "keufs", "mecs", "proto", "darons", "meufs"])
def test_what_people_say_is_taken_for_no_other_word(base: KnowledgeBase, slang: str) -> None:
    assert base.page(f"les {slang}", reader=PUBLIC).corrected == ()


def test_a_correction_is_refused_when_the_question_is_meant_as_typed(base: KnowledgeBase) -> None:
    assert base.page("un depistagge", reader=PUBLIC).corrected == (("depistagge", "depistage"),)
    refused = base.page("un depistagge", reader=PUBLIC, literal=True)
    assert refused.corrected == ()
    assert not any(hit.terms for hit in refused.hits)


def test_a_word_that_a_reader_may_not_read_is_never_proposed(home: Path, open_base: Opener) -> None:
    write(home, "public.md", "# Au jardin\n\nOn y plante des kalanchoés le mardi.\n")
    write(home, "pro.md", "# La zizanie\n\nUn tarbouif ouvre la clamoufle.\n", diffusion="professionals")
    write(home, "groupe.md", "# Le coffre\n\nUne quetschelle.\n", diffusion="group", groups=["carrefour"])
    base = open_base()
    base.build()
    group = Reader(diffusions=frozenset({"public", "professionals"}), groups=frozenset({"carrefour"}))
    for reader in (OPERATOR, group, PROFESSIONAL, PUBLIC):  # what one was told is not what another is
        told = [base.page(word, reader=reader).corrected for word in ("kalanchoe", "tarbouf", "zizanni", "quetchelle")]
        assert told[0] == ()
        assert bool(told[1]) == reader.reads("professionals")
        assert bool(told[2]) == reader.reads("professionals")
        assert bool(told[3]) == reader.reads("group:carrefour")


def test_a_word_is_forgotten_with_its_last_record_and_follows_its_audience(home: Path, open_base: Opener) -> None:
    path = write(home, "pro.md", "# Une note\n\nUn tarbouif clandestin.\n", diffusion="professionals")
    write(home, "autre.md", "# Une autre\n\nRien de tel.\n")
    base = open_base()
    base.build()
    assert base.page("tarbouf", reader=PUBLIC).corrected == ()
    write(home, "pro.md", "# Une note\n\nUn tarbouif clandestin.\n", diffusion="public")
    base.build()
    assert base.page("tarbouf", reader=PUBLIC).corrected == (("tarbouf", "tarbouif"),)
    path.unlink()
    base.build()
    assert base.page("tarbouf", reader=OPERATOR).corrected == ()


# Signs of search engines.


def titles(base: KnowledgeBase, question: str) -> list[str]:
    return sorted(hit.record.title for hit in base.page(question, reader=PUBLIC, limit=50).hits)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('"devant la gare"', ["Le dépistage de l’hépatite C"]),
        ("« Devant  la GARE »", ["Le dépistage de l’hépatite C"]),
        ("“ecole”", ["Détresse à l’école"]),
        ('"un chez-soi"', ["Un chez-soi et du mieux-être"]),
        ('"gare la devant" camion', None),
        ('"SES"', ["Quand la SES ferme"]),
        ("mieux*", ["Un chez-soi et du mieux-être"]),
        ('"darons" photo*', ["Les keums du square"]),
        ('"soir" -équipe', ["Quand la SES ferme"]),
        ('"soir" -"une équipe"', ["Quand la SES ferme"]),
        ('"soir" -équip*', ["Quand la SES ferme"]),
        ('"soir" -EQUI*,', ["Quand la SES ferme"]),
    ],
)
def test_signs_do_what_search_engines_do(base: KnowledgeBase, question: str, found: list[str] | None) -> None:
    page = base.page(question, reader=PUBLIC)
    if found is None:
        assert page.missing
        assert page.total > 1
    else:
        assert titles(base, question) == found
        assert not page.weak
        assert not page.missing


def test_all_that_holds_what_was_asked_exactly_is_near_and_reached(base: KnowledgeBase) -> None:
    first = base.page('"compte rendu"', reader=PUBLIC)
    second = base.page('"compte rendu"', reader=PUBLIC, number=2)
    assert (first.near, first.total, first.pages) == (12, 12, 2)
    assert len({hit.record.id for hit in (*first.hits, *second.hits)}) == 12


@pytest.mark.parametrize(
    "question", ['"', "*", "- ", "« »", '"" hall', "-keums", '"de la" gare', "fa* gare", "hall -de", "hall -d*"]
)
def test_a_sign_that_asks_nothing_hides_nothing(base: KnowledgeBase, question: str) -> None:
    page = base.page(question, reader=PUBLIC)
    assert not page.exact
    assert not page.without
    assert not page.beginning


def test_a_hyphen_inside_a_word_leaves_nothing_out(base: KnowledgeBase) -> None:
    assert base.page("micro-crédit sans-logis", reader=PUBLIC).without == ()
    assert base.page("la maraude – XVIIIe", reader=PUBLIC).without == ()


def test_exact_words_are_looked_for_among_what_a_reader_may_read(home: Path, open_base: Opener) -> None:
    write(home, "pro.md", "# Une note\n\nLa porte bleue du fond.\n", diffusion="professionals")
    write(home, "autre.md", "# Une autre\n\nLa porte rouge.\n")
    base = open_base()
    base.build()
    assert base.page('"porte bleue"', reader=PROFESSIONAL).total == 1
    assert base.page('"porte bleue"', reader=PUBLIC).missing
    assert "Une note" not in titles(base, '"porte bleue"')
    assert base.page("bleu*", reader=PUBLIC).missing


# Going through the list.


def test_a_list_is_gone_through_to_its_end_each_record_once(base: KnowledgeBase) -> None:
    for question in ("une équipe passe le soir", ""):
        first = base.page(question, reader=PUBLIC, limit=4)
        hits = [
            hit for n in range(1, first.pages + 1) for hit in base.page(question, reader=PUBLIC, limit=4, number=n).hits
        ]
        assert [hit.rank for hit in hits] == list(range(1, first.total + 1))
        assert len({hit.record.id for hit in hits}) == first.total
        assert sum(not hit.weak for hit in hits) == first.near
        assert [hit.weak for hit in hits] == sorted(hit.weak for hit in hits)
    assert base.page("soir", reader=PUBLIC, number=99).number == base.page("soir", reader=PUBLIC).pages


def test_a_list_may_be_sorted_by_date(home: Path, open_base: Opener) -> None:
    for year in (2019, 2023, 2021):
        write(home, f"{year}.md", f"# Note {year}\n\nLa laverie du quartier.\n", date=f"{year}-01-01")
    base = open_base()
    base.build()
    page = base.page("laverie", reader=PUBLIC, by_date=True)
    assert [hit.record.date[:4] for hit in page.hits] == ["2023", "2021", "2019"]
