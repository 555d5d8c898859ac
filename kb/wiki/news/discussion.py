"""What happens around a published record: discussion, follows, notices, letters, « Je me reconnais »."""

import datetime
import functools
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import KbError, RecordNotFound, Refused
from kb.readers import Person
from kb.records.plain import many_lines
from kb.records.text_anchors import place_of, words_at
from kb.store.accounts.attempts import line_of
from kb.store.drafts.letters import Letter, add_letter, letters_about
from kb.store.drafts.proposals import record_authors
from kb.store.files.database import transaction
from kb.store.news import comments
from kb.store.news.comments import SORTS, Comment, Notice
from kb.store.news.reports import add_report, close_report, counted, open_reports, origin_of, outcome_of
from kb.store.records.sources import get_setting
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.context import Wiki, case_for, name_in_log, record_case, require_anywhere
from kb.wiki.review.revisions import opened_to, readable
from kb.wiki.rights import allows

# A comment, or a letter, longer than this is a text of its own.
LONGEST = 5_000
# Records that reports from one line of the Internet, or from one account, take away by themselves in a day: whoever is
# told of in a few narratives is served at once, whoever means to empty the base is not. More are taken, and wait.
SUSPENDED_PER_ORIGIN = 3
# A record that reviewers put back is not taken away by itself again for this long: they read it, and read what comes.
SUSPENDED_ONCE_IN = datetime.timedelta(days=30)
# Reports of a day from one line: an office behind one address does not send as many.
REPORTS_PER_ORIGIN = 200
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


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the recent changes: when, which record, which revision, by whom, and what was said of it.

    `new`: the first revision that this reader may read.
    """

    at: str
    record_id: str
    revision: int
    author: str
    summary: str
    new: bool = False


def _text(text: str) -> str:
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
    said = Comment(0, record_id, published.number, person.account, "", sort, start, quote, _text(text), answers, False)
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
    comments.edit_comment(wiki.register, number, _text(text), actor=person.account)


def hide(wiki: Wiki, person: Person, number: int, *, hidden: bool = True) -> None:
    """Take somebody's comment away from readers, or show it again."""
    case_for(wiki, "moderate", person, comments.comment_of(wiki.register, number).record_id)
    comments.hide_comment(wiki.register, number, actor=person.account, hidden=hidden)


def follow(wiki: Wiki, person: Person, sort: str, target: str, *, on: bool = True) -> None:
    """Follow a record that one may read, a theme or a territory."""
    if sort == "record":
        case_for(wiki, "read", person, target)
    elif sort == "theme" and target not in wiki.vocabulary.labels["themes"]:
        raise RecordNotFound(f"Aucun thème « {target} ».")
    elif sort == "territory" and target not in wiki.vocabulary.labels["territories"]:
        raise RecordNotFound(f"Aucun territoire « {target} ».")
    comments.follow(wiki.register, person.account, sort, target, on=on)


def follows(wiki: Wiki, person: Person, record_id: str) -> bool:
    """Whether this person follows a record."""
    return ("record", record_id) in comments.followed(wiki.register, person.account)


def following(wiki: Wiki, person: Person) -> tuple[tuple[str, str], ...]:
    """(sort, target) of all that one follows; without the records that one may not read any more."""
    return tuple(
        (sort, target)
        for sort, target in comments.followed(wiki.register, person.account)
        if sort != "record" or ((case := record_case(wiki, target)) is not None and allows("read", person, case))
    )


def unseen(wiki: Wiki, person: Person) -> int:
    """How many notices wait; at most fifty are counted."""
    return len(notices(wiki, person, fresh=True))


def notices(wiki: Wiki, person: Person, *, fresh: bool = False) -> tuple[Notice, ...]:
    """What happened, newest first: without what this person may not read any more; `fresh`, without what they saw."""
    return tuple(
        one
        for one in comments.notices(wiki.register, person.account, unseen=fresh)
        if (case := record_case(wiki, one.record_id)) is not None
        and (one.proposal is not None or allows("read", person, case) or person.account in case.authors)
    )


def mark_seen(wiki: Wiki, person: Person, until: int) -> None:
    """Note that this person saw what happened, up to a notice."""
    comments.mark_seen(wiki.register, person.account, until)


def announce_publication(wiki: Wiki, record_id: str, *, actor: str, told: frozenset[str] = frozenset()) -> None:
    """Tell authors and followers that a text was published, but those who were `told` of it already."""
    published = wiki.register.published(record_id)
    if published is None:
        return
    record = published.record
    concerned = record_authors(wiki.register, record_id) | comments.followers(
        wiki.register,
        {"record": (record_id,), "theme": record.themes, "territory": held_by(wiki.vocabulary, record.territories)},
    )
    comments.notify(wiki.register, frozenset(concerned) - told, "published", record_id, actor=actor)


def announce_change(wiki: Wiki, record_id: str, *, author: str) -> frozenset[str]:
    """The accounts told that somebody's change is published: the record's authors, and its proposer, thanked."""
    owners = record_authors(wiki.register, record_id)
    comments.notify(wiki.register, owners, "changed", record_id, actor=author)
    comments.notify(wiki.register, frozenset({author}), "thanked", record_id, actor="")
    return owners | {author}


def held_by(vocabulary: Vocabulary, territories: Iterable[str]) -> tuple[str, ...]:
    """These territories, and the départements that hold them: whoever follows one follows its communes."""
    known = vocabulary.territories
    departments = [known[code].department for code in territories if code in known]
    return tuple(dict.fromkeys(one for one in (*territories, *departments) if one))


def recent_changes(wiki: Wiki, person: Person | None, limit: int = 50) -> tuple[Changed, ...]:
    """The last published revisions of the records that one may read, newest first; () where there is none."""
    out, opened = [], functools.cache(lambda record_id: opened_to(wiki, person, record_id))
    for at, record_id, number in comments.recent_changes(wiki.register, limit):
        if number in opened(record_id):
            note = next(one for one in wiki.register.history(record_id) if one.number == number)
            new = number == min(opened(record_id))
            out.append(Changed(at, record_id, number, note.author, note.summary, new))
    return tuple(out)


def write_to_author(wiki: Wiki, person: Person, record_id: str, text: str) -> None:
    """A letter to the authors of a record. Neither side learns an address."""
    case_for(wiki, "comment", person, record_id)
    authors = record_authors(wiki.register, record_id)
    if not authors:
        raise Refused("Cette fiche vient d’un fichier : son auteur n’a pas de compte ici.")
    add_letter(wiki.private, record_id, sort="author", sender=person.account, text=_text(text))
    comments.notify(wiki.register, authors, "letter", record_id, actor=person.account)


def letters(wiki: Wiki, person: Person, record_id: str) -> tuple[Letter, ...]:
    """What was written to the authors of a record; for them alone."""
    if person.account not in record_authors(wiki.register, record_id):
        raise Refused("Ces messages ne sont lisibles que par l’auteur.")
    return letters_about(wiki.private, record_id, "author")


def recognise(
    wiki: Wiki, person: Person | None, record_id: str, text: str, reviewers: frozenset[str], *, address: str = ""
) -> str:
    """The receipt number of « Je me reconnais »: `reviewers` are told, and a setting takes the record away at once.

    Anyone may say it, without account. Past a few records in a day from one `address`, or for a record that reviewers
    put back not long ago, it is taken all the same, and people decide. Raises Refused for an address that sends far too
    many; nobody else's are.
    """
    case_for(wiki, "report", person, record_id)
    text = _text(text)
    origin = origin_of(wiki.register, f"account {person.account}" if person else f"address {line_of(address)}")
    receipt = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    with transaction(wiki.register.database):  # those who come at once are counted one after the other
        suspended = _suspends(wiki, origin, record_id)
        add_letter(wiki.private, record_id, sort="recognised", sender=name_in_log(person), text=text, receipt=receipt)
        add_report(wiki.register, receipt, record_id, origin=origin, suspended=suspended)
        for one in sorted(reviewers):
            comments.notify_once(wiki.register, one, "recognised", record_id)
        if suspended:
            wiki.register.withdraw(record_id, actor=name_in_log(person), reason="suspendue : quelqu’un s’y reconnaît")
    if suspended:
        wiki.index.follow()
    return receipt


def _suspends(wiki: Wiki, origin: str, record_id: str) -> bool:
    """Whether a report takes its record away by itself. Raises Refused for one too many from one origin."""
    now = datetime.datetime.fromisoformat(wiki.register.now())
    since = (now - SUSPENDED_ONCE_IN).date().isoformat()
    reports, by_origin, of_record = counted(wiki.register, origin, record_id, since)
    if reports >= REPORTS_PER_ORIGIN:
        raise Refused(
            "Beaucoup de signalements sont déjà arrivés d’ici aujourd’hui, et seront lus. Pour en ajouter un, revenez "
            "demain ou écrivez à l’adresse des mentions légales."
        )
    asked = get_setting(wiki.register, "suspend_recognised", "yes") == "yes"
    return asked and by_origin < SUSPENDED_PER_ORIGIN and not of_record


def report_outcome(wiki: Wiki, receipt: str) -> str:
    """What became of a report, for whoever has its number. Raises RecordNotFound."""
    return outcome_of(wiki.register, receipt.strip())


def reports(wiki: Wiki, person: Person) -> tuple[tuple[str, str, Letter], ...]:
    """(day, record id, letter) of the reports that wait for a decision."""
    require_anywhere("moderate", person)
    out = []
    for day, record_id, receipt in open_reports(wiki.register):
        letter = next(
            (one for one in letters_about(wiki.private, record_id, "recognised") if one.receipt == receipt), None
        )
        if letter is not None:
            out.append((day, record_id, letter))
    return tuple(out)


def decide(wiki: Wiki, person: Person, receipt: str, outcome: str) -> None:
    """Close a report with words that its sender will read."""
    require_anywhere("moderate", person)
    close_report(wiki.register, receipt, _text(outcome), actor=person.account)


def mentions(text: str) -> tuple[str, ...]:
    """The names that stand after « @ » in a comment, in order."""
    return tuple(dict.fromkeys(MENTION.findall(text)))
