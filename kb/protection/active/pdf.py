"""A PDF without what acts in it: scripts, automatic actions, embedded files, films, what is taken from outside.

Keys and kinds of actions are those of ISO 32000-2: 12.6 (actions), 12.5.6 (annotations), 7.11 (files), 12.7.8 (XFA).
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from kb.protection.copies.file_errors import broken

SCRIPTS = "scripts (JavaScript)"
ACTIONS = "actions automatiques ou vers d’autres fichiers"
EMBEDDED = "fichiers incorporés"
MEDIA = "sons, films, 3D"
XFA = "formulaire XFA"
OUTSIDE = "contenus pris à l’extérieur"

ALL_ACTIONS = frozenset(
    """
    /GoTo /GoToR /GoToE /GoToDp /Launch /Thread /URI /Sound /Movie /Hide /Named /SubmitForm /ResetForm /ImportData
    /JavaScript /SetOCGState /Rendition /Trans /GoTo3DView /RichMediaExecute
    """.split()
)
# Of the named actions, those that turn pages; « Print » and « SaveAs » are others.
TURNING = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
SAFE_ADDRESS = re.compile(r"(?i)\s*(?:https?://|mailto:|tel:)")
# Keys that hold what acts, wherever they stand, and what is said of each.
KEYS = {
    "/JS": SCRIPTS,
    "/JavaScript": SCRIPTS,
    "/OpenAction": ACTIONS,
    "/PA": ACTIONS,
    "/EmbeddedFiles": EMBEDDED,
    "/EF": EMBEDDED,
    "/RF": EMBEDDED,
    "/Collection": EMBEDDED,
    "/RichMediaContent": MEDIA,
    "/RichMediaSettings": MEDIA,
    "/3DD": MEDIA,
    "/Renditions": MEDIA,
    "/AlternatePresentations": MEDIA,
    "/XFA": XFA,
    "/OPI": OUTSIDE,
    "/SpiderInfo": OUTSIDE,
    "/URLS": OUTSIDE,
}
# Annotations that are played or hold a file: what they draw stays, as a stamp.
PLAYED = {
    **dict.fromkeys(("/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"), MEDIA),
    "/FileAttachment": EMBEDDED,
}
OF_PLAYED = ("/Movie", "/Sound", "/FS", "/A", "/AA", "/MK", "/3DA", "/3DV")


def disarmed_pdf(data: bytes, name: str) -> tuple[bytes, set[str]]:
    """The bytes of the PDF without what acts, and what was taken out. Raises FileBroken."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise broken(name)
        writer = PdfWriter(clone_from=reader)
        removed = disarm_objects(writer)
        if not removed:
            return data, removed
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise broken(name) from error
    return written.getvalue(), removed


def disarm_objects(writer: Any) -> set[str]:
    """Take what acts out of the objects of a pypdf writer; what was taken out."""
    removed: set[str] = set()
    every = list(_dictionaries(writer._objects))
    for one in every:
        removed |= _actions(one) | _keys(one) | _annotation(one) | _outside(one)
    for one in every:  # once the actions themselves are empty
        for key in ("/A", "/Next"):
            if key in one and _plain(one.get(key)) in ({}, []):
                del one[key]
    return removed


def _dictionaries(objects: list[Any]) -> Iterator[Any]:
    """Every dictionary of a file, those that stand in others included, without recursion."""
    waiting, seen = [one for one in objects if one is not None], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            yield one
            waiting += [value for value in dict.values(one) if isinstance(value, dict | list)]
        elif isinstance(one, list):
            waiting += [value for value in list.__iter__(one) if isinstance(value, dict | list)]


def _plain(value: Any) -> Any:
    """The object that a value is, or refers to."""
    return value.get_object() if hasattr(value, "get_object") else value


def _actions(one: Any) -> set[str]:
    """Empty a dictionary that is an action, unless it leads to a place of the document or to a plain address."""
    sort = _plain(one.get("/S"))
    if sort not in ALL_ACTIONS:
        return set()
    if sort == "/GoTo" or (sort == "/Named" and _plain(one.get("/N")) in TURNING):
        return _without_next(one)
    if sort == "/URI" and SAFE_ADDRESS.match(str(_plain(one.get("/URI")))):
        return _without_next(one)
    one.clear()
    return {SCRIPTS if sort == "/JavaScript" else ACTIONS}


def _without_next(one: Any) -> set[str]:
    return {ACTIONS} if one.pop("/Next", None) is not None else set()


def _keys(one: Any) -> set[str]:
    found = {KEYS[key] for key in KEYS if key in one}
    for key in (*KEYS, *(("/F", "/UF", "/Desc") if "/EF" in one else ())):
        one.pop(key, None)
    triggered = _plain(one.get("/AA"))
    # A font or a picture of a page may be called AA: it has no dictionary of actions for value.
    if isinstance(triggered, dict) and all(_is_action(value) for value in map(_plain, triggered.values())):
        del one["/AA"]
        found.add(ACTIONS)
    if "/AF" in one and isinstance(_plain(one.get("/AF")), list | dict) and not _is_resource(one.get("/AF")):
        del one["/AF"]
        found.add(EMBEDDED)
    if _plain(one.get("/Type")) == "/Catalog":
        for key in ("/Perms", "/NeedsRendering", "/Requirements"):  # of what is no longer there
            one.pop(key, None)
    return found


def _is_action(value: Any) -> bool:
    return isinstance(value, dict) and (not value or _plain(value.get("/S")) in ALL_ACTIONS)


def _is_resource(value: Any) -> bool:
    plain = _plain(value)
    return isinstance(plain, dict) and _plain(plain.get("/Type")) not in ("/Filespec", "/F", None)


def _annotation(one: Any) -> set[str]:
    sort = _plain(one.get("/Subtype"))
    if sort not in PLAYED:
        return set()
    from pypdf.generic import NameObject

    for key in OF_PLAYED:
        one.pop(key, None)
    one[NameObject("/Subtype")] = NameObject("/Stamp")
    return {PLAYED[sort]}


def _outside(one: Any) -> set[str]:
    """Take away what a stream, a form or a file specification takes from another file or from an address."""
    from pypdf.generic import StreamObject

    gone: set[str] = set()
    if isinstance(one, StreamObject):
        keys = [key for key in ("/F", "/FFilter", "/FDecodeParms", "/Ref") if key in one]
        for key in keys:
            del one[key]
        gone = {OUTSIDE} if keys else gone
        if "/PS" in (_plain(one.get("/Subtype")), _plain(one.get("/Subtype2"))):
            one.clear()
            one._data = b""
            gone = {SCRIPTS}
    elif _plain(one.get("/FS")) == "/URL":
        one.clear()
        gone = {OUTSIDE}
    return gone
