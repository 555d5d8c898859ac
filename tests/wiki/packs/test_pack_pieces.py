"""The pieces of a pack: bound to revisions, never twice, moved by one place, brought to a newer version."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound
from kb.records.pieces import Piece, PieceSource, Reference
from kb.wiki.packs import packs, rubrics
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.forms import FormRefused
from tests.wiki.pack_samples import TRAINER, composed, extract, ids, reading, record_piece
from tests.wiki.people import AUTHOR, REVIEWER, published, send

HALL, CANAL, SQUAT = "EXP-2019-001", "EXP-2021-001", "DOC-2008-001"


def revised(base: KnowledgeBase, record_id: str, **changes: object) -> None:
    """Publish a change to a narrative."""
    one = writing.propose(base.wiki, AUTHOR, record_id)
    writing.autosave(base.wiki, AUTHOR, one.number, dict(changes), None)
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)


def test_the_same_piece_is_never_twice(base: KnowledgeBase) -> None:
    number = composed(base, record_piece(HALL))
    again = pack_pieces.add(base.wiki, TRAINER, record_piece(HALL), number)
    assert (again.already, again.piece, again.count) == (True, ids(base, number)[0], 1)
    other = pack_pieces.add(base.wiki, TRAINER, extract(base, HALL, "Le hall est occupé"), number)
    assert (other.already, other.count) == (False, 2)


def test_a_piece_is_bound_to_the_revision_of_today(base: KnowledgeBase) -> None:
    number = composed(base, record_piece(HALL))
    assert reading(base, number).pack.pieces[0].sources == (PieceSource(record=HALL, revision=1),)


@pytest.mark.parametrize(
    "piece",
    [
        Piece(id="x", sources=(PieceSource(record="EXP-1999-999", revision=0),)),
        Piece(id="x", sources=(PieceSource(record=HALL, revision=7),)),
        Piece(id="x", sort="extract", sources=(PieceSource(record=HALL, revision=1),), start=5, end=10**6),
        Piece(id="x", sort="page", sources=(PieceSource(record=HALL, revision=1),), page=3),
        Piece(id="x", sort="comparison", sources=(PieceSource(record=HALL, revision=1),)),
        Piece(id="x", sort="reference", reference=Reference(title="  ")),
        Piece(id="x", sort="record"),
    ],
)
def test_what_is_not_there_to_read_is_no_piece(base: KnowledgeBase, piece: Piece) -> None:
    number = composed(base)
    with pytest.raises(KbError):
        pack_pieces.add(base.wiki, TRAINER, piece, number)
    assert ids(base, number) == []


def test_a_comparison_holds_two_to_four_records(base: KnowledgeBase) -> None:
    both = Piece(
        id="new",
        sort="comparison",
        sources=(PieceSource(record=HALL, revision=0), PieceSource(record=CANAL, revision=0)),
    )
    number = composed(base, both)
    assert [one.state for one in reading(base, number).pieces[0].sources] == ["same", "same"]


def test_pieces_move_by_one_place_and_stop_at_the_ends(base: KnowledgeBase) -> None:
    number = composed(base, record_piece(HALL), record_piece(CANAL), record_piece(SQUAT))
    a, b, c = ids(base, number)
    pack_pieces.move(base.wiki, TRAINER, number, c, -1)
    assert ids(base, number) == [a, c, b]
    pack_pieces.move(base.wiki, TRAINER, number, a, -1)
    pack_pieces.move(base.wiki, TRAINER, number, b, 1)
    assert ids(base, number) == [a, c, b]


def test_pieces_go_through_rubrics_as_they_move(base: KnowledgeBase) -> None:
    number = composed(base, record_piece(HALL), record_piece(CANAL))
    a, b = ids(base, number)
    for title in ("Ce qui s’est défait", "Ce qui a tenu"):
        rubrics.add_rubric(base.wiki, TRAINER, number, title)
    rubrics.put_in_rubric(base.wiki, TRAINER, number, a, "Ce qui s’est défait")
    pack_pieces.move(base.wiki, TRAINER, number, b, 1)
    assert [(p.id, p.rubric) for p in reading(base, number).pack.pieces] == [
        (b, "Ce qui s’est défait"),
        (a, "Ce qui s’est défait"),
    ]
    pack_pieces.move(base.wiki, TRAINER, number, a, 1)
    rubrics.move_rubric(base.wiki, TRAINER, number, "Ce qui a tenu", -1)
    rubrics.rename_rubric(base.wiki, TRAINER, number, "Ce qui a tenu", "Ce qui tient")
    assert [(name, [p.piece.id for p in pieces]) for name, pieces in reading(base, number).rubrics] == [
        ("Ce qui tient", [a]),
        ("Ce qui s’est défait", [b]),
    ]
    rubrics.remove_rubric(base.wiki, TRAINER, number, "Ce qui tient")
    assert reading(base, number).rubrics[0][0] == ""


def test_two_rubrics_have_two_names(base: KnowledgeBase) -> None:
    number = composed(base)
    rubrics.add_rubric(base.wiki, TRAINER, number, "Lire")
    for title in ("Lire", "  ", "a" * 300):
        with pytest.raises(FormRefused):
            rubrics.add_rubric(base.wiki, TRAINER, number, title)
    assert packs.open_pack(base.wiki, TRAINER, number).fields["rubrics"] == ["Lire"]


def test_a_piece_taken_out_by_mistake_comes_back_with_what_was_said_of_it(base: KnowledgeBase) -> None:
    number = composed(base, record_piece(HALL), record_piece(CANAL))
    first = ids(base, number)[0]
    writing.autosave_text(base.wiki, TRAINER, number, f"pieces.{first}.questions", "Qui ?\n\nQuand ?", 0, "w")
    pack_pieces.set_minutes(base.wiki, TRAINER, number, first, 35)
    gone = pack_pieces.remove(base.wiki, TRAINER, number, first)
    assert len(ids(base, number)) == 1
    pack_pieces.put_back(base.wiki, TRAINER, number, gone, 0)
    back = reading(base, number).pack.pieces[0]
    assert (back.questions, back.minutes) == (("Qui ?", "Quand ?"), 35)


def test_references_are_added_once(base: KnowledgeBase) -> None:
    number = composed(base)
    book = Reference(type="book", authors=("Durand, Anne",), title="Aller vers", date="2019")
    assert pack_pieces.add_references(base.wiki, TRAINER, number, [book, book]) == 1


def test_references_come_from_a_file_all_or_none(base: KnowledgeBase) -> None:
    number = composed(base)
    file = b"TY  - BOOK\nTI  - Aller vers\nAU  - Durand, Anne\nER  - \nTY  - BOOK\nAU  - Sans, Titre\nER  - \n"
    added, notes = pack_pieces.import_references(base.wiki, TRAINER, number, "livres.ris", file)
    assert (added, "1 sans titre" in " ".join(notes)) == (1, True)
    with pytest.raises(KbError, match="faux"):
        pack_pieces.import_references(base.wiki, TRAINER, number, "faux.bib", b"@book{clef, title = {Pas ferm")
    assert len(ids(base, number)) == 1
    many = [Reference(title=f"Titre {n}") for n in range(pack_pieces.MOST_PIECES)]
    with pytest.raises(FormRefused, match="Rien n’a été ajouté"):
        pack_pieces.add_references(base.wiki, TRAINER, number, many)
    assert len(ids(base, number)) == 1


def test_an_extract_is_found_again_in_the_newer_version(base: KnowledgeBase) -> None:
    record_id = published(base)
    words = "Il ne venait plus au collège depuis la rentrée."
    number = composed(base, extract(base, record_id, words))
    revised(base, record_id, summary="Un résumé bien plus long qu’avant, qui déplace tout le reste du texte.")
    before = reading(base, number).pieces[0]
    assert (before.words, before.revised, before.sources[0].newest) == (words, True, 2)
    pack_pieces.update(base.wiki, TRAINER, number, before.piece.id)
    after = reading(base, number).pieces[0]
    assert (after.words, after.revised) == (words, False)
    assert after.piece.start != before.piece.start


def test_an_extract_whose_words_are_gone_keeps_its_version(base: KnowledgeBase) -> None:
    record_id = published(base)
    words = "Il ne venait plus au collège depuis la rentrée."
    number = composed(base, extract(base, record_id, words))
    revised(base, record_id, context="Tout autre chose est raconté ici, sans un mot de ce qui précédait.")
    with pytest.raises(FormRefused, match="Ces mots ne sont plus dans la version 2"):
        pack_pieces.update(base.wiki, TRAINER, number, ids(base, number)[0])
    assert reading(base, number).pieces[0].words == words


def test_a_piece_that_is_not_there_is_not_changed(base: KnowledgeBase) -> None:
    number = composed(base)
    for action in (pack_pieces.update, pack_pieces.remove):
        with pytest.raises(RecordNotFound, match="n’est plus dans le dossier"):
            action(base.wiki, TRAINER, number, "pabsent")
