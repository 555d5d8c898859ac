"""Reading packs: begun, filled while one searches, saved, duplicated, shared by link. A pack is a draft of its authors.

Its words live in the private database until somebody shares it, and its pieces hold no word of a record at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.records.card_keys import unread_date
from kb.records.fields import describe
from kb.records.kinds import Pack
from kb.store.drafts.proposals import Proposal, proposals
from kb.store.files.database import transaction
from kb.store.packs import packs as store
from kb.store.records.erasures import withdrawn
from kb.wiki.context import Wiki, proposal_for
from kb.wiki.write import writing
from kb.wiki.write.field_paths import PIECES, SAID, flat, place_label
from kb.wiki.write.forms import FormRefused, is_empty, preview_record, record_from
from kb.wiki.write.writing import Writing

Fields = Mapping[str, Any]

FIRST_TITLE = "Mon dossier de lecture"
RTF = "{\\rtf"
# Words of a chapô past which it is no introduction any more: it is kept, and its writer is told.
LONG_INTRODUCTION = 400


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in a list: `number` is its proposal, None once it is published with nothing under way."""

    record_id: str
    number: int | None
    title: str
    pieces: int
    minutes: int
    status: str
    saved: str
    linked: str
    current: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What its writer should know of a text of a pack, which is kept as typed. `blocks`: others may not see it yet."""

    place: str
    said: str
    blocks: bool = False


def kept_comparisons(wiki: Wiki, person: Person) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """(number, title, records compared) of each comparison in the packs that this person may change."""
    out = []
    for line in mine(wiki, person):
        if line.number and line.status in ("draft", "to_revise"):
            pieces = open_pack(wiki, person, line.number).fields.get("pieces") or ()
            out += [
                (line.number, line.title, tuple(source["record"] for source in piece.get("sources") or ()))
                for piece in pieces
                if piece.get("sort") == "comparison"
            ]
    return tuple(out)


def mine(wiki: Wiki, person: Person) -> tuple[PackLine, ...]:
    """The packs that this person writes, alone or with others, newest change first."""
    current = store.basket(wiki.register, person.account)
    own = [one for one in proposals(wiki.register, author=person.account) if one.kind == "pack"]
    lines = [_line(wiki, person, writing.open_writing(wiki, person, one.number), current) for one in reversed(own)]
    under_way = {line.record_id for line in lines}
    done = proposals(wiki.register, author=person.account, statuses=("published",))
    for record_id in dict.fromkeys(one.record_id for one in reversed(done) if one.kind == "pack"):
        published = wiki.register.published(record_id)
        if published is not None and isinstance(published.record, Pack) and record_id not in under_way:
            pack = published.record
            minutes = sum(piece.minutes for piece in pack.pieces)
            linked = store.linked_since(wiki.register, record_id)
            lines.append(
                PackLine(record_id, None, pack.title, len(pack.pieces), minutes, "published", published.at, linked,
                         False, True)
            )  # fmt: skip
    return tuple(lines)


def _line(wiki: Wiki, person: Person, found: Writing, current: int | None) -> PackLine:
    one, pieces = found.proposal, found.fields.get(PIECES) or ()
    return PackLine(
        one.record_id,
        one.number,
        found.title,
        len(pieces),
        sum(int(piece.get("minutes") or 0) for piece in pieces),
        one.status,
        found.saved,
        store.linked_since(wiki.register, one.record_id),
        one.number == current,
        one.author == person.account,
    )


def start(wiki: Wiki, person: Person, title: str = "", fields: Fields | None = None) -> Proposal:
    """A new pack, which « Ajouter au dossier » fills from now on."""
    given = {**(fields or {}), "title": title.strip()[:300] or FIRST_TITLE}
    one = writing.start(wiki, person, "pack", given)
    store.set_basket(wiki.register, person.account, one.number)
    return one


def basket(wiki: Wiki, person: Person) -> int | None:
    """Number of the pack that this person is filling, as long as they may write it."""
    number = store.basket(wiki.register, person.account)
    known = {one.number for one in _writable(wiki, person)}
    if number in known:
        return number
    return max(known, default=None)


def _writable(wiki: Wiki, person: Person) -> tuple[Proposal, ...]:
    statuses = ("draft", "to_revise")
    return tuple(
        one for one in proposals(wiki.register, author=person.account, statuses=statuses) if one.kind == "pack"
    )


def fillable(wiki: Wiki, person: Person) -> tuple[tuple[int, str], ...]:
    """(number, title) of the packs that this person may add to, newest change first."""
    return tuple((one.number, open_pack(wiki, person, one.number).title) for one in reversed(_writable(wiki, person)))


def choose(wiki: Wiki, person: Person, number: int) -> None:
    """Make a pack the one that « Ajouter au dossier » fills."""
    proposal_for(wiki, "write_draft", person, number)
    store.set_basket(wiki.register, person.account, number)


def open_pack(wiki: Wiki, person: Person, number: int) -> Writing:
    """A pack as this person finds it. Raises RecordNotFound for a proposal of another kind."""
    found = writing.open_writing(wiki, person, number)
    if found.proposal.kind != "pack":
        raise RecordNotFound(f"Il n’y a pas de dossier n° {number}.")
    return found


def pack_of(found: Writing) -> Pack:
    """What somebody typed, as a pack, without what is wrong."""
    record = preview_record("pack", found.proposal.record_id, found.fields)
    if not isinstance(record, Pack):
        raise RecordNotFound(f"{found.proposal.record_id} n’est pas un dossier.")
    return record


def troubles(fields: Fields) -> tuple[Trouble, ...]:
    """What is wrong with the texts of a pack, place by place; all of them are kept."""
    out = []
    for name, field in describe(Pack).items():
        if field.sort == "date" and (said := unread_date(field.label, str(fields.get(name) or ""))):
            out.append(Trouble(name, said, blocks=True))
    for place, value in flat("pack", fields).items():
        text = "\n".join(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
        if not isinstance(text, str):
            continue
        label = place_label("pack", place)
        if text.lstrip().startswith(RTF):
            said = (
                f"« {label} » contient le code de mise en forme de Word (RTF), pas votre texte. Il est gardé. Recollez "
                "le texte sans mise en forme (Ctrl + Maj + V), puis enregistrez."
            )
            out.append(Trouble(place, said, blocks=True))
        words = len(text.split())
        if place.endswith(".introduction") and words > LONG_INTRODUCTION:
            said = (
                f"Ce chapô compte {words:,} mots. Il est gardé en entier ; au-delà de {LONG_INTRODUCTION}, mettez "
                "l’essentiel ici et le reste dans la note de présentation."
            )
            out.append(Trouble(place, said.replace(",", "\u202f", 1) if words >= 1000 else said))
    return tuple(out)


def save(wiki: Wiki, person: Person, number: int, summary: str = "") -> Proposal:
    """The pack as others find it from now on: its co-authors, and whoever has its link.

    Raises Refused while two versions of a text wait for a choice, FormRefused for a text that nobody could read.
    """
    found = open_pack(wiki, person, number)
    blocking = [one.said for one in troubles(found.fields) if one.blocks]
    if blocking:
        raise FormRefused(blocking[0])
    record_from("pack", found.proposal.record_id, {**found.fields, "title": found.title})
    return writing.save(wiki, person, number, summary or "dossier enregistré")


def change(wiki: Wiki, person: Person, number: int, make: Callable[[Fields], Fields]) -> None:
    """Keep the fields that `make` gives from those that the pack holds; nobody types in between."""
    proposal_for(wiki, "write_draft", person, number)
    with transaction(wiki.private.database):
        if changes := make(open_pack(wiki, person, number).fields):
            writing.autosave(wiki, person, number, changes, None)


def share_by_link(wiki: Wiki, person: Person, number: int) -> str:
    """The token of a link that opens this pack, as it was last saved: shown once. A link made before is closed.

    Raises FormRefused for an empty pack.
    """
    one = proposal_for(wiki, "share", person, number)
    if withdrawn(wiki.register, one.record_id):
        raise Refused("Ce dossier a été retiré : un relecteur décide s’il se lit de nouveau. Votre texte est gardé.")
    require_pieces(open_pack(wiki, person, number).fields)
    save(wiki, person, number, "partage par lien")
    return store.add_pack_link(wiki.register, one.record_id, actor=person.account)


def close_link(wiki: Wiki, person: Person, number: int) -> None:
    """The link of a pack opens nothing from now on."""
    one = proposal_for(wiki, "share", person, number)
    store.drop_pack_link(wiki.register, one.record_id, actor=person.account)


def require_pieces(fields: Fields) -> None:
    """Returns when a pack holds something to read; raises FormRefused, which says where to find it, otherwise."""
    if is_empty(fields.get(PIECES)):
        raise FormRefused(
            "Ce dossier est vide : il n’y a encore rien à lire. Cherchez une question, puis « Ajouter au dossier » "
            "sous un passage ou une fiche. Tout ce que vous avez écrit est gardé."
        )


def duplicate(wiki: Wiki, person: Person, number: int) -> Proposal:
    """A new pack of this person's own, with the same pieces and the same words."""
    return _copied(wiki, person, open_pack(wiki, person, number).fields)


def duplicate_shared(wiki: Wiki, person: Person, pack: Pack) -> Proposal:
    """The same from a pack that was read by its link or once published."""
    return _copied(wiki, person, pack.model_dump(mode="json", exclude={"id", "kind", "groups", "diffusion", "authors"}))


def _copied(wiki: Wiki, person: Person, fields: Fields) -> Proposal:
    title = str(fields.get("title") or FIRST_TITLE)[:290]
    kept = {name: value for name, value in fields.items() if not is_empty(value) or isinstance(value, int)}
    return start(wiki, person, f"{title} (copie)", kept)


def change_published(wiki: Wiki, person: Person, record_id: str) -> Proposal:
    """A change to a published pack, under way."""
    return writing.propose(wiki, person, record_id)


def said_of(fields: Fields, piece: str, name: str) -> Any:
    """What the trainer says of a piece: « introduction », « questions » or « minutes »."""
    return next((one.get(name, SAID[name][1]) for one in fields.get(PIECES, ()) if one["id"] == piece), SAID[name][1])
