"""The picture of the rooms is drawn from the imports of today, and none of them points up."""

from tools.architecture_picture import PICTURE, direct, drawn, imports, rows, svg


def test_the_picture_in_the_documents_is_that_of_today() -> None:
    assert PICTURE.read_text(encoding="utf-8") == svg(), "run python -m tools.architecture_picture"


def test_each_line_goes_down() -> None:
    edges = drawn(imports())
    heights = rows(edges)
    assert all(heights[upper] > heights[lower] for upper, lower in direct(edges))


def test_a_line_that_two_others_replace_is_not_drawn() -> None:
    assert direct({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {("a", "b"), ("b", "c")}
