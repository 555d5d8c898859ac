"""RTF: accents, tables, and what is hidden or deleted left out."""

from ingest.office.rtf import read_rtf, without_hidden
from tests.ingest.blocks import blocks_of, said


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 " + body + "}").encode("cp1252")


def test_accents_lists_and_tables_are_read() -> None:
    body = (
        r"La halte du quai\par\par L'\'e9quipe est pass\'e9e \u224?\~la gare, d\u233?but ao\'fbt.\par"
        r"\trowd\cellx1\cellx2 Lieu\cell Jour\cell\row\trowd Gare\cell jeudi\cell\row Fin.\par"
    )
    assert blocks_of(read_rtf(rtf(body))) == [
        ("heading", 1, "La halte du quai"),
        ("paragraph", 0, "L'équipe est passée à\u00a0la gare, début août."),
        ("paragraph", 0, "Lieu | Jour"),
        ("paragraph", 0, "Gare | jeudi"),
        ("paragraph", 0, "Fin."),
    ]


def test_hidden_and_deleted_text_is_not_read_and_it_is_said() -> None:
    body = (
        r"Avant {\v tulipe \u233? \'e9}apr\'e8s, {\deleted tub\'e9reuse}suite \v tussilage\v0  et \v tilleul\plain fin."
        r"{\*\annotation remarque}\par"
    )
    reading = read_rtf(rtf(body))
    assert reading.document is not None
    assert " ".join(reading.document.text.split()) == "Avant après, suite et fin."
    assert "masqué ou supprimé" in said(reading)


def test_a_file_without_hidden_text_is_left_as_it_is() -> None:
    data = rtf(r"Rien de \viewkind4 cach\'e9.")
    assert without_hidden(data) == (data, False)


def test_what_ends_in_the_middle_is_read_as_far_as_it_goes() -> None:
    assert blocks_of(read_rtf(rb"{\rtf1\ansi Un d\'e9but")) == [("paragraph", 0, "Un début")]
