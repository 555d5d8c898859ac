"""The parts of a Word file: documents, models and those with macros, Strict or not, under whatever names they stand."""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# « Strict » files say the same under other names (ISO/IEC 29500-4, annex A).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part is tied to: the last word of the relation's name (« footnotes », « header »…), and where it is."""

    kind: str
    target: str
    is_external: bool


class WordPackage:
    """The parts of an open archive. Raises KeyError or etree.XMLSyntaxError when it is no Word file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._roots: dict[str, Any] = {}
        package = self.relations("")
        self.main = next(one.target for one in package.values() if one.kind == "officeDocument")
        self.core = next((one.target for one in package.values() if one.kind == "core-properties"), "")
        self.document = self._root(self.main)
        if self.document.tag != W + "document":
            raise KeyError(self.document.tag)
        self.related = self.relations(self.main)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part, by identifier; those of the package itself for ""."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self._names:
            if not part:
                raise KeyError(path)
            return {}
        found = {}
        for one in self._root(path):
            target = one.get("Target", "")
            is_external = one.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relation(one.get("Type", "").rpartition("/")[2], target, is_external)
        return found

    def parts(self, *kinds: str) -> list[tuple[str, Any]]:
        """The parts of these kinds that the document is tied to: path and tree, read once, in order of path."""
        paths = {one.target for one in self.related.values() if one.kind in kinds and not one.is_external}
        for path in paths & self._names:
            if path not in self._roots:
                self._roots[path] = self._root(path)
        return [(path, self._roots[path]) for path in sorted(paths & self._names)]

    def part(self, kind: str) -> Any:
        """The tree of the first part of this kind, or None."""
        return next((root for _, root in self.parts(kind)), None)

    def has(self, kind: str) -> bool:
        """Whether the document is tied to something of this kind."""
        return any(one.kind == kind for one in self.related.values())

    def data(self, path: str) -> bytes:
        """The bytes of a part. Raises KeyError when there is none of that path."""
        return self._archive.read(path)

    def title(self) -> str:
        """The title that the properties of the file give, or ""."""
        root = self._root(self.core) if self.core in self._names else None
        return (root.findtext(f".//{_DC_TITLE}") or "").strip() if root is not None else ""

    def _root(self, path: str) -> Any:
        data = self._archive.read(path)
        if b"purl.oclc.org" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def chosen(alternate: Any) -> Any:
    """The branch of an `mc:AlternateContent` to read: both say the same, unless the first one is empty."""
    choice, fallback = alternate.find(MC + "Choice"), alternate.find(MC + "Fallback")
    if choice is None:
        return fallback if fallback is not None else ()
    if fallback is None or choice.find(f".//{W}t") is not None or fallback.find(f".//{W}t") is None:
        return choice
    return fallback


def is_on(mark: Any) -> bool:
    """Whether a mark such as `w:b` is there and not turned off."""
    return mark is not None and mark.get(W + "val", "true") not in {"0", "false", "off"}
