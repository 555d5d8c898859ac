"""What acts in the parts of an Office document goes; what only shows stays to the letter."""

import pytest

from kb.protection.active import word
from kb.protection.active.word import disarmed_ooxml

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
RELS = "word/_rels/document.xml.rels"


def body(inside: str) -> bytes:
    return f'{HEAD}<w xmlns:r="urn:relationships">{inside}</w>'.encode()


def shown(inside: str) -> tuple[str, set[str]]:
    """What becomes of a text, and what was taken out of it."""
    kept, removed = disarmed_ooxml({"word/document.xml": body(inside)})
    return kept["word/document.xml"].decode().partition('ships">')[2].removesuffix("</w>"), removed


def field(instruction: str, result: str = "<t>vu</t>") -> str:
    return (
        f'<fldChar fldCharType="begin"/><instrText>{instruction}</instrText>'
        f'<fldChar fldCharType="separate"/>{result}<fldChar fldCharType="end"/>'
    )


@pytest.mark.parametrize(
    "instruction",
    [
        *("PAGE", " page \\* MERGEFORMAT", "= 1 + 2", 'HYPERLINK "https://a.fr"', "HYPERLINK mailto:a", "REF la"),
        *('HYPERLINK \\l "la"', 'HYPERLINK "#la"', 'HYPERLINK "https://a.fr" \\o "mot"'),
    ],
)
def test_a_field_that_only_shows_stays(instruction: str) -> None:
    text = field(instruction)
    assert shown(text) == (text, set())
    simple = f'<fldSimple instr="{instruction.replace(chr(34), "&quot;")}"><t>vu</t></fldSimple>'
    assert shown(simple) == (simple, set())


@pytest.mark.parametrize(
    "instruction",
    ["DDE a", 'INCLUDETEXT "a"', 'HYPERLINK "file:///a"', 'HYPERLINK "https://a.fr" "file:///a"', "", "12"],
)
def test_a_field_that_loads_or_runs_becomes_what_it_showed(instruction: str) -> None:
    assert shown(field(instruction)) == ("<t>vu</t>", {word.FIELDS})
    simple = f'<fldSimple instr="{instruction.replace(chr(34), "&quot;")}"><t>vu</t></fldSimple>'
    assert shown(simple) == ("<t>vu</t>", {word.FIELDS})


def test_fields_in_fields_are_judged_each() -> None:
    assert shown(field("DDE a", field("PAGE"))) == (field("PAGE"), {word.FIELDS})
    assert shown(field("PAGE", field("DDE a"))) == (field("PAGE"), {word.FIELDS})
    after = f"{field('PAGE')}{field('DDE a')}{field('REF a')}"
    assert shown(after) == (f"{field('PAGE')}<t>vu</t>{field('REF a')}", {word.FIELDS})


def test_a_field_that_never_ends_goes_and_an_end_alone_is_left() -> None:
    assert shown('<fldChar fldCharType="begin"/><instrText>DDE</instrText><t>vu</t>') == ("<t>vu</t>", {word.FIELDS})
    alone = '<fldChar fldCharType="end"/><instrText>DDE</instrText><t>vu</t>'
    assert shown(alone) == (alone, set())


@pytest.mark.parametrize(
    ("element", "kept", "removed"),
    [
        ('<t macro="a"/>', "<t/>", {word.MACROS}),
        ('<t macro=""/>', '<t macro=""/>', set()),
        ('<t onAction="a"/>', "<t/>", {word.MACROS}),
        ('<t action="ppaction://program"/>', "<t/>", {word.MACROS}),
        ('<t action="ppaction://hlinkshow"/>', '<t action="ppaction://hlinkshow"/>', set()),
        ('<t action="a"/>', '<t action="a"/>', set()),
        ('<t src="https://a.fr"/>', "<t/>", {word.EXTERNAL}),
        ('<t src="media/a"/>', '<t src="media/a"/>', set()),
        ('<t href="https://a.fr"/>', '<t href="https://a.fr"/>', set()),
        ('<t href="file:///a"/>', "<t/>", {word.EXTERNAL}),
        ('<imagedata href="https://a.fr"/>', "<imagedata/>", {word.EXTERNAL}),
        ('<t other="https://a.fr"/>', '<t other="https://a.fr"/>', set()),
        ("<t/><entryMacro/>", "<t/>", {word.MACROS}),
        ("<t/><control>a</control>b", "<t/>b", {word.CONTROLS}),
    ],
)
def test_an_attribute_or_an_element_that_acts_goes(element: str, kept: str, removed: set[str]) -> None:
    assert shown(element) == (kept, removed)


def related(*rows: str) -> bytes:
    return f"{HEAD}<Relationships>{''.join(rows)}</Relationships>".encode()


def row(name: str, sort: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{name}" Type="urn/{sort}" Target="{target}"{mode}/>'


OUT = ' TargetMode="External"'


@pytest.mark.parametrize(
    ("sort", "target", "mode", "stays"),
    [
        ("image", "media/a.png", "", True),
        ("image", "https://a.fr/a.png", OUT, False),
        ("hyperlink", "https://a.fr", OUT, True),
        ("hyperlink", "file:///a", OUT, False),
        ("attachedTemplate", "https://a.fr", OUT, False),
        ("oleObject", "embeddings/a", "", False),
    ],
)
def test_a_relationship_stays_unless_it_acts_or_loads(sort: str, target: str, mode: str, stays: bool) -> None:
    parts = {
        RELS: related(row("r1", sort, target, mode)),
        "word/document.xml": body('<t r:id="r1"/>'),
        "word/" + target: b"a",
    }
    kept, removed = disarmed_ooxml(parts)
    assert (kept == parts) == stays
    assert bool(removed) == (not stays)
    if not stays:
        assert b"r1" not in kept[RELS] + kept["word/document.xml"]
        assert ("word/" + target in kept) == bool(mode)


def test_what_a_relationship_that_acts_leads_to_goes_with_its_own_list_and_its_type() -> None:
    types = (
        f'{HEAD}<Types><Override PartName="/word/embeddings/a" ContentType="b"/><Override PartName="/word/c"/></Types>'
    )
    parts = {
        RELS: related(row("r1", "oleObject", "embeddings/a"), row("r2", "image", "media/a.png")),
        "word/document.xml": body('<externalData r:id="r1"/><externalData r:id="r2"/>'),
        "word/embeddings/a": b"a",
        "word/embeddings/_rels/a.rels": related(),
        "[Content_Types].xml": types.encode(),
    }
    kept, removed = disarmed_ooxml(parts)
    assert removed == {word.OBJECTS}
    assert sorted(kept) == ["[Content_Types].xml", RELS, "word/document.xml"]
    assert b"embeddings" not in kept["[Content_Types].xml"] + kept[RELS]
    assert b'"/word/c"' in kept["[Content_Types].xml"]
    assert kept["word/document.xml"] == body('<externalData r:id="r2"/>')


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("word/vbaProject.bin", b"a", word.MACROS),
        ("word/activeX/a.xml", b"<a/>", word.CONTROLS),
        ("word/embeddings/a.bin", b"a", word.OBJECTS),
        ("word/media/a.png", b"MZ", word.OBJECTS),
        ("word/media/a.png", b"{\\rtf", word.OBJECTS),
        ("word/media/a.png", b"a", ""),
    ],
)
def test_a_part_that_acts_by_its_name_or_content_goes(path: str, content: bytes, said: str) -> None:
    kept, removed = disarmed_ooxml({path: content, "word/document.xml": body("")})
    assert (path in kept) == (not said)
    assert removed == ({said} if said else set())


@pytest.mark.parametrize(
    ("sort", "became"),
    [
        ("application/vnd.ms-word.document.macroEnabled.main+xml", ".document.main+xml"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", ".template.main+xml"),
        ("application/vnd.ms-word.document.macroEnabled.other+xml", ""),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", ""),
    ],
)
def test_a_document_with_macros_becomes_one_without(sort: str, became: str) -> None:
    types = f'{HEAD}<Types><Override PartName="/a" ContentType="{sort}"/></Types>'.encode()
    kept, removed = disarmed_ooxml({"[Content_Types].xml": types})
    assert removed == ({word.MACROS} if became else set())
    assert (kept["[Content_Types].xml"] == types) == (not became)
    if became:
        assert f"wordprocessingml{became}".encode() in kept["[Content_Types].xml"]
