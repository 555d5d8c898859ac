"""The words of a scanned page, read by the tesseract command from an image of the page."""

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from ingest.document import Word

LANGUAGE = "fra"
SECONDS_PER_PAGE = 30
LEAST_CONFIDENCE = 25.0  # percent, as tesseract gives it: below, a word is more often dirt than letters
LEAST_FOR_SHORT = 60.0  # the same for one or two signs, which dirt and logos give most


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word that tesseract read: its box in fractions of the page, and the paragraph and line that it belongs to."""

    word: Word
    paragraph: tuple[int, int]
    line: int


class OcrFailed(Exception):
    """Tesseract could not read the page; the message is French and says why."""


class OcrTooSlow(OcrFailed):
    """Tesseract did not end in time: on a machine at rest it may."""


class Cache(Protocol):
    """Where pages read by OCR are kept from one build to the next."""

    def get(self, number: int) -> list[OcrWord] | None: ...
    def put(self, number: int, words: list[OcrWord]) -> None: ...


class FolderCache:
    """Pages read by OCR, one JSON file each, under the digest of the file they come from."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder / digest[:2] / digest

    def get(self, number: int) -> list[OcrWord] | None:
        """The words of a page kept by an earlier reading, or None."""
        try:
            rows = json.loads(self._path(number).read_text(encoding="utf-8"))
            return [OcrWord(Word(str(t), *map(float, box)), (int(p[0]), int(p[1])), int(n)) for t, box, p, n in rows]
        except (OSError, ValueError, TypeError, IndexError):
            return None

    def put(self, number: int, words: list[OcrWord]) -> None:
        """Keep the words of a page, whole or not at all."""
        rows = [
            (w.word.text, (w.word.left, w.word.top, w.word.right, w.word.bottom), w.paragraph, w.line) for w in words
        ]
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._path(number).with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._path(number))

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:05}.json"


def digest(data: bytes) -> str:
    """The name under which the pages of a file are kept."""
    return hashlib.sha256(data).hexdigest()


def tesseract_missing() -> str:
    """What to install before scans can be read, in French; empty when nothing is missing."""
    if shutil.which("tesseract") is None:
        return "Installez tesseract-ocr-fra puis relancez kb build."
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "La commande tesseract ne répond pas. Réinstallez tesseract-ocr-fra puis relancez kb build."
    return "" if LANGUAGE in listed.split() else "Installez tesseract-ocr-fra puis relancez kb build."


def read_image(image: Image.Image, dpi: int, seconds: float = SECONDS_PER_PAGE) -> list[OcrWord]:
    """The words on the image of a page, in tesseract's reading order."""
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "--dpi", str(dpi), "tsv"]
    environment = dict(os.environ, OMP_THREAD_LIMIT="1")  # its threads cost more than they give on two cores
    try:
        done = subprocess.run(
            command, input=_ppm(image), capture_output=True, timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise OcrTooSlow(f"la reconnaissance de caractères a dépassé {seconds:.0f} secondes") from None
    except OSError as error:
        raise OcrFailed(f"tesseract ne démarre pas ({error.strerror})") from None
    if done.returncode != 0:
        raise OcrFailed("tesseract s’est arrêté sur une erreur")
    return _words(done.stdout.decode("utf-8", "replace"), image.width, image.height)


def _ppm(image: Image.Image) -> bytes:
    grey = image.convert("L")
    return b"P5 %d %d 255\n" % grey.size + grey.tobytes()


def _words(table: str, width: int, height: int) -> list[OcrWord]:
    words: list[OcrWord] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        if float(cells[10]) < (LEAST_CONFIDENCE if len(cells[11].strip()) > 2 else LEAST_FOR_SHORT):
            continue
        block, paragraph, line = (int(cell) for cell in cells[2:5])
        left, top, across, down = (int(cell) for cell in cells[6:10])
        box = (left / width, top / height, (left + across) / width, (top + down) / height)
        words.append(OcrWord(Word(cells[11].strip(), *box), (block, paragraph), line))
    return words
