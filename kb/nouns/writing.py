"""Writing, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.wiki.context import Wiki
from kb.wiki.write import attachments, beginning, coauthors, narrative, originals, protection, sending, terms, writing


class WritingAttachments(Noun[Wiki]):
    """The actions of `kb.wiki.write.attachments`."""

    attach = Action(attachments.attach)
    detach = Action(attachments.detach)
    file_of = Action(attachments.file_of)
    of_draft = Action(attachments.of_draft)


class WritingBeginning(Noun[Wiki]):
    """The actions of `kb.wiki.write.beginning`."""

    begin = Action(beginning.begin)
    under_way = Action(beginning.under_way)


class WritingCoauthors(Noun[Wiki]):
    """The actions of `kb.wiki.write.coauthors`."""

    in_common = Action(coauthors.in_common)
    put_in_common = Action(coauthors.put_in_common)
    share = Action(coauthors.share)
    writers = Action(coauthors.writers)


class WritingNarrative(Noun[Wiki]):
    """The actions of `kb.wiki.write.narrative`."""

    accept = Action(narrative.accept)
    add = Action(narrative.add)
    file_parts = Action(narrative.file_parts)
    has_raw = Action(narrative.has_raw)
    keep = Action(narrative.keep)
    open_raw = Action(narrative.open_raw)
    read = Action(narrative.read)
    refuse = Action(narrative.refuse)
    reopen = Action(narrative.reopen)
    settle = Action(narrative.settle)
    split = Action(narrative.split)


class WritingOriginals(Noun[Wiki]):
    """The actions of `kb.wiki.write.originals`."""

    file_for = Action(originals.file_for)


class WritingProtection(Noun[Wiki]):
    """The actions of `kb.wiki.write.protection`."""

    choices = Action(protection.choices)
    keep = Action(protection.keep)
    points = Action(protection.points)
    replace = Action(protection.replace)
    replace_all = Action(protection.replace_all)
    tick = Action(protection.tick)
    ticked = Action(protection.ticked)
    undo = Action(protection.undo)


class WritingSending(Noun[Wiki]):
    """The actions of `kb.wiki.write.sending`."""

    publish_at_once = Action(sending.publish_at_once)
    send = Action(sending.send)


class WritingTerms(Noun[Wiki]):
    """The actions of `kb.wiki.write.terms`."""

    carry_out = Action(terms.carry_out)
    plan = Action(terms.plan)
    propose = Action(terms.propose)
    read = Action(terms.read)


class WritingNoun(Noun[Wiki]):
    """Writing: the nouns below it are those of its modules."""

    autosave = Action(writing.autosave)
    autosave_text = Action(writing.autosave_text)
    drop = Action(writing.drop)
    open_writing = Action(writing.open_writing)
    propose = Action(writing.propose)
    settle = Action(writing.settle)
    start = Action(writing.start)
    take_back = Action(writing.take_back)
    attachments = NounPart(WritingAttachments)
    beginning = NounPart(WritingBeginning)
    coauthors = NounPart(WritingCoauthors)
    narrative = NounPart(WritingNarrative)
    originals = NounPart(WritingOriginals)
    protection = NounPart(WritingProtection)
    sending = NounPart(WritingSending)
    terms = NounPart(WritingTerms)
