"""Encodings: what the bytes prove, what French makes plausible, what was encoded twice."""

import pytest

from ingest.plain_text import encodings
from ingest.plain_text.encodings import decoded, plausibility
from ingest.plain_text.text import read_text
from tests.ingest.blocks import said

TEXTS = (
    "Réunion d'équipe : les mères ont été reçues à l'hôtel. Où ? Çà et là, même à Noël.\n",
    "LES ÉLÈVES ÂGÉS DE L'ÉCOLE\n",
    "Un seul accent dans tout ce texte, qui parle de la halte du quai et de ses horaires : été.\n",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("encoding", "name"), [("mac_roman", "Macintosh"), ("cp850", "DOS"), ("cp1252", "")])
def test_the_code_page_that_gives_french_is_chosen_and_told(text: str, encoding: str, name: str) -> None:
    found, notes = decoded(text.encode(encoding))
    assert found == text
    assert [note.level for note in notes] == (["info"] if name else [])
    assert all(name in note.message for note in notes)


def test_latin_9_is_told_from_windows_by_its_ligatures() -> None:
    text = "Sa sœur a payé 3 € d'œufs.\n"
    assert decoded(text.encode("iso8859-15"))[0] == text
    assert decoded(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize("through", ["cp1252", "latin-1", "mac_roman"])
def test_text_encoded_twice_is_put_right_line_by_line(through: str) -> None:
    garbled = "Le café a été réparé à la gare.".encode().decode(through)
    text, notes = decoded(f"Une ligne saine : élève.\n{garbled}\n".encode())
    assert text == "Une ligne saine : élève.\nLe café a été réparé à la gare.\n"
    assert "Une ligne encodée deux fois" in notes[0].message


def test_sound_text_in_other_languages_is_left_alone() -> None:
    text = "São Paulo, Łódź, Ångström, Çeşme, naïve — « l’œuvre » ½ 3 m².\nТелефон. مرحبا\n"
    assert decoded(text.encode()) == (text, ())


def test_what_no_encoding_makes_plausible_is_doubted() -> None:
    notes = decoded(bytes([65, 0xA4, 66, 0xA6, 67, 0xB6, 68, 0xA8, 69, 0xA4, 70]) + b" abc")[1]
    assert "n’est pas reconnu" in notes[0].message
    assert notes[0].level == "warning"


def test_the_doubt_reaches_the_report() -> None:
    assert "Macintosh" in said(read_text("L'équipe a noté l'arrivée.".encode("mac_roman")))


def test_a_capital_inside_a_word_is_less_plausible_than_a_letter_of_french() -> None:
    assert plausibility("rŽunion") < 0 < plausibility("réunion")
    assert plausibility("R‚union") < 0
    assert plausibility("sans accent") == 1


def test_whatever_is_put_right_or_doubted_was_first_suspected() -> None:
    french = "Réunion d’équipe à l’hôpital, où la sœur a été reçue : « ça va », dit-elle… Noël, 5 €, n° 3."
    assert not encodings._is_suspect(french)
    for wrong in ("cp1252", "latin-1", "mac_roman", "cp850", "cp437"):
        for word in french.replace(",", " ").split():
            twice = word.encode().decode(wrong, errors="replace")
            assert word.isascii() or encodings._is_suspect(twice), (wrong, twice)
    assert encodings._is_suspect("rÈunion")
