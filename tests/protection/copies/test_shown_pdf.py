"""PDF: which annotations, layers and drawings its pages show. Texts are made up."""

import io
from collections.abc import Sequence

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from kb.protection.copies.file_errors import FileBroken
from kb.protection.copies.pdf import _is_hidden, visible_pdf


def dictionary(**held: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in held.items()})


def name(said: str) -> NameObject:
    return NameObject(f"/{said}")


class Made:
    """A PDF of one page, to which a test adds annotations, layers and drawings."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(200, 200)
        self.properties = dictionary()
        self.drawings = dictionary()
        font = dictionary(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("Helvetica"))
        self.resources = dictionary(Properties=self.properties, XObject=self.drawings, Font=dictionary(F1=font))
        self.page[name("Resources")] = self.resources

    def layer(self) -> IndirectObject:
        return self.writer._add_object(dictionary(Type=name("OCG"), Name=TextStringObject("Calque")))

    def layers(self, every: Sequence[IndirectObject], **usual: PdfObject) -> None:
        self.writer.root_object[name("OCProperties")] = dictionary(OCGs=ArrayObject(every), D=dictionary(**usual))

    def draw(self, content: str) -> None:
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        self.page[name("Contents")] = self.writer._add_object(stream)

    def form(self, content: str, **more: PdfObject) -> IndirectObject:
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        stream.update(dictionary(Type=name("XObject"), Subtype=name("Form"), Resources=self.resources, **more))
        return self.writer._add_object(stream)

    def copy(self) -> PdfReader:
        written = io.BytesIO()
        self.writer.write(written)
        return PdfReader(io.BytesIO(visible_pdf(written.getvalue(), "a.pdf")))

    def said(self) -> str:
        return "".join(self.copy().pages[0].extract_text().split())


def words(said: str) -> str:
    return f"BT /F1 12 Tf 10 {100 - len(said)} Td ({said}) Tj ET "


@pytest.mark.parametrize(
    ("sort", "flags", "kept"),
    [
        ("Link", 0, True),
        ("Widget", 0, True),
        ("Widget", 4, True),  # printed
        ("Widget", 2, False),  # hidden
        ("Link", 32, False),  # not shown
        ("Link", 34, False),
        ("Text", 0, False),
        ("FreeText", 4, False),
        ("Highlight", 0, False),
    ],
)
def test_links_and_fields_that_are_seen_stay_and_remarks_go(sort: str, flags: int, kept: bool) -> None:
    made = Made()
    made.draw(words("Un soir"))
    box = ArrayObject([NumberObject(at) for at in (0, 0, 9, 9)])
    said, flag = TextStringObject("secret"), NumberObject(flags)
    one = dictionary(Type=name("Annot"), Subtype=name(sort), Rect=box, F=flag, Contents=said, Popup=said)
    made.page[name("Annots")] = ArrayObject([made.writer._add_object(one)])
    made.page[name("AF")] = made.page[name("Thumb")] = said
    page = made.copy().pages[0]
    found = [each.get_object() for each in page.get("/Annots") or ()]
    assert [each["/Subtype"] for each in found] == ([f"/{sort}"] if kept else [])
    assert not any("/Popup" in each for each in found)
    assert all(("/Contents" in each) == (sort != "Link") for each in found)
    assert "/AF" not in page
    assert "/Thumb" not in page


@pytest.mark.parametrize(
    ("off", "on", "base", "said"),
    [
        ([0], [], "", "Un Trois Fin"),
        ([], [], "", "Un Deux Trois Fin"),
        ([0, 1], [], "", "Un Fin"),
        ([], [0], "OFF", "Un Deux Fin"),
        ([], [], "OFF", "Un Fin"),
        ([0], [1], "OFF", "Un Trois Fin"),
        ([0], [], "ON", "Un Trois Fin"),
    ],
)
def test_what_stands_in_a_layer_that_is_not_shown_goes(off: list[int], on: list[int], base: str, said: str) -> None:
    made = Made()
    every = [made.layer(), made.layer()]
    usual: dict[str, PdfObject] = {key: ArrayObject([every[at] for at in of]) for key, of in (("OFF", off), ("ON", on))}
    made.layers(every, **usual, **({"BaseState": name(base)} if base else {}))
    made.properties[name("A")], made.properties[name("B")] = every
    made.draw(
        words("Un") + f"/OC /A BDC {words('Deux')} EMC /OC /B BDC {words('Trois')} EMC " + words("Fin")
    )  # fmt: skip
    assert made.said() == said.replace(" ", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"/OC /A BDC /Span BMC {words('x')} EMC {words('x')} EMC {words('Fin')}", "Fin"),
        (f"/Span BMC {words('Un')} /OC /A BDC {words('x')} EMC {words('Deux')} EMC {words('Fin')}", "Un Deux Fin"),
        (f"/Span /A BDC {words('Un')} EMC {words('Fin')}", "Un Fin"),  # marks a span, and no layer
        (f"EMC {words('Fin')}", "Fin"),
        (f"/OC /A BDC {words('x')} EMC EMC {words('Fin')}", "Fin"),
    ],
)
def test_contents_within_hidden_contents_go_with_them_and_what_follows_stays(content: str, said: str) -> None:
    made = Made()
    layer = made.layer()
    made.layers([layer], OFF=ArrayObject([layer]))
    made.properties[name("A")] = layer
    made.draw(content)
    assert made.said() == said.replace(" ", "")


def test_what_sets_up_the_drawing_inside_hidden_contents_goes_on() -> None:
    made = Made()
    layer = made.layer()
    made.layers([layer], OFF=ArrayObject([layer]))
    made.properties[name("A")] = layer
    made.draw(f"q /OC /A BDC 1 0 0 1 50 60 cm 1 0 0 RG 0 0 9 9 re f EMC {words('Fin')} Q")
    copy = made.copy()
    operators = [operator for _, operator in ContentStream(copy.pages[0]["/Contents"], copy).operations]
    assert operators == [b"q", b"cm", b"BT", b"Tf", b"Td", b"Tj", b"ET", b"Q"]


def test_a_drawing_of_a_hidden_layer_goes_and_what_a_drawing_holds_is_looked_through() -> None:
    made = Made()
    layer = made.layer()
    made.layers([layer], OFF=ArrayObject([layer]))
    made.properties[name("A")] = layer
    made.drawings[name("Gone")] = made.form(words("x"), OC=layer)
    made.drawings[name("Kept")] = made.form(f"{words('Un')} /OC /A BDC {words('x')} EMC {words('Deux')}")
    made.draw(f"/Gone Do /Kept Do {words('Fin')}")
    copy = made.copy()
    assert "".join(copy.pages[0].extract_text().split()) == "UnDeuxFin"
    assert list(copy.pages[0]["/Resources"]["/XObject"]) == ["/Kept"]  # type: ignore[index]


def test_a_membership_is_hidden_when_all_its_layers_are() -> None:
    made = Made()
    off, on = made.layer(), made.layer()
    hidden = frozenset({off.idnum})
    member = {
        label: made.writer._add_object(dictionary(Type=name(sort), OCGs=groups))
        for label, sort, groups in (
            ("all", "OCMD", ArrayObject([off])),
            ("one", "OCMD", off),
            ("some", "OCMD", ArrayObject([off, on])),
            ("none", "OCMD", ArrayObject([])),
            ("other", "OCG", ArrayObject([off])),
        )
    }
    member["bare"] = made.writer._add_object(dictionary(Type=name("OCMD")))
    assert {label: _is_hidden(one, hidden) for label, one in member.items()} == {
        **{"all": True, "one": True, "some": False, "none": False, "other": False, "bare": False},
    }
    assert (_is_hidden(off, hidden), _is_hidden(on, hidden)) == (True, False)


def test_what_is_no_pdf_is_broken() -> None:
    with pytest.raises(FileBroken):
        visible_pdf(b"%PDF-1.4 rien", "a.pdf")
