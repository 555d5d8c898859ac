"""A picture without what it says beside its pixels, block by block."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kb.protection.copies import pictures
from kb.protection.copies.file_errors import FileBroken, FileRefused
from kb.protection.copies.pictures import (
    _bare_emf,
    _bare_gif,
    _bare_png,
    _bare_tiff,
    _bare_webp,
    bare_jpeg,
    picture,
    picture_within,
)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_png_keeps_the_chunks_that_draw_it_and_loses_its_words() -> None:
    head, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    drawn = chunk(b"IHDR", b"0" * 13) + chunk(b"IDAT", b"abc")
    said = chunk(b"tEXt", b"Auteur") + chunk(b"eXIf", b"ici") + chunk(b"tIME", b"1234567")
    assert _bare_png(head + drawn + said + end) == head + drawn + end
    assert _bare_png(head + drawn + end + b"short") == head + drawn + end


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


@pytest.mark.parametrize("odd", [b"abc", b"abcd"])
def test_a_webp_loses_its_words_and_no_longer_announces_them(odd: bytes) -> None:
    told = riff(webp(b"VP8X", b"\x3c" + b"\x00" * 9), webp(b"VP8 ", odd), webp(b"EXIF", odd), webp(b"XMP ", odd))
    assert _bare_webp(told) == riff(webp(b"VP8X", b"\x30" + b"\x00" * 9), webp(b"VP8 ", odd))


GIF = b"GIF89a" + struct.pack("<HH", 1, 1)
PIXEL = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00" + b"\x02" + b"\x02\x4c\x01" + b"\x00"
LOCAL = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x81" + b"c" * 12 + b"\x02" + b"\x02\x4c\x01" + b"\x00"
COMMENT = b"\x21\xfe\x03abc\x02de\x00"
XMP = b"\x21\xff\x0bXMP DataXMP\x03abc\x00"
TURNS = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
PAUSE = b"\x21\xf9\x04\x00\x00\x00\x00\x00"


@pytest.mark.parametrize("palette", [b"\x00\x00\x00", b"\x80\x00\x00" + b"p" * 6, b"\x81\x00\x00" + b"p" * 12])
def test_a_gif_keeps_its_pictures_and_how_they_turn_and_loses_its_words(palette: bytes) -> None:
    head = GIF + palette
    told = head + COMMENT + TURNS + PAUSE + PIXEL + XMP + LOCAL + COMMENT + b"\x3b"
    assert _bare_gif(told) == head + TURNS + PAUSE + PIXEL + LOCAL + b"\x3b"


def test_a_gif_with_an_unknown_block_is_none() -> None:
    with pytest.raises(ValueError, match="block 7"):
        _bare_gif(GIF + b"\x00\x00\x00" + b"\x07\x3b")


def test_a_tiff_keeps_its_pixels_and_no_tag_beside() -> None:
    picture = Image.new("RGB", (3, 2), (10, 20, 30))
    written = io.BytesIO()
    picture.save(written, "TIFF", description="Chez Aline", software="Un logiciel")
    bare = _bare_tiff(written.getvalue())
    assert b"Aline" in written.getvalue()
    assert b"Aline" not in bare
    assert b"logiciel" not in bare
    with Image.open(io.BytesIO(bare)) as again:
        assert again.tobytes() == bytes((10, 20, 30)) * 6


def test_a_tiff_of_several_pages_is_refused() -> None:
    page = Image.new("L", (1, 1))
    written = io.BytesIO()
    page.save(written, "TIFF", save_all=True, append_images=[page])
    with pytest.raises(ValueError, match="several pages"):
        _bare_tiff(written.getvalue())


def test_a_drawing_loses_the_words_of_its_description_and_nothing_else() -> None:
    words = "Ici".encode("utf-16-le")
    told = bytearray(b"x" * 100 + words + b"end")
    told[60:64], told[64:68] = struct.pack("<I", 3), struct.pack("<I", 100)
    assert _bare_emf(bytes(told)) == bytes(told[:100]) + b"\x00" * 6 + b"end"
    told[60:64] = struct.pack("<I", 0)
    assert _bare_emf(bytes(told)) == bytes(told)
    told[60:64], told[64:68] = struct.pack("<I", 900), struct.pack("<I", 104)
    assert _bare_emf(bytes(told)) == bytes(told[:104]) + b"\x00" * 5


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


SCAN = b"\xff\xda\x00\x02drawn\xff\xd9"


@pytest.mark.parametrize("marker", [0xDB, 0xE0, 0xEE, 0xF0, 0xDF])
def test_a_jpeg_keeps_the_segments_that_draw_it(marker: int) -> None:
    drawn = b"\xff\xd8" + segment(marker, b"needed") + SCAN
    assert bare_jpeg(drawn) == drawn


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xED, 0xEF, 0xFE])
def test_a_jpeg_loses_the_segments_that_say_who_where_and_when(marker: int) -> None:
    told = b"\xff\xd8" + segment(0xE0, b"JFIF") + segment(marker, b"Aline") + segment(0xDB, b"table") + SCAN
    assert bare_jpeg(told) == b"\xff\xd8" + segment(0xE0, b"JFIF") + segment(0xDB, b"table") + SCAN


def test_a_jpeg_is_read_past_what_fills_it_and_to_the_end_of_its_first_picture() -> None:
    told = b"\xff\xd8\xff" + segment(0xE1, b"Aline") + SCAN + b"\xff\xd8 a preview"
    assert bare_jpeg(told) == b"\xff\xd8" + SCAN
    cut = b"\xff\xd8" + segment(0xE1, b"Aline") + b"\xff\xda\x00\x02dr"
    assert bare_jpeg(cut) == b"\xff\xd8\xff\xda\x00\x02dr"
    assert bare_jpeg(b"\xff\xd8" + segment(0xDB, b"table")) == b"\xff\xd8" + segment(0xDB, b"table")
    assert bare_jpeg(b"no picture") == b"no picture"


def told_by(kind: str, pixels: Image.Image, **options: object) -> bytes:
    """A picture that says that it was made by Aline, in Exif."""
    exif = Image.Exif()
    exif[0x013B] = "Aline"
    for tag, value in options.pop("tags", {}).items():  # type: ignore[attr-defined]
        exif[tag] = value
    written = io.BytesIO()
    pixels.save(written, kind, exif=exif, **options)
    return written.getvalue()


def two_colours() -> Image.Image:
    """Red on the left, blue on the right, 16 by 8 pixels."""
    pixels = Image.new("RGB", (16, 8), "red")
    pixels.paste("blue", (8, 0, 16, 8))
    return pixels


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turned", [1, 3, 6])
def test_a_picture_keeps_its_format_and_stands_upright_and_says_nothing(kind: str, turned: int) -> None:
    told = told_by(kind, two_colours(), tags={0x0112: turned})
    assert b"Aline" in told
    bare = picture(told, "photo")
    assert b"Aline" not in bare
    with Image.open(io.BytesIO(bare)) as again:
        assert again.format == kind
        assert again.size == ((8, 16) if turned == 6 else (16, 8))
        assert not again.getexif()
        left = again.convert("RGB").getpixel((1, 1))
        assert left[0 if turned in (1, 6) else 2] > 200
        assert left[2 if turned in (1, 6) else 0] < 60


def test_a_jpeg_that_stands_upright_is_compressed_no_further() -> None:
    told = told_by("JPEG", two_colours(), quality=40, icc_profile=b"Aline", comment=b"Aline")
    bare = picture(told, "photo")
    assert b"Aline" not in bare
    with Image.open(io.BytesIO(told)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.quantization == after.quantization  # type: ignore[attr-defined]
        assert "icc_profile" not in after.info


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_picture_that_is_turned_keeps_its_quality(kind: str) -> None:
    noise = Image.effect_noise((64, 64), 90)
    bare = picture(told_by(kind, noise, quality=95, tags={0x0112: 3}), "photo")
    poor = io.BytesIO()
    noise.save(poor, kind, quality=75)
    assert len(bare) > 1.2 * len(poor.getvalue())


def test_a_png_keeps_what_is_seen_through_and_loses_its_words() -> None:
    pixels = two_colours().convert("P")
    bare = picture(told_by("PNG", pixels, transparency=0, icc_profile=b"Aline"), "photo")
    assert b"Aline" not in bare
    with Image.open(io.BytesIO(bare)) as again:
        assert again.info.get("transparency") is not None
        assert set(again.info) == {"transparency"}
    plain = picture(told_by("PNG", two_colours()), "photo")
    with Image.open(io.BytesIO(plain)) as again:
        assert again.info == {}


def test_a_picture_as_large_as_may_be_is_taken_and_one_pixel_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_by("PNG", two_colours())
    monkeypatch.setattr(pictures, "LARGEST_IMAGE", 16 * 8)
    assert picture(told, "photo")
    monkeypatch.setattr(pictures, "LARGEST_IMAGE", 16 * 8 - 1)
    with pytest.raises(FileRefused, match="trop grande"):
        picture(told, "photo")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused_alone_and_moves_on_without_words_in_a_document(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    moving = told_by(kind, frames[0], save_all=True, append_images=frames[1:])
    with pytest.raises(FileRefused, match="animées"):
        picture(moving, "photo")
    within = picture_within(moving, "note.docx")
    assert within is not None
    assert b"Aline" not in within
    with Image.open(io.BytesIO(within)) as again:
        assert again.n_frames == 2  # type: ignore[attr-defined]


def test_what_is_no_picture_is_broken_alone_and_none_in_a_document() -> None:
    with pytest.raises(FileBroken):
        picture(b"no picture", "photo")
    gif = io.BytesIO()
    two_colours().save(gif, "GIF")
    with pytest.raises(FileBroken):
        picture(gif.getvalue(), "photo")
    for content in (b"no picture", b"RIFF0000WAVE", b"", b"x" * 40 + b" EM", b"x" * 41 + b" EMF"):
        assert picture_within(content, "note.docx") is None


def test_a_picture_of_a_document_says_nothing_whatever_its_format() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        within = picture_within(told_by(kind, two_colours()), "note.docx")
        assert within is not None
        assert b"Aline" not in within
        with Image.open(io.BytesIO(within)) as again:
            assert again.format == kind
    gif = io.BytesIO()
    two_colours().save(gif, "GIF", comment=b"Aline")
    assert b"Aline" in gif.getvalue()
    assert b"Aline" not in (picture_within(gif.getvalue(), "note.docx") or b"Aline")
    told = bytearray(b"x" * 40 + b" EMF" + b"x" * 56 + "Aline".encode("utf-16-le"))
    told[60:64], told[64:68] = struct.pack("<I", 5), struct.pack("<I", 100)
    assert picture_within(bytes(told), "note.docx") == bytes(told[:100]) + b"\x00" * 10


def test_a_picture_of_a_document_that_is_not_whole_is_left_as_drawn_without_its_words() -> None:
    cut = b"\xff\xd8" + segment(0xE1, b"Aline") + SCAN
    assert picture_within(cut, "note.docx") == b"\xff\xd8" + SCAN
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"0" * 13)
    assert picture_within(head + chunk(b"tEXt", b"Aline"), "note.docx") == head
    body = riff(webp(b"VP8 ", b"abcd"), webp(b"EXIF", b"Aline"))
    assert picture_within(body, "note.docx") == riff(webp(b"VP8 ", b"abcd"))


@pytest.mark.parametrize("content", [b"GIF89a" + b"\x00" * 7 + b"\x07", b"GIF87a", b"II*\x00", b"MM\x00*", b"II+\x00"])
def test_a_picture_of_a_document_that_cannot_be_rid_of_its_words_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"note\.docx"):
        picture_within(content, "note.docx")


def test_a_tiff_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_by("TIFF", two_colours())
    monkeypatch.setattr(pictures, "LARGEST_IMAGE", 16 * 8)
    assert _bare_tiff(told)
    monkeypatch.setattr(pictures, "LARGEST_IMAGE", 16 * 8 - 1)
    with pytest.raises(ValueError, match="too large"):
        _bare_tiff(told)
