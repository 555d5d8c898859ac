"""Reading packs, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart, of_register
from kb.store.packs import packs as stored_packs
from kb.store.records.register import Register
from kb.wiki.context import Wiki
from kb.wiki.packs import packs as their_packs
from kb.wiki.packs import pieces, reading, rubrics, trails


class PacksLinks(Noun[Register]):
    """The actions of `kb.store.packs.packs`."""

    linked_since = Action(stored_packs.linked_since)


class PacksPieces(Noun[Wiki]):
    """The actions of `kb.wiki.packs.pieces`."""

    add = Action(pieces.add)
    checked_piece = Action(pieces.checked_piece)
    import_references = Action(pieces.import_references)
    move = Action(pieces.move)
    put_back = Action(pieces.put_back)
    remove = Action(pieces.remove)
    set_minutes = Action(pieces.set_minutes)
    update = Action(pieces.update)
    words_in = Action(pieces.words_in)


class PacksReading(Noun[Wiki]):
    """The actions of `kb.wiki.packs.reading`."""

    changes = Action(reading.changes)
    proposed_terms = Action(reading.proposed_terms)
    published_pack = Action(reading.published_pack)
    read_pack = Action(reading.read_pack)
    shared = Action(reading.shared)


class PacksRubrics(Noun[Wiki]):
    """The actions of `kb.wiki.packs.rubrics`."""

    add_rubric = Action(rubrics.add_rubric)
    move_rubric = Action(rubrics.move_rubric)
    put_in_rubric = Action(rubrics.put_in_rubric)
    remove_rubric = Action(rubrics.remove_rubric)
    rename_rubric = Action(rubrics.rename_rubric)


class PacksTrails(Noun[Wiki]):
    """The actions of `kb.wiki.packs.trails`."""

    change = Action(trails.change)
    drop = Action(trails.drop)
    into_pack = Action(trails.into_pack)
    keep = Action(trails.keep)
    kept = Action(trails.kept)
    mine = Action(trails.mine)
    share = Action(trails.share)
    shared = Action(trails.shared)
    unshare = Action(trails.unshare)


class PacksNoun(Noun[Wiki]):
    """Reading packs: the nouns below it are those of its modules."""

    change_published = Action(their_packs.change_published)
    choose = Action(their_packs.choose)
    close_link = Action(their_packs.close_link)
    duplicate = Action(their_packs.duplicate)
    duplicate_shared = Action(their_packs.duplicate_shared)
    fillable = Action(their_packs.fillable)
    kept_comparisons = Action(their_packs.kept_comparisons)
    mine = Action(their_packs.mine)
    open_pack = Action(their_packs.open_pack)
    save = Action(their_packs.save)
    share_by_link = Action(their_packs.share_by_link)
    start = Action(their_packs.start)
    links = NounPart(of_register(PacksLinks))
    pieces = NounPart(PacksPieces)
    reading = NounPart(PacksReading)
    rubrics = NounPart(PacksRubrics)
    trails = NounPart(PacksTrails)
