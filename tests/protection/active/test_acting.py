"""Files rid of what acts when somebody opens them; their words, pictures and plain links stay."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from kb.protection.active.removal import disarm
from kb.protection.copies.metadata import Stripped, strip
from kb.protection.copies.strip_process import strip_apart


def pdf_value(value: object, writer: PdfWriter | None = None) -> PdfObject:
    """A value of Python as a value of PDF; with a writer, streams become objects of their own, as they must."""
    if isinstance(value, PdfObject):
        return writer._add_object(value) if writer and isinstance(value, StreamObject) else value
    if isinstance(value, dict):
        return DictionaryObject({NameObject(key): pdf_value(one, writer) for key, one in value.items()})
    if isinstance(value, list):
        return ArrayObject([pdf_value(one, writer) for one in value])
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, int):
        return FloatObject(value)
    raise TypeError(value)


def stream(content: bytes, **entries: object) -> StreamObject:
    one = StreamObject()
    one._data = content
    for key, value in entries.items():
        one[NameObject(f"/{key}")] = pdf_value(value)
    return one


class Pdf:
    """A page with text, to which what acts is added."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(200, 200)
        font = pdf_value({"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"})
        # A font may have any name, that of a trigger too.
        self.page[NameObject("/Resources")] = pdf_value({"/Font": {"/AA": font}})
        text = stream(b"BT /AA 20 Tf 10 100 Td (Le texte reste) Tj ET")
        self.page[NameObject("/Contents")] = self.refer(text)
        self.page[NameObject("/Annots")] = ArrayObject()

    def refer(self, one: object) -> IndirectObject:
        return self.writer._add_object(one if isinstance(one, StreamObject) else pdf_value(one, self.writer))

    def root(self, key: str, value: object) -> "Pdf":
        self.writer.root_object[NameObject(key)] = pdf_value(value, self.writer)
        return self

    def annotated(self, **entries: object) -> "Pdf":
        given = {"/Type": "/Annot", "/Rect": [0, 0, 9, 9], **{f"/{key}": value for key, value in entries.items()}}
        self.page["/Annots"].append(self.refer(given))  # type: ignore[attr-defined]
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.writer.write(out)
        return out.getvalue()


def script(words: str = "app.alert('AGIT')") -> dict[str, object]:
    return {"/S": "/JavaScript", "/JS": words}


def acting_pdfs() -> dict[str, Pdf]:
    launch = {"/S": "/Launch", "/F": "AGIT.exe"}
    embedded = Pdf()
    held = embedded.refer({"/Type": "/Filespec", "/F": "AGIT.exe", "/EF": {"/F": embedded.refer(stream(b"AGIT"))}})
    embedded.root("/Names", {"/EmbeddedFiles": {"/Names": ["a", held]}}).root("/AF", [held])
    by_reference = Pdf()
    by_reference.root("/OpenAction", by_reference.refer({"/S": by_reference.refer("/JavaScript"), "/JS": "AGIT"}))
    long_script = Pdf()
    long_script.root("/OpenAction", {"/S": "/JavaScript", "/JS": long_script.refer(stream(b"AGIT"))})
    chained = Pdf()
    after = {"/S": "/URI", "/URI": "https://exemple.fr", "/Next": [{"/S": "/GoTo", "/Next": launch}]}
    chained.annotated(Subtype="/Link", A=after)
    page_turns = Pdf()
    page_turns.page[NameObject("/AA")] = pdf_value({"/O": script(), "/C": launch})
    outside = Pdf()
    outside.page[NameObject("/Contents")] = outside.refer(stream(b"", F={"/FS": "/URL", "/F": "http://AGIT.fr"}))
    return {
        "script at opening": Pdf().root("/OpenAction", script()),
        "script elsewhere in the file": by_reference,
        "script in a stream": long_script,
        "named scripts": Pdf().root("/Names", {"/JavaScript": {"/Names": ["a", script()]}}),
        "launch at opening": Pdf().root("/OpenAction", launch),
        "catalog events": Pdf().root("/AA", {"/WC": script(), "/DS": launch}),
        "page events": page_turns,
        "field events": Pdf().annotated(Subtype="/Widget", FT="/Tx", AA={"/K": script()}),
        "link that launches": Pdf().annotated(Subtype="/Link", A=launch),
        "link to a script": Pdf().annotated(Subtype="/Link", A={"/S": "/URI", "/URI": "javascript:AGIT()"}),
        "link to a share": Pdf().annotated(Subtype="/Link", A={"/S": "/URI", "/URI": "\\\\AGIT\\share"}),
        "link to another file": Pdf().annotated(Subtype="/Link", A={"/S": "/GoToR", "/F": "\\\\AGIT\\a.pdf"}),
        "chained actions": chained,
        "form that is sent": Pdf().annotated(Subtype="/Widget", A={"/S": "/SubmitForm", "/F": "http://AGIT.fr"}),
        "form that imports": Pdf().annotated(Subtype="/Widget", A={"/S": "/ImportData", "/F": "AGIT.fdf"}),
        "xfa": Pdf().root("/AcroForm", {"/Fields": [], "/XFA": ["template", stream(b"<script>AGIT</script>")]}),
        "embedded files": embedded,
        "attached to a page": Pdf().annotated(
            Subtype="/FileAttachment", FS={"/F": "AGIT.exe", "/EF": {"/F": stream(b"AGIT")}}
        ),
        "portfolio": Pdf().root("/Collection", {"/D": "AGIT"}),
        "rich media": Pdf().annotated(Subtype="/RichMedia", RichMediaContent={"/Assets": stream(b"AGIT")}),
        "film": Pdf().annotated(Subtype="/Movie", Movie={"/F": "AGIT.avi"}),
        "screen": Pdf().annotated(Subtype="/Screen", A={"/S": "/Rendition", "/R": {"/C": {"/D": "AGIT"}}}),
        "3D": Pdf().annotated(Subtype="/3D", **{"3DD": stream(b"AGIT", Type="/3D")}),
        "contents from outside": outside,
    }


@pytest.mark.parametrize("name", acting_pdfs())
def test_what_acts_in_a_pdf_is_taken_out_and_said(name: str) -> None:
    found = disarm(acting_pdfs()[name].bytes(), "a.pdf")
    again = PdfReader(io.BytesIO(found.data))
    assert found.removed
    assert b"AGIT" not in found.data
    for word in (b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/SubmitForm"):
        assert word not in found.data
    if name != "contents from outside":  # its page took its text there
        assert again.pages[0].extract_text().strip() == "Le texte reste"
    assert disarm(found.data, "a.pdf") == type(found)(found.data, ())


def test_names_written_with_codes_are_read_as_the_names_they_are() -> None:
    hidden = Pdf().root("/OpenAction", script()).bytes()
    hidden = hidden.replace(b"/JavaScript", b"/J#61va#53cript").replace(b"/OpenAction", b"/Open#41ction")
    found = disarm(hidden, "a.pdf")
    assert found.removed
    assert b"AGIT" not in found.data


def test_a_pdf_that_does_nothing_is_given_back_as_it_is() -> None:
    plain = Pdf().annotated(Subtype="/Link", A={"/S": "/URI", "/URI": "https://exemple.fr"})
    plain.annotated(Subtype="/Link", A={"/S": "/Named", "/N": "/NextPage"})
    plain.annotated(Subtype="/Link", A={"/S": "/URI", "/URI": "mailto:a@exemple.fr"})
    found = disarm(plain.bytes(), "a.pdf")
    assert found == type(found)(plain.bytes(), ())


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"AGIT" * 300


def word(body: str = "", relations: str = "", parts: Mapping[str, bytes] | None = None, settings: str = "") -> bytes:
    """A Word file with more in its body, its relationships, its settings and its parts."""
    document = Document()
    document.add_paragraph("Le texte reste.")
    out = io.BytesIO()
    document.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as given, zipfile.ZipFile(changed, "w") as made:
        for path in given.namelist():
            content = given.read(path).decode("utf-8", "surrogateescape")
            if path == "word/document.xml":
                content = content.replace("<w:sectPr", f"{body}<w:sectPr", 1)
            if path == "word/_rels/document.xml.rels":
                content = content.replace("</Relationships>", f"{relations}</Relationships>")
            if path == "word/settings.xml":
                content = content.replace("</w:settings>", f"{settings}</w:settings>")
            made.writestr(path, content.encode("utf-8", "surrogateescape"))
        for path, added in (parts or {}).items():
            made.writestr(path, added)
    return changed.getvalue()


def relation(sort: str, target: str, *, outside: bool = True, names: str = R) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rIdX" Type="{names}/{sort}" Target="{target}"{mode}/>'


def field(*instructions: str, shown: str = "vu") -> str:
    said = "".join(f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in instructions)
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))
    return f"<w:p>{begin}{said}{middle}<w:r><w:t>{shown}</w:t></w:r>{end}</w:p>"


RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
PICTURE = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" xmlns:r="{R}" r:link="rIdX"/></w:drawing></w:r></w:p>'.replace(
    "{R}", R
)
OBJECT = (
    f'<w:p><w:r><w:object><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata title="vu"/></v:shape>'
    f'<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="{R}" Type="Embed" ProgID="AGIT" '
    'r:id="rIdX"/></w:object></w:r></w:p>'
)
NESTED_QUOTE = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
    "<w:instrText> QUOTE 68 68 69 </w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    "<w:r><w:instrText> cmd AGIT</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
)
WORDS = {
    "remote template": word(
        settings=f'<w:attachedTemplate xmlns:r="{R}" r:id="rIdX"/>',
        parts={
            "word/_rels/settings.xml.rels": RELS.format(relation("attachedTemplate", "http://AGIT/a.dotm")).encode()
        },
    ),
    "macros": word(
        relations=relation("vbaProject", "vbaProject.bin", outside=False), parts={"word/vbaProject.bin": OLE}
    ),
    "macros under another name": word(
        relations=relation("vbaProject", "theme2.bin", outside=False), parts={"word/theme2.bin": b"AGIT"}
    ),
    "external picture": word(PICTURE, relation("image", "http://AGIT/pixel.png")),
    "external picture, strict": word(PICTURE, relation("image", "http://AGIT/pixel.png", names=STRICT)),
    "picture of VML": word('<w:pict><v:imagedata xmlns:v="urn:v" src="http://AGIT/a.png"/></w:pict>'),
    "dde": word(field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k AGIT" ')),
    "dde in pieces": word(field(" D", "DE", ' cmd "/k AGIT" ')),
    "dde from a quote": word(NESTED_QUOTE),
    "simple dde": word('<w:p><w:fldSimple w:instr=" DDE excel AGIT "><w:r><w:t>vu</w:t></w:r></w:fldSimple></w:p>'),
    "included picture": word(field(' INCLUDEPICTURE "http://AGIT/a.png" \\d ')),
    "included text": word(field(' INCLUDETEXT "\\\\\\\\AGIT\\\\a.docx" ')),
    "macro button": word(field(" MACROBUTTON AGIT Cliquez ")),
    "link to a program": word(field(' HYPERLINK \\t "" "file:///c:/AGIT.exe" ')),
    "field never ended": word(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE AGIT</w:instrText></w:r></w:p>'
    ),
    "program file behind a link": word(relations=relation("hyperlink", "file://AGIT/a.exe")),
    "script behind a link": word(relations=relation("hyperlink", "javascript:AGIT()")),
    "object of another program": word(
        OBJECT,
        relation("oleObject", "embeddings/oleObject1.bin", outside=False),
        {"word/embeddings/oleObject1.bin": OLE},
    ),
    "object that nothing names": word(parts={"word/media/image9.png": OLE}),
    "linked object": word(OBJECT, relation("oleObject", "file:///c:/AGIT.xls")),
    "chunk of HTML": word(
        f'<w:altChunk xmlns:r="{R}" r:id="rIdX"/>',
        relation("aFChunk", "/word/a.htm", outside=False),
        {"word/a.htm": b"<script>AGIT</script>"},
    ),
    "sub-document": word(f'<w:subDoc xmlns:r="{R}" r:id="rIdX"/>', relation("subDocument", "http://AGIT/a.docx")),
    "control": word(
        f'<w:control xmlns:r="{R}" r:id="rIdX" w:name="AGIT"/>',
        relation("control", "activeX/activeX1.xml", outside=False),
        {"word/activeX/activeX1.xml": b"<ax name='AGIT'/>", "word/activeX/activeX1.bin": b"AGIT"},
    ),
    "mail merge": word(settings="<w:mailMerge><w:query w:val='SELECT AGIT'/></w:mailMerge>"),
    "web extension": word(parts={"word/webextensions/webextension1.xml": b"<a>AGIT</a>"}),
    "menus": word(parts={"customUI/customUI14.xml": b"<customUI onLoad='AGIT'/>"}),
    "macro of a form field": word("<w:p><w:entryMacro w:val='AGIT'/></w:p>"),
    "document in a document": word(parts={"word/embeddings/annexe.docx": word(field(" DDEAUTO AGIT "))}),
}


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {path: archive.read(path) for path in archive.namelist()}
    for content in list(found.values()):
        if content.startswith(b"PK\x03\x04"):
            found |= {f"inner/{path}": one for path, one in parts_of(content).items()}
    return found


@pytest.mark.parametrize("name", WORDS)
def test_what_acts_in_a_word_file_is_taken_out_and_said(name: str) -> None:
    found = disarm(WORDS[name], "a.docx")
    assert found.removed
    assert not [path for path, content in parts_of(found.data).items() if b"AGIT" in content]
    paragraphs = [one.text for one in Document(io.BytesIO(found.data)).paragraphs]
    assert paragraphs[0] == "Le texte reste."
    if b">vu<" in parts_of(WORDS[name])["word/document.xml"]:
        assert "vu" in paragraphs
    assert disarm(found.data, "a.docx") == type(found)(found.data, ())


def test_a_word_file_that_does_nothing_is_given_back_as_it_is() -> None:
    fields = "".join(map(field, (" PAGE ", ' HYPERLINK "https://exemple.fr" \\o "un mot" ', " TOC \\o 1-3 ", " =1+2 ")))
    plain = word(fields, relation("hyperlink", "https://exemple.fr/a?b=c"))
    assert disarm(plain, "a.docx") == type(disarm(b"", ""))(plain, ())


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = "".join(
    f' xmlns:{one}="{ODF}{one}:1.0"' for one in ("office", "text", "draw", "script", "form", "table", "meta", "style")
)
NAMES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
MACRO = 'xlink:href="vnd.sun.star.script:Standard.AGIT?language=Basic&amp;location=document"'


def odt(body: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr(
            "content.xml",
            f"<office:document-content{NAMES}><office:scripts/><office:body><office:text><text:p>Le texte {body} reste."
            "</text:p></office:text></office:body></office:document-content>",
        )
        for path, content in (parts or {}).items():
            made.writestr(path, content)
    return out.getvalue()


ODTS = {
    "basic": odt(parts={"Basic/Standard/AGIT.xml": b"AGIT", "Basic/script-lc.xml": b"AGIT"}),
    "python": odt(parts={"Scripts/python/AGIT.py": b"AGIT"}),
    "dialogs": odt(parts={"Dialogs/Standard/AGIT.xml": b"AGIT"}),
    "events": odt(
        f'<office:event-listeners><script:event-listener script:event-name="load" {MACRO}/></office:event-listeners>'
    ),
    "macro behind a link": odt(f"<text:a {MACRO}>vu</text:a>"),
    "script behind a link": odt('<text:a xlink:href="javascript:AGIT()">vu</text:a>'),
    "file of a share behind a link": odt('<text:a xlink:href="//AGIT/share">vu</text:a>'),
    "macro field": odt('<text:execute-macro text:name="AGIT">vu</text:execute-macro>'),
    "dde": odt('<text:dde-connection text:connection-name="AGIT">vu</text:dde-connection>'),
    "dde declared": odt('<text:dde-connection-decls><text:dde-connection-decl office:name="AGIT"/>'
        "</text:dde-connection-decls>"),
    "external picture": odt('<draw:frame><draw:image xlink:href="https://AGIT/a.png"/></draw:frame>'),
    "picture beside": odt('<draw:frame><draw:image xlink:href="../AGIT.png"/></draw:frame>'),
    "object": odt('<draw:frame><draw:object-ole xlink:href="./AGIT"/></draw:frame>', {"AGIT.bin": OLE}),
    "object elsewhere": odt('<draw:frame><draw:object xlink:href="file:///AGIT.ods"/></draw:frame>'),
    "plugin": odt('<draw:frame><draw:plugin xlink:href="AGIT.swf"/></draw:frame>'),
    "frame": odt('<draw:frame><draw:floating-frame xlink:href="http://AGIT"/></draw:frame>'),
    "section elsewhere": odt('<text:section><text:section-source xlink:href="http://AGIT/a.odt"/>vu</text:section>'),
    "form": odt('<office:forms><form:form xlink:href="http://AGIT" form:name="AGIT"/></office:forms>'),
    "data": odt('<text:database-display text:table-name="AGIT">vu</text:database-display>'),
    "reloaded": odt(
        parts={"meta.xml": f'<office:document-meta{NAMES}><meta:auto-reload xlink:href="http://AGIT"/></office:document-meta>'.encode()}
    ),
    "background": odt(
        parts={
            "styles.xml": f'<office:document-styles{NAMES}><style:background-image xlink:href="http://AGIT/a.png"/>'
            "</office:document-styles>".encode()
        }
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODTS)
def test_what_acts_in_an_open_document_is_taken_out_and_said(name: str) -> None:
    found = disarm(ODTS[name], "a.odt")
    assert found.removed
    kept = parts_of(found.data)
    assert not [path for path, content in kept.items() if b"AGIT" in content]
    assert next(iter(kept)) == "mimetype"
    content = kept["content.xml"].decode()
    assert "Le texte " in content
    assert content.endswith(" reste.</text:p></office:text></office:body></office:document-content>")
    assert ("vu" in content) == (">vu<" in parts_of(ODTS[name])["content.xml"].decode())
    assert disarm(found.data, "a.odt") == type(found)(found.data, ())


def test_an_open_document_that_does_nothing_is_given_back_as_it_is() -> None:
    plain = odt(
        '<text:a xlink:href="https://exemple.fr">vu</text:a><text:a xlink:href="#partie">vu</text:a>'
        '<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame><office:forms form:automatic-focus="false"/>'
    )
    assert disarm(plain, "a.odt") == type(disarm(b"", ""))(plain, ())


def test_a_file_attached_is_rid_of_both_and_its_author_is_told(tmp_path: Path) -> None:
    given = Pdf().root("/OpenAction", script())
    given.writer.add_metadata({"/Author": "Camille"})
    (tmp_path / "a.pdf").write_bytes(given.bytes())
    assert strip_apart(tmp_path / "a.pdf", tmp_path / "b.pdf", "plan.pdf") == Stripped(
        "pdf", ("actions automatiques ou vers d’autres fichiers", "scripts (JavaScript)")
    )
    kept = (tmp_path / "b.pdf").read_bytes()
    assert b"AGIT" not in kept
    assert b"Camille" not in kept
    (tmp_path / "a.docx").write_bytes(WORDS["object of another program"])
    assert strip(tmp_path / "a.docx", tmp_path / "b.docx") == Stripped("docx", ("objets d’un autre programme",))


def test_pictures_are_given_back_as_they_are() -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 3)).save(out, "PNG")
    assert disarm(out.getvalue(), "a.png").data == out.getvalue()
