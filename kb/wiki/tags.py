"""Tags of a record: a theme, public or trade of the vocabulary, proposed by whoever may write, accepted by review."""

from collections.abc import Mapping

from kb.errors import KbError, RecordNotFound
from kb.readers import Person
from kb.records.kinds import KINDS
from kb.store.proposals import Proposal, proposal, proposals
from kb.wiki import review, writing
from kb.wiki.context import Wiki, case_for
from kb.wiki.forms import FormRefused, fields_of

# Fields that hold tags, with the list that each takes its words from.
TAGS: Mapping[str, str] = {"themes": "themes", "publics": "publics", "trades": "trades", "substances": "substances"}


class TagRefused(KbError):
    """A tag that is not proposed, and why."""


def suggest(wiki: Wiki, person: Person, record_id: str, field: str, code: str) -> Proposal:
    """A proposal that adds one tag to a record and nothing else: sent for review, or published where none is due.

    No point of protection is asked: not a word of the text changes. Raises TagRefused where the record has the tag,
    or where this person has another change to it under way, which this must not send.
    """
    case_for(wiki, "propose", person, record_id)
    published = wiki.register.published(record_id)
    if published is None:
        raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
    if not code:
        raise TagRefused("Choisissez d’abord un mot-clé.")
    if field not in TAGS or code not in wiki.vocabulary.labels[TAGS[field]]:
        raise TagRefused("Ce mot-clé n’est pas dans les listes. Choisissez-en un autre.")
    tags = list(fields_of(published.record).get(field) or ())
    if code in tags:
        raise TagRefused("Cette fiche a déjà ce mot-clé.")
    if any(one.base_revision for one in proposals(wiki.register, record_id=record_id, author=person.account)):
        raise TagRefused(
            "Vous avez déjà un changement en cours sur cette fiche : ajoutez-y le mot-clé, puis envoyez-le."
        )
    one = writing.propose(wiki, person, record_id)
    writing.autosave(wiki, person, one.number, {field: [*tags, code]}, {})
    if KINDS[one.kind].review == "none":  # published at once, with its history, as any other change to it
        review.publish(wiki, person, one.number, "mot-clé")
        return proposal(wiki.register, one.number)
    try:
        return writing.submit(wiki, person, one.number, open_points=0)
    except FormRefused as error:
        writing.drop(wiki, person, one.number)
        raise TagRefused(f"Cette fiche est incomplète, et ne peut pas être envoyée en relecture. {error}") from error
