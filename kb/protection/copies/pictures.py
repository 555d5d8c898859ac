"""Pictures without what they say of who made them, when and where: on their own, and within documents."""

import io

from kb.protection.copies.file_errors import FileRefused, MetadataError, broken

LARGEST_IMAGE = 80_000_000  # pixels
# Markers of a JPEG that pictures need: JFIF, and how Adobe programs turned colours. The other APPn, and comments, say
# who, when and where.
NEEDED = frozenset({0xE0, 0xEE})
# What a PNG needs to be drawn as it is, moving or not.
NEEDED_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT pHYs bKGD hIST acTL fcTL fdAT".split())
# Extensions of a GIF that say how often it turns; the others are comments and XMP.
TURNING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
EMF_SIGNATURE = 40  # where « \x20EMF » stands in a header, whose description is named 20 bytes further


def picture(data: bytes, name: str) -> bytes:
    """A picture whose pixels alone are kept, turned as the camera said it should be."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > LARGEST_IMAGE:
                raise FileRefused(f"{name}\u00a0: l’image est trop grande. Réduisez-la, puis recommencez.")
            # Telephones put a second picture after the first, as MPO: the first is the photograph.
            if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
                raise FileRefused(f"{name}\u00a0: les images animées ne sont pas prises. Donnez une image fixe.")
            kind = "JPEG" if opened.format == "MPO" else opened.format or "PNG"
            straight = ImageOps.exif_transpose(opened)
            turned = straight.size != opened.size or opened.getexif().get(0x0112, 1) != 1
            pixels = straight.copy()
            written = io.BytesIO()
            if opened.format == "JPEG" and not turned:
                opened.info = {}
                opened.save(written, "JPEG", quality="keep", exif=b"", icc_profile=None, comment=None)
            else:
                transparency = pixels.info.get("transparency")
                pixels.info = {} if transparency is None else {"transparency": transparency}
                options = {"JPEG": {"quality": 95}, "PNG": {}, "WEBP": {"quality": 95}}[kind]
                pixels.save(written, kind, exif=b"", icc_profile=None, **options)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise broken(name) from error
    return written.getvalue()


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG as it is, pixel for pixel, without the segments that say who made it; anything else unchanged."""
    if not data.startswith(b"\xff\xd8\xff"):
        return data
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in NEEDED:
            out.append(data[at:end])
        at = end
    end = data.find(b"\xff\xd9", at)
    # What stands after the end is another picture: a camera's preview, with words of its own.
    return b"".join(out) + (data[at : end + 2] if end >= 0 else data[at:])


def picture_within(content: bytes, name: str) -> bytes | None:
    """A picture that stands in a document, as it is drawn, without what it says; None for what is no picture.

    `name` is that of the document. Raises FileRefused for one that cannot be rid of what it says.
    """
    try:
        if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(content):
            return _still_or_bare(content, name)
        if content.startswith(TIFF):
            return _bare_tiff(content)
        if content.startswith((b"GIF87a", b"GIF89a")):
            return _bare_gif(content)
    except (OSError, ValueError, SyntaxError, IndexError, KeyError) as error:
        raise FileRefused(
            f"{name}\u00a0: une image de ce document ne peut pas être débarrassée de ce qu’elle dit de son auteur. "
            "Remplacez-la par une image PNG ou JPEG, puis recommencez."
        ) from error
    if content[EMF_SIGNATURE : EMF_SIGNATURE + 4] == b" EMF":
        return _bare_emf(content)
    return None


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _still_or_bare(content: bytes, name: str) -> bytes:
    try:
        return picture(content, name)
    except MetadataError:  # it moves, or is not whole: it is left as it is drawn
        if _is_webp(content):
            return _bare_webp(content)
        return bare_jpeg(content) if content.startswith(b"\xff\xd8") else _bare_png(content)


def _bare_png(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in NEEDED_CHUNKS:
            out.append(data[at:end])
        at = end
    return b"".join(out)


def _bare_webp(data: bytes) -> bytes:
    out, at = [], 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if chunk.startswith(b"VP8X"):  # its flags no longer announce Exif and XMP
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if not chunk.startswith((b"EXIF", b"XMP ")):
            out.append(chunk)
        at = end
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _bare_gif(data: bytes) -> bytes:
    """A GIF, moving or not, without comments and XMP."""
    at = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    out = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x21:
            at += 2
            said = data[start + 1] == 0xFE or (data[start + 1] == 0xFF and data[at + 1 : at + 12] not in TURNING)
        elif data[at] == 0x2C:
            said = False
            at += 11 + (3 * 2 ** ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0)
        else:
            raise ValueError(f"block {data[at]} of a GIF")
        while data[at]:
            at += 1 + data[at]
        at += 1
        if not said:
            out.append(data[start:at])
    return b"".join([*out, b"\x3b"])


def _bare_tiff(data: bytes) -> bytes:
    """A TIFF of one page, pixel for pixel, without any tag but those that draw it."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("TIFF",)) as opened:
        if getattr(opened, "n_frames", 1) > 1 or opened.width * opened.height > LARGEST_IMAGE:
            raise ValueError("several pages, or too large")
        pixels = opened.copy()
    pixels.info = {}
    written = io.BytesIO()
    pixels.save(written, "TIFF", compression="tiff_adobe_deflate")
    return written.getvalue()


def _bare_emf(data: bytes) -> bytes:
    """A drawing without its description: the program, and the path of the file that it came from."""
    length, at = (int.from_bytes(data[place : place + 4], "little") for place in (60, 64))
    size = min(2 * length, max(0, len(data) - at))
    return data if not size else data[:at] + bytes(size) + data[at + size :]
