"""OAI-PMH 2.0: the public records for the catalogues of libraries, as unqualified Dublin Core.

Deleted records are « transient »: one that was withdrawn, or closed to visitors, is told of for as long as the register
holds it; one that was erased leaves no trace.
"""

import base64
import binascii
import datetime
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.base import KnowledgeBase
from kb.export import moments
from kb.export.atom import NOT_XML
from kb.programs.dublin_core import dublin_core
from kb.records.kinds import KINDS
from kb.store.records.public_changes import PublicChange, public_changes

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
FORMAT: Final = "oai_dc"
ON_A_PAGE: Final = 100
LONGEST_TOKEN: Final = 1_000
# verb: what it needs, what it may have beside.
ARGUMENTS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SECOND: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class HarvestRefused(Exception):
    """What the protocol calls an error: its code, and what is wrong."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class HarvestPlace:
    """Where a repository stands: the address of this door, its site, the host that names records, whom to write to."""

    url: str
    origin: str
    host: str
    email: str


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a list was asked for, and how far it was read: the changes after (`at`, `record_id`)."""

    verb: str
    since: str = ""
    until: str = ""
    kind: str = ""
    at: str = ""
    record_id: str = ""
    cursor: int = 0


def harvested(base: KnowledgeBase, given: Sequence[tuple[str, str]], place: HarvestPlace) -> bytes:
    """The answer to a request of these arguments, as XML; what is wrong with it is an answer too."""
    root = ET.Element("OAI-PMH", {"xmlns": OAI, "xmlns:xsi": XSI})
    root.set("xsi:schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _put(root, "responseDate", moments.written(base.register.now()))
    request = ET.SubElement(root, "request")
    request.text = place.url
    try:
        arguments = _checked(given)
        for name, value in arguments.items():
            request.set(name, _plain(value))
        _answer(base, arguments, place, root)
    except HarvestRefused as refused:
        if refused.code in ("badVerb", "badArgument"):
            request.attrib.clear()
        _put(root, "error", str(refused)).set("code", refused.code)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _checked(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments. Raises HarvestRefused: a verb that is none, an argument too many, too few or twice."""
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise HarvestRefused("badVerb", f"One verb of: {', '.join(ARGUMENTS)}.")
    arguments = dict(given)
    needed, allowed = ARGUMENTS[verbs[0]]
    others = set(arguments) - {"verb"}
    if len(arguments) != len(given):
        raise HarvestRefused("badArgument", "An argument is given twice.")
    if unknown := sorted(others - needed - allowed):
        raise HarvestRefused("badArgument", f"{verbs[0]} takes no argument {unknown[0][:40]}.")
    if "resumptionToken" in others:
        if others != {"resumptionToken"}:
            raise HarvestRefused("badArgument", "resumptionToken stands alone.")
    elif lacking := sorted(needed - others):
        raise HarvestRefused("badArgument", f"{verbs[0]} needs the argument {lacking[0]}.")
    if arguments.get("metadataPrefix", FORMAT) != FORMAT:
        raise HarvestRefused("cannotDisseminateFormat", f"The one format is {FORMAT}.")
    return arguments


def _answer(base: KnowledgeBase, arguments: Mapping[str, str], place: HarvestPlace, root: ET.Element) -> None:
    match arguments["verb"]:
        case "Identify":
            _identify(base, place, root)
        case "ListMetadataFormats":
            if "identifier" in arguments:
                _change_of(base, arguments["identifier"], place)
            one = ET.SubElement(ET.SubElement(root, "ListMetadataFormats"), "metadataFormat")
            _put(one, "metadataPrefix", FORMAT)
            _put(one, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
            _put(one, "metadataNamespace", "http://www.openarchives.org/OAI/2.0/oai_dc/")
        case "ListSets":
            if "resumptionToken" in arguments:
                raise HarvestRefused("badResumptionToken", "The list of sets comes whole.")
            sets = ET.SubElement(root, "ListSets")
            for kind, model in KINDS.items():
                one = ET.SubElement(sets, "set")
                _put(one, "setSpec", kind)
                _put(one, "setName", model.label)
        case "GetRecord":
            _record(base, _change_of(base, arguments["identifier"], place), place, ET.SubElement(root, "GetRecord"))
        case verb:
            _list(base, _asked(arguments), place, ET.SubElement(root, verb))


def _identify(base: KnowledgeBase, place: HarvestPlace, root: ET.Element) -> None:
    first = next(iter(public_changes(base.register)), None)
    one = ET.SubElement(root, "Identify")
    _put(one, "repositoryName", "Récits partagés")
    _put(one, "baseURL", place.url)
    _put(one, "protocolVersion", "2.0")
    _put(one, "adminEmail", place.email)
    _put(one, "earliestDatestamp", moments.written(first.at if first else base.register.now()))
    _put(one, "deletedRecord", "transient")
    _put(one, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def _list(base: KnowledgeBase, asked: Harvest, place: HarvestPlace, answer: ET.Element) -> None:
    """A page of headers or records after where the last one ended; records that change meanwhile come last."""
    known = [one for one in public_changes(base.register) if not asked.kind or one.kind == asked.kind]
    within = [one for one in known if asked.since <= moments.written(one.at) <= (asked.until or "9")]
    left = [one for one in within if (moments.written(one.at), one.record_id) > (asked.at, asked.record_id)]
    if not left:
        # A list that changed meanwhile ends with nothing more to say; its token was good.
        code = "noRecordsMatch" if not asked.cursor else "badResumptionToken"
        raise HarvestRefused(code, "No record matches." if not asked.cursor else "Nothing is left: begin again.")
    page = left[:ON_A_PAGE]
    for one in page:
        if asked.verb == "ListIdentifiers":
            _header(one, place, answer)
        else:
            _record(base, one, place, answer)
    if asked.cursor or len(left) > len(page):
        following = replace(
            asked, at=moments.written(page[-1].at), record_id=page[-1].record_id, cursor=asked.cursor + len(page)
        )
        token = _put(answer, "resumptionToken", _token(following) if len(left) > len(page) else "")
        token.set("completeListSize", str(asked.cursor + len(left)))
        token.set("cursor", str(asked.cursor))


def _record(base: KnowledgeBase, change: PublicChange, place: HarvestPlace, parent: ET.Element) -> None:
    one = ET.SubElement(parent, "record")
    revision = base.published(change.record_id) if change.open else None
    _header(change if revision else replace(change, open=False), place, one)
    if revision is not None:
        metadata = ET.SubElement(one, "metadata")
        metadata.append(dublin_core(revision, base.vocabulary, place.origin))


def _header(change: PublicChange, place: HarvestPlace, parent: ET.Element) -> None:
    header = ET.SubElement(parent, "header", {} if change.open else {"status": "deleted"})
    _put(header, "identifier", f"oai:{place.host}:{change.record_id}")
    _put(header, "datestamp", moments.written(change.at))
    _put(header, "setSpec", change.kind)


def _change_of(base: KnowledgeBase, identifier: str, place: HarvestPlace) -> PublicChange:
    before = f"oai:{place.host}:"
    name = identifier.removeprefix(before) if identifier.startswith(before) else ""
    found = next((one for one in public_changes(base.register) if one.record_id == name), None)
    if found is None:
        raise HarvestRefused("idDoesNotExist", "No public record has this identifier.")
    return found


def _asked(arguments: Mapping[str, str]) -> Harvest:
    """What a list is asked for. Raises HarvestRefused."""
    if "resumptionToken" in arguments:
        return _resumed(arguments["verb"], arguments["resumptionToken"])
    since, until, kind = (arguments.get(one, "") for one in ("from", "until", "set"))
    if "set" in arguments and kind not in KINDS:
        raise HarvestRefused("noRecordsMatch", "There is no such set.")
    for name, value in (("from", since), ("until", until)):
        if name in arguments and not _is_time(value):
            raise HarvestRefused("badArgument", f"{name} is a day or a second of UTC: 2026-04-15T08:00:00Z.")
    if since and until and len(since) != len(until):
        raise HarvestRefused("badArgument", "from and until have one granularity.")
    since, until = (
        (since + "T00:00:00Z" if len(since) == 10 else since),
        (until + "T23:59:59Z" if len(until) == 10 else until),
    )
    if since and until and since > until:
        raise HarvestRefused("badArgument", "from comes after until.")
    return Harvest(arguments["verb"], since, until, kind)


def _is_time(text: str) -> bool:
    if not (DAY.fullmatch(text) or SECOND.fullmatch(text)):
        return False
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _token(asked: Harvest) -> str:
    """A list's place, which harvesters hand back: whatever it says opens nothing more than a list begun anew."""
    said = [asked.since, asked.until, asked.kind, asked.at, asked.record_id, asked.cursor]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _resumed(verb: str, token: str) -> Harvest:
    wrong = HarvestRefused("badResumptionToken", "This token is none of this repository: begin again.")
    try:
        said = json.loads(base64.urlsafe_b64decode(token[:LONGEST_TOKEN] + "=" * (-len(token[:LONGEST_TOKEN]) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise wrong from error
    if not isinstance(said, list) or len(said) != 6 or not all(isinstance(one, str) for one in said[:5]):
        raise wrong
    cursor = said[5]
    if type(cursor) is not int or not 0 < cursor < 10**9 or (said[2] and said[2] not in KINDS):
        raise wrong
    since, until, kind, at, record_id = said[:5]
    return Harvest(verb, since, until, kind, at, record_id, cursor)


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _plain(text)
    return child


def _plain(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
