"""Records whose revisions were drafted, published to some, narrowed, taken away and gone back on: a word of each apart.

What a reader may see of them is worked out here a second time, forwards, where `publications.py` reads backwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.base import KnowledgeBase
from kb.readers import PUBLIC, Person, Reader
from kb.records.canonical import canonical
from kb.records.kinds import Experience
from kb.store.drafts.proposals import move, set_coauthors, start_proposal, start_record
from kb.store.news.comments import Comment, add_comment

AUTHOR = Person("h-1", "Aline", frozenset({"reader", "contributor"}))
COAUTHOR = Person("h-2", "Basile", frozenset({"reader", "contributor"}))
ASSIGNED = Person("h-3", "Colette", frozenset({"reader", "reviewer"}))
PROPOSER = Person("h-4", "Denis", frozenset({"reader", "contributor", "trainer"}))
PEOPLE: dict[str, Person | None] = {
    "visitor": None,
    "reader": Person("h-5", "Edith", frozenset({"reader"})),
    "member": Person("h-6", "Gaël", frozenset({"reader", "trainer"}), frozenset({"maraude"})),
    "proposer": PROPOSER,
    "reviewer": Person("h-7", "Hugo", frozenset({"reader", "reviewer"})),
    "administrator": Person("h-8", "Fanny", frozenset({"reader", "administrator"})),
    "assigned": ASSIGNED,
    "author": AUTHOR,
    "coauthor": COAUTHOR,
}
ALL_OF_THEM = frozenset({"assigned", "author", "coauthor"})
# Each step is a revision drafted, or published to an audience, a withdrawal, or a return to a revision by its number.
HISTORIES: tuple[tuple[str | int, ...], ...] = (
    ("draft", "public"),
    ("professionals", "public"),
    ("public", "public"),
    ("public", "professionals"),
    ("public", "professionals", "public"),
    ("group:maraude", "professionals", "public"),
    ("public", "withdrawn", "public"),
    ("public", "draft", "public"),
    ("public", "public", 1),
    ("public", "public", 1, "public"),
    ("public", "withdrawn", 1),
    ("public", "withdrawn"),
    ("professionals", "group:maraude"),
    ("draft",),
)


@dataclass(frozen=True, slots=True)
class History:
    """A record, what was done to it, and the word that stands in each of its revisions and nowhere else."""

    record_id: str
    steps: tuple[str | int, ...]
    words: tuple[str, ...]

    @property
    def published(self) -> set[int]:
        """The revisions that were published once, to whomever."""
        revisions = [step for step in self.steps if isinstance(step, str) and step != "withdrawn"]
        return {number for number, step in enumerate(revisions, 1) if step != "draft"}


def expected(steps: Sequence[str | int], who: Reader) -> set[int]:
    """The revisions that were published to somebody like `who`, and were not closed to them since."""
    head, shown, audiences = 0, set[int](), dict[int, str]()
    for step in steps:
        if step == "withdrawn":
            shown = set()
            continue
        number = step if isinstance(step, int) else head + 1
        if isinstance(step, str):
            head += 1
            audiences[head] = step
        if step == "draft":
            continue
        shown = {one for one in shown if one < number} | {number} if who.reads(audiences[number]) else set()
    return shown


def reader_of(name: str) -> Reader:
    """What somebody of `PEOPLE` may read of what is published today."""
    person = PEOPLE[name]
    return person.reader if person else PUBLIC


def made(base: KnowledgeBase, steps: Sequence[str | int]) -> History:
    """The record that went through these steps; each revision was commented on, with a word of it, when it was open."""
    record_id = start_record(base.register, "experience", AUTHOR.account)
    stem = "".join(chr(ord("a") + int(digit)) for digit in record_id.rsplit("-", 1)[1])
    head, words = 0, list[str]()
    for step in steps:
        if step == "withdrawn":
            base.register.withdraw(record_id, actor=ASSIGNED.account, reason="quelqu’un s’y reconnaît")
        elif isinstance(step, int):
            base.register.publish(record_id, step, actor=ASSIGNED.account)
        else:
            word = f"zyx{stem}{'bcdfg'[head]}ouk"
            words.append(word)
            diffusion, _, group = step.partition(":")
            record = Experience(
                id=record_id,
                title="Le banc (exemple fictif)",
                summary=f"On y lit {word} au début.",
                diffusion="public" if diffusion == "draft" else diffusion,  # type: ignore[arg-type]
                groups=(group,) if group else (),
                context=f"Avant tout, {word} se disait là.",
                fictional=True,
            )
            base.register.save(
                record, canonical(record), author=AUTHOR.account, summary=f"note de {word}", base=head, wiki=True
            )
            head += 1
            if step != "draft":
                base.register.publish(record_id, head, actor=ASSIGNED.account)
                said = Comment(
                    0, record_id, head, PROPOSER.account, "", "remark", 0, word, f"Moi, {word}.", None, False
                )
                add_comment(base.register, said)
    set_coauthors(base.register, record_id, {COAUTHOR.account}, actor=AUTHOR.account)
    one = start_proposal(base.register, record_id, PROPOSER.account)
    move(base.register, one.number, "submitted", actor=PROPOSER.account, expected="draft")
    move(
        base.register, one.number, "in_review", actor=ASSIGNED.account, expected="submitted", reviewer=ASSIGNED.account
    )
    return History(record_id, tuple(steps), tuple(words))


def _said(record_id: str, revision: int, word: str) -> Comment:
    return Comment(0, record_id, revision, PROPOSER.account, "", "remark", 0, word, f"Moi aussi, {word}.", None, False)
