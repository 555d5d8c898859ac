"""Questions that nothing answered, in groups; a group made into a need. No question's own words but those of many."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kb.errors import KbError
from kb.index.words.analysis import STOP_WORDS, WORD, fold_word
from kb.needs.grouping import MOST, Vectors, groups
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import Need
from kb.records.plain import one_line
from kb.store.files.database import transaction
from kb.store.logs.query_log import Unanswered, unanswered
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.context import Wiki, require_anywhere

# The log knows days and no person: asked on fewer days than that, words may be one person's.
ENOUGH_DAYS: Final = 3
SHOWN_WORDS: Final = 4
LONGEST_TITLE: Final = 300


class GroupRefused(KbError):
    """A group that no need can be made of, and why."""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions about the same: how many, between which days, and what may be said of them.

    `words` are those that most of them have, and `example` the one asked most; both are empty for questions that were
    asked on fewer than three days. `theme` is the nearest code of the list of themes, "" for none.
    """

    count: int
    first: str
    last: str
    words: tuple[str, ...]
    example: str
    theme: str


def unanswered_groups(
    wiki: Wiki, person: Person | None, encode: Callable[[Sequence[str]], Vectors]
) -> tuple[QuestionGroup, ...]:
    """The groups of what nothing answered, the most asked first, for reviewers. Raises Refused."""
    require_anywhere("queue", person)
    asked = unanswered(wiki.register)[:MOST]
    found = groups([one.question for one in asked], encode, told_words)
    made = (_group([asked[place] for place in places], wiki.vocabulary) for places in found)
    return tuple(sorted(made, key=lambda one: (-one.count, one.last), reverse=False))


def told_words(question: str) -> str:
    """The words of a question that say what it is about."""
    return " ".join(one for one in WORD.findall(question) if fold_word(one) not in STOP_WORDS and len(one) > 2)


def _group(asked: Sequence[Unanswered], vocabulary: Vocabulary) -> QuestionGroup:
    days = {day for one in asked for day in one.days}
    open_ = len(days) >= ENOUGH_DAYS
    counts = Counter(
        word for one in asked for word in dict.fromkeys(told_words(one.question).casefold().split()) for _ in one.days
    )
    # A word that one question alone has would be that question's own.
    shared = [word for word, number in counts.most_common() if number > 1 and len(_with(asked, word)) >= ENOUGH_DAYS]
    often = [one for one in asked if len(one.days) >= ENOUGH_DAYS]
    best = max(often, key=lambda one: one.count, default=None)
    return QuestionGroup(
        sum(one.count for one in asked),
        min(days),
        max(days),
        tuple(shared[:SHOWN_WORDS]) if open_ else (),
        best.question if best else "",
        _theme(asked, vocabulary),
    )


def _with(asked: Sequence[Unanswered], word: str) -> set[str]:
    """The days on which a question with this word was asked."""
    return {day for one in asked if word in one.question.casefold() for day in one.days}


def _theme(asked: Sequence[Unanswered], vocabulary: Vocabulary) -> str:
    """The theme that most of the questions name by a word of the lists or of the glossary, "" for none."""
    named = Counter(
        code
        for one in asked
        for surface, (name, code) in vocabulary.surfaces.items()
        if name == "themes" and f" {surface.casefold()} " in f" {one.question.casefold()} "
    )
    return named.most_common(1)[0][0] if named else ""


def make_need(wiki: Wiki, person: Person | None, group: QuestionGroup, title: str) -> str:
    """Identifier of the need published from a group: a reviewer read it, and its text holds counts and no question.

    Raises Refused, and GroupRefused without a title.
    """
    require_anywhere("queue", person)
    assert person is not None
    title = one_line(title)
    if not title or len(title) > LONGEST_TITLE:
        raise GroupRefused(f"Donnez à ce besoin un titre de {LONGEST_TITLE} caractères au plus. Rien n’est perdu.")
    times = "une fois" if group.count == 1 else f"{group.count} fois"
    record = Need(
        kind="need",
        title=title,
        origin="question",
        expressed_by="Personnes qui cherchent dans la base",
        description=f"Question posée {times} entre le {group.first} et le {group.last}, sans qu’aucune fiche y "
        "réponde. Les questions elles-mêmes ne sont pas citées.",
        themes=(group.theme,) if group.theme else (),
    )
    with transaction(wiki.register.database):
        record = record.model_copy(update={"id": wiki.register.new_id("need")})
        number = wiki.register.save(
            record, canonical(record), author=person.account, summary="questions sans réponse", base=None, wiki=True
        )
        wiki.register.publish(record.id, number, actor=person.account)
    wiki.index.hand_over()
    return record.id
