"""The process that makes one PDF: run by `pdf` as `python -m kb.export.booklet.typesetting FOLDER BYTES`.

The folder holds `booklet.json` and the images; `booklet.pdf` is left there, or `failed.txt` with the reason. Typst sees
nothing outside of the folder, and no font but ours.
"""

import shutil
import sys
from pathlib import Path
from typing import Literal

import typst

from ingest.sandbox.reader_process import limit_memory
from kb.export.booklet.glyphs import PAPER

# PDF/UA-1 is tagged PDF whose rules are checked; a text that breaks one of them still gets its tagged PDF.
STANDARDS: tuple[Literal["ua-1"] | None, ...] = ("ua-1", None)


def main() -> None:
    """Make the PDF of the folder named on the command line, within so many bytes of memory."""
    folder = Path(sys.argv[1])
    limit_memory(int(sys.argv[2]))
    template = folder / "booklet.typ"
    shutil.copyfile(PAPER / "booklet.typ", template)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(PAPER)])
    compiler = typst.Compiler(str(template), root=str(folder), font_paths=fonts)
    reason = ""
    for standards in STANDARDS:
        try:
            compiler.compile(output=str(folder / "booklet.pdf"), pdf_standards=standards)
        except typst.TypstError as error:
            reason = f"{error.message}\n{error.diagnostic}"
        else:
            break
    else:
        sys.exit(1)
    if reason:
        (folder / "failed.txt").write_text(reason, encoding="utf-8")


if __name__ == "__main__":
    main()
