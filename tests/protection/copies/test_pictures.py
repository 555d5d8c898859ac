"""A picture without what it says beside its pixels, block by block."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kb.protection.copies.pictures import _bare_emf, _bare_gif, _bare_png, _bare_tiff, _bare_webp


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
