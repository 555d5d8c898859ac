"""No page shows where the server keeps its files."""

import errno
import re
import threading
from pathlib import Path

import pytest

from kb.discretion import of_the_system, without_paths
from kb.errors import KbError
from kb.home import CHECKOUT
from kb.turns import BUSY, Turns


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Aucune base dans {home}. Lancez « kb build --home {home} » pour la construire.",
         "Aucune base dans …. Lancez « kb build --home … » pour la construire."),
        ("{home}/corpus/récit.md n’est pas lisible.", "corpus/récit.md n’est pas lisible."),
        ("register.sqlite3 n’existe pas dans {home}/corpus.", "register.sqlite3 n’existe pas dans corpus."),
        ("L’encodeur de {model} manque.", "L’encodeur de … manque."),
        ("(unable to open /srv/recits/x.sqlite3)", "(unable to open …)"),
        ("« /var/lib/recits » est plein : /tmp/a-b/c.pdf, /home/aline", "« … » est plein : …, …"),
        ("Ouvrez /lire?id=DOC-1 ou https://exemple.fr/home/x, le 10/12/2025 et/ou 3/4.",
         "Ouvrez /lire?id=DOC-1 ou https://exemple.fr/home/x, le 10/12/2025 et/ou 3/4."),
    ],
)  # fmt: skip
def test_folders_of_the_server_are_left_out(
    said: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, model = tmp_path / "ma base", tmp_path / "modèle"
    home.mkdir()
    monkeypatch.setenv("KB_HOME", str(home))
    monkeypatch.setenv("KB_MODEL", str(model))
    assert without_paths(said.format(home=home, model=model)) == told


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EIO])
def test_what_the_machine_refuses_is_said_in_french(code: int) -> None:
    told = of_the_system(OSError(code, "no", "/srv/x"))
    assert told is not None
    assert "/srv" not in str(told)


def test_what_says_nothing_of_the_machine_is_left_to_the_program() -> None:
    assert of_the_system(FileNotFoundError(errno.ENOENT, "no", "x")) is None
    assert of_the_system(OSError("without a number")) is None


def test_pages_open_the_base_through_the_door_that_is_discreet() -> None:
    """An error shown by a page comes out of `session.open_base`; nobody opens the base another way."""
    for room in ("kb/views", "kb/web"):
        for path in (CHECKOUT / room).glob("*.py"):
            opened = re.findall(r"KnowledgeBase\.open|session\.opener|\bopener\(\)", path.read_text("utf-8"))
            assert not opened or path.name in ("session.py", "serve.py"), path


def test_pages_wait_for_their_turn_and_a_thread_takes_its_own_again() -> None:
    turns = Turns(at_once=1, patience=0.05)
    with turns.turn(), turns.turn():
        pass
    with turns.turn():
        said: list[str] = []

        def other() -> None:
            try:
                with turns.turn():
                    said.append("in")
            except KbError as error:
                said.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
        assert said == [BUSY]
    thread = threading.Thread(target=other)
    thread.start()
    thread.join(20)
    assert said == [BUSY, "in"]
