"""PDF files: the text in reading order with its headings, page by page, and notes on what could not be read."""

import io
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.document import Page, Reading
from ingest.pdf.document import assemble
from ingest.pdf.forms import is_dynamic, open_forms
from ingest.pdf.images.ocr import FolderCache, digest
from ingest.pdf.images.scans import Progress, read_scans
from ingest.pdf.kept_pages import KeptLeaves
from ingest.pdf.leaf import FileNotes
from ingest.pdf.left_out import stamped, tell_left_out
from ingest.pdf.pages import Alive, lay_out, read_leaves
from ingest.pdf.structure import open_structure, read_structure

MAX_PAGES = 2_000
MAX_BYTES = 300 * 1024 * 1024
DYNAMIC = (
    "ce formulaire dynamique (XFA) peut contenir des réponses que ses pages ne montrent pas. Ouvrez-le dans Acrobat et "
    "imprimez-le en PDF pour qu’elles soient lues."
)


def read_pdf(
    path: Path,
    *,
    ocr: bool = True,
    ocr_cache: Path | None = None,
    max_pages: int = MAX_PAGES,
    progress: Progress = lambda number: None,
    alive: Alive = lambda page, count: None,
    skip: Collection[int] = (),
    kept: Path | None = None,
) -> Reading:
    """The document of a PDF file, and notes on every page or part that could not be read.

    Pages read by OCR are kept in `ocr_cache`, so that a reading that is stopped goes on from there the next time.
    `progress` is called with the number of each page before its OCR, `alive` before any other work on a page. Pages of
    `skip` are left unread, without a note. A long reading keeps its pages in the folder `kept` until the file is read
    whole. Nothing is raised for a damaged file.
    """
    notes = FileNotes(path.name)
    data = file_bytes(path, notes)
    if data is None:
        return Reading(None, tuple(notes.all))
    source = opened(data, notes)
    if source is None:
        return Reading(None, tuple(notes.all))
    sheets, reader = source
    try:
        structure = read_structure(reader)
        name = digest(data)
        pages_kept = KeptLeaves(kept, name) if kept else None
        leaves = read_leaves(sheets, reader, structure, max_pages, notes, alive=alive, skip=skip, kept=pages_kept)
        whole = not skip and not any(note.cause == "time" for note in notes.all)
        lay_out(leaves, structure, alive)
        cache = FolderCache(ocr_cache, name) if ocr_cache else None
        read_scans(sheets, [leaf for leaf in leaves if leaf.scanned], ocr, cache, progress, notes)
    finally:
        if sheets is not None:
            sheets.close()
    tell_left_out(leaves, structure, notes)
    pages = [Page(leaf.number, leaf.state, leaf.words) for leaf in leaves]
    document, doubts = assemble([(leaf.number, leaf.blocks) for leaf in leaves], pages, structure, alive)
    if pages_kept and whole:
        pages_kept.drop()
    for doubt in doubts:
        notes.add(doubt.message, doubt.page)
    if document is None:
        notes.add(
            "aucun texte n’a pu être lu. Vérifiez que le fichier s’ouvre, ou fournissez-en une autre version.",
            level="error",
        )
    elif stamp := stamped(leaves):
        document = replace(document, metadata={**document.metadata, "stamped": stamp})
    return Reading(document, tuple(notes.all))


def file_bytes(path: Path, notes: FileNotes) -> bytes | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            notes.add(f"le fichier dépasse {MAX_BYTES // 2**20} Mo. Découpez-le en plusieurs fichiers.", level="error")
            return None
        data = path.read_bytes()
    except OSError as error:
        notes.add(f"le fichier ne peut pas être ouvert ({error.strerror}).", level="error")
        return None
    if b"%PDF-" not in data[:1024]:
        notes.add("ce fichier n’est pas un PDF. Vérifiez son contenu ou son extension.", level="error")
        return None
    return data


def opened(data: bytes, notes: FileNotes) -> tuple[pdfium.PdfDocument | None, pypdf.PdfReader | None] | None:
    """The file as PDFium and as pypdf see it; None, with a note, when neither can open it."""
    sheets: pdfium.PdfDocument | None = None
    try:
        sheets = pdfium.PdfDocument(data)
        open_forms(sheets)
        if is_dynamic(sheets):
            notes.add(DYNAMIC)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            notes.add(
                "ce PDF est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.", level="error"
            )
            return None
    reader = open_structure(data)
    if reader is None and sheets is not None:
        reader = open_structure(_unlocked(sheets))  # pypdf may lack the cipher that PDFium has
    if sheets is None and (reader is None or len(reader.pages) == 0):
        notes.add("ce PDF est endommagé et ne peut pas être ouvert. Fournissez-en une autre copie.", level="error")
        return None
    return sheets, reader


def _unlocked(sheets: pdfium.PdfDocument) -> bytes:
    copy = io.BytesIO()
    try:
        sheets.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    except pdfium.PdfiumError:
        return b""
    return copy.getvalue()
