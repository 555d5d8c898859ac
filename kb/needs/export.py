"""The matrix in files for a steering committee: XLSX and CSV, and the booklet of its PDF."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import xlsxwriter

from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.french import day
from kb.needs.matrix import GAP, LABELS, Matrix
from kb.store.records.coverage import Judgement

COLUMNS: Final = ("Besoin", "Dispositif", "Avis", "Motif", "Commentaire", "Récits", "Par", "Le")
COLOURS: Final = {
    "covered": "#DCEBDD", "partial": "#FFF4DC", "saturated": "#F4E1CE", "inaccessible": "#E0DAD0", "gap": "#E6CFDF",
}  # fmt: skip
Names = Mapping[str, str]  # account or record → what a page calls it
Label = Callable[[str, str], str]


def rows(found: Matrix, names: Names) -> Iterator[tuple[str, ...]]:
    """The judgements that count, one per row under `COLUMNS`, need by need; a gap nobody judged has its row too."""
    titles = {one.id: one.title for one in (*found.needs, *found.services)}
    services = [one.id for one in found.services]
    for need in found.needs:
        judged = [found.cells[need.id, one] for one in ("", *services) if (need.id, one) in found.cells]
        for one in judged:
            yield _row(one, titles, names)
        if not judged:
            yield (need.title, "", "Pas encore jugé", "", "", "", "", "")


def _row(one: Judgement, titles: Names, names: Names) -> tuple[str, ...]:
    service = titles.get(one.service, "") if one.service else GAP
    stories = " ; ".join(names.get(story, story) for story in one.stories)
    return (
        *(titles[one.need], service, LABELS[one.status], one.reason, one.comment, stories),
        *(names.get(one.author, ""), day(one.at[:10])),
    )


def csv_file(found: Matrix, names: Names) -> bytes:
    """The judgements as CSV for a French spreadsheet: semicolons, a byte order mark, nothing that a cell computes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows([tuple(_plain(cell) for cell in row) for row in rows(found, names)])
    return ("\ufeff" + out.getvalue()).encode()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def xlsx_file(found: Matrix, names: Names) -> bytes:
    """The matrix and its judgements, a sheet each, as XLSX."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {status: book.add_format({"bg_color": colour}) for status, colour in COLOURS.items()}
    sheet = book.add_worksheet("Matrice")
    sheet.write_row(0, 0, ["Besoin", "Manque", *(one.title for one in found.services)], head)
    place = {one.id: column for column, one in enumerate(found.services, 2)} | {"": 1}
    at = {one.id: line for line, one in enumerate(found.needs, 1)}
    for need in found.needs:
        sheet.write_string(at[need.id], 0, need.title, head)
    for (need_id, service), one in found.cells.items():
        sheet.write_string(at[need_id], place[service], LABELS[one.status], formats[one.status])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, max(1, len(found.services) + 1), 16)
    listed = book.add_worksheet("Avis")
    listed.write_row(0, 0, COLUMNS, head)
    for line, row in enumerate(rows(found, names), 1):
        for column, cell in enumerate(row):
            listed.write_string(line, column, cell)
    listed.set_column(0, 1, 40)
    listed.set_column(3, 5, 40)
    book.close()
    return out.getvalue()


def booklet(
    found: Matrix, names: Names, stories: Mapping[str, str], *, title: str, today: str, label: Label
) -> Booklet:
    """The gaps first, with the récits that illustrate them, then each need with its services.

    `stories` is record → the summary of a récit that the reader may read.
    """
    titles = {one.id: one.title for one in (*found.needs, *found.services)}
    pieces: dict[bool, list[BookletPiece]] = {True: [], False: []}
    for need in found.needs:
        judged = [one for (of, _), one in found.cells.items() if of == need.id]
        said = tuple((titles.get(one.service) or GAP, LABELS[one.status], one.reason or one.comment) for one in judged)
        blocks = [BookletBlock("table", rows=(("Dispositif", "Avis", "Précision"), *said))] if said else []
        for story in dict.fromkeys(story for one in judged for story in one.stories):
            blocks.append(BookletBlock("item", f"{names.get(story, story)} — {stories.get(story, '')}".rstrip(" —")))
        facts = (
            ("Territoire", ", ".join(label("territories", code) for code in need.territories)),
            ("Public", ", ".join(label("publics", code) for code in need.publics)),
        )
        piece = BookletPiece(
            need.title,
            need.summary,
            tuple(fact for fact in facts if fact[1]),
            tuple(blocks) or (BookletBlock("paragraph", "Personne n’a encore jugé ce besoin."),),
            fictional=need.fictional,
        )
        pieces[found.unmet(need.id)].append(piece)
    rubrics = [Rubric("Les manques", tuple(pieces[True])), Rubric("Les autres besoins", tuple(pieces[False]))]
    return Booklet(title, subtitle=GAP[:1].upper() + GAP[1:], rubrics=tuple(rubrics), date=today, cover=False)
