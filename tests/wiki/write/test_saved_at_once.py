"""What is saved while a button, or the next field of the same list, writes too: neither takes the other's back."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.store.drafts.private import WorkingCopy
from kb.wiki.write import writing
from kb.wiki.write.rewriting import rewrite
from tests.wiki.people import AUTHOR, told


def save_while(
    base: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    sent: tuple[int, str, str, int],
    other: Callable[[KnowledgeBase], object],
) -> Mapping[str, Any]:
    """The fields of a draft after a text was sent, and something else written right after that first read the draft.

    `sent` is (number, place, text, version).
    """
    done, read = threading.Event(), writing.copy_of

    def write() -> None:
        with KnowledgeBase.open(base.home, resources=base._resources) as mine:
            other(mine)
        done.set()

    beside = threading.Thread(target=write)

    def first(*given: Any) -> WorkingCopy:
        copy = read(*given)
        if threading.current_thread() is not beside and beside.ident is None:
            beside.start()
            done.wait(1)  # it comes in between, or has to wait for this save to end
        return copy

    monkeypatch.setattr(writing, "copy_of", first)
    writing.autosave_text(base.wiki, AUTHOR, *sent, "w1")
    beside.join()
    return writing.open_writing(base.wiki, AUTHOR, sent[0]).fields


def test_words_put_by_a_button_stay(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    one = told(base, context="Karim vient.")
    fields = save_while(
        base,
        monkeypatch,
        (one.number, "context", "Karim vient, et reste.", 1),
        lambda mine: rewrite(mine.wiki, AUTHOR, one.number, {"context": "Rayan vient, et reste."}),
    )
    assert fields["context"] == "Rayan vient, et reste."


def test_two_steps_saved_at_once_are_both_kept(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    one = told(base, steps=[{"when": "Mai", "text": "Un."}, {"when": "Juin", "text": "Deux."}])
    fields = save_while(
        base,
        monkeypatch,
        (one.number, "steps.0.text", "Un, long.", 1),
        lambda mine: writing.autosave_text(mine.wiki, AUTHOR, one.number, "steps.1.text", "Deux, long.", 1, "w1"),
    )
    assert [step["text"] for step in fields["steps"]] == ["Un, long.", "Deux, long."]
