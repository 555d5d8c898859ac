"""What acts in the parts of an Office Open XML document (ECMA-376): relationships, fields, controls, macros."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from kb.protection.active.xml import OUTSIDE, SAFE_LINK, local, parsed, taken_out, unwrapped, written

MACROS = "macros"
TEMPLATE = "modèle distant"
FIELDS = "champs qui chargent ou exécutent (DDE, INCLUDE…)"
EXTERNAL = "images et contenus pris à l’extérieur"
OBJECTS = "objets d’un autre programme"
CONTROLS = "contrôles et formulaires"
SOURCES = "sources de données"
# By the last word of a relationship's type: what is taken out, and how it is called.
RELATIONS = {
    **dict.fromkeys(
        """vbaProject wordVbaData vbaProjectSignature attachedToolbars keyMapCustomizations extensibility
        userCustomization customization xlMacrosheet xlIntlMacrosheet""".split(),
        MACROS,
    ),
    **dict.fromkeys(("oleObject", "aFChunk"), OBJECTS),
    **dict.fromkeys(
        "control activeXControlBinary webextension webextensiontaskpanes taskpanes ctrlProp".split(), CONTROLS
    ),
    "attachedTemplate": TEMPLATE,
    **dict.fromkeys("subDocument frame externalLink externalLinkPath".split(), EXTERNAL),
    **dict.fromkeys(
        "mailMergeSource mailMergeHeaderSource mailMergeRecipientData recipientData connections queryTable".split(),
        SOURCES,
    ),
}
PARTS = (
    (
        re.compile(
            r"(?i)(?:^|/)(?:vba[^/]*\.(?:bin|xml)|attachedtoolbars[^/]*|macrosheets/.*)$|^(?:customui|usercustomization)/"
        ),
        MACROS,
    ),
    (re.compile(r"(?i)(?:^|/)(?:activex|ctrlprops|webextensions)/"), CONTROLS),
    (re.compile(r"(?i)(?:^|/)(?:embeddings/.*\.bin|afchunk[^/]*)$"), OBJECTS),
    (re.compile(r"(?i)(?:^|/)(?:externallinks/.*|connections\.xml|querytables/.*)$"), EXTERNAL),
)
# Contents of other programs, whatever they are called.
FOREIGN = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"MZ")
ELEMENTS = {
    **dict.fromkeys(("entryMacro", "exitMacro"), MACROS),
    "attachedTemplate": TEMPLATE,
    **dict.fromkeys(("OLEObject", "objectEmbed", "objectLink", "altChunk", "oleObjects"), OBJECTS),
    **dict.fromkeys(("control", "controls"), CONTROLS),
    **dict.fromkeys(
        ("subDoc", "frameset", "saveThroughXslt", "attachedSchema", "externalReferences", "ddeLink"), EXTERNAL
    ),
    "mailMerge": SOURCES,
}
MACRO_CALLS = frozenset({"macro", "onAction"})
PROGRAM = re.compile(r"(?i)ppaction://(?!hlink)")
# Fields that only show what the document holds, or what its reader's program knows; any other is its last result.
SHOWING = frozenset(
    """
    page numpages section sectionpages pageref ref noteref toc tc toa ta index xe  seq styleref date time
    createdate savedate printdate edittime author lastsavedby title subject keywords comments filename filesize template
    numchars numwords username userinitials useraddress docproperty docvariable formtext formcheckbox formdropdown
    listnum autonum autonumlgl autonumout symbol eq advance if compare set mergefield next nextif skipif mergerec mergeseq
    bibliography citation addin info revnum private shape barcode displaybarcode =
    """.split()
)  # fmt: skip
COMMAND = re.compile(r"\s*(=|[A-Za-z]+)")
LINK = re.compile(r"\s*HYPERLINK\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
# What stands between quotes, a switch (\\o), or a word.
ARGUMENT = re.compile(r"""[“"]([^”"]*)[”"]?|\s(\\[a-zA-Z*@#!])(?=\s|$)|(\S+)""")


def disarmed_ooxml(parts: dict[str, bytes]) -> tuple[dict[str, bytes], set[str]]:
    """The parts without what acts, and what was taken out."""
    kept, removed = dict(parts), set[str]()
    gone, lost = _named(kept, removed), dict[str, frozenset[str]]()
    for path in [path for path in kept if path.endswith(".rels")]:
        owner = posixpath.join(posixpath.dirname(posixpath.dirname(path)), posixpath.basename(path)[: -len(".rels")])
        dropped = dict(_relations(kept, path, owner, removed))
        if dropped:
            lost[owner] = frozenset(dropped)
            gone |= {part for part in dropped.values() if part}
    for path in gone:
        kept.pop(path, None)
        kept.pop(posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels"), None)
    for path in [path for path in kept if path.endswith((".xml", ".vml"))]:
        root = parsed(kept[path])
        if root is None:
            continue
        found = _types(root, gone) if path == "[Content_Types].xml" else _part(root, lost.get(path, frozenset()))
        if found:
            kept[path] = written(root)
            removed |= found - {""}
    return kept, removed


def _named(parts: dict[str, bytes], removed: set[str]) -> set[str]:
    """The parts that act by their name or their content, whether anything refers to them or not."""
    gone = set()
    for path, content in parts.items():
        said = next((label for pattern, label in PARTS if pattern.search(path)), "")
        if not said and content.startswith(FOREIGN):
            said = OBJECTS
        if said:
            gone.add(path)
            removed.add(said)
    return gone


def _relations(parts: dict[str, bytes], path: str, owner: str, removed: set[str]) -> Iterator[tuple[str, str]]:
    """Take relationships that act out of a part of them: the identifier of each, and the part it led to, or ""."""
    root = parsed(parts[path])
    changed = False
    for one in list(root) if root is not None else ():
        if not isinstance(one.tag, str):
            continue
        target, external = one.get("Target", ""), one.get("TargetMode", "").lower() == "external"
        sort = one.get("Type", "").rsplit("/", 1)[-1]
        said = RELATIONS.get(sort, "")
        if external and not said and not (sort in ("hyperlink", "") and SAFE_LINK.match(target)):
            said = EXTERNAL
        if not said:
            continue
        inside = posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target)).lstrip("/")
        taken_out(one)
        removed.add(said)
        changed = True
        yield one.get("Id", ""), "" if external else inside
    if changed:
        parts[path] = written(root)


def _types(root: Any, gone: set[str]) -> set[str]:
    """Content types without those of parts that are gone; a document with macros becomes one without."""
    found = set()
    for one in list(root):
        if not isinstance(one.tag, str):
            continue
        sort = one.get("ContentType", "")
        if one.get("PartName", "").lstrip("/") in gone:
            taken_out(one)
            found.add("")
        elif "macroEnabled" in sort and sort.endswith(".main+xml"):
            kind = "template" if "emplate" in sort else "document"
            if "ms-word" in sort:
                one.set(
                    "ContentType", f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
                )
                found.add(MACROS)
    return found


def _part(root: Any, lost: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for one in list(root.iter()):
        name = local(one.tag)
        if name in ELEMENTS:
            taken_out(one)
            found.add(ELEMENTS[name])
        elif name == "externalData" and any(value in lost for value in one.attrib.values()):
            taken_out(one)
            found.add("")
        else:
            found |= _attributes(one, lost)
    return found | _fields(root)


def _attributes(one: Any, lost: frozenset[str]) -> set[str]:
    found = set()
    for key, value in list(one.attrib.items()):
        name, said = local(key), ""
        if "relationships" in key and value in lost:
            del one.attrib[key]
            found.add("")
        elif (name in MACRO_CALLS and value) or (name == "action" and PROGRAM.match(value)):
            said = MACROS
        elif OUTSIDE.match(value) and (
            name == "src" or (name == "href" and (local(one.tag) == "imagedata" or not SAFE_LINK.match(value)))
        ):
            said = EXTERNAL
        if said:
            del one.attrib[key]
            found.add(said)
    return found


def _fields(root: Any) -> set[str]:
    """Fields that load or run something become the result that they last showed."""
    found: set[str] = set()
    open_ones: list[tuple[list[Any], list[str]]] = []
    for one in list(root.iter()):
        name = local(one.tag)
        if name == "fldSimple":
            instruction = next((value for key, value in one.attrib.items() if local(key) == "instr"), "")
            if not _shows(instruction):
                unwrapped(one)
                found.add(FIELDS)
        elif name == "fldChar":
            sort = next((value for key, value in one.attrib.items() if local(key) == "fldCharType"), "")
            if sort == "begin":
                open_ones.append(([one], []))
            elif open_ones:
                open_ones[-1][0].append(one)
                if sort == "end":
                    marks, said = open_ones.pop()
                    found |= _ended(marks, "".join(said))
        elif name in ("instrText", "delInstrText") and open_ones:
            open_ones[-1][0].append(one)
            open_ones[-1][1].append(one.text or "")
    for marks, said in open_ones:  # never ended: a program may still run it
        found |= _ended(marks, "".join(said))
    return found


def _ended(marks: list[Any], instruction: str) -> set[str]:
    if _shows(instruction):
        return set()
    for mark in marks:
        taken_out(mark)
    return {FIELDS}


def _shows(instruction: str) -> bool:
    """Whether a field only shows something, or is a link that a browser opens."""
    if link := LINK.match(instruction):
        words = (quoted or bare for quoted, _, bare in ARGUMENT.findall(link["rest"]))
        return all(not OUTSIDE.match(word) or SAFE_LINK.match(word) for word in words if word)
    command = COMMAND.match(instruction)
    return bool(command) and command[1].lower() in SHOWING  # type: ignore[index]
