"""Tags of a record: a theme, public or trade of the vocabulary, proposed by whoever may write, accepted by review."""

from kb.errors import KbError, RecordNotFound
from kb.readers import Person
from kb.records.catalogue import tags
from kb.records.kinds import KINDS
from kb.store.drafts.proposals import Proposal, proposal, proposals
from kb.store.files.database import transaction
from kb.wiki.context import Wiki, case_for
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.forms import FormRefused, fields_of

# Statuses of a change that a reviewer has, or will have, to read.
WAITING = ("submitted", "in_review", "validated")


class TagRefused(KbError):
    """A tag that is not proposed, and why."""


def suggest(wiki: Wiki, person: Person, record_id: str, field: str, code: str) -> Proposal:
    """A proposal that adds one tag to a record and nothing else: sent for review, or published where none is due.

    No point of protection is asked: not a word of the text changes. Raises TagRefused where the record has the tag,
    where somebody has proposed it, or where this person has another change under way, which this must not send.
    """
    case_for(wiki, "propose", person, record_id)
    published = wiki.register.published(record_id)
    if published is None:
        raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
    if not code:
        raise TagRefused("Choisissez d’abord un mot-clé.")
    if field not in tags() or code not in wiki.vocabulary.labels[tags()[field].list_name]:
        raise TagRefused("Ce mot-clé n’est pas dans les listes. Choisissez-en un autre.")
    if code in (fields_of(published.record).get(field) or ()):
        raise TagRefused("Cette fiche a déjà ce mot-clé.")
    one = writing.propose_anew(wiki, person, record_id)
    if one is None:
        raise TagRefused(
            "Vous avez déjà un changement en cours sur cette fiche : ajoutez-y le mot-clé, puis envoyez-le."
        )
    # Those of the text that it begins with: another may have been published a moment ago.
    standing = [tag for tag in wiki.private.draft(one.number, one.head).fields.get(field) or () if tag != code]
    writing.autosave(wiki, person, one.number, {field: [*standing, code]}, {})
    try:
        if KINDS[one.kind].review == "none":  # published at once, with its history, as any other change to it
            review.publish(wiki, person, one.number, "mot-clé")
            return proposal(wiki.register, one.number)
        with transaction(wiki.register.database):  # whoever proposes the same at the same moment waits, then sees it
            if not _is_proposed(wiki, record_id, field, code):
                return writing.submit(wiki, person, one.number, open_points=0)
    except FormRefused as error:
        writing.drop(wiki, person, one.number)
        raise TagRefused(f"Cette fiche est incomplète, et ne peut pas être envoyée en relecture. {error}") from error
    writing.drop(wiki, person, one.number)
    raise TagRefused("Quelqu’un a déjà proposé ce mot-clé : un relecteur le lira.")


def _is_proposed(wiki: Wiki, record_id: str, field: str, code: str) -> bool:
    """Whether a change that waits for review adds this tag and nothing else."""
    for one in proposals(wiki.register, record_id=record_id, statuses=WAITING):
        if one.base_revision:
            before = fields_of(wiki.register.revision(record_id, one.base_revision).record)
            after = wiki.private.draft(one.number, one.head).fields
            changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
            if changed == {field} and set(after[field]) - set(before.get(field) or ()) == {code}:
                return True
    return False
