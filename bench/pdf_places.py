"""How many passages of PDFs can be marked on the image of their pages.

    python -m bench.pdf_places FOLDER...

prints, per file, the passages whose words are found on their pages, and the share over all files. Without a folder:
the restitutions of the corpus, and the PDFs of KB_BENCH_DATA when it is set.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.document import Document
from ingest.passages import cut
from ingest.pdf.rectangles import places, texts_by_page
from ingest.sandbox.process import Readers

TOKENS_PER_WORD = 1.5  # about what the encoder's tokenizer gives for French


def count_tokens(texts: Sequence[str]) -> list[int]:
    """About how many tokens the encoder would see in each text."""
    return [round(len(text.split()) * TOKENS_PER_WORD) for text in texts]


def covered(path: Path, document: Document) -> tuple[int, int]:
    """How many passages of the document have their places on every page that they touch, and how many there are."""
    words = {page.number: page.words for page in document.pages}
    passages = cut(document, count_tokens, title=path.stem)
    found = sum(
        all(places(path, page, text, words=words.get(page, ())) for page, text in parts)
        for passage in passages
        if (parts := texts_by_page(document, passage.start, passage.end))
    )
    return found, len(passages)


def folders(arguments: list[str]) -> list[Path]:
    """The folders to look in."""
    if arguments:
        return [Path(argument) for argument in arguments]
    outside = os.environ.get("KB_BENCH_DATA")
    own = Path(__file__).parents[1] / "corpus"
    return [own, *([Path(outside) / "pdfs"] if outside else [])]


def main() -> None:
    """Print one line per file and the share over all."""
    total_found, total, start = 0, 0, time.monotonic()
    with Readers() as readers:
        for path in sorted(each for folder in folders(sys.argv[1:]) for each in folder.rglob("*.pdf")):
            document = readers.read(path, kind="pdf").document
            if document is None:
                continue
            found, count = covered(path, document)
            total_found, total = total_found + found, total + count
            print(f"{found:5} of {count:5}  {path.name}", flush=True)
    share = total_found / total if total else 0.0
    print(f"{total_found:5} of {total:5}  all files: {share:.1%} in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
