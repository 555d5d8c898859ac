"""Makes the fonts that PDFs embed from two npm packages, unpacked: @fontsource/public-sans and dejavu-fonts-ttf.

    python -m tools.print_fonts public-sans/package dejavu-fonts-ttf/package

Public Sans comes as web fonts, one for each range of letters: they are put together again, as TTF. DejaVu Sans has the
letters that it lacks (Greek, Cyrillic, Arabic, Hebrew, signs). `coverage.json` lists what both can draw. Needs
`fonttools` and `brotli`, which nothing else of the project uses.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent / "kb" / "export" / "booklet" / "paper"
STYLES = ((400, "normal"), (400, "italic"), (600, "normal"), (600, "italic"))
FALLBACK = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def main(public_sans: Path, dejavu: Path) -> None:
    """Write the fonts, their licences and what they can draw."""
    for weight, style in STYLES:
        _join(public_sans, weight, style)
    shutil.copy(public_sans / "LICENSE", FOLDER / "PublicSans-OFL.txt")
    for name in FALLBACK:
        shutil.copy(dejavu / "ttf" / name, FOLDER / name)
    shutil.copy(dejavu / "LICENSE", FOLDER / "DejaVu-LICENSE.txt")
    # What a bold or an italic lacks is replaced too: only what all styles can draw counts.
    public = set.intersection(*(_drawn(FOLDER / _name(*one)) for one in STYLES))
    other = set.intersection(*(_drawn(FOLDER / name) for name in FALLBACK))
    (FOLDER / "coverage.json").write_text(json.dumps(_ranges(public | other)) + "\n", encoding="utf-8")


def _name(weight: int, style: str) -> str:
    return f"PublicSans-{weight}{'-italic' if style == 'italic' else ''}.ttf"


def _join(package: Path, weight: int, style: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for part in ("latin", "latin-ext"):
            font = TTFont(package / "files" / f"public-sans-{part}-{weight}-{style}.woff2")
            font.flavor = None
            paths.append(str(Path(folder) / f"{part}.ttf"))
            font.save(paths[-1])
        joined = Merger().merge(paths)
    _rename(joined, weight, style)
    joined.save(FOLDER / _name(weight, style))


def _rename(font: TTFont, weight: int, style: str) -> None:
    """Say one family, with its weights: each web font calls itself « Public Sans Thin »."""
    names = font["name"]
    label = f"{weight}{' Italic' if style == 'italic' else ''}"
    for number, text in ((1, "Public Sans"), (2, label), (4, f"Public Sans {label}"), (16, "Public Sans"), (17, label)):
        names.setName(text, number, 3, 1, 0x409)
    names.setName(f"PublicSans-{label.replace(' ', '')}", 6, 3, 1, 0x409)
    names.names = [one for one in names.names if one.nameID not in (21, 22, 25)]
    font["OS/2"].usWeightClass = weight
    # A no-break hyphen is drawn as a hyphen.
    for table in font["cmap"].tables:
        if table.isUnicode() and ord("-") in table.cmap:
            table.cmap[0x2011] = table.cmap[ord("-")]


def _drawn(path: Path) -> set[int]:
    return set(TTFont(path).getBestCmap())


def _ranges(points: Iterable[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for point in sorted(points):
        if out and point == out[-1][1] + 1:
            out[-1][1] = point
        else:
            out.append([point, point])
    return out


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
