"""Remarks on a text under review: made, said otherwise, taken back, answered, settled."""

from kb.errors import Refused
from kb.readers import Person
from kb.records.text_anchors import words_at
from kb.records.typed_text import plain
from kb.store.drafts.private import Remark
from kb.store.drafts.remarks import drop_remark, reword_remark
from kb.store.files.database import transaction
from kb.wiki.context import Wiki, proposal_for, proposal_to_write
from kb.wiki.review.review import ReviewReasonMissing, UnderReview, read, seen_texts
from kb.wiki.write.forms import FormRefused

# Characters of an answer to a remark, at most.
LONGEST_ANSWER = 2_000


def add(wiki: Wiki, person: Person, number: int, *, field: str, quote: str, text: str) -> int:
    """Number of a remark made on words of a field; `quote` may be empty: the whole field."""
    one = proposal_for(wiki, "review", person, number)
    text, start = _said(text), 0
    if quote:
        texts = seen_texts(one.kind, wiki.private.draft(number, one.head).fields)
        # Words say better than the list which part they are of.
        among = [name for name in (field, *texts) if name in texts]
        places = ((name, words_at(words, texts[name].text)) for words in (quote, plain(quote)) for name in among)
        field, place = next(((name, place) for name, place in places if place), ("", None))
        if place is None:
            raise FormRefused(f"Ces mots ne sont pas dans le texte : « {quote[:80]} ». Choisissez-les de nouveau.")
        start, quote = place[0], texts[field].text[slice(*place)]
    with proposal_to_write(wiki, "review", person, number):
        return wiki.private.add_remark(
            number, one.record_id, author=person.account, field=field, start=start, quote=quote, text=text
        )


def unsent(found: UnderReview, person: Person) -> tuple[tuple[int, Remark], ...]:
    """The remarks of this reviewer that no author has read, each with its place in the list, from 1."""
    sent = max((one.at for one in found.reasons if one.status == "to_revise"), default="")
    numbered = ((at, placed.remark) for at, placed in enumerate(found.remarks, 1))
    return tuple(
        (at, one)
        for at, one in numbered
        if one.author == person.account and one.at > sent and not one.settled and not one.answer
    )


def reword(wiki: Wiki, person: Person, number: int, which: int, text: str) -> None:
    """Say a remark otherwise, while its author alone has read it."""
    _require_unsent(wiki, person, number, which)
    reword_remark(wiki.private, number, which, _said(text))


def take_back(wiki: Wiki, person: Person, number: int, which: int) -> None:
    """Take a remark away, while its author alone has read it."""
    _require_unsent(wiki, person, number, which)
    drop_remark(wiki.private, number, which)


def _require_unsent(wiki: Wiki, person: Person, number: int, which: int) -> None:
    proposal_for(wiki, "review", person, number)
    if which not in {one.number for _, one in unsent(read(wiki, person, number), person)}:
        raise Refused("Cette remarque a déjà été lue : on ne la reprend plus. Ajoutez-en une autre.")


def _said(text: str) -> str:
    if not text.strip():
        raise ReviewReasonMissing("Une remarque a besoin d’un texte.")
    return text.strip()


def settle(wiki: Wiki, person: Person, number: int, which: int, *, settled: bool = True) -> None:
    """Note that a remark was answered: by an author or by the reviewer."""
    proposal_for(wiki, "read_draft", person, number)
    wiki.private.settle(number, which, settled)


def answer(wiki: Wiki, person: Person, number: int, which: int, text: str) -> None:
    """Note what an author did about a remark, or why not; that settles it."""
    proposal_for(wiki, "write_draft", person, number)
    with transaction(wiki.private.database):
        wiki.private.answer_remark(number, which, text.strip()[:LONGEST_ANSWER])
        wiki.private.settle(number, which)
