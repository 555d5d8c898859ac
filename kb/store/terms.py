"""The published terms of the common language, as the vocabulary reads them."""

from kb.store.register import Register


def published_terms(register: Register) -> tuple[tuple[str, str], ...]:
    """(identifier, body in JSON) of each public published term, in order."""
    rows = register.database.execute(
        "SELECT r.id, v.body FROM records r JOIN revisions v ON v.record_id = r.id AND v.number = r.published_revision "
        "WHERE r.kind = 'term' AND r.diffusion = 'public' ORDER BY r.id"
    )
    return tuple((str(row[0]), str(row[1])) for row in rows.fetchall())
