"""Booklets that the tests lay out."""

import io
from functools import cache

from PIL import Image

from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.records.pieces import Reference

# What a person may type that a typesetter, a spreadsheet or a word processor could take for its own.
HOSTILE = (
    '#import "x.typ": * $ x^2 $ *gras* _it_ @ref <lbl> #read("/etc/passwd") `code` \\u{1F600} // rien /* c */ = Titre '
    '#panic("non") [[lien]](x) {{ MERGEFIELD a }} &amp; </w:t> %s {0}'
)
# Letters of every sort, signs that no font here has, marks that turn the line round, an unfinished surrogate.
LETTERS = "œ ’ … « oui » → 😀 🏳️\u200d🌈 محمد Иван Łukasz Ελένη 漢字 \u202etxt\u202c \x00\x07fin \ud800."
LONG = "anticonstitutionnellement" * 12 + " https://exemple.fr/" + "un-chemin-long/" * 30 + "fin"
TEXT = (
    "Une équipe de rue rencontre, au printemps, des personnes qui ne dorment plus ; la confiance se gagne en revenant "
    "au même endroit, à la même heure, sans rien demander d’abord. "
)


@cache
def jpeg(width: int = 620, height: int = 877) -> bytes:
    """A grey page."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#dddddd").save(out, "JPEG")
    return out.getvalue()


def blocks(paragraphs: int = 1) -> tuple[BookletBlock, ...]:
    """A text with each kind of block."""
    return (
        BookletBlock("heading", "Contexte", 2),
        *[BookletBlock("paragraph", TEXT * 4)] * paragraphs,
        BookletBlock("heading", "Déroulement", 2),
        BookletBlock("heading", "Le vendredi", 4),
        BookletBlock("paragraph", TEXT),
        BookletBlock("item", "revenir le mardi"),
        BookletBlock("item", "attendre"),
        BookletBlock("item", "1. noter"),
        BookletBlock("item", "2. relire"),
        BookletBlock("quote", "« On nous parle mieux la nuit. »\n— un éducateur"),
        BookletBlock("table", rows=(("Qui", "Quoi"), ("Éducatrice", "accompagne"), ("Infirmier",))),
    )


def piece(number: int = 1, *, paragraphs: int = 1) -> BookletPiece:
    """A piece with everything but an image."""
    return BookletPiece(
        title=f"La nuit du canal, {number}",
        introduction="À lire avant la pause.",
        facts=(("Territoire", "Paris 18e"), ("Public", "Jeunes majeurs")),
        blocks=blocks(paragraphs),
        questions=("Qui voit la difficulté en premier ?", "Quel est le tournant ?"),
        minutes=20,
        notice=f"ASSOCIATION RIVE NORD. La nuit du canal [fiche EXP-2020-{number:03}].",
        address=f"https://recits.exemple.fr/lire?id=EXP-2020-{number:03}",
        fictional=number % 2 == 1,
    )


def booklet(pieces: int = 4, *, paragraphs: int = 1) -> Booklet:
    """A pack of so many pieces in two rubrics, the last two a page as image and a text that is gone."""
    all_of = [piece(number, paragraphs=paragraphs) for number in range(1, pieces - 1)]
    all_of += [
        BookletPiece("Une page du rapport", image=jpeg()),
        BookletPiece("Retirée", missing="Fiche retirée le 3 mars 2026."),
    ]
    half = len(all_of) // 2
    return Booklet(
        title="Aller vers, attendre, accueillir",
        subtitle="Dossier de lecture",
        facts=(("Pour qui", "Équipes de rue"), ("Durée", "3 h 30")),
        note="Ces textes se contredisent.\n\nOn les lira seul, puis à trois.",
        rubrics=(Rubric("Rencontrer", tuple(all_of[:half])), Rubric("Accompagner", tuple(all_of[half:]))),
        glossary=(("CAARUD", "Centre d’accueil et d’accompagnement."), ("CSAPA", "Centre de soins.")),
        bibliography=("DURAND, Anne. La rue. 2019. Disponible à l’adresse : https://exemple.fr/rue",),
        date="23 novembre 2026",
        colophon="Composé avec Récits partagés.",
    )


def alone() -> Booklet:
    """One record."""
    return Booklet("La clé chez le gardien", "Expérience", rubrics=(Rubric("", (piece(),)),), cover=False)


def hostile() -> Booklet:
    """What people should not write, everywhere that they can write."""
    bad = f"{HOSTILE} {LETTERS} {LONG}"
    one = BookletPiece(
        bad, bad, ((bad, bad),),
        (BookletBlock("heading", bad, 7), BookletBlock("paragraph", bad), BookletBlock("item", bad),
         BookletBlock("item", f"3. {bad}"),
         BookletBlock("quote", bad), BookletBlock("table", rows=((HOSTILE, LETTERS), (LONG, HOSTILE))),
         BookletBlock("table", rows=(tuple(f"colonne {n}" for n in range(14)), tuple(HOSTILE for _ in range(14)))),
         BookletBlock("table"), BookletBlock("paragraph", " "), BookletBlock("item", "")),
        b"not an image", (bad, " "), 5, bad, "javascript:alert(1)", True, bad,
    )  # fmt: skip
    return Booklet(
        bad, bad, ((bad, bad),), bad, (Rubric(bad, (one, one)),), ((bad, bad),), (bad,), bad, bad, language="fr\n#x"
    )


REFERENCES = (
    Reference(type="article", authors=("Durand, Anne", "Léger, Paul"), title="La rue, la nuit : 50 % d’écoute",
              container="Revue de l’éducation", date="2019-03", volume="12", issue="3", pages="45-61",
              doi="10.1000/182", url="https://exemple.fr/rue"),
    Reference(type="book", authors=("Œuvre collective",), title="Squats & hôtels {brouillon}",
              publisher="Éditions du Canal", place="Paris", date="2008", isbn="978-2-07-036822-8"),
    Reference(type="chapter", authors=("Martin, Zoé",), title="Attendre", container="Aller vers", publisher="Érès",
              date="2015", pages="10-20"),
    Reference(type="report", authors=("OFDT",), title="Tendances récentes", date="2021-11-05"),
    Reference(type="thesis", authors=("Ben Saïd, Inès",), title="Grandir dehors",
              publisher="Université Paris 8", date="2017"),
    Reference(type="webpage", title="Le plan crack", url="https://exemple.fr/plan?a=1&b=2", accessed="2026-11-23"),
    Reference(title="Sans rien d’autre"),
)  # fmt: skip
