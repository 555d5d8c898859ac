"""Results of a search as files."""

import csv
import io
from datetime import date

import pytest

from kb.export.reference_files import read_references
from kb.export.results import COLUMNS, FoundRecord, results_bibtex, results_csv, results_ris
from kb.records.pieces import Reference
from kb.records.summary import RecordSummary
from kb.vocabulary.vocabulary import load_vocabulary
from tests.export.samples import HOSTILE

TODAY = date(2026, 11, 23)
STORY = RecordSummary(
    "EXP-2025-008", "experience", "La clé ; chez le gardien", "Un « retour ».", ("Anne Durand",), "Rive Nord",
    ("93066",), "2025-05", themes=("hebergement",), outcome="failure", subtype="practice", fictional=True, revision=2,
)  # fmt: skip
FOUND = FoundRecord(1, STORY, "https://x.fr/lire?id=EXP-2025-008&rev=2", "Ligne un\nligne deux", "Contexte", 3)


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_a_spreadsheet_reads_each_column() -> None:
    (row,) = rows(results_csv([FOUND], load_vocabulary().label))
    assert tuple(row) == COLUMNS
    assert row == {
        "Rang": "1", "Identifiant": "EXP-2025-008", "Nature": "Expérience · récit de pratique",
        "Titre": "La clé ; chez le gardien", "Résumé": "Un « retour ».", "Auteurs": "Anne Durand",
        "Structure": "Rive Nord", "Territoires": "Saint-Denis", "Date": "2025-05", "Période": "",
        "Thèmes": "Hébergement", "Publics": "", "Issue": "Échec", "Exemple fictif": "oui",
        "Passage": "Ligne un ligne deux", "Section": "Contexte", "Page": "3", "Plus loin de la question": "non",
        "Adresse": "https://x.fr/lire?id=EXP-2025-008&rev=2",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =1", "\n=HYPERLINK(\"x\")", "＝1", "\u200b=1", "\ufeff=1"]
)  # fmt: skip
def test_no_cell_is_a_formula(words: str) -> None:
    record = RecordSummary("X", "experience", words, organisation=words, authors=(words,))
    (row,) = rows(results_csv([FoundRecord(1, record, "", words)], load_vocabulary().label))
    for cell in (row["Titre"], row["Structure"], row["Auteurs"], row["Passage"]):
        assert cell.startswith("'")


def test_hostile_words_stay_in_their_cell() -> None:
    record = RecordSummary("X", "experience", f'{HOSTILE};"\r\n;')
    (row,) = rows(results_csv([FoundRecord(1, record, "")], load_vocabulary().label))
    assert row["Identifiant"] == "X"
    assert row["Titre"] == f'{HOSTILE};" ;'


@pytest.mark.parametrize(("write", "name"), [(results_bibtex, "a.bib"), (results_ris, "a.ris")])
def test_references_can_be_read_again(write: object, name: str) -> None:
    assert callable(write)
    report = RecordSummary("DOC-1", "document", "Rapport", organisation="OFDT", subtype="report", date="2020")
    text = write([FOUND, FoundRecord(2, report, "")], TODAY)
    assert read_references(name, text.encode()).references == (
        Reference(type="webpage", authors=("Anne Durand",), title="La clé ; chez le gardien [exemple fictif]",
                  container="Récits partagés", publisher="Rive Nord", date="2025-05",
                  url="https://x.fr/lire?id=EXP-2025-008&rev=2", accessed="2026-11-23"),
        Reference(type="report", authors=("OFDT",), title="Rapport", container="Récits partagés", date="2020"),
    )  # fmt: skip


def test_no_result_is_an_empty_file() -> None:
    assert rows(results_csv([], load_vocabulary().label)) == []
    assert results_bibtex([], TODAY) == results_ris([], TODAY) == ""
