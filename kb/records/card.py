"""A card understood: which fields it gives, and who may read. What is not understood keeps the record back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.cards.restrictions import LONGEST_LINE, pair_of
from ingest.cards.words import Audience, Field, field_of, folded, meaning, near, nearest_value, strictest
from ingest.document import Note
from kb.records.card_keys import OF_THE_FILE, field_name, is_harmless, kind_named, nearest_key, plain_value
from kb.records.kinds import KINDS, Record

# What keeps a record back, beside an audience and « draft », which its file asks for.
DOUBT = "doubt"  # its card may ask for more than was understood
UNCHECKED = "unchecked"  # a narrative whose anonymity nobody has checked
UNPUBLISHED = frozenset({"draft", DOUBT, UNCHECKED})
PUBLISHED = "published"  # what a card says to open a draft
MOST_NEAREST = 40  # unknown keys for which a known one is looked for
DEEPEST = 4  # how far down a restriction is looked for in values of values
_WRITTEN: Mapping[Field, str] = {"status": "status", "diffusion": "diffusion"}


@dataclass(slots=True)
class IdentityCard:
    """What a card gives: the kind of the record, its fields by name, what keeps it back (see `SourceRecord`)."""

    kind: str = "document"
    values: dict[str, Any] = field(default_factory=dict)
    held: str = ""
    opened: frozenset[str] = frozenset()

    @property
    def diffusion(self) -> Audience:
        """The diffusion of the record, were it published."""
        return self.held if self.held in ("professionals", "group") else "public"  # type: ignore[return-value]


def understood(metadata: Mapping[str, Any], notes: list[Note]) -> IdentityCard:
    """The card of a document; `notes` gets a note for each thing that was left out or keeps the record back."""
    given: Mapping[str, Any] = metadata.get("front_matter") or {}
    reading = _Reading(metadata.get("lines") or {}, notes)
    kind = reading.kind(given)
    card = IdentityCard(kind)
    for key, value in given.items():
        reading.take(card, KINDS[kind], str(key), value)
    asked = [*reading.asked, *(metadata.get("asked") or ())]
    if card.values.get("groups"):
        asked.append("group")  # groups named: no wider
    doubted = reading.doubted or bool(metadata.get("doubts"))
    audience = strictest(asked)
    card.held = DOUBT if doubted and audience != "draft" else audience if audience != "public" else ""
    card.opened = frozenset() if doubted else frozenset(reading.opened)
    for doubt in metadata.get("doubts") or ():
        notes.append(
            Note(f"{doubt}\u00a0: d’ici là, la fiche n’est pas ouverte, elle garde ses lecteurs ou reste en brouillon.")
        )
    return card


class _Reading:
    """Goes through the keys of one card."""

    def __init__(self, lines: Mapping[str, int], notes: list[Note]) -> None:
        self.asked: list[str] = []
        self.opened: set[str] = set()
        self.doubted = False
        self._lines = lines
        self._notes = notes

    def kind(self, given: Mapping[str, Any]) -> str:
        """The kind of record, « document » when the card names none."""
        for key, value in given.items():
            if field_name(str(key), Record) == "kind" and value not in (None, ""):
                code = str(value) if str(value) in KINDS else kind_named(value)
                if code:
                    return code
                self._doubt(str(key), f"genre « {value} » inconnu", near(folded(str(value)), KINDS))
        return "document"

    def take(self, card: IdentityCard, model: type[Record], key: str, value: Any) -> None:
        """Add what one key says to the card."""
        name = field_name(key, model)
        restricting = field_of(key)
        if name == "publics" and self._speaks_of_all(key, value):
            restricting = "open"
        if restricting and not (name in model.model_fields and name not in ("diffusion", "groups", "publics")):
            self._restrict(restricting, key, value)
            if name != "groups":
                return
        if value is None or name == "kind" or name in OF_THE_FILE:
            return
        self._aside(key, value)
        if name in model.model_fields and name != "diffusion":
            self._set(card, name, key, plain_value(name, value))
        elif not self._nested(key, value) and not is_harmless(key):
            if name:
                self._note(key, f"champ « {key} »\u00a0: une fiche de ce genre ne l’a pas, il est laissé de côté.")
            else:
                self._doubt(
                    key,
                    f"champ « {key} » inconnu, laissé de côté",
                    nearest_key(key) if len(self._notes) < MOST_NEAREST else "",
                )

    def _set(self, card: IdentityCard, name: str, key: str, value: Any) -> None:
        if name in card.values and card.values[name] != value:
            self._note(key, f"champ « {key} »\u00a0: déjà donné plus haut, sous un autre nom. Gardez-en un.")
            return
        if name == "publics" and _asks_as_diffusion(value):
            self._doubt(key, f"« {key}: {value} » n’est pas un public de la liste", "diffusion: professionals")
        card.values[name] = value

    def _restrict(self, restricting: Field, key: str, value: Any) -> None:
        if restricting == "groups" and value == []:
            return  # a list of no group, as programs write it: it asks for nothing
        found = meaning(restricting, value) if value is not None else ""
        if not found:
            nearest = nearest_value(value) if value is not None else ""
            written = _WRITTEN.get(restricting, "diffusion")
            said = "est vide" if value in (None, "") else f"« {value} » n’est pas compris"
            self._doubt(key, f"« {key} »\u00a0: {said}", nearest and f"{written}: {nearest}")
        elif found != "public":
            self.asked.append(found)
            if found == "draft":
                self._note(key, f"« {key}: {value} »\u00a0: la fiche reste en brouillon.", "info")
            if restricting in ("diffusion", "groups") and found in ("professionals", "group"):
                self.opened.add(found)
        else:
            self.opened.add(PUBLISHED if restricting in ("status", "open") else "public")

    def _aside(self, key: str, value: Any) -> None:
        """Hear what is asked in the value of another field: « Le banc, status: draft », a tag « brouillon »."""
        if isinstance(value, str) and len(value) <= LONGEST_LINE:
            for inner, said in _pairs_after_commas(value):
                field = field_of(inner)
                if field and meaning(field, said) in ("draft", "professionals", "group"):
                    self._restrict(field, inner, said)
                    self._doubt(key, f"« {inner} » se trouve dans « {key} »", f"{inner}: {said}")
        if folded(key) in _TAGS:
            for tag in value if isinstance(value, list | tuple) else str(value).split(","):
                if folded(str(tag)) in _CLOSING_TAGS:
                    self._restrict("status", key, "brouillon")
                    self._doubt(key, f"« {tag} » est une étiquette", "status: draft")

    def _nested(self, key: str, value: Any) -> bool:
        """Whether a restriction stands in the values of a value; it counts, and a note says where it belongs."""
        found = [one for one in _pairs_within(value, DEEPEST) if field_of(one[0])]
        for inner, said in found:
            self._restrict(field_of(inner) or "diffusion", inner, said)
            self._doubt(key, f"« {inner} » se trouve sous « {key} »", f"{inner}: {said}")
        return bool(found)

    def _speaks_of_all(self, key: str, value: Any) -> bool:
        """Whether « public » says yes or no to readers, rather than naming whom a text is about."""
        return folded(key) == "public" and folded(str(value)) in ("oui", "non", "yes", "no", "true", "false")

    def _doubt(self, key: str, said: str, nearest: str) -> None:
        self.doubted = True
        hint = f" Vouliez-vous dire « {nearest} »\u202f?" if nearest else ""
        self._note(
            key,
            f"{said}.{hint} D’ici là, la fiche n’est pas ouverte\u00a0: elle garde ses lecteurs ou reste en brouillon.",
        )

    def _note(self, key: str, said: str, level: Literal["info", "warning"] = "warning") -> None:
        line = self._lines.get(key)
        self._notes.append(Note(f"ligne {line}, {said}" if line else said, level=level))


# Fields that hold tags, and tags that say of a text who may read it, whatever it is about.
_TAGS = frozenset({"tags", "tag", "etiquettes", "etiquette", "mots cles", "keywords", "categories", "category"})
_CLOSING_TAGS = frozenset({"brouillon", "draft", "confidentiel", "confidential", "ne pas diffuser", "ne pas publier"})
# What the controlled list calls professionals when it speaks of those whom a text is about.
_PUBLICS = frozenset({"professionnels", "professionnel"})


def _asks_as_diffusion(value: Any) -> bool:
    """Whether « public » is given a value of « diffusion », rather than those whom a text is about."""
    is_audience = isinstance(value, str) and meaning("diffusion", value) in ("professionals", "draft")
    return is_audience and folded(value) not in _PUBLICS


def _pairs_after_commas(value: str) -> Iterator[tuple[str, str]]:
    """The fields of a card that was written on one line: « Le banc, status: draft »."""
    for part in re.split(r"[,;|]", value)[1:]:
        if pair := pair_of(part):
            yield pair


def _pairs_within(value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth and isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key), one
            yield from _pairs_within(one, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for one in value:
            yield from _pairs_within(one, depth - 1)
