"""What a card, however clumsy, meant to keep back is found by no visitor, and stays back. Texts are made up."""

import os
import random
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import xlsxwriter
from odf import draw, meta, style, text
from odf.opendocument import OpenDocumentPresentation
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from ingest.cards.sidecars import with_cards
from ingest.document import Block, Document, Reading
from ingest.plain_text.markdown import read_markdown
from kb.base import KnowledgeBase
from kb.readers import PROFESSIONAL, PUBLIC
from kb.records.front_matter import record_of
from kb.store.records.sources import all_sources
from kb.vocabulary.vocabulary import load_vocabulary
from tests.conftest import Opener
from tests.ingest.pdf_samples import drawn, lines
from tests.small_corpus import write

SECRET = "mirabelle"
# Runs of a hundred clumsy cards; `make soak` asks for more.
SEEDS = int(os.environ.get("KB_CLUMSY_SEEDS", "3"))
TEXT = f"\n\n# Le banc\n\nUne mère attendait sur le banc, près de la {SECRET}. Exemple fictif.\n"


def visible(base: KnowledgeBase) -> list[str]:
    """What a visitor finds: titles of the listing, and of the answers to the word that only such texts hold."""
    listed = [one.title for one in base.summaries(reader=PUBLIC)]
    found = [hit.record.title for hit in base.search(SECRET, reader=PUBLIC)]
    return sorted({*listed, *found})


def seen_by_professionals(base: KnowledgeBase) -> int:
    return len(base.summaries(reader=PROFESSIONAL))


def notes(base: KnowledgeBase, name: str) -> str:
    return "\n".join(note.message for note in all_sources(base.register)[f"corpus/{name}"].notes)


def test_a_restriction_that_disappears_from_a_card_is_kept_until_the_card_opens_it(
    home: Path, open_base: Opener
) -> None:
    write(home, "banc.md", f"---\ntitle: Le banc\ndiffusion: professionals\n---{TEXT}")
    base = open_base()
    base.build()
    for card in ("---\ntitle: Le banc\n---", "", "---\ntitle: Le banc\ndiffusio: public\n---"):
        write(home, "banc.md", card + TEXT)
        base.build()
        assert (visible(base), seen_by_professionals(base)) == ([], 1)
    write(home, "banc.md", f"---\ntitle: Le banc\n---{TEXT}")
    base.build()
    assert "« diffusion: public »" in notes(base, "banc.md").replace("\u00a0", " ")
    write(home, "banc.md", f"---\ndiffusion: public\n---{TEXT}")
    base.build()
    assert len(visible(base)) == 1


@pytest.mark.parametrize(
    "card",
    [
        "---\ntitle: Le banc\nstatus: draft\n---",
        "---\ntitle: Le banc\nsttus: draft\n---",
        "---\nkind: experience\ntitle: Le banc\n---",
        "Statut : brouillon",
    ],
)
def test_a_draft_that_loses_its_card_stays_one(home: Path, open_base: Opener, card: str) -> None:
    write(home, "banc.md", card + TEXT)
    base = open_base()
    base.build()
    write(home, "banc.md", TEXT + "Une phrase de plus.\n")
    base.build()
    assert (visible(base), seen_by_professionals(base)) == ([], 0)
    assert "« status: published »" in notes(base, "banc.md").replace("\u00a0", " ")
    write(home, "banc.md", f"---\nstatus: published\n---{TEXT}")
    base.build()
    assert len(visible(base)) == 1


def test_a_file_renamed_without_its_card_keeps_its_readers_and_the_card_is_told(home: Path, open_base: Opener) -> None:
    write(home, "plan.txt", TEXT)
    write(home, "plan.txt.yaml", "diffusion: professionals\n")
    base = open_base()
    base.build()
    corpus = home / "corpus"
    (corpus / "plan.txt").rename(corpus / "plan-2024.txt")
    base.build()
    assert (visible(base), seen_by_professionals(base)) == ([], 1)
    assert "n’accompagne aucun fichier" in notes(base, "plan.txt.yaml")


def test_a_file_renamed_and_changed_without_its_card_is_no_public_one(home: Path, open_base: Opener) -> None:
    write(home, "plan.txt", TEXT)
    write(home, "plan.txt.yaml", "diffusion: professionals\n")
    write(home, "sans-rapport.txt", "Un autre texte, ouvert à tous.\n")
    base = open_base()
    base.build()
    corpus = home / "corpus"
    (corpus / "plan.txt").unlink()
    write(home, "schéma directeur.txt", TEXT + "Une phrase de plus.\n")
    base.build()
    assert visible(base) == ["Sans rapport"]
    assert "plan.txt.yaml" in notes(base, "schéma directeur.txt")


@pytest.mark.parametrize(
    "name", ["plan.txt.yml", "plan.yaml", "Plan.TXT.yaml", "plan.json", "plan.txt.yaml.txt", "plam.txt.yaml"]
)
def test_a_card_of_another_name_counts_or_keeps_the_file_as_a_draft(home: Path, open_base: Opener, name: str) -> None:
    write(home, "plan.txt", TEXT)
    said = '{"diffusion": "professionals"}' if name.endswith("json") else "diffusion: professionals\n"
    write(home, name, said)
    base = open_base()
    base.build()
    assert visible(base) == []
    assert "plan.txt.yaml" in notes(base, "plan.txt")


def test_a_second_card_that_cannot_be_read_keeps_the_file_as_a_draft(home: Path, open_base: Opener) -> None:
    write(home, "plan.txt", TEXT)
    write(home, "plan.txt.yaml", "title: Le plan\n")
    base = open_base()
    base.build()
    assert len(visible(base)) == 1
    write(home, "plan.txt.yml", "diffusion professionals\n")
    base.build()
    assert visible(base) == []
    assert "plan.txt.yml, ligne 1" in notes(base, "plan.txt")


def test_a_card_whose_file_is_gone_holds_back_no_other_file(home: Path, open_base: Opener) -> None:
    write(home, "plan.txt", TEXT)
    write(home, "plan.txt.yaml", "diffusion: professionals\n")
    write(home, "plan b.txt", "Un autre plan.\n")
    base = open_base()
    base.build()
    (home / "corpus" / "plan.txt").unlink()
    base.build()
    assert visible(base) == ["Plan b"]


def test_what_somebody_took_away_in_the_wiki_is_not_reopened_by_its_file(home: Path, open_base: Opener) -> None:
    write(home, "banc.md", f"---\ntitle: Le banc\n---{TEXT}")
    base = open_base()
    base.build()
    (record,) = base.summaries(reader=PUBLIC)
    base.register.withdraw(record.id, actor="anne", reason="à revoir")
    write(home, "banc.md", f"---\ntitle: Le banc\ndiffusion: public\n---{TEXT}Encore.\n")
    base.build()
    assert visible(base) == []
    assert "retirée dans le wiki" in notes(base, "banc.md")


def test_a_file_that_comes_back_has_its_readers_back(home: Path, open_base: Opener) -> None:
    path = write(home, "banc.md", f"---\ntitle: Le banc\n---{TEXT}")
    base = open_base()
    base.build()
    text = path.read_text(encoding="utf-8")
    path.unlink()
    base.build()
    assert visible(base) == []
    write(home, "banc.md", text)
    base.build()
    assert len(visible(base)) == 1


def test_a_plain_file_is_published_as_before(home: Path, open_base: Opener) -> None:
    write(home, "banc.txt", "Titre : Le banc\n\nUne mère attendait, près de la mirabelle.\n")
    write(home, "nuit.md", "# La nuit\n\nStatut : réfugiée, sans papiers.\n")
    base = open_base()
    base.build()
    assert len(base.summaries(reader=PUBLIC)) == 2


FOR_PROFESSIONALS = {"pjj-bobigny.md", "interpretes-93.md"}


def test_no_record_of_the_sample_is_kept_back() -> None:
    lists, held = load_vocabulary().lists, {}
    corpus = Path(__file__).resolve().parents[2] / "corpus"
    for path in corpus.rglob("*"):
        if path.suffix == ".md":
            reading = with_cards(path, read_markdown(path.read_bytes()))
        elif path.suffix == ".pdf":
            reading = with_cards(path, Reading(Document("Texte.", (Block(0, 6),))))
        else:
            continue
        assert reading.document is not None
        found = record_of(PurePosixPath(path.name), reading.document, lists, frozenset())
        held[path.name] = (found.held, found.record.diffusion)
    assert len(held) > 20
    # Two services of the sample are for professionals, and say so in words that are read.
    assert {name for name, what in held.items() if what != ("", "public")} == FOR_PROFESSIONALS
    assert {held[name] for name in FOR_PROFESSIONALS} == {("professionals", "professionals")}


KEYS = [
    "status",
    "Status",
    "STATUT",
    "statut",
    "état",
    "diffusion",
    "Diffusion",
    "visibilité",
    "VISIBILITE",
    "visibility",
    "acces",
]
MISSPELT = ["difusion", "diffussion", "statu", "stauts", "visibilte", "diffusion ", "difusion"]
VALUES = {
    "status": ["draft", "Brouillon", "brouillon", "BROUILLON", "à relire", "en cours", "privé", "broullion", "draf"],
    "diffusion": [
        "professionals",
        "professionnels",
        "pros",
        "Professionels",
        "profesionnels",
        "réservé aux pros",
        "interne",
    ],
}
FLAGS = ["draft: true", "brouillon: oui", "publié: non", "private: yes", "confidentiel: oui", "published: false"]


def clumsy(chance: random.Random) -> tuple[str, str]:
    """The name and text of a file that asks to be kept back in a way that no manual shows."""
    key = chance.choice([*KEYS, *MISSPELT])
    is_status = key.strip().lower().startswith(("sta", "éta"))
    value = chance.choice(VALUES["status" if is_status else "diffusion"])
    quote = chance.choice(["", "", '"', "'"])
    asking = chance.choice([f"{key}: {quote}{value}{quote}", f"{key} : {value}", chance.choice(FLAGS)])
    others = [
        "title: Le banc",
        "titre : Le banc",
        "auteur: Équipe",
        "date: 18/06/2024",
        "themes: [hebergement]",
        "titre: Un : deux",
    ]
    fields = [*chance.sample(others, chance.randint(0, 2)), asking]
    if chance.random() < 0.2:
        fields.append(chance.choice(["couleur: bleu", "# un commentaire", "", "statut:"]))
    chance.shuffle(fields)
    indent = chance.choice(["", "", "", " ", "\t"])
    body = "\n".join(f"{indent}{one}" for one in fields)
    fence = chance.choice(
        ["---", "----", "--", "--- ", "---yaml", "+++", "***", "===", "———", "~~~", "```yaml", "```", "<!--", ""]
    )
    closing = {"<!--": "-->", "---yaml": "---", "```yaml": "```"}.get(fence, fence)
    if fence.startswith("-") and chance.random() < 0.15:
        closing = chance.choice(["...", "---", ""])
    before = chance.choice(["", "", "", "\n", "\n\n", " ", "\ufeff", "<!-- gabarit -->\n", "\u200b"])
    if not fence:
        body = "\n".join(one.strip() for one in fields if one.strip())
        before = ""
    text = f"{before}{fence}\n{body}\n{closing}\n{TEXT}"
    if chance.random() < 0.1:
        text = text.replace("\n", "\r\n")
    return chance.choice(["md", "md", "txt", "markdown"]), text


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_clumsy_card_lets_its_text_out(home: Path, open_base: Opener, seed: int) -> None:
    chance = random.Random(seed)
    written = {}
    for number in range(100):
        extension, text = clumsy(chance)
        written[f"{number:03}.{extension}"] = text
        write(home, f"{number:03}.{extension}", text)
    base = open_base()
    base.build()
    public = {one.id for one in base.summaries(reader=PUBLIC)}
    sources = all_sources(base.register)
    let_out = [text for name, text in written.items() if sources[f"corpus/{name}"].record_id in public]
    assert let_out == []
    assert len(sources) == len(written)


def stamped_pdf(home: Path, name: str, stamp: str) -> Path:
    """A page of text under words drawn large and slanted."""

    def page(canvas: Canvas) -> None:
        lines(canvas, ["Une mère attendait sur le banc,", f"près de la {SECRET}. Exemple fictif."])
        canvas.saveState()
        canvas.setFillGray(0.85)
        canvas.setFont("Helvetica", 60)
        canvas.translate(120, 250)
        canvas.rotate(45)
        canvas.drawString(0, 0, stamp)
        canvas.restoreState()

    return drawn(home / "corpus" / name, page)


@pytest.mark.parametrize("stamp", ["CONFIDENTIEL", "NE PAS DIFFUSER", "Usage interne", "DIFFUSION RESTREINTE"])
def test_a_watermark_that_says_confidential_keeps_a_pdf_back_until_its_card_opens_it(
    home: Path, open_base: Opener, stamp: str
) -> None:
    stamped_pdf(home, "banc.pdf", stamp)
    base = open_base()
    base.build()
    assert visible(base) == []
    told = notes(base, "banc.pdf").replace("\u00a0", " ")
    assert "« diffusion: public » dans sa carte « banc.pdf.yaml »" in told
    write(home, "banc.pdf.yaml", "diffusion: public\n")
    base.build()
    assert len(visible(base)) == 1


def test_a_watermark_that_says_draft_is_told_and_a_card_decides(home: Path, open_base: Opener) -> None:
    stamped_pdf(home, "banc.pdf", "BROUILLON")
    base = open_base()
    base.build()
    assert len(visible(base)) == 1
    assert "écrivez « status: draft »" in notes(base, "banc.pdf").replace("\u00a0", " ")
    write(home, "banc.pdf.yaml", "status: draft\n")
    base.build()
    assert visible(base) == []


def a_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Suivi").write_row(0, 0, ["Le banc", SECRET])
        book.set_properties({"status": "Brouillon"})


def a_slide_show(path: Path) -> None:
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = f"Le banc, {SECRET}"
    show.core_properties.content_status = "Brouillon"
    show.save(str(path))


def an_opendocument(path: Path) -> None:
    show = OpenDocumentPresentation()
    layout = style.PageLayout(name="P")
    master = style.MasterPage(name="M", pagelayoutname=layout)
    show.automaticstyles.addElement(layout)
    show.masterstyles.addElement(master)
    page, frame, box = draw.Page(masterpagename=master), draw.Frame(width="9cm", height="2cm"), draw.TextBox()
    box.addElement(text.P(text=f"Le banc, {SECRET}"))
    frame.addElement(box)
    page.addElement(frame)
    show.presentation.addElement(page)
    show.meta.addElement(meta.UserDefined(name="Diffusion", valuetype="string", text="interne"))
    show.save(str(path))


def a_message(path: Path) -> None:
    head = "From: a@exemple.fr\nSubject: Le banc\nSensitivity: Company-Confidential\nContent-Type: text/plain\n"
    path.write_text(f"{head}\nUne mère attendait près de la {SECRET}.\n")


@pytest.mark.parametrize(
    ("name", "made"),
    [("a.xlsx", a_workbook), ("a.pptx", a_slide_show), ("a.odp", an_opendocument), ("a.eml", a_message)],
)
def test_what_the_properties_of_a_file_ask_counts_in_every_format(
    home: Path, open_base: Opener, name: str, made: Callable[[Path], None]
) -> None:
    made(home / "corpus" / name)
    base = open_base()
    base.build()
    assert (visible(base), seen_by_professionals(base)) == ([], 0)
    assert "a été compris" in notes(base, name)


@pytest.mark.parametrize(
    "card",
    [
        "Statut - brouillon",
        "STATUT – Brouillon",
        "Diffusion professionnels uniquement",
        "Visibilité — interne",
        "---\ntitle: Le banc, status: draft\n---",
        "---\ntitle: Le banc ; diffusion : pros\n---",
        "---\nsummary: Une attente | statut = brouillon\n---",
        "---\ntitle: Le banc\ntags: [rue, brouillon]\n---",
        "---\ntitle: Le banc\nmots-clés: rue, confidentiel\n---",
        "---\ntitle: Le banc\nétiquette: Ne pas diffuser\n---",
    ],
)
def test_a_restriction_without_its_sign_or_in_another_field_keeps_a_text_back(
    home: Path, open_base: Opener, card: str
) -> None:
    write(home, "banc.md", card + TEXT)
    base = open_base()
    base.build()
    assert visible(base) == []
    assert notes(base, "banc.md")


@pytest.mark.parametrize(
    "line",
    [
        "Statut des bénévoles",
        "Diffusion de la culture dans le quartier",
        "Statut de réfugié",
        "---\ntitle: Le banc, la nuit\nsummary: Public : tous ; accès : sur orientation\ntags: [rue, nuit]\n---",
    ],
)
def test_such_words_in_prose_keep_nothing_back(home: Path, open_base: Opener, line: str) -> None:
    write(home, "banc.md", line + TEXT)
    base = open_base()
    base.build()
    assert len(visible(base)) == 1
