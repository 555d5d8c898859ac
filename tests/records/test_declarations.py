"""What holds of every kind, part and list that is declared, whatever fields they have."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from kb.records import fields as field
from kb.records.canonical import part_in_a_line
from kb.records.catalogue import code_lists, every_field
from kb.records.fields import describe
from kb.records.kinds import KINDS, DocumentRecord, Service, TermRecord, card_fields, text_fields
from kb.records.kinds.service_lists import directory_lists, service_needs
from kb.records.lists import CodeList
from kb.records.pieces import Piece, PieceSource, Reference


def models() -> Iterator[type[BaseModel]]:
    """Every model that a record is made of."""
    yield from (Piece, PieceSource, Reference)
    for kind in KINDS.values():
        yield kind
        for info in kind.model_fields.values():
            for part in getattr(info.annotation, "__args__", ()):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    yield part


@pytest.mark.parametrize("model", sorted(set(models()), key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_no_value_of_a_record_or_of_a_part_of_one_changes_after_it_was_made(model: type[BaseModel]) -> None:
    one = model.model_construct()
    name = next(iter(model.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(one, name, "autre")


def test_lists_that_are_scales_say_so_and_no_other() -> None:
    assert {name for name, one in code_lists().items() if one.ordered} == {
        *("diffusions", "outcomes", "saturations", "signal_levels", "signal_states", "support_levels"),
    }


def test_the_lists_of_services_have_the_entries_of_their_file() -> None:
    known = code_lists()
    for name, entries in directory_lists().items():
        if name in known:
            assert known[name].entries == entries
            assert not known[name].editable
    assert known["offers"].entries == {code: one["label"] for code, one in service_needs().items()}
    assert all(known["offers"].entries.values())
    assert {one.list_name for one in describe(Service).values() if one.list_name} <= set(known)


def test_administrators_complete_the_lists_of_what_texts_speak_of() -> None:
    assert {name for name, one in code_lists().items() if one.editable} == {
        *("themes", "publics", "substances", "trades", "strategies", "service_types"),
    }


def test_every_coded_field_has_a_list_and_every_list_a_name() -> None:
    for name, one in every_field().items():
        assert (one.sort in ("codes", "choice")) == bool(one.codes), name
    assert all(one.label and one.name == name for name, one in code_lists().items())


@pytest.mark.parametrize(("minutes", "valid"), [(-1, False), (0, True), (1440, True), (1441, False)])
def test_a_piece_lasts_a_day_at_most(minutes: int, valid: bool) -> None:
    if valid:
        assert Piece(id="a", minutes=minutes).minutes == minutes
    else:
        with pytest.raises(ValidationError):
            Piece(id="a", minutes=minutes)
    assert Piece(id="a").minutes == 0


@pytest.mark.parametrize(("given", "code"), [("", "fr"), ("en", "en"), ("fr", "fr")])
def test_a_document_that_does_not_say_its_language_is_in_french(given: str, code: str) -> None:
    assert DocumentRecord(title="a", language=given).language_code == code


@pytest.mark.parametrize(
    ("line", "trade", "meaning"),
    [
        ("police : un contrôle", "police", "un contrôle"),
        ("police: : un contrôle", "police", ": un contrôle"),
        ("un contrôle", "", "un contrôle"),
        ("police :", "", "police :"),
        ("police :  ", "", "police :"),
        (": un contrôle", "", "un contrôle"),
    ],
)
def test_a_sense_typed_in_one_line_names_its_trade_before_the_colon(line: str, trade: str, meaning: str) -> None:
    for given in (line, [line], (line,)):
        (sense,) = TermRecord.model_validate({"title": "a", "senses": given}).senses
        assert (sense.trade, sense.meaning, sense.source) == (trade, meaning, "")
    whole = [{"trade": "santé", "meaning": "un contrôle", "source": "X"}, line]
    senses = TermRecord.model_validate({"title": "a", "senses": whole}).senses
    assert [(one.trade, one.source) for one in senses] == [("santé", "X"), (trade, "")]


SIZES = CodeList("sizes", "Tailles", entries={"s": "Petite", "l": "Grande"})


class Room(BaseModel):
    """A part with a field of each sort."""

    model_config = ConfigDict(frozen=True)
    name: str = field.line("Nom")
    sizes: tuple[str, ...] = field.codes("Taille", SIZES, place="")
    seats: int | None = field.number("Places", place="")
    closed: bool = field.flag("Fermée", place="", singular="fermée")
    days: tuple[str, ...] = field.lines("Jours", place="")


class House(BaseModel):
    rooms: tuple[Room, ...] = field.parts("Salles")


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (Room(name="Bleue"), "Bleue"),
        (Room(name="Bleue", closed=True), "Bleue · fermée"),
        (Room(name="Bleue", sizes=("s", "l")), "Bleue · Taille : Petite, Grande"),
        (Room(name="Bleue", sizes=("x",)), "Bleue"),
        (Room(name="Bleue", sizes=("x", "l"), seats=3), "Bleue · Taille : Grande · Places : 3"),
        (Room(name="Bleue", seats=1, days=("lundi", "mardi")), "Bleue · Places : 1 · Jours : lundi, mardi"),
        (Room(seats=3), "Places : 3"),
        (Room(), ""),
    ],
)
def test_a_part_in_a_line_says_each_of_its_fields_that_says_something(room: Room, line: str) -> None:
    assert part_in_a_line(room, describe(House)["rooms"]).replace("\u00a0", " ") == line


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_has_no_field_that_its_kind_does_not_declare(kind: str) -> None:
    with pytest.raises(ValidationError, match="extra"):
        KINDS[kind].model_validate({"title": "a", "couleur": "bleu"})


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_stands_in_the_text_on_the_card_or_nowhere(kind: str) -> None:
    model = KINDS[kind]
    text, card = dict(text_fields(model)), dict(card_fields(model))
    for name, one in describe(model).items():
        assert ((name in text), (name in card)) == ((one.place == "text"), (one.place == "card"))
        assert {**text, **card}.get(name, one.label) == one.label
    if "notes" in text:
        assert list(text)[-1] == "notes"
    assert [name for name in describe(model) if name in text and name != "notes"] == [
        name for name in text if name != "notes"
    ]
    assert [name for name in describe(model) if name in card] == list(card)


def test_the_first_field_of_a_part_or_the_one_it_must_have_says_what_it_is_about() -> None:
    assert describe(House)["rooms"].main == "name"
    assert describe(TermRecord)["senses"].main == "meaning"
    assert describe(TermRecord)["senses"].blank == {"trade": "", "meaning": "", "source": ""}
    assert describe(House)["rooms"].blank == {"name": "", "sizes": [], "seats": "", "closed": False, "days": []}
    assert describe(Room)["name"].main == ""
