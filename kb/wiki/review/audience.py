"""How open a text may be that speaks of another: never more than that one."""

from kb.readers import common_audience
from kb.records.kinds import FOLLOW_UP, TAKES_UP, DocumentRecord, Record
from kb.store.records.register import Register
from kb.wiki.write.forms import FormRefused


def check_openness(register: Register, record: Record) -> None:
    """Returns when a follow-up is no more open than the records it takes up; raises FormRefused otherwise."""
    if not isinstance(record, DocumentRecord) or record.document_type != FOLLOW_UP:
        return
    for link in record.links:
        entry = register.entry(link.get("target", "")) if link.get("type") == TAKES_UP else None
        if entry is None or entry.published_revision is None:
            continue
        if common_audience(record.audience, entry.diffusion) != record.audience:
            raise FormRefused(
                f"Cette reprise serait lue par plus de monde que la fiche {entry.id} qu’elle raconte. "
                "Donnez-lui la même diffusion, ou une plus étroite. Tout est gardé."
            )
