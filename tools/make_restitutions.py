"""Makes the restitutions of the demonstration base: tools/restitutions/*.typ become corpus/restitutions/*.pdf.

The same sources give the same bytes: fonts are those that Typst embeds, and the date of a document is the one it says.
Needs the `typst` package. `--check` writes nothing and exits 1 if a PDF is not what its source gives.
"""

import argparse
import datetime
import sys
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path(__file__).resolve().parent / "restitutions"
TARGET = ROOT / "corpus" / "restitutions"
LAYOUT = "layout.typ"
# Typst asks for a clock; `set document(date: …)` is what the PDF shows.
CLOCK = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def sources(folder: Path = SOURCES) -> list[Path]:
    """The sources of documents, in order of name."""
    return sorted(path for path in folder.glob("*.typ") if path.name != LAYOUT)


def pdf_of(source: Path) -> bytes:
    """The PDF that a source gives."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    made = typst.Compiler(source, root=source.parent, font_paths=fonts).compile(format="pdf", timestamp=CLOCK)
    if not isinstance(made, bytes):
        raise TypeError(f"{source.name}: one PDF was expected")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 when the PDFs are written, or are what their sources give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    stale = 0
    for source in sources():
        target = TARGET / f"{source.stem}.pdf"
        made = pdf_of(source)
        same = target.exists() and target.read_bytes() == made
        stale += not same
        if not check and not same:
            TARGET.mkdir(parents=True, exist_ok=True)
            target.write_bytes(made)
        print(f"{target.relative_to(ROOT)}: {'same' if same else 'differs' if check else 'written'}", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
