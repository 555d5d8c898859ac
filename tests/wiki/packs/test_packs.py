"""A pack is its writer's own: kept as it is typed, found again after signing out, shared by link, never searched."""

import datetime

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound, Refused
from kb.readers import OPERATOR, ROLES, Person
from kb.store.drafts.proposals import set_coauthors
from kb.store.records.sources import put_settings
from kb.wiki.admin.erasure import erase
from kb.wiki.admin.purging import purge
from kb.wiki.packs import packs
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.packs import reading as pack_reading
from kb.wiki.write import coauthors, writing
from kb.wiki.write.forms import LONGEST_FIELD, FormRefused
from kb.wiki.write.protection_choices import KEPT_DAYS
from tests.wiki.pack_samples import SECOND_TRAINER, TRAINER, composed, extract, ids, reading, record_piece
from tests.wiki.people import OTHER


@pytest.mark.parametrize("role", ROLES)
def test_anybody_signed_in_collects_for_themselves(base: KnowledgeBase, role: str) -> None:
    person = Person("c-9", "Ines", frozenset({role}))
    added = pack_pieces.add(base.wiki, person, record_piece("EXP-2019-001"))
    assert (added.title, added.already, added.count) == (packs.FIRST_TITLE, False, 1)


def test_a_basket_survives_the_end_of_a_session(base: KnowledgeBase) -> None:
    first = pack_pieces.add(base.wiki, TRAINER, record_piece("EXP-2019-001"))
    with KnowledgeBase.open(base.home, resources=base._resources) as again:
        second = pack_pieces.add(again.wiki, TRAINER, record_piece("EXP-2021-001"))
    assert (second.number, second.count) == (first.number, 2)
    assert pack_pieces.add(base.wiki, OTHER, record_piece("EXP-2021-001")).number != first.number


def test_one_fills_the_pack_that_one_chose(base: KnowledgeBase) -> None:
    old, new = composed(base), composed(base)
    packs.choose(base.wiki, TRAINER, old)
    assert pack_pieces.add(base.wiki, TRAINER, record_piece("EXP-2019-001")).number == old
    assert [(line.number, line.current, line.pieces) for line in packs.mine(base.wiki, TRAINER)] == [
        (new, False, 0),
        (old, True, 1),
    ]


def test_a_pack_is_read_by_nobody_else_and_found_by_no_search(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    writing.autosave(base.wiki, TRAINER, number, {"presentation": "Une note zébulonesque."}, None)
    packs.save(base.wiki, TRAINER, number)
    base.follow()
    with pytest.raises(Refused):
        packs.open_pack(base.wiki, OTHER, number)
    assert not [hit for hit in base.search("zébulonesque") if not hit.weak]
    assert not [one for one in base.summaries({}, reader=OPERATOR) if one.kind == "pack"]


def test_a_link_opens_what_was_saved_until_it_is_closed(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    token = packs.share_by_link(base.wiki, TRAINER, number)
    writing.autosave(base.wiki, TRAINER, number, {"title": "Pas encore enregistré"}, None)
    assert pack_reading.shared(base.wiki, None, token).pack.title == "Entrer en contact"
    packs.save(base.wiki, TRAINER, number)
    assert pack_reading.shared(base.wiki, None, token).pack.title == "Pas encore enregistré"
    packs.close_link(base.wiki, TRAINER, number)
    with pytest.raises(RecordNotFound, match="Ce lien n’ouvre plus rien"):
        pack_reading.shared(base.wiki, None, token)


def test_a_new_link_closes_the_one_before_and_the_register_holds_neither(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    first = packs.share_by_link(base.wiki, TRAINER, number)
    second = packs.share_by_link(base.wiki, TRAINER, number)
    assert pack_reading.shared(base.wiki, OTHER, second).pieces
    with pytest.raises(RecordNotFound):
        pack_reading.shared(base.wiki, OTHER, first)
    rows = base.register.database.execute("SELECT token FROM pack_links").fetchall()
    assert len(rows) == 1
    assert second not in rows[0]


def test_only_its_authors_share_a_pack(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    with pytest.raises(Refused):
        packs.share_by_link(base.wiki, OTHER, number)


def test_by_link_a_visitor_reads_where_the_base_is_open_to_visitors(base: KnowledgeBase) -> None:
    token = packs.share_by_link(base.wiki, TRAINER, composed(base, record_piece("EXP-2019-001")))
    put_settings(base.register, {"visitors": "no"})
    with pytest.raises(Refused, match="Connectez-vous"):
        pack_reading.shared(base.wiki, None, token)
    assert pack_reading.shared(base.wiki, OTHER, token).pieces


def test_an_empty_pack_is_not_shared_and_nothing_is_lost(base: KnowledgeBase) -> None:
    number = composed(base)
    writing.autosave(base.wiki, TRAINER, number, {"presentation": "Une note."}, None)
    with pytest.raises(FormRefused, match="Ce dossier est vide"):
        packs.share_by_link(base.wiki, TRAINER, number)
    assert packs.open_pack(base.wiki, TRAINER, number).fields["presentation"] == "Une note."


def test_a_copy_has_the_same_pieces_and_is_ones_own(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"), record_piece("EXP-2021-001"))
    writing.autosave_text(base.wiki, TRAINER, number, f"pieces.{ids(base, number)[0]}.introduction", "À lire.", 0, "w")
    copy = packs.duplicate(base.wiki, TRAINER, number).number
    pack_pieces.remove(base.wiki, TRAINER, copy, ids(base, copy)[1])
    assert reading(base, copy).pack.title == "Entrer en contact (copie)"
    assert reading(base, copy).pack.pieces == reading(base, number).pack.pieces[:1]
    assert len(ids(base, number)) == 2


def test_a_shared_pack_is_taken_up_by_its_reader(base: KnowledgeBase) -> None:
    token = packs.share_by_link(base.wiki, TRAINER, composed(base, record_piece("EXP-2019-001")))
    shared = pack_reading.shared(base.wiki, OTHER, token)
    own = packs.duplicate_shared(base.wiki, OTHER, shared.pack).number
    assert reading(base, own, OTHER).pack.pieces == shared.pack.pieces


def two_authors(base: KnowledgeBase) -> tuple[int, list[str]]:
    number = composed(base, record_piece("EXP-2019-001"), record_piece("EXP-2021-001"))
    packs.save(base.wiki, TRAINER, number)
    record = packs.open_pack(base.wiki, TRAINER, number).proposal.record_id
    set_coauthors(base.register, record, {SECOND_TRAINER.account}, actor=TRAINER.account)
    return number, ids(base, number)


def test_a_colleague_finds_the_pack_as_it_is_and_not_an_empty_one(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    record = packs.open_pack(base.wiki, TRAINER, number).proposal.record_id
    coauthors.share(base.wiki, TRAINER, record, frozenset({SECOND_TRAINER.account}))
    assert reading(base, number, SECOND_TRAINER).pack.title == "Entrer en contact"
    assert [line.own for line in packs.mine(base.wiki, SECOND_TRAINER)] == [False]


def typed(base: KnowledgeBase, person: Person, number: int, piece: str, text: str, version: int = 0) -> writing.Saved:
    place = f"pieces.{piece}.introduction"
    return writing.autosave_text(base.wiki, person, number, place, text, version, f"w{person.account}")


def test_two_authors_on_two_pieces_are_merged(base: KnowledgeBase) -> None:
    number, (first, second) = two_authors(base)
    typed(base, TRAINER, number, first, "Chapô de Gaëlle.")
    typed(base, SECOND_TRAINER, number, second, "Chapô de Hugo.")
    pack_pieces.move(base.wiki, SECOND_TRAINER, number, second, -1)
    pack_pieces.add(base.wiki, TRAINER, record_piece("DOC-2008-001"), number)
    packs.save(base.wiki, TRAINER, number)
    packs.save(base.wiki, SECOND_TRAINER, number)
    pieces = reading(base, number).pack.pieces
    assert [(p.sources[0].record, p.introduction) for p in pieces] == [
        ("EXP-2021-001", "Chapô de Hugo."),
        ("DOC-2008-001", ""),
        ("EXP-2019-001", "Chapô de Gaëlle."),
    ]


def test_two_authors_on_one_introduction_see_both(base: KnowledgeBase) -> None:
    number, (first, _) = two_authors(base)
    typed(base, TRAINER, number, first, "Un.")
    typed(base, SECOND_TRAINER, number, first, "Deux.")
    packs.save(base.wiki, TRAINER, number)
    with pytest.raises(Refused, match="Deux versions de « Chapô »"):
        packs.save(base.wiki, SECOND_TRAINER, number)
    place = f"pieces.{first}.introduction"
    assert packs.open_pack(base.wiki, SECOND_TRAINER, number).others == {place: ["Un."]}
    writing.settle(base.wiki, SECOND_TRAINER, number, place, "Un, deux.")
    packs.save(base.wiki, SECOND_TRAINER, number)
    assert reading(base, number).pack.pieces[0].introduction == "Un, deux."


def test_two_windows_on_two_pieces_do_not_disturb_each_other(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"), record_piece("EXP-2021-001"))
    first, second = ids(base, number)
    typed(base, TRAINER, number, first, "Un.")
    assert typed(base, TRAINER, number, second, "Deux.").conflicts == ()
    place = f"pieces.{first}.introduction"
    other = writing.autosave_text(base.wiki, TRAINER, number, place, "D’ailleurs.", 0, "wautre")
    assert other.conflicts == (place,)
    assert packs.open_pack(base.wiki, TRAINER, number).others == {place: ["Un."]}


def test_two_orders_of_the_same_pieces_wait_for_a_choice(base: KnowledgeBase) -> None:
    number, (first, second) = two_authors(base)
    pack_pieces.add(base.wiki, TRAINER, record_piece("DOC-2008-001"), number)
    packs.save(base.wiki, TRAINER, number)
    third = ids(base, number)[2]
    pack_pieces.move(base.wiki, TRAINER, number, third, -1)
    pack_pieces.move(base.wiki, SECOND_TRAINER, number, second, -1)
    packs.save(base.wiki, TRAINER, number)
    with pytest.raises(Refused, match="Deux versions de « Pièces »"):
        packs.save(base.wiki, SECOND_TRAINER, number)
    found = packs.open_pack(base.wiki, SECOND_TRAINER, number)
    writing.settle(base.wiki, SECOND_TRAINER, number, "pieces", found.others["pieces"][0])
    packs.save(base.wiki, SECOND_TRAINER, number)
    assert ids(base, number) == [first, third, second]


def test_a_piece_that_one_removes_and_the_other_writes_about_stays(base: KnowledgeBase) -> None:
    number, (first, second) = two_authors(base)
    pack_pieces.remove(base.wiki, TRAINER, number, first)
    typed(base, SECOND_TRAINER, number, first, "J’y tiens.")
    packs.save(base.wiki, TRAINER, number)
    packs.save(base.wiki, SECOND_TRAINER, number)
    assert [(p.id, p.introduction) for p in reading(base, number).pack.pieces] == [(first, "J’y tiens."), (second, "")]


def test_an_introduction_of_ten_thousand_words_is_kept_and_said_to_be_long(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    typed(base, TRAINER, number, ids(base, number)[0], "mot " * 10_000)
    fields = packs.open_pack(base.wiki, TRAINER, number).fields
    assert len(fields["pieces"][0]["introduction"].split()) == 10_000
    assert [one.said for one in packs.troubles(fields)] == [
        "Ce chapô compte 10\u202f000 mots. Il est gardé en entier ; au-delà de 400, mettez l’essentiel ici et le reste "
        "dans la note de présentation."
    ]
    packs.save(base.wiki, TRAINER, number)


def test_a_text_past_all_limits_is_refused_and_what_stood_there_stays(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    piece = ids(base, number)[0]
    typed(base, TRAINER, number, piece, "Un chapô.")
    with pytest.raises(FormRefused, match="dépasse 200 000 caractères"):
        typed(base, TRAINER, number, piece, "a" * (LONGEST_FIELD + 1), 1)
    assert packs.said_of(packs.open_pack(base.wiki, TRAINER, number).fields, piece, "introduction") == "Un chapô."


def test_rtf_pasted_from_word_is_kept_said_and_not_shared(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    pasted = r"{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}} Un texte.}"
    writing.autosave_text(base.wiki, TRAINER, number, "presentation", pasted, 0, "w")
    with pytest.raises(FormRefused, match=r"« Note de présentation » contient le code de mise en forme de Word"):
        packs.share_by_link(base.wiki, TRAINER, number)
    assert packs.open_pack(base.wiki, TRAINER, number).fields["presentation"] == pasted


def test_words_for_a_piece_that_is_gone_are_refused(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    with pytest.raises(FormRefused, match="n’est plus dans le dossier"):
        typed(base, TRAINER, number, "pabsent", "Trop tard.")


def test_a_pack_is_kept_however_old(base: KnowledgeBase) -> None:
    number = composed(base, extract(base, "EXP-2019-001", "Le hall est occupé chaque soir."))
    packs.save(base.wiki, TRAINER, number)
    base.register._clock = lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=5 * KEPT_DAYS)
    purge(base.wiki)
    assert len(reading(base, number).pieces) == 1


def test_an_erased_pack_leaves_no_word_and_no_link(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    writing.autosave(base.wiki, TRAINER, number, {"presentation": "Une note zébulonesque."}, None)
    token = packs.share_by_link(base.wiki, TRAINER, number)
    erase(base.wiki, TRAINER, packs.open_pack(base.wiki, TRAINER, number).proposal.record_id)
    assert packs.mine(base.wiki, TRAINER) == ()
    assert packs.basket(base.wiki, TRAINER) is None
    with pytest.raises(KbError):
        pack_reading.shared(base.wiki, TRAINER, token)
    held = [
        path.name
        for path in base.home.root.rglob("*")
        if path.is_file() and "zébulonesque".encode() in path.read_bytes()
    ]
    assert held == []


def test_a_date_that_nobody_can_read_is_told_and_locks_nobody_out(base: KnowledgeBase) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    writing.autosave(base.wiki, TRAINER, number, {"closed_on": "mi-avril"}, None)
    assert "mi-avril" in packs.troubles(packs.open_pack(base.wiki, TRAINER, number).fields)[0].said
    assert packs.pack_of(packs.open_pack(base.wiki, TRAINER, number)).pieces
    with pytest.raises(FormRefused, match="mi-avril"):
        packs.save(base.wiki, TRAINER, number)
    writing.autosave(base.wiki, TRAINER, number, {"closed_on": "15/04/2026"}, None)
    packs.save(base.wiki, TRAINER, number)
    assert packs.pack_of(packs.open_pack(base.wiki, TRAINER, number)).closed_on == "2026-04-15"
