"""Elements taken out of a part of a document, with or without what stands in them; text around them stays."""

import pytest

from kb.protection.active.xml import OUTSIDE, SAFE_LINK, local, parsed, taken_out, unwrapped, written


def changed(content: str, change: object) -> str:
    root = parsed(content.encode())
    change(root.find(".//x"))  # type: ignore[operator]
    return written(root).decode().partition("\n")[2]


@pytest.mark.parametrize(
    ("before", "without", "unwrapped_"),
    [
        ("<a>un<x>deux</x>trois</a>", "<a>untrois</a>", "<a>undeuxtrois</a>"),
        ("<a><x>deux</x></a>", "<a/>", "<a>deux</a>"),
        ("<a><x/>trois</a>", "<a>trois</a>", "<a>trois</a>"),
        (
            "<a><b/>un<x>2<c/>3</x>quatre<d/></a>",
            "<a><b/>unquatre<d/></a>",
            "<a><b/>un2<c/>3quatre<d/></a>",
        ),
        ("<a><x><c/><d/>fin</x>trois</a>", "<a>trois</a>", "<a><c/><d/>fintrois</a>"),
        ("<a><b/><x>deux</x></a>", "<a><b/></a>", "<a><b/>deux</a>"),
        ("<a><b/><x><c/></x>trois</a>", "<a><b/>trois</a>", "<a><b/><c/>trois</a>"),
    ],
)
def test_an_element_goes_and_the_text_around_it_stays(before: str, without: str, unwrapped_: str) -> None:
    assert changed(before, taken_out) == without
    assert changed(before, unwrapped) == unwrapped_


def test_the_root_of_a_part_cannot_be_taken_out() -> None:
    root = parsed(b"<x>un</x>")
    taken_out(root)
    unwrapped(root)
    assert written(root).endswith(b"<x>un</x>")


def test_what_cannot_be_read_is_none_and_what_is_broken_is_read_as_far_as_it_goes() -> None:
    assert parsed(b"") is None
    assert parsed(b"<a><b>un</a>") is not None


@pytest.mark.parametrize(
    ("name", "short"), [("{urn:a}b", "b"), ("a:b", "b"), ("{urn:a}c:b", "b"), ("b", "b"), (None, "")]
)
def test_a_name_is_read_without_where_it_comes_from(name: str | None, short: str) -> None:
    assert local(name) == short


@pytest.mark.parametrize(
    ("address", "outside", "safe"),
    [
        ("https://a.fr", True, True), ("mailto:a", True, True), ("#la", False, True), ("file:///a", True, False),
        ("/a", True, False), ("../a", True, False), ("./../a", True, False), ("Pictures/a", False, False),
        ("javascript:a", True, False), (" tel:1", True, True), ("", False, False), ("\\\\a", True, False),
    ],
)  # fmt: skip
def test_an_address_leads_outside_of_the_file_or_stays_within(address: str, outside: bool, safe: bool) -> None:
    assert (bool(OUTSIDE.match(address)), bool(SAFE_LINK.match(address))) == (outside, safe)
