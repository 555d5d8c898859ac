"""The published terms of the common language, as the vocabulary reads them."""

from kb.store.records.register import Register

_FROM = (
    "FROM records r JOIN revisions v ON v.record_id = r.id AND v.number = r.published_revision "
    "WHERE r.kind = 'term' AND r.diffusion = 'public' ORDER BY r.id"
)


def terms_published(register: Register) -> tuple[tuple[str, int, str], ...]:
    """(identifier, revision, when it was written) of each public published term: what tells whether any has changed."""
    rows = register.database.execute(f"SELECT r.id, v.number, v.at {_FROM}")
    return tuple((str(row[0]), int(row[1]), str(row[2])) for row in rows.fetchall())


def published_terms(register: Register) -> tuple[tuple[str, str], ...]:
    """(identifier, body in JSON) of each public published term, in order."""
    rows = register.database.execute(f"SELECT r.id, v.body {_FROM}")
    return tuple((str(row[0]), str(row[1])) for row in rows.fetchall())


def all_terms(register: Register) -> tuple[tuple[str, int, bool, str], ...]:
    """(identifier, head, whether somebody rewrote it in the wiki, body in JSON) of each published term, in order."""
    rows = register.database.execute(
        "SELECT r.id, r.head, r.edited_in_wiki, v.body FROM records r "
        "JOIN revisions v ON v.record_id = r.id AND v.number = r.published_revision WHERE r.kind = 'term' ORDER BY r.id"
    )
    return tuple((str(row[0]), int(row[1]), bool(row[2]), str(row[3])) for row in rows.fetchall())
