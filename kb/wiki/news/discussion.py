"""What happens around a published record: its comments."""

import re
from dataclasses import dataclass

from kb.errors import KbError, RecordNotFound, Refused
from kb.readers import Person
from kb.records.plain import many_lines
from kb.records.text_anchors import place_of, words_at
from kb.store.drafts.proposals import record_authors
from kb.store.files.database import transaction
from kb.store.news import comments
from kb.store.news.comments import SORTS, Comment
from kb.wiki.context import Wiki, case_for
from kb.wiki.review.revisions import readable
from kb.wiki.rights import allows

# A comment, or a letter, longer than this is a text of its own.
LONGEST = 5_000
# « @Aline » in a comment tells whoever goes by that name.
MENTION = re.compile(r"(?<!\w)@([\w’'-]{2,40})")


class NothingSaid(KbError):
    """An empty comment or letter, or one that is too long."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as readers see it: `place` is where its words stand now; `mine` says that one may take it back."""

    comment: Comment
    place: tuple[int, int] | None
    mine: bool


def checked_text(text: str) -> str:
    """What was said, without what is no text. Raises NothingSaid when it is empty or too long."""
    text = many_lines(text).strip()
    if not text:
        raise NothingSaid("Écrivez quelques mots d’abord.")
    if len(text) > LONGEST:
        raise NothingSaid(f"Plus de {LONGEST} caractères : gardez l’essentiel, ou écrivez un récit. Rien n’est perdu.")
    return text


def comment(
    wiki: Wiki,
    person: Person,
    record_id: str,
    text: str,
    *,
    sort: str = "remark",
    quote: str = "",
    start: int = 0,
    answers: int | None = None,
    mentioned: frozenset[str] = frozenset(),
) -> int:
    """Number of a comment added to a published record, or to words of it; authors, followers and `mentioned` are told.

    `mentioned` are accounts: the page resolves the names that stand after « @ ».
    """
    case_for(wiki, "comment", person, record_id)
    if sort not in SORTS:
        raise NothingSaid("Cette sorte de commentaire n’existe pas.")
    published = wiki.register.published(record_id)
    if published is None:
        raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
    if answers is not None and answers not in {one.comment.number for one in discussion(wiki, person, record_id)}:
        raise NothingSaid("Ce commentaire n’est plus là. Votre réponse n’est pas envoyée.")
    if quote:
        text_now = published.document.text
        place = words_at(quote, text_now) or place_of(quote, start, text_now)
        if place is None:
            raise NothingSaid("Ces mots ne sont pas dans le texte. Choisissez-les de nouveau.")
        quote, start = text_now[slice(*place)], place[0]
    said = Comment(
        0, record_id, published.number, person.account, "", sort, start, quote, checked_text(text), answers, False
    )
    with transaction(wiki.register.database):
        number = comments.add_comment(wiki.register, said)
        told = record_authors(wiki.register, record_id) | mentioned
        told |= comments.followers(wiki.register, {"record": (record_id,)})
        if answers is not None:
            told |= {comments.comment_of(wiki.register, answers).author}
        comments.notify(wiki.register, frozenset(told), "comment", record_id, actor=person.account)
    return number


def discussion(wiki: Wiki, person: Person | None, record_id: str) -> tuple[Said, ...]:
    """The comments of a record, oldest first; hidden ones for those who may show them again.

    What was said of a revision was said to its readers, and quotes it: it is as closed as the revision.
    """
    case = case_for(wiki, "read", person, record_id)
    published = wiki.register.published(record_id)
    text = published.document.text if published else ""
    moderates, opened = allows("moderate", person, case), readable(wiki, person, record_id)
    account = person.account if person else ""
    return tuple(
        Said(
            one,
            place_of(one.quote, one.start, text) if one.quote else None,
            one.author == account,
        )
        for one in comments.comments_of(wiki.register, record_id)
        if (moderates or not one.hidden) and (one.revision in opened or one.author == account)
    )


def take_back(wiki: Wiki, person: Person, number: int) -> None:
    """Delete one's own comment."""
    one = comments.comment_of(wiki.register, number)
    if one.author != person.account:
        raise Refused("On ne retire que ses propres commentaires.")
    comments.delete_comment(wiki.register, number, actor=person.account)


def edit(wiki: Wiki, person: Person, number: int, text: str) -> None:
    """Change one's own comment. What was answered to it stays."""
    one = comments.comment_of(wiki.register, number)
    if one.author != person.account:
        raise Refused("On ne corrige que ses propres commentaires.")
    case_for(wiki, "comment", person, one.record_id)
    comments.edit_comment(wiki.register, number, checked_text(text), actor=person.account)


def hide(wiki: Wiki, person: Person, number: int, *, hidden: bool = True) -> None:
    """Take somebody's comment away from readers, or show it again."""
    case_for(wiki, "moderate", person, comments.comment_of(wiki.register, number).record_id)
    comments.hide_comment(wiki.register, number, actor=person.account, hidden=hidden)


def mentions(text: str) -> tuple[str, ...]:
    """The names that stand after « @ » in a comment, in order."""
    return tuple(dict.fromkeys(MENTION.findall(text)))
