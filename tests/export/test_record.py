"""One record as a booklet, and its pieces below it: blocks, facts, notices, typography."""

from datetime import date

from ingest.document import Block, Document
from kb.export.booklet.blocks import BlockGroup, grouped
from kb.export.booklet.booklet import BookletBlock
from kb.export.booklet.typography import cleaned, one_line, shortened, spaced
from kb.export.notices import record_notice, reference_notice
from kb.export.record import document_blocks, record_booklet
from kb.records.canonical import canonical
from kb.records.kinds import DocumentRecord, Experience, Voice
from kb.store.records.register import Revision
from kb.vocabulary.vocabulary import load_vocabulary
from tests.export.samples import REFERENCES

TODAY = date(2026, 11, 23)
STORY = Experience(
    id="EXP-2025-008",
    title="La clé chez le gardien",
    summary="Un jeune homme rentre de cure.",
    organisation="Association Rive Nord",
    territories=("93",),
    date="2025-05-12",
    themes=("hebergement",),
    outcome="success",
    fictional=True,
    context="Il vivait chez une tante.",
    voices=(Voice(words="On ne m’a rien demandé.", role="personne accompagnée."),),
    open_questions=("Que devient ce lien ?",),
)


def revision(record: Experience | DocumentRecord, document: Document | None = None, number: int = 3) -> Revision:
    text = canonical(record, document)
    return Revision(record.id, number, "x", "2026-03-04T10:00:00+00:00", "", record, text, "")


def test_a_record_is_a_booklet_without_cover() -> None:
    made = record_booklet(revision(STORY), load_vocabulary(), address="https://x.fr/lire?id=EXP-2025-008", today=TODAY)
    assert (made.title, made.subtitle, made.cover) == (STORY.title, "Expérience · récit de pratique", False)
    assert made.colophon.startswith("Version\u00a03 du 4\u00a0mars\u00a02026. Exporté de Récits partagés le 23")
    assert made.colophon.endswith("Exemple fictif, écrit pour montrer l’outil.")
    piece = made.rubrics[0].pieces[0]
    assert piece.fictional
    assert piece.introduction == STORY.summary
    assert piece.facts == (
        ("Issue", "Réussite"),
        ("Structure porteuse", "Association Rive Nord"),
        ("Territoire", "Seine-Saint-Denis"),
        ("Date", "12\u00a0mai\u00a02025"),
        ("Thèmes", "Hébergement"),
    )
    assert piece.blocks == (
        BookletBlock("heading", "Contexte", 2),
        BookletBlock("paragraph", "Il vivait chez une tante."),
        BookletBlock("heading", "Paroles", 2),
        BookletBlock("quote", "«\u00a0On ne m’a rien demandé.\u00a0»\n— personne accompagnée"),
        BookletBlock("heading", "Questions ouvertes", 2),
        BookletBlock("item", "Que devient ce lien ?"),
    )
    assert piece.notice == (
        "ASSOCIATION RIVE NORD. La clé chez le gardien [fiche EXP-2025-008, version\u00a03, en ligne]. "
        "In\u00a0: Récits partagés. 12\u00a0mai\u00a02025. [Consulté le 23\u00a0novembre\u00a02026]. "
        "Disponible à l’adresse\u00a0: https://x.fr/lire?id=EXP-2025-008 [exemple fictif]"
    )


def test_a_notice_without_address_says_nothing_of_when_it_was_read() -> None:
    assert record_notice(STORY, 1, "", TODAY) == (
        "ASSOCIATION RIVE NORD. La clé chez le gardien [fiche EXP-2025-008]. In\u00a0: Récits partagés. "
        "12\u00a0mai\u00a02025 [exemple fictif]"
    )


def test_a_table_keeps_its_empty_cells_and_a_slice_its_bounds() -> None:
    text = "Avant\n\nHeure | À dix minutes près |\nPoint |  | L’adresse"
    document = Document(text, (Block(0, 5), Block(7, len(text), "table")))
    record = DocumentRecord(id="DOC-1", title="x")
    assert document_blocks(document, record)[1].rows == (
        ("Heure", "À dix minutes près", ""), ("Point", "", "L’adresse"),
    )  # fmt: skip
    assert document_blocks(document, record, start=2, end=5) == (BookletBlock("paragraph", "ant"),)


def test_blocks_come_together_and_depths_have_no_gap() -> None:
    found = grouped(
        (
            BookletBlock("heading", "Le titre", 1), BookletBlock("heading", "Un", 2),
            BookletBlock("heading", "Deux", 5),
            BookletBlock("item", "- a"), BookletBlock("item", "b"),
            BookletBlock("item", "1. c"), BookletBlock("item", "2) d"),
            BookletBlock("paragraph", "ligne\nligne"),
            BookletBlock("heading", "Trois", 2), BookletBlock("paragraph", " "),
        ),
        title="Le titre",
    )  # fmt: skip
    assert found == (
        BlockGroup("heading", ("Un",), 1),
        BlockGroup("heading", ("Deux",), 2),
        BlockGroup("list", ("a", "b")),
        BlockGroup("numbers", ("c", "d"), numbers=(1, 2)),
        BlockGroup("paragraph", ("ligne ligne",)),
        BlockGroup("heading", ("Trois",), 1),
    )


def test_a_table_too_wide_for_a_page_is_told_row_by_row() -> None:
    head = tuple(f"c{n}" for n in range(9))
    found = grouped((BookletBlock("table", rows=(head, tuple("abcdefghi"))),))
    assert [one.kind for one in found] == ["row"]
    assert found[0].texts[:2] == ("c0 : a", "c1 : b")


def test_the_column_of_long_words_is_wide_enough() -> None:
    (table,) = grouped((BookletBlock("table", rows=(("N°", "Établissement d’accompagnement"), ("1", "x"))),))
    assert table.widths[0] < table.widths[1]
    assert table.widths[1] >= len("d’accompagnement")


def test_spaces_that_may_not_break_do_not() -> None:
    assert spaced("Quoi ? Oui : « non » ; 12 000 h, 5 %, p. 3") == (
        "Quoi\u202f? Oui\u00a0: «\u202fnon\u202f»\u202f; 12\u202f000\u00a0h, 5\u00a0%, p.\u00a03"
    )
    assert spaced("https://x.fr/?a=1;b:2!") == "https://x.fr/?a=1;b:2!"
    assert spaced("Quoi?") == "Quoi?"


def test_only_what_cannot_be_printed_is_taken_out() -> None:
    assert cleaned("a\x00b\u202ec\ud800\te\u0301\r\nf") == "abc\ufffd é\nf"
    assert one_line(" a \n b ") == "a b"


def test_a_long_title_is_cut_after_a_word() -> None:
    assert shortened("Aller vers, attendre", 14) == "Aller vers…"
    assert shortened("court", 14) == "court"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"


def test_references_follow_iso_690() -> None:
    assert [reference_notice(one).replace("\u00a0", " ") for one in REFERENCES] == [
        "DURAND, Anne et LÉGER, Paul. La rue, la nuit : 50 % d’écoute. Revue de l’éducation. mars 2019, vol. 12, "
        "n° 3, p. 45-61. DOI : 10.1000/182. Disponible à l’adresse : https://exemple.fr/rue",
        "ŒUVRE COLLECTIVE. Squats & hôtels {brouillon}. Paris : Éditions du Canal, 2008. ISBN 978-2-07-036822-8.",
        "MARTIN, Zoé. Attendre. In : Aller vers. Érès, 2015, p. 10-20.",
        "OFDT. Tendances récentes [rapport]. 5 novembre 2021.",
        "BEN SAÏD, Inès. Grandir dehors [thèse]. Université Paris 8, 2017.",
        "Le plan crack [en ligne]. [sans date]. [Consulté le 23 novembre 2026]. "
        "Disponible à l’adresse : https://exemple.fr/plan?a=1&b=2",
        "Sans rien d’autre. [sans date].",
    ]
