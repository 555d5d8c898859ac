"""What is saved while a button, the next field of the same list, or a co-author writes too: neither takes the
other's back."""

import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseBusy, StoreConflict
from kb.store.drafts.private import WorkingCopy
from kb.store.drafts.proposals import Proposal
from kb.store.files.database import patient
from kb.wiki.write import coauthors, writing
from kb.wiki.write.rewriting import rewrite
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.wiki.people import AUTHOR, OTHER, told


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


def shared(base: KnowledgeBase) -> Proposal:
    """A text of two people, each of whom typed in a field of their own since it was saved."""
    one = told(base)
    writing.save(base.wiki, AUTHOR, one.number)
    coauthors.share(base.wiki, AUTHOR, one.record_id, frozenset({OTHER.account}))
    writing.autosave(base.wiki, AUTHOR, one.number, {"lessons": "Leçon d’Aline."}, None)
    writing.autosave(base.wiki, OTHER, one.number, {"results": "Résultat de Basile."}, None)
    return one


def test_a_co_author_who_saves_at_once_is_told_and_merged(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = shared(base), open_base()
    meanwhile(monkeypatch, writing, "_keep_draft", lambda: writing.save(other.wiki, OTHER, one.number))
    with pytest.raises(StoreConflict):
        writing.save(base.wiki, AUTHOR, one.number)
    assert base.wiki.private.draft(one.number, 2).fields["results"] == "Résultat de Basile."
    writing.save(base.wiki, AUTHOR, one.number)
    fields = base.wiki.private.draft(one.number, 3).fields
    assert (fields["lessons"], fields["results"]) == ("Leçon d’Aline.", "Résultat de Basile.")


def test_a_text_that_was_sent_meanwhile_gets_no_draft_more(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = shared(base), open_base()
    base.wiki.private.drop_working_copy(one.number, OTHER.account)
    meanwhile(monkeypatch, writing, "_keep_draft", lambda: writing.submit(other.wiki, OTHER, one.number, open_points=0))
    with pytest.raises(StoreConflict):
        writing.save(base.wiki, AUTHOR, one.number)
    assert len(base.wiki.private.drafts(one.number)) == 1


@pytest.mark.parametrize("by", ["save", "submit"])
def test_words_typed_while_a_text_is_kept_stay_on_top_of_it(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    one, other = shared(base), open_base()

    def typed() -> None:
        writing.autosave(other.wiki, AUTHOR, one.number, {"lessons": "Leçon d’Aline, plus longue."}, None)
        if by == "save":  # on top of the draft that is being dropped, the co-author adds another
            writing.save(other.wiki, OTHER, one.number)

    meanwhile(monkeypatch, writing, "_drop_copy", typed)
    if by == "save":
        writing.save(base.wiki, AUTHOR, one.number)
        writing.save(base.wiki, AUTHOR, one.number)
        fields = writing.open_writing(base.wiki, AUTHOR, one.number).fields
        assert fields["results"] == "Résultat de Basile."
        assert fields["lessons"] == "Leçon d’Aline, plus longue."
    else:
        writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
        writing.take_back(base.wiki, AUTHOR, one.number)
        writing.save(base.wiki, AUTHOR, one.number)
        assert base.wiki.private.draft(one.number, 3).fields["lessons"] == "Leçon d’Aline, plus longue."


def test_words_typed_while_a_text_is_merged_are_kept(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = shared(base), open_base()
    writing.save(base.wiki, OTHER, one.number)
    kept: list[str] = []

    def typed() -> None:
        with contextlib.suppress(BaseBusy), patient(other.wiki.private.database, seconds=0):
            writing.autosave(other.wiki, AUTHOR, one.number, {"context": "Les derniers mots."}, None)
            kept.append("Les derniers mots.")

    meanwhile(monkeypatch, writing, "merge_places", typed)
    writing.save(base.wiki, AUTHOR, one.number)
    fields = writing.open_writing(base.wiki, AUTHOR, one.number).fields
    assert fields["results"] == "Résultat de Basile."
    assert not kept or fields["context"] == kept[0]
