"""Books and slide shows, part by part: what is shown stays as it is, all that is not shown goes. Texts are made up."""

import re
from collections.abc import Mapping

import pytest
from lxml import etree

from kb.protection.copies.book import shown_book
from kb.protection.copies.parts import TYPES
from kb.protection.copies.slides import shown_odp, shown_pptx

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="O/l.opf"/></rootfiles></container>'
)
OPF = 'xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def book(items: str = "", spine: str = "", metadata: str = "", more: str = "", **parts: str) -> dict[str, str]:
    """The parts that are kept of a book, as text, but for its head."""
    package = (
        f"<package {OPF}><metadata>{metadata}</metadata><manifest>"
        f'<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>{items}</manifest>'
        f'<spine><itemref idref="a"/>{spine}</spine>{more}</package>'
    )
    given = {"META-INF/container.xml": CONTAINER, "O/l.opf": package, "O/a.xhtml": page("<p>Un soir.</p>")}
    given |= {f"O/{name.replace('__', '.')}": said for name, said in parts.items()}
    return {name: content.decode() for name, content in shown_book({n: t.encode() for n, t in given.items()}).items()}


def page(body: str, head: str = "") -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{body}</body></html>'


def body(kept: Mapping[str, str], name: str = "O/a.xhtml") -> str:
    found = re.search(r"<body>(.*)</body>", kept[name], re.DOTALL)
    return found[1] if found else ""


def test_a_book_keeps_its_chapters_pictures_and_styles_and_no_part_that_it_does_not_list() -> None:
    kept = book(
        '<item id="p" href="p.png" media-type="image/png"/><item id="s" href="s.css" media-type="text/css"/>'
        '<item id="j" href="j.js" media-type="text/javascript"/>'
        '<item id="n" href="n.ncx" media-type="application/x-dtbncx+xml"/>'
        '<item id="v" href="v.svg" media-type="image/svg+xml"/><item id="f" href="f.woff" media-type="font/woff"/>'
        '<item id="gone" href="gone.png" media-type="image/png"/>',
        spine='<itemref idref="j"/><itemref idref="gone"/>',
        **{"p__png": "image /* un */", "s__css": "p {} /* un secret */ b {}", "j__js": "x", "n__ncx": "<ncx/>"},
        **{"v__svg": "<svg/>", "f__woff": "police", "autre__xhtml": page("non")},
    )
    assert set(kept) == {
        *("mimetype", "META-INF/container.xml", "O/l.opf", "O/a.xhtml", "O/p.png", "O/s.css", "O/n.ncx", "O/f.woff"),
    }
    assert kept["mimetype"] == "application/epub+zip"
    assert kept["O/s.css"] == "p {}  b {}"
    assert kept["O/p.png"] == "image /* un */"
    assert re.findall(r'<item id="(\w+)"', kept["O/l.opf"]) == ["a", "p", "s", "n", "f"]
    assert re.findall(r'idref="(\w+)"', kept["O/l.opf"]) == ["a"]


def test_a_book_says_its_title_its_language_and_nothing_of_its_makers() -> None:
    kept = book(
        metadata="<dc:title>Quai</dc:title><dc:language>fr</dc:language><dc:identifier>x</dc:identifier>"
        '<dc:creator>Camille</dc:creator><meta property="dcterms:modified">2024-05-06T07:08:09Z</meta>'
        '<meta property="autre">Camille</meta>',
        more='<guide><reference href="x"/></guide><collection/><bindings/>',
    )["O/l.opf"]
    assert re.findall(r"<dc:(\w+)>(\w+)<", kept) == [("title", "Quai"), ("language", "fr"), ("identifier", "x")]
    assert re.findall(r"<meta [^>]*>([^<]*)<", kept) == ["1980-01-01T00:00:00Z"]
    assert not re.search("Camille|2024|guide|collection|bindings", kept)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<p onclick="x()" class="a">Un</p>', '<p class="a">Un</p>'),
        ('<p data-who="x" id="i">Un</p>', '<p id="i">Un</p>'),
        ("<p>Un<!-- secret --> soir</p>", "<p>Un soir</p>"),
        ("<p>Un<script>x</script> soir</p>", "<p>Un soir</p>"),
        ("<form><p>Un</p></form><p>Deux</p>", "<p>Deux</p>"),
        ('<p hidden="">Un</p><p>Deux</p>', "<p>Deux</p>"),
        ('<p style="display:none">Un</p><p>Deux</p>', "<p>Deux</p>"),
        ('<p class="interne">Un</p><p class="autre">Deux</p>', '<p class="autre">Deux</p>'),
        ('<p class="loin">Un</p><p>Deux</p>', "<p>Deux</p>"),
        *(
            (f'<a href="{address}">Un</a>', f'<a href="{address}">Un</a>')
            for address in (
                "https://exemple.fr",
                "HTTP://exemple.fr",
                "mailto:a@exemple.fr",
                "tel:1",
                "#ici",
                "b.xhtml",
            )
        ),
        *((f'<a href="{address}">Un</a>', "<a>Un</a>") for address in ("javascript:x()", "data:text/html,x", "file:x")),
        ('<img src="data:x" alt="Un"/>', '<img alt="Un"/>'),
        ('<img src="p.png" alt="Un"/>', '<img src="p.png" alt="Un"/>'),
        ('<p title="javascript:x()">Un</p>', '<p title="javascript:x()">Un</p>'),
    ],
)
def test_a_chapter_keeps_what_is_read_and_nothing_that_acts_or_hides(given: str, kept: str) -> None:
    head = '<link rel="stylesheet" href="s%20s.css"/><style>.interne { display: none }</style>'
    found = body(book(a__xhtml=page(given, head), **{"s s__css": ".loin { display: none }"}))
    assert found == kept


def test_a_book_without_its_package_is_broken() -> None:
    with pytest.raises(KeyError):
        shown_book({"META-INF/container.xml": CONTAINER.encode()})
    with pytest.raises(etree.XMLSyntaxError):
        shown_book({"META-INF/container.xml": CONTAINER.encode(), "O/l.opf": b"<package"})


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (("office", "office"), ("draw", "drawing"), ("presentation", "presentation"), ("style", "style"),
                       ("text", "text"))
)  # fmt: skip
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
MANIFEST = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'


def show(pages: str, styles: str | None = None, automatic: str = "", **more: str) -> dict[str, str]:
    """The parts that are kept of a slide show of LibreOffice, as text."""
    paths = ("/", "content.xml", "Pictures/a.png", "x.rdf")
    listed = "".join(f'<m:file-entry m:full-path="{path}"/>' for path in paths)
    styled = f"<office:document-styles {ODF} {XLINK}>{styles}</office:document-styles>"
    given = {
        "mimetype": "application/vnd.oasis.opendocument.presentation",
        "content.xml": f"<office:document-content {ODF} {XLINK}>{automatic}{pages}</office:document-content>",
        "META-INF/manifest.xml": f"<m:manifest {MANIFEST}>{listed}</m:manifest>",
        **{"Pictures/a.png": "a", "Pictures/b.png": "b", "ObjectReplacements/c": "c"},
        **{"x.rdf": "secret", "meta.xml": "secret"},
        **({"styles.xml": styled} if styles else {}),
        **more,
    }
    return {name: content.decode() for name, content in shown_odp({n: t.encode() for n, t in given.items()}).items()}


def said(kept: str) -> str:
    return re.sub(r"<!--.*?-->|<[^>]*>", "", kept).strip()


def test_a_slide_show_keeps_the_pages_that_are_shown_without_notes_objects_and_what_is_not_drawn() -> None:
    hides = (
        '<style:style style:name="H"><style:p presentation:visibility="hidden"/></style:style>'
        '<style:style style:name="V"><style:p presentation:visibility="visible"/></style:style>'
    )
    kept = show(
        '<draw:page draw:style-name="V">Un<presentation:notes>secret</presentation:notes></draw:page>'
        '<draw:page draw:style-name="H">secret</draw:page><draw:page>Deux<draw:object>secret</draw:object>'
        '<draw:frame draw:display="none">secret</draw:frame><draw:frame draw:display="printer">secret</draw:frame>'
        '<draw:frame draw:display="screen">Trois</draw:frame></draw:page>'
        "<presentation:settings>secret</presentation:settings>",
        automatic=hides,
    )
    assert said(kept["content.xml"]) == "UnDeuxTrois"
    assert "secret" not in "".join(kept.values())


def test_a_slide_show_keeps_the_pictures_it_draws_and_lists_what_it_keeps() -> None:
    kept = show(
        '<draw:page><draw:image xlink:href="./Pictures/a.png"/>'
        '<draw:image xlink:href="ObjectReplacements/c"/></draw:page>',
        styles="<style:style>Fond</style:style>",
    )
    assert set(kept) == {
        *("mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml", "Pictures/a.png", "ObjectReplacements/c"),
    }
    assert said(kept["styles.xml"]) == "Fond"
    assert re.findall(r'full-path="([^"]+)"', kept["META-INF/manifest.xml"]) == ["/", "content.xml", "Pictures/a.png"]
    bare = show('<draw:page><draw:image xlink:href="x.rdf"/></draw:page>')
    assert set(bare) == {"mimetype", "content.xml", "META-INF/manifest.xml"}
    assert re.findall(r'full-path="([^"]+)"', bare["META-INF/manifest.xml"]) == ["/", "content.xml"]


def test_a_picture_that_the_master_page_draws_is_kept() -> None:
    kept = show("<draw:page/>", styles='<style:style><draw:image xlink:href="Pictures/b.png"/></style:style>')
    assert [name for name in kept if name.startswith("Pictures/")] == ["Pictures/b.png"]


P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MACROS = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"


def relations(*ties: tuple[str, str, str]) -> str:
    each = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{sort}" Target="{to}"/>' for name, sort, to in ties)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def slide(shapes: str, show: str = "") -> str:
    return f"<p:sld {P}{show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(words: str, name: str = "sp", hidden: str = "") -> str:
    return f"<p:{name}><p:nvSpPr><p:cNvPr{hidden}/></p:nvSpPr>{words}</p:{name}>"


def powerpoint(first: str, *ties: tuple[str, str, str], second: str = "", **more: str) -> dict[str, str]:
    """The parts that are kept of a slide show of PowerPoint of two slides, as text."""
    given = {
        TYPES: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{MACROS}"/>'
        '<Override PartName="/ppt/slides/slide1.xml" ContentType="slide"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {P}><p:sldIdLst>"
        '<p:sldId r:id="rId1"/><p:sldId r:id="rId2"/></p:sldIdLst>'
        "<p:extLst>secret</p:extLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            ("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "/ppt/slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": first,
        "ppt/slides/_rels/slide1.xml.rels": relations(*ties),
        "ppt/slides/slide2.xml": second or slide(shape("Deux")),
        "ppt/media/a.png": "a",
        "ppt/embeddings/o.bin": "secret",
        "ppt/slides/": "",
        **more,
    }
    return {name: content.decode() for name, content in shown_pptx({n: t.encode() for n, t in given.items()}).items()}


SLIDE = "ppt/slides/slide1.xml"


@pytest.mark.parametrize(
    ("shapes", "kept"),
    [
        (shape("Un"), "Un"),
        (shape("Un") + shape("secret", hidden=' hidden="1"'), "Un"),
        (shape("Un") + shape("secret", "pic", ' hidden="true"'), "Un"),
        (shape("Un", hidden=' hidden="0"'), "Un"),
        (shape("Un") + shape("secret", "grpSp", ' hidden="1"'), "Un"),
        ("<p:autre><p:b><p:cNvPr hidden='1'/></p:b>Un</p:autre>", "Un"),
        (shape("Un") + "<p:extLst>secret</p:extLst><p:timing>secret</p:timing>", "Un"),
        (f"{shape('Un')}<p:graphicFrame><p:oleObj>secret</p:oleObj></p:graphicFrame>", "Un"),
        ("<p:graphicFrame>Un tableau</p:graphicFrame>", "Un tableau"),
    ],
)
def test_a_slide_keeps_the_shapes_that_are_drawn(shapes: str, kept: str) -> None:
    assert said(powerpoint(slide(shapes))[SLIDE]) == kept


@pytest.mark.parametrize(
    ("shown", "kept"),
    [("", 2), (' show="1"', 2), (' show="true"', 2), (' show="0"', 1), (' show="false"', 1)],
)
def test_a_slide_that_is_not_shown_is_in_no_copy(shown: str, kept: int) -> None:
    found = powerpoint(slide(shape("Un")), second=slide(shape("Deux"), shown))
    assert len([name for name in found if re.fullmatch(r"ppt/slides/slide\d\.xml", name)]) == kept
    assert found["ppt/presentation.xml"].count("sldId ") == kept
    assert "secret" not in found["ppt/presentation.xml"]


def test_a_slide_that_is_missing_is_no_longer_listed() -> None:
    found = powerpoint(slide(shape("Un")), second="")
    assert found["ppt/presentation.xml"].count("sldId ") == 2
    parts = {name: text.encode() for name, text in found.items() if name != "ppt/slides/slide2.xml"}
    assert shown_pptx(parts)["ppt/presentation.xml"].count(b"sldId ") == 1


def test_a_copy_is_a_plain_show_whatever_its_file_was() -> None:
    types = powerpoint(slide(shape("Un")))[TYPES]
    assert re.findall(r'PartName="([^"]+)" ContentType="([^"]+)"', types)[0] == (
        "/ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    )
    assert 'ContentType="slide"' in types


def test_what_a_slide_draws_comes_with_it_and_what_stands_behind_its_objects_does_not() -> None:
    ties = (("rId5", "image", "../media/a.png"), ("rId6", "oleObject", "../embeddings/o.bin"))
    found = powerpoint(slide(f'{shape("Un")}<p:pic r:embed="rId5"/><p:b r:id="rId6"/>'), *ties)
    assert "ppt/media/a.png" in found
    assert "ppt/embeddings/o.bin" not in found
    assert 'r:embed="rId5"' in found[SLIDE]
    assert "rId6" not in found[SLIDE]
    assert "ppt/media/a.png" not in powerpoint(slide(shape("Un")), *ties)


def test_what_needs_a_part_that_is_gone_is_drawn_as_older_programs_draw_it() -> None:
    ties = (("rId5", "image", "../media/a.png"), ("rId6", "oleObject", "../embeddings/o.bin"))

    def chosen(identifier: str, fallback: str) -> str:
        choice = f'<mc:Choice><p:b r:id="{identifier}"/>Neuf</mc:Choice>'
        return said(powerpoint(slide(f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"), *ties)[SLIDE])

    older = "<mc:Fallback><p:sp>Un</p:sp><p:sp>Deux</p:sp></mc:Fallback>"
    assert chosen("rId6", older) == "UnDeux"
    assert chosen("rId5", older) == "NeufUnDeux"
    assert chosen("rId6", "") == ""
