"""Words cut where their setting changes; each character is in one run, set as its marks say."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Mark
from kb.records.set_words import Run, cut, picture, set_runs

TEXT = 10
marks_of = st.lists(
    st.builds(
        lambda start, size, kind: Mark(start, start + size, kind, "x" if kind == "link" else ""),
        st.integers(0, TEXT - 1),
        st.integers(1, 4),
        st.sampled_from(["strong", "emphasis", "link"]),
    ),
    max_size=4,
)


@given(marks_of)
def test_each_character_is_in_one_run_set_as_the_marks_over_it_say(marks: list[Mark]) -> None:
    runs = set_runs(TEXT, marks)
    assert [at for run in runs for at in range(run.start, run.end)] == list(range(TEXT))
    for run in runs:
        for at in range(run.start, run.end):
            over = {one.kind for one in marks if one.start <= at < one.end}
            assert (run.strong, run.emphasis, bool(run.link)) == ("strong" in over, "emphasis" in over, "link" in over)


@given(marks_of, st.integers(0, TEXT), st.integers(0, TEXT))
def test_the_marks_of_a_slice_are_over_the_same_characters(marks: list[Mark], start: int, end: int) -> None:
    kept = cut(marks, start, end)
    for at in range(start, end):
        before = [one.kind for one in marks if one.start <= at < one.end]
        assert [one.kind for one in kept if one.start <= at - start < one.end] == before
    assert all(0 <= one.start < one.end <= end - start for one in kept)


def test_runs_end_where_marks_do_and_marks_past_the_text_end_with_it() -> None:
    assert set_runs(5, [Mark(1, 3, "strong")]) == (Run(0, 1), Run(1, 3, strong=True), Run(3, 5))
    assert set_runs(5, [Mark(3, 9, "emphasis")]) == (Run(0, 3), Run(3, 5, emphasis=True))
    assert set_runs(5, [Mark(0, 5, "link", "a"), Mark(2, 5, "link", "b")])[1].link == "a"
    assert set_runs(5, []) == (Run(0, 5),)
    assert set_runs(0, []) == ()


def test_a_text_that_is_a_picture_whole_is_one_and_none_in_part() -> None:
    assert picture(5, [Mark(0, 5, "image", "a.png")]) == "a.png"
    for mark in (Mark(0, 4, "image", "a.png"), Mark(1, 5, "image", "a.png"), Mark(0, 5, "link", "a.png")):
        assert picture(5, [mark]) == ""
    assert picture(5, []) == ""


def test_a_mark_that_begins_before_the_text_begins_with_it() -> None:
    assert set_runs(5, [Mark(-2, 3, "strong")]) == (Run(0, 3, strong=True), Run(3, 5))
    assert set_runs(5, [Mark(-3, -1, "strong"), Mark(7, 9, "strong")]) == (Run(0, 5),)
