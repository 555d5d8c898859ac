"""The words of a scanned page, read by the tesseract command from an image of the page."""

import contextlib
import hashlib
import json
import os
import re
import secrets
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
LEAST_SURE = 2.0  # of tesseract's confidence in an orientation; a page of prose gives 5 to 20
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


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of a page, in the frame in which they stand upright once `quarter` clockwise turns are undone.

    `quarter` is None where an earlier version kept the page, which it read as it lay.
    """

    words: list[OcrWord]
    quarter: int | None = 0


class Cache(Protocol):
    """Where pages read by OCR are kept from one build to the next."""

    def get(self, number: int) -> Recognised | None: ...
    def put(self, number: int, page: Recognised) -> None: ...


class FolderCache:
    """Pages read by OCR, one JSON file each, under the digest of the file they come from."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder / digest[:2] / digest

    def get(self, number: int) -> Recognised | None:
        """The words of a page kept by an earlier reading, or None."""
        try:
            kept = json.loads(self._path(number).read_text(encoding="utf-8"))
            rows, quarter = (kept["words"], int(kept["quarter"])) if isinstance(kept, dict) else (kept, None)
            words = [OcrWord(Word(str(t), *map(float, box)), (int(p[0]), int(p[1])), int(n)) for t, box, p, n in rows]
            return Recognised(words, quarter)
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def put(self, number: int, page: Recognised) -> None:
        """Keep the words of a page, whole or not at all."""
        rows = [
            (w.word.text, (w.word.left, w.word.top, w.word.right, w.word.bottom), w.paragraph, w.line)
            for w in page.words
        ]
        content = json.dumps({"quarter": page.quarter, "words": rows}, ensure_ascii=False)
        draft = self._path(number).with_suffix(f".{secrets.token_hex(4)}")
        with contextlib.suppress(FileNotFoundError):  # the folder of a record that is erased meanwhile
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(content, encoding="utf-8")
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
    told = _tesseract(image, ["-l", LANGUAGE, "--psm", "3", "--dpi", str(dpi), "tsv"], seconds)
    if told is None:
        raise OcrFailed("tesseract s’est arrêté sur une erreur")
    return _words(told, image.width, image.height)


def quarter_turns(image: Image.Image, dpi: int, seconds: float = SECONDS_PER_PAGE) -> int | None:
    """How many clockwise quarter turns the text of the image runs; None when tesseract cannot tell.

    It cannot on a page with too few letters, nor without its data for orientation (tesseract-ocr-osd).
    """
    half = image.convert("L").reduce(2)
    told = _tesseract(half, ["--psm", "0", "-l", "osd", "--dpi", str(max(70, dpi // 2))], seconds) or ""
    found = re.search(r"^Rotate: (\d+)", told, re.MULTILINE)
    sure = re.search(r"^Orientation confidence: ([\d.]+)", told, re.MULTILINE)
    return int(found[1]) // 90 % 4 if found and sure and float(sure[1]) >= LEAST_SURE else None


def _tesseract(image: Image.Image, options: list[str], seconds: float) -> str | None:
    """What tesseract says of the image; None when it stops on an error. Raises OcrFailed when it cannot run."""
    command = ["tesseract", "stdin", "stdout", *options]
    environment = dict(os.environ, OMP_THREAD_LIMIT="1")  # its threads cost more than they give on two cores
    try:
        done = subprocess.run(
            command, input=_ppm(image), capture_output=True, timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise OcrTooSlow(f"la reconnaissance de caractères a dépassé {seconds:.0f} secondes") from None
    except OSError as error:
        raise OcrFailed(f"tesseract ne démarre pas ({error.strerror})") from None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


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
