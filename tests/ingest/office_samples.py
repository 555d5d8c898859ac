"""Word and OpenDocument files made by hand, part by part, for what no library writes."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = """
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Cache"><w:name w:val="Caché"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Appel"><w:name w:val="Appel"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>
</w:style>
"""


def p(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph of Word: of one run, or of the runs given."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of Word; a cell is its paragraphs, or its properties and its paragraphs."""
    cells = ("".join(f"<w:tc>{one}</w:tc>" for one in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word(
    folder: Path,
    body: str,
    *,
    name: str = "essai.docx",
    parts: Mapping[str, tuple[str, str]] | None = None,
    numbering: str = "",
    strict: bool = False,
    sort: str = "document",
) -> Path:
    """A Word file of this body. `parts`: identifier of each relation, and its kind and the content of its part."""
    content = {"styles.xml": ("styles", f"<w:styles {_NAMES}>{STYLES}</w:styles>")}
    if numbering:
        content["numbering.xml"] = ("numbering", f"<w:numbering {_NAMES}>{numbering}</w:numbering>")
    relations = "".join(
        f'<Relationship Id="x{at}" Type="{R}/{kind}" Target="{part}"/>'
        for at, (part, (kind, _)) in enumerate(content.items())
    )
    for key, (kind, inner) in (parts or {}).items():
        if kind == "hyperlink":
            relations += f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{inner}" TargetMode="External"/>'
            continue
        relations += f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{key}.part"/>'
        content[f"{key}.part"] = (kind, f"<w:hdr {_NAMES}>{inner}</w:hdr>" if kind in {"header", "footer"} else inner)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.{sort}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{f"word/{part}": inner for part, (_, inner) in content.items()},
    }
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for part, inner in files.items():
            if strict:
                inner = inner.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
                inner = inner.replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            archive.writestr(part, inner)
    return path
