"""What a pack shows of its pieces: their words as long as they may be read, and why not otherwise."""

import dataclasses
import json
from datetime import date

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.export.booklet.booklet import Booklet
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import Service
from kb.records.pieces import Piece, PieceSource, Reference
from kb.wiki.admin.erasure import erase
from kb.wiki.news import recognising
from kb.wiki.packs import packs, rubrics
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.packs import reading as pack_reading
from kb.wiki.packs.booklet import hours, pack_booklet
from kb.wiki.review import review
from kb.wiki.write import sending, writing
from kb.wiki.write.forms import FormRefused
from tests.wiki.pack_samples import TRAINER, composed, extract, ids, reading, record_piece
from tests.wiki.packs.test_pack_pieces import revised
from tests.wiki.people import AUTHOR, OTHER, REVIEWER, YES, published

WORD = "zébulonesque"
TODAY = date(2026, 11, 23)


def booklet(base: KnowledgeBase, read: pack_reading.PackReading) -> Booklet:
    return pack_booklet(read, base.vocabulary, today=TODAY, origin="https://exemple.fr")


def words_of(base: KnowledgeBase, person: Person | None, token: str) -> str:
    """All that a shared pack says, and its booklet."""
    read = pack_reading.shared(base.wiki, person, token)
    return repr(read) + json.dumps(dataclasses.asdict(booklet(base, read)), default=repr, ensure_ascii=False)


def shared(base: KnowledgeBase) -> tuple[str, str]:
    """A narrative and the link of a pack with it whole, an extract of it, and another record."""
    record_id = published(base, title=f"Titre {WORD}", context=f"Un départ {WORD}, et long.")
    number = composed(
        base, record_piece(record_id), extract(base, record_id, f"départ {WORD}"), record_piece("EXP-2019-001")
    )
    return record_id, packs.share_by_link(base.wiki, TRAINER, number)


def test_the_words_of_a_withdrawn_record_are_in_no_shared_pack(base: KnowledgeBase) -> None:
    record_id, token = shared(base)
    assert WORD in words_of(base, None, token)
    review.withdraw(base.wiki, AUTHOR, record_id, f"La famille {WORD} s’y reconnaît.")
    for person in (None, TRAINER, AUTHOR):
        assert WORD not in words_of(base, person, token)
    first, second, third = pack_reading.shared(base.wiki, None, token).pieces
    assert first.missing.startswith("Fiche retirée par son auteur le ")
    assert (second.sources[0].state, third.missing) == ("withdrawn", "")


def test_a_service_withdrawn_while_it_stands_in_a_pack_says_so_and_takes_nothing_with_it(base: KnowledgeBase) -> None:
    one = Service(kind="service", id="SRV-2026-070", title=f"Halte {WORD}", description="Un lieu. Exemple fictif.")
    revision = base.register.save(one, canonical(one), author="c-1", summary="", base=None)
    base.register.publish(one.id, revision, actor="c-1")
    number = composed(base, record_piece(one.id), record_piece("EXP-2019-001"))
    token = packs.share_by_link(base.wiki, TRAINER, number)
    assert WORD in words_of(base, None, token)
    base.register.withdraw(one.id, actor="c-1", reason="fermé")
    assert WORD not in words_of(base, None, token)
    first, second = pack_reading.shared(base.wiki, None, token).pieces
    assert "retirée" in first.missing
    assert second.missing == ""
    assert len(ids(base, number)) == 2


def test_the_words_of_an_erased_record_are_in_no_shared_pack_and_in_no_file(base: KnowledgeBase) -> None:
    record_id, token = shared(base)
    erase(base.wiki, AUTHOR, record_id)
    assert WORD not in words_of(base, TRAINER, token)
    assert pack_reading.shared(base.wiki, None, token).pieces[0].missing.startswith("Cette fiche a été effacée le ")
    held = [p.name for p in base.home.root.rglob("*") if p.is_file() and WORD.encode() in p.read_bytes()]
    assert held == []


def test_the_link_of_a_pack_that_was_taken_away_opens_no_change_to_it(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    writing.autosave(base.wiki, TRAINER, number, {"presentation": f"Un mot {WORD}."}, None)
    token = packs.share_by_link(base.wiki, TRAINER, number)
    one = writing.submit(base.wiki, TRAINER, number, open_points=0)
    review.take(base.wiki, REVIEWER, number)
    review.answer_grid(base.wiki, REVIEWER, number, YES)
    review.validate(base.wiki, REVIEWER, number)
    review.publish(base.wiki, REVIEWER, number)
    change = packs.change_published(base.wiki, TRAINER, one.record_id)
    recognising.recognise(base.wiki, None, one.record_id, "C’est de moi qu’il s’agit.", frozenset({REVIEWER.account}))
    with pytest.raises(RecordNotFound):
        pack_reading.shared(base.wiki, None, token)
    with pytest.raises(Refused, match="retiré"):
        packs.share_by_link(base.wiki, TRAINER, change.number)
    review.republish(base.wiki, REVIEWER, one.record_id, 1, "Vérifié.")
    assert pack_reading.shared(base.wiki, None, token).pieces


def test_a_record_withdrawn_by_a_reviewer_or_suspended_says_so(base: KnowledgeBase) -> None:
    record_id, token = shared(base)
    review.withdraw(base.wiki, REVIEWER, record_id, "À revoir.")
    assert "par le comité de relecture" in pack_reading.shared(base.wiki, None, token).pieces[0].missing
    base.register.publish(record_id, 1, actor=REVIEWER.account)
    base.register.withdraw(record_id, actor="visitor", reason="suspendue : quelqu’un s’y reconnaît")
    said = pack_reading.shared(base.wiki, None, token).pieces[0].missing
    assert said.startswith("Fiche suspendue le ")
    assert "reconnaît" not in said


def test_a_record_whose_file_is_gone_says_so(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    (base.home.corpus / "hall.md").unlink()
    base.build()
    assert "avec le fichier d’où elle venait" in reading(base, number).pieces[0].missing


def test_each_reader_sees_what_their_rights_open(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("SRV-2024-001"), record_piece("EXP-2019-001"))
    token = packs.share_by_link(base.wiki, TRAINER, number)
    visitor = pack_reading.shared(base.wiki, None, token)
    assert [one.missing for one in visitor.pieces] == [pack_reading.CLOSED, ""]
    assert "Permanence" not in words_of(base, None, token)
    assert "Permanence du mardi" in words_of(base, OTHER, token)


def test_what_was_never_open_to_a_reader_does_not_say_what_became_of_it(base: KnowledgeBase) -> None:
    token = packs.share_by_link(base.wiki, TRAINER, composed(base, record_piece("SRV-2024-001")))
    base.register.withdraw("SRV-2024-001", actor="kb build", reason="le fichier n’est plus là")
    assert pack_reading.shared(base.wiki, None, token).pieces[0].missing == pack_reading.CLOSED


def test_a_piece_whose_record_never_was_is_said_to_be_missing(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    writing.autosave(
        base.wiki,
        TRAINER,
        number,
        {"pieces": [Piece(id="pa", sources=(PieceSource(record="EXP-1999-001", revision=1),)).model_dump(mode="json")]},
        None,
    )
    assert reading(base, number).pieces[0].missing.startswith("Cette fiche n’existe pas")


def test_what_changed_since_is_shown_word_by_word(base: KnowledgeBase) -> None:
    record_id = published(base)
    number = composed(base, extract(base, record_id, "Il ne venait plus au collège depuis la rentrée."))
    revised(base, record_id, context="Il ne venait plus au lycée depuis la rentrée.")
    runs = pack_reading.changes(base.wiki, TRAINER, reading(base, number).pieces[0])
    assert runs is not None
    assert [(run.sort, run.text) for run in runs[0] if run.sort != "same"] == [
        ("removed", "collège"),
        ("added", "lycée"),
    ]
    revised(base, record_id, context="Tout autre chose est raconté ici, sans un mot de ce qui précédait.")
    assert pack_reading.changes(base.wiki, TRAINER, reading(base, number).pieces[0]) is None


def test_a_version_that_is_not_open_any_more_gives_no_words(base: KnowledgeBase) -> None:
    record_id = published(base)
    revised(base, record_id, context=f"Un texte {WORD}.")
    number = composed(base, record_piece(record_id))
    review.republish(base.wiki, REVIEWER, record_id, 1, "La version 2 nommait quelqu’un.")
    piece = reading(base, number).pieces[0]
    assert (piece.sources[0].state, piece.records) == ("back", ())
    pack_pieces.update(base.wiki, TRAINER, number, piece.piece.id)
    assert reading(base, number).pieces[0].missing == ""


def test_terms_that_stand_in_the_pieces_are_proposed_for_the_glossary(base: KnowledgeBase) -> None:
    term = next(one for one in base.vocabulary.terms if one.preferred == "CAARUD")
    record_id = published(base, context=f"On lui a parlé de {term.preferred}, sans insister.")
    number = composed(base, record_piece(record_id))
    proposed = pack_reading.proposed_terms(base.wiki, reading(base, number).pieces)
    assert term.code in {one.code for one in proposed}
    writing.autosave(base.wiki, TRAINER, number, {"glossary": [term.code, "TER-1999-001"]}, None)
    assert [one.code for one in reading(base, number).glossary] == [term.code]


def test_a_booklet_holds_all_that_is_printed(base: KnowledgeBase) -> None:
    number = composed(
        base,
        extract(base, "EXP-2019-001", "Le hall est occupé chaque soir."),
        record_piece("DOC-2015-001"),
        Piece(
            id="x", sort="reference", reference=Reference(type="book", title="Aller vers", authors=("Durand, Anne",))
        ),
        Piece(
            id="x",
            sort="comparison",
            sources=(PieceSource(record="EXP-2019-001", revision=1), PieceSource(record="EXP-2021-001", revision=1)),
        ),
    )
    first = ids(base, number)[0]
    rubrics.add_rubric(base.wiki, TRAINER, number, "Lire d’abord")
    rubrics.put_in_rubric(base.wiki, TRAINER, number, first, "Lire d’abord")
    pack_pieces.set_minutes(base.wiki, TRAINER, number, first, 95)
    writing.autosave_text(base.wiki, TRAINER, number, f"pieces.{first}.introduction", "En silence.", 0, "w")
    writing.autosave_text(base.wiki, TRAINER, number, f"pieces.{first}.questions", "Qui ?\nQuand ?", 0, "w")
    writing.autosave(base.wiki, TRAINER, number, {"duration": 210, "presentation": "Une note."}, None)
    made = booklet(base, reading(base, number))
    assert [rubric.title for rubric in made.rubrics] == ["", "Lire d’abord"]
    piece = made.rubrics[1].pieces[0]
    assert (piece.title, piece.introduction, piece.questions, piece.minutes) == (
        "Le hall occupé", "En silence.", ("Qui ?", "Quand ?"), 95,
    )  # fmt: skip
    assert [block.text for block in piece.blocks] == ["Le hall est occupé chaque soir."]
    assert piece.address.startswith("https://exemple.fr/lire?id=EXP-2019-001&rev=1&de=")
    assert ("Durée", "3\u00a0h\u00a030") in made.facts
    # One notice for each work: the extract and the comparison share a record.
    assert len(made.bibliography) == 4
    assert any(one.startswith("DURAND, Anne") for one in made.bibliography)
    compared = made.rubrics[0].pieces[2]
    assert compared.blocks[0].rows[0] == ("", "Le hall occupé", "Rixes et messageries")


def test_an_extract_that_is_the_summary_of_its_record_is_printed(base: KnowledgeBase) -> None:
    record_id = published(base)
    summary = "Un vélo prêté par l’atelier ramène un garçon au collège."
    made = booklet(base, reading(base, composed(base, extract(base, record_id, summary))))
    assert [block.text for block in made.rubrics[0].pieces[0].blocks] == [summary]


def test_all_paragraphs_of_what_a_pack_is_for_are_printed(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("DOC-2015-001"))
    said = {"brief": "Entrer en contact.\n\nSans forcer.\n\nPuis revenir.", "presentation": "Une note."}
    writing.autosave(base.wiki, TRAINER, number, said, None)
    made = booklet(base, reading(base, number))
    assert made.subtitle == "Entrer en contact."
    assert made.note == "Sans forcer.\n\nPuis revenir.\n\nUne note."


def test_an_empty_pack_makes_no_booklet(base: KnowledgeBase) -> None:
    with pytest.raises(FormRefused, match="Ce dossier est vide"):
        booklet(base, reading(base, composed(base)))


def test_durations_are_said_as_they_are_spoken() -> None:
    assert (hours(45), hours(185), hours(120)) == ("45\u00a0min", "3\u00a0h\u00a005", "2\u00a0h")


def test_a_pack_is_published_after_review_alone(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"), record_piece("SRV-2024-001"))
    writing.autosave(base.wiki, TRAINER, number, {"presentation": "Six textes qui ne sont pas d’accord."}, None)
    writing.submit(base.wiki, TRAINER, number, open_points=0)
    review.take(base.wiki, REVIEWER, number)
    review.answer_grid(base.wiki, REVIEWER, number, YES)
    review.validate(base.wiki, REVIEWER, number)
    review.publish(base.wiki, REVIEWER, number)
    record_id = next(one for one in base.register.ids() if one.startswith("DOS-"))
    read = pack_reading.published_pack(base.wiki, None, record_id)
    assert [one.missing for one in read.pieces] == ["", pack_reading.CLOSED]
    assert [line.status for line in packs.mine(base.wiki, TRAINER)] == ["published"]
    again = packs.change_published(base.wiki, TRAINER, record_id)
    assert len(ids(base, again.number)) == 2
    review.withdraw(base.wiki, TRAINER, record_id, "Plus à jour.")
    with pytest.raises(RecordNotFound):
        pack_reading.published_pack(base.wiki, TRAINER, record_id)


def test_what_could_name_somebody_is_sought_in_what_the_trainer_says_alone(base: KnowledgeBase) -> None:
    number = composed(
        base, Piece(id="x", sort="reference", reference=Reference(title="Aller vers", authors=("Durand, Anne",)))
    )
    piece = ids(base, number)[0]
    writing.autosave_text(
        base.wiki, TRAINER, number, f"pieces.{piece}.introduction", "Appelez le 06 12 34 56 78.", 0, "w"
    )
    with pytest.raises(FormRefused, match="protection des personnes"):
        sending.send(base.wiki, TRAINER, number)
