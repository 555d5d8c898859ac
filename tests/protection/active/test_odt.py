"""What acts in the parts of an OpenDocument text goes; what only shows stays to the letter."""

import pytest

from kb.protection.active import odt, word
from kb.protection.active.odt import disarmed_odf

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def shown(inside: str) -> tuple[str, set[str]]:
    """What becomes of a text, and what was taken out of it."""
    parts = {"content.xml": f"{HEAD}<d>{inside}</d>".encode()}
    kept, removed = disarmed_odf(parts)
    return kept["content.xml"].decode().replace("<d/>", "<d></d>").removeprefix(f"{HEAD}<d>")[: -len("</d>")], removed


@pytest.mark.parametrize(
    ("inside", "kept", "removed"),
    [
        ("un<script>a</script>deux", "undeux", {word.MACROS}),
        ("<scripts/>", "<scripts/>", set()),
        ("<scripts><a/></scripts>deux", "deux", {word.MACROS}),
        ("<forms/>", "<forms/>", set()),
        ("<forms><a/></forms>", "", {word.CONTROLS}),
        ("<plugin/>deux", "deux", {word.OBJECTS}),
        ("<dde-connection>un</dde-connection>", "un", {word.FIELDS}),
        ('<a href="https://a.fr">un</a>', '<a href="https://a.fr">un</a>', set()),
        ('<a href="#la">un</a>', '<a href="#la">un</a>', set()),
        ('<a href="file:///a">un</a>deux', "undeux", {word.EXTERNAL}),
        ('<image href="https://a.fr"/>deux', "deux", {word.EXTERNAL}),
        ('<image href="Pictures/a"/>', '<image href="Pictures/a"/>', set()),
        ('<other href="https://a.fr">un</other>', "<other>un</other>", {word.EXTERNAL}),
        ('<t macro-name="a" b="c"/>', '<t b="c"/>', {word.MACROS}),
        ('<image b="https://a.fr"/>', '<image b="https://a.fr"/>', set()),
        ("<p>un</p>", "<p>un</p>", set()),
    ],
)
def test_what_acts_goes_and_what_shows_stays(inside: str, kept: str, removed: set[str]) -> None:
    assert shown(inside) == (kept, removed)


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("Basic/a.xml", b"<a/>", word.MACROS),
        ("Scripts/a", b"a", word.MACROS),
        ("META-INF/macrosignatures.xml", b"<a/>", word.MACROS),
        ("Pictures/a.png", b"MZ", word.OBJECTS),
        ("a.xml", b"MZ", ""),
        ("a.rdf", b"MZ", ""),
        ("Pictures/a.png", b"a", ""),
    ],
)
def test_a_part_that_acts_goes_and_is_said(path: str, content: bytes, said: str) -> None:
    kept, removed = disarmed_odf({path: content})
    assert (path in kept) == (not said)
    assert removed == ({said} if said else set())


def test_settings_of_menus_go_without_a_word() -> None:
    assert disarmed_odf({"Configurations2/a": b"a"}) == ({}, set())


def test_the_list_of_parts_names_those_that_are_there() -> None:
    rows = "".join(f'<file-entry full-path="{one}"/>' for one in ("/", "Pictures/", "a.png", "gone.png", "Basic/a.xml"))
    manifest = f"{HEAD}<manifest>{rows}</manifest>".encode()
    kept, removed = disarmed_odf({"META-INF/manifest.xml": manifest, "a.png": b"a", "Basic/a.xml": b"<a/>"})
    told = kept["META-INF/manifest.xml"].decode()
    assert [one in told for one in ('"/"', '"Pictures/"', '"a.png"', "gone", "Basic")] == [True] * 3 + [False] * 2
    assert removed == {word.MACROS}


def test_a_part_that_is_no_xml_and_one_that_does_not_change_stay_to_the_letter() -> None:
    parts = {"content.xml": b"<d  a = 'b'/>", "styles.xml": b"", "mimetype": b"<script/>"}
    assert odt.disarmed_odf(parts) == (parts, set())
