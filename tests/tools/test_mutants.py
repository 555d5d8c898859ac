"""Faults put into code to see whether tests notice: which are made, which never, and that the code says them."""

from pathlib import Path

import pytest

from tools.mutants.__main__ import FOLDERS, FORGETS, drawn_from, importers, interval
from tools.mutants.faults import faults, put_into
from tools.mutants.reach import Reach
from tools.mutants.trial import asked_about


def became(source: str) -> list[str]:
    """Every module that one fault makes of this one."""
    return [put_into(source, one) for one in faults("sample.py", source)]


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("a < b", ["a <= b"]),
        ("a not in b", ["a in b"]),
        ("a + b", ["a - b"]),
        ("a or b", ["a and b"]),
        ("x = not a", ["x = a"]),
        ("x = 3", ["x = 4"]),
        ("x = 200", ["x = 400"]),
        ("x = True", ["x = False"]),
        ("forget(a)", ["pass"]),
        ("raise KeyError('a')", ["pass"]),
        ("x = a(b, key=c)", ["x = a(b)"]),
        ("x = a in ('draft', 'sent')", ["x = a not in ('draft', 'sent')", "x = a in ('sent',)", "x = a in ('draft',)"]),
        ("x = a.has('reviewer', 'trainer')", ["x = a.has('trainer')", "x = a.has('reviewer')"]),
        ("x = b if a else c", ["x = c if a else b"]),
        ("'DELETE FROM a WHERE day <= ?'", []),
        ("x = 'DELETE FROM a WHERE day <= ?'", ["x = 'DELETE FROM a WHERE day < ?'"]),
        ("x = f'DELETE FROM {a} WHERE day <= ?'", ["x = f'DELETE FROM {a} WHERE day < ?'"]),
    ],
)
def test_each_change_is_made_alone(source: str, faulty: list[str]) -> None:
    assert became(source) == faulty


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring with 3 words."""',
        "x: Annotated[str, 3]",
        "@cache(3)\ndef a() -> Literal[3]:\n    ...",
        "logger.warning('a', 3)",
        "assert a < 3",
        "x = re.compile('a{3}', 3)",
        "x = 'Écrire'",
        "x = a(label='Mot à mot')",
        "x = {'un', 'mot'}",
        "Pair = tuple[int, None] | None",
    ],
)
def test_what_nobody_could_notice_is_not_changed(source: str) -> None:
    assert became(source) == []


def test_words_of_an_error_stand_while_the_error_may_go() -> None:
    assert became("raise Refused(f'{a + 3} mots')") == ["pass"]


def test_a_fault_within_functions_so_named_only() -> None:
    source = "def purge():\n    x = 1\n\ndef keep():\n    x = 2\n"
    assert [one.line for one in faults("sample.py", source, FORGETS)] == [2]


def test_every_folder_has_faults_to_draw_from() -> None:
    assert [len(drawn_from(folder)) > 60 for folder in FOLDERS] == [True] * len(FOLDERS)


def test_those_of_its_room_are_asked_first_then_the_quickest() -> None:
    (fault,) = faults("kb/search/quotes.py", "x = a < b")
    slow, quick, own, named = (
        "tests/b.py::slow",
        "tests/b.py::quick",
        "tests/search/a.py::t",
        "tests/c/test_quotes.py::t",
    )
    lines = {"kb/search/quotes.py": {1: (slow, quick, own, named), 2: ("tests/b.py::elsewhere",)}}
    assert asked_about(fault, Reach(lines, {slow: 0.3, quick: 0.1, own: 0.2, named: 0.25}), {}) == (
        named,
        own,
        quick,
        slow,
    )


def test_a_line_run_by_the_import_asks_whoever_uses_the_module_or_imports_it() -> None:
    (fault,) = faults("kb/search/weights.py", "x = 0.5")
    lines = {
        "kb/search/weights.py": {1: ("",), 4: ("tests/a.py::uses",)},
        "kb/search/b.py": {9: ("tests/a.py::imports",)},
    }
    reach = Reach(lines, {"tests/a.py::uses": 1.0, "tests/a.py::imports": 2.0})
    assert asked_about(fault, reach, {"kb/search/weights.py": ("kb/search/b.py",)}) == (
        "tests/a.py::uses",
        "tests/a.py::imports",
    )


def test_a_line_run_by_the_import_asks_the_files_that_import_it_too_those_of_rooms_around_first() -> None:
    (fault,) = faults("kb/records/kinds/need.py", "x = a < b")
    far, around, own = "tests/web/a.py::far", "tests/records/b.py::around", "tests/records/kinds/c.py::own"
    reach = Reach({"kb/records/kinds/need.py": {1: ("",)}}, {far: 0.1, around: 0.2, own: 0.3, "tests/d.py::not": 0.1})
    importing = ("tests/web/a.py", "tests/records/b.py", "tests/records/kinds/c.py")
    assert asked_about(fault, reach, {"kb/records/kinds/need.py": importing}) == (own, around, far)


def test_a_line_that_no_test_is_seen_to_run_is_asked_of_those_who_may_start_a_process_that_does() -> None:
    (fault,) = faults("kb/protection/copies/slides.py", "x = a < b")
    lines = {"kb/protection/copies/slides.py": {4: ("", "tests/a.py::uses")}, "kb/b.py": {9: ("tests/b.py::calls",)}}
    reach = Reach(lines, {"tests/a.py::uses": 0.1, "tests/b.py::calls": 0.2, "tests/c.py::starts": 0.3})
    importing = {"kb/protection/copies/slides.py": ("kb/b.py", "tests/c.py")}
    assert asked_about(fault, reach, importing) == ("tests/a.py::uses", "tests/b.py::calls", "tests/c.py::starts")


def test_a_package_passes_on_the_modules_that_it_imports(tmp_path: Path) -> None:
    for name, text in {
        "kb/records/kinds/need.py": "class Need: ...",
        "kb/records/kinds/__init__.py": "from kb.records.kinds.need import Need",
        "kb/card.py": "from kb.records import kinds",
        "kb/page.py": "from kb.card import card",
        "tests/test_declared.py": "from kb.records.kinds import KINDS",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    known = importers(tmp_path)
    assert known["kb/records/kinds/need.py"] == ["kb/card.py", "kb/records/kinds/__init__.py", "tests/test_declared.py"]
    assert known["kb/card.py"] == ["kb/page.py"]


def test_the_interval_holds_the_share_and_closes_when_all_were_tried() -> None:
    least, most = interval(54, 60, 1000)
    assert least < 0.9 < most
    assert interval(54, 60, 60) == pytest.approx((0.9, 0.9))


def test_a_long_test_does_not_keep_short_ones_from_being_asked() -> None:
    (fault,) = faults("kb/search/quotes.py", "x = a < b")
    named, slow, quick = "tests/search/test_quotes.py::long", "tests/search/a.py::slow", "tests/b.py::quick"
    reach = Reach({"kb/search/quotes.py": {1: (named, slow, quick)}}, {named: 60.0, slow: 9.0, quick: 0.1})
    assert asked_about(fault, reach, {}) == (quick, slow)
    reach = Reach({"kb/search/quotes.py": {1: (named, slow, quick)}}, {named: 9.0, slow: 9.0, quick: 0.1})
    assert asked_about(fault, reach, {}) == (quick, named)
