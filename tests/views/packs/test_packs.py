"""What the pages of packs draw: buttons that say what they keep, pieces with their state, the words of the paper."""

import html
import json
from dataclasses import replace
from datetime import date

import pytest

from kb.base import KnowledgeBase
from kb.views.frame import header as frame
from kb.views.packs import pieces as pack_pieces_text
from kb.views.packs import sidebar
from kb.views.parts import booklet_html, pack_buttons
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.packs import reading as pack_reading
from kb.wiki.packs.booklet import pack_booklet
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.fake_base import FakeBase
from tests.wiki.pack_samples import TRAINER, composed, extract, ids, reading, record_piece
from tests.wiki.packs.test_pack_pieces import revised
from tests.wiki.people import AUTHOR, published

WORD = "zébulonesque"


def whole(base: KnowledgeBase, number: int) -> str:
    return booklet_html.whole(pack_booklet(reading(base, number), base.vocabulary, today=date(2026, 11, 23)), {})


def listed(base: KnowledgeBase, number: int) -> str:
    return "".join(pack_pieces_text.piece(one, at, FakeBase()) for at, one in enumerate(reading(base, number).pieces))


def test_a_button_names_what_it_keeps_for_who_hears_it_alone() -> None:
    drawn = pack_buttons.passage_button("EXP-1", "Un « titre » & <b>", 2, 10, 30)
    assert '<span class="rp-hidden">\u00a0: «\u00a0Un “titre” &amp; &lt;b&gt;\u00a0»</span>' in drawn
    given = html.unescape(drawn.split('data-rp-collect="')[1].split('"')[0])
    assert json.loads(given) == {"record": "EXP-1", "revision": 2, "start": 10, "end": 30}


def test_packs_stand_in_the_navigation_of_whoever_is_signed_in() -> None:
    assert "/dossiers" in frame.header("/", TRAINER)
    assert "/dossiers" not in frame.header("/")


def test_what_people_typed_is_escaped_on_every_page_of_a_pack(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    place = f"pieces.{ids(base, number)[0]}"
    for name in ("introduction", "questions"):
        writing.autosave_text(base.wiki, TRAINER, number, f"{place}.{name}", "<script>1</script>", 0, "w")
    writing.autosave(base.wiki, TRAINER, number, {"presentation": "<img src=x>", "title": "<i>T</i>"}, None)
    for drawn in (whole(base, number), listed(base, number)):
        assert "<script>" not in drawn
        assert "<img src=x>" not in drawn
        assert "&lt;script&gt;" in drawn


def test_a_withdrawn_piece_keeps_what_was_said_of_it_and_none_of_its_words(base: KnowledgeBase) -> None:
    record_id = published(base, title=f"Titre {WORD}", context=f"Un départ {WORD}.")
    number = composed(base, record_piece(record_id), extract(base, record_id, f"départ {WORD}"))
    first = ids(base, number)[0]
    writing.autosave_text(base.wiki, TRAINER, number, f"pieces.{first}.introduction", "À lire d’abord.", 0, "w")
    assert WORD in whole(base, number)
    assert WORD in listed(base, number)
    review.withdraw(base.wiki, AUTHOR, record_id, "La famille s’y reconnaît.")
    for drawn in (whole(base, number), listed(base, number)):
        assert WORD not in drawn
        assert "s’y reconnaît" not in drawn
        assert "À lire d’abord." in drawn
        assert "Fiche retirée par son auteur le" in drawn


def test_a_revised_piece_shows_what_changes(base: KnowledgeBase) -> None:
    record_id = published(base)
    number = composed(base, extract(base, record_id, "Il ne venait plus au collège depuis la rentrée."))
    revised(base, record_id, context="Il ne venait plus au lycée depuis la rentrée.")
    one = reading(base, number).pieces[0]
    drawn = pack_pieces_text.revised(one, pack_reading.changes(base.wiki, TRAINER, one))
    assert "elle en est à la version\u00a02" in drawn
    assert "<del>collège</del>" in drawn
    assert "<ins>lycée</ins>" in drawn
    assert "Les mots de cet extrait n’y sont plus" in pack_pieces_text.revised(one, None)


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (210, "35\u00a0min prévues sur 210. Il reste 2\u00a0h\u00a055"),
        (30, "C’est 5\u00a0min de trop."),
        (0, "Donnez la durée de la séance"),
    ],
)
def test_the_minutes_are_set_against_those_of_the_session(base: KnowledgeBase, duration: int, said: str) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    pack_pieces.set_minutes(base.wiki, TRAINER, number, ids(base, number)[0], 35)
    read = reading(base, number)
    assert said in sidebar.duration(replace(read, pack=read.pack.model_copy(update={"duration": duration})))


def test_a_pack_without_minutes_says_no_total(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    assert "rp-total" not in sidebar.duration(reading(base, number))
    pack_pieces.set_minutes(base.wiki, TRAINER, number, ids(base, number)[0], 35)
    assert "35\u00a0min" in sidebar.duration(reading(base, number))
