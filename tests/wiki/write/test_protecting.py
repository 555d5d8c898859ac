"""The people in a text: what is proposed, replaced everywhere, kept with a reason, undone, or holds a text back."""

import re

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseBusy, Refused, StoreConflict
from kb.protection.checklist import CHECKLIST
from kb.protection.persons.names import Entity
from kb.readers import Person
from kb.store.drafts.proposals import proposal
from kb.store.files.database import patient
from kb.wiki.review import review
from kb.wiki.write import coauthors, protection, protection_choices, sending, writing
from kb.wiki.write.forms import FormRefused
from kb.wiki.write.merge import still_at
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.wiki.people import AUTHOR, OTHER, REVIEWER, YES, told


class Names:
    """A recogniser that knows three names."""

    def entities(self, text: str) -> tuple[Entity, ...]:
        return tuple(Entity(*found.span(), "PER") for found in re.finditer(r"\b(Karim|Moussa|Djamila)\b", text))

    def is_word(self, word: str) -> bool:
        return word.lower() not in ("karim", "moussa", "djamila")

    def is_verb(self, word: str) -> bool:
        return False


@pytest.fixture
def wiki(base: KnowledgeBase) -> KnowledgeBase:
    base._resources._open_tagger = Names
    return base


STORY = {
    "context": "Karim vivait avec Moussa. On appelle Karim au 06 12 34 56 78.",
    "results": "Depuis, karim revient. Djamila aussi.",
}


def groups(base: KnowledgeBase, number: int) -> dict[str, str]:
    return {point.text.lower(): point.group for point in protection.points(base.wiki, AUTHOR, number)}


def tick_all(base: KnowledgeBase, number: int) -> None:
    protection.tick(base.wiki, AUTHOR, number, [item.code for item in CHECKLIST])


def test_one_person_is_one_point_in_all_fields(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    points = {point.text: point for point in protection.points(wiki.wiki, AUTHOR, one.number)}
    assert {"Karim", "Moussa", "Djamila", "06 12 34 56 78"} <= set(points)
    assert [m.field for m in points["Karim"].mentions] == ["context", "context", "results"]
    assert points["Karim"].proposal not in ("", "Karim")


def test_a_text_that_did_not_change_is_read_once(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    for _ in range(3):
        protection.points(wiki.wiki, AUTHOR, one.number)
    assert wiki._resources.highlights.cache_info().misses == 1


def test_a_replacement_is_made_everywhere_and_undone_word_for_word(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Rayan")
    fields = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields
    assert fields["context"] == "Rayan vivait avec Moussa. On appelle Rayan au 06 12 34 56 78."
    assert "karim" not in str(fields).lower()
    assert "rayan" not in groups(wiki, one.number)
    protection.undo(wiki.wiki, AUTHOR, one.number, 0)
    fields = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields
    assert {name: fields[name] for name in STORY} == STORY


def test_what_a_window_sends_late_does_not_bring_a_name_back(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    version = writing.open_writing(wiki.wiki, AUTHOR, one.number).versions["context"]
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Rayan")
    for late in (STORY["context"], STORY["context"][:40]):
        saved = writing.autosave_text(wiki.wiki, AUTHOR, one.number, "context", late, version, "w1")
        assert (saved.versions["context"], saved.conflicts) == (version + 1, ())
    found = writing.open_writing(wiki.wiki, AUTHOR, one.number)
    assert "Karim" not in str(found.fields)
    assert found.others == {}
    # What was typed over the replacement is new, the old words too.
    writing.autosave_text(wiki.wiki, AUTHOR, one.number, "context", STORY["context"], version + 1, "w1")
    assert writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"] == STORY["context"]


def test_what_was_typed_while_a_name_was_replaced_stands_beside(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    version = writing.open_writing(wiki.wiki, AUTHOR, one.number).versions["context"]
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Rayan")
    typed = STORY["context"] + " Puis il rit."
    assert writing.autosave_text(wiki.wiki, AUTHOR, one.number, "context", typed, version, "w1").conflicts
    assert "Rayan" in str(writing.open_writing(wiki.wiki, AUTHOR, one.number).others)


def typed_while(
    monkeypatch: pytest.MonkeyPatch, base: KnowledgeBase, number: int, place: str, text: str, author: Person = AUTHOR
) -> None:
    """Have another window type while the points of a text are looked for."""
    meanwhile(
        monkeypatch,
        protection,
        "_points",
        lambda: writing.autosave_text(base.wiki, author, number, place, text, 1, "w2"),
        after=True,
    )


def test_words_typed_while_a_name_is_looked_for_stay(
    wiki: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = told(wiki, **STORY)
    group = groups(wiki, one.number)["karim"]
    typed_while(monkeypatch, open_base(), one.number, "context", STORY["context"].replace("Moussa", "Moussa et Ali"))
    protection.replace(wiki.wiki, AUTHOR, one.number, group, "Rayan")
    found = writing.open_writing(wiki.wiki, AUTHOR, one.number)
    assert found.fields["context"] == "Rayan vivait avec Moussa et Ali. On appelle Rayan au 06 12 34 56 78."
    assert not found.others
    protection.undo(wiki.wiki, AUTHOR, one.number, 0)
    fields = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields
    assert fields["context"] == "Karim vivait avec Moussa et Ali. On appelle Karim au 06 12 34 56 78."


@pytest.mark.parametrize("whose", ["own", "co-author"])
def test_words_that_nobody_looked_through_are_not_sent(
    wiki: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    one, other = told(wiki), open_base()
    coauthors.share(wiki.wiki, AUTHOR, one.record_id, frozenset({OTHER.account}))
    tick_all(wiki, one.number)

    def named() -> None:
        person = AUTHOR if whose == "own" else OTHER
        writing.autosave(other.wiki, person, one.number, {"context": "Moussa ne venait plus."}, None)
        if whose == "co-author":
            writing.save(other.wiki, OTHER, one.number)

    meanwhile(monkeypatch, protection, "open_points", named, after=True)
    with pytest.raises(StoreConflict, match="a changé pendant l’envoi"):
        sending.send(wiki.wiki, AUTHOR, one.number, "Voilà.")
    assert proposal(wiki.register, one.number).status == "draft"
    assert wiki.wiki.private.reasons(one.number) == ()
    with pytest.raises(FormRefused, match="1 point de protection"):
        sending.send(wiki.wiki, AUTHOR, one.number)


def test_a_name_that_is_not_there_any_more_is_not_replaced(
    wiki: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = told(wiki, **STORY)
    group = groups(wiki, one.number)["moussa"]
    typed_while(monkeypatch, open_base(), one.number, "context", "Karim vivait seul.")
    with pytest.raises(protection.TreatmentRefused, match="ne sont plus dans le texte"):
        protection.replace(wiki.wiki, AUTHOR, one.number, group, "Sékou")
    assert writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"] == "Karim vivait seul."
    assert protection.choices(wiki.wiki, AUTHOR, one.number) == ()


def test_what_a_co_author_ticks_while_a_point_is_looked_for_stays_ticked(
    wiki: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = told(wiki, **STORY), open_base()
    names = groups(wiki, one.number)
    meanwhile(monkeypatch, protection, "_points", lambda: tick_all(other, one.number), after=True)
    protection.keep(wiki.wiki, AUTHOR, one.number, names["moussa"], "Connu de tous.")
    meanwhile(monkeypatch, protection, "_points", lambda: tick_all(other, one.number), after=True)
    protection.tick(wiki.wiki, AUTHOR, one.number, [])
    protection.replace(wiki.wiki, AUTHOR, one.number, names["karim"], "Rayan")
    assert protection.ticked(wiki.wiki, AUTHOR, one.number)
    assert [choice.action for choice in protection.choices(wiki.wiki, AUTHOR, one.number)] == ["keep", "replace"]


@pytest.mark.parametrize("by", ["undo", "tick", "seal"])
def test_how_points_are_treated_is_written_one_after_the_other(
    wiki: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    one, other = told(wiki, **STORY), open_base()
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Rayan")
    refused = []

    def typed() -> None:
        with pytest.raises(BaseBusy), patient(other.wiki.private.database, seconds=0):
            protection.tick(other.wiki, AUTHOR, one.number, [item.code for item in CHECKLIST])
        refused.append(by)

    meanwhile(monkeypatch, protection_choices if by == "seal" else protection, "state_of", typed, after=True)
    if by == "undo":
        protection.undo(wiki.wiki, AUTHOR, one.number, 0)
    elif by == "tick":
        protection.tick(wiki.wiki, AUTHOR, one.number, [])
    else:
        protection_choices.seal(wiki.wiki, one.record_id)
    assert refused


@pytest.mark.parametrize(
    ("before", "now", "at"),
    [
        ("Vu Karim hier.", "Vu Karim hier.", 3),
        ("Vu Karim hier.", "Vu Karim hier soir.", 3),
        ("Vu Karim hier.", "Hier, vu Karim hier.", 9),
        ("Vu Karim", "Vu Karim et lui", 3),
        ("Vu Karim hier.", "Vu Karima hier.", None),
        ("Vu Karim hier.", "Vu le petit hier.", None),
        ("Vu Karim hier.", "VuKarim hier.", None),
        ("Vu Karim hier.", "", None),
    ],
)
def test_words_are_found_again_where_a_text_was_typed_in_since(before: str, now: str, at: int | None) -> None:
    assert still_at(before, now, 3, 8) == at


def test_a_step_sent_late_leaves_the_other_steps_replaced(wiki: KnowledgeBase) -> None:
    steps = [{"when": "En mars", "text": "Karim arrive."}, {"when": "En mai", "text": "Karim part."}]
    one = told(wiki, steps=steps, partners=["Chez Karim", "La mairie"])
    versions = writing.open_writing(wiki.wiki, AUTHOR, one.number).versions
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Rayan")
    for place, late in (("steps.1.text", "Karim part."), ("partners", "Chez Karim\nLa mairie")):
        writing.autosave_text(wiki.wiki, AUTHOR, one.number, place, late, versions[place.split(".")[0]], "w1")
    assert "Karim" not in str(writing.open_writing(wiki.wiki, AUTHOR, one.number).fields)


def test_what_is_kept_needs_a_reason_and_is_not_asked_again(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    group = groups(wiki, one.number)["moussa"]
    with pytest.raises(protection.TreatmentRefused):
        protection.keep(wiki.wiki, AUTHOR, one.number, group, " ")
    protection.keep(wiki.wiki, AUTHOR, one.number, group, "Nom inventé.")
    assert "moussa" not in groups(wiki, one.number)
    assert protection.choices(wiki.wiki, AUTHOR, one.number)[0].reason == "Nom inventé."


def test_a_text_is_not_sent_while_a_point_or_a_line_is_open(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    with pytest.raises(FormRefused, match="protection des personnes"):
        sending.send(wiki.wiki, AUTHOR, one.number)
    for text, instead in (("karim", "Rayan"), ("moussa", "Ibou"), ("djamila", "Lina"), ("06 12 34 56 78", "un numéro")):
        protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)[text], instead)
    assert protection.points(wiki.wiki, AUTHOR, one.number) == ()
    with pytest.raises(FormRefused, match=f"{len(CHECKLIST)} points"):
        sending.send(wiki.wiki, AUTHOR, one.number)
    tick_all(wiki, one.number)
    assert sending.send(wiki.wiki, AUTHOR, one.number).status == "submitted"


def test_at_publication_nobody_can_find_the_names_again(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    for text, instead in (("karim", "Rayan"), ("moussa", "Ibou"), ("djamila", "Lina"), ("06 12 34 56 78", "un numéro")):
        protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)[text], instead)
    tick_all(wiki, one.number)
    sending.send(wiki.wiki, AUTHOR, one.number)
    review.take(wiki.wiki, REVIEWER, one.number)
    review.answer_grid(wiki.wiki, REVIEWER, one.number, YES)
    review.validate(wiki.wiki, REVIEWER, one.number)
    review.publish(wiki.wiki, REVIEWER, one.number)
    assert "Karim" not in str(wiki.wiki.private.treatments(one.record_id))
    assert "Karim" not in wiki.register.published(one.record_id).document.text  # type: ignore[union-attr]


def test_only_the_author_treats_a_text(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    group = groups(wiki, one.number)["karim"]
    for call in (
        lambda: protection.points(wiki.wiki, OTHER, one.number),
        lambda: protection.replace(wiki.wiki, OTHER, one.number, group, "X"),
        lambda: protection.tick(wiki.wiki, OTHER, one.number, []),
    ):
        with pytest.raises(Refused):
            call()


def test_what_was_put_is_never_proposed_again(wiki: KnowledgeBase) -> None:
    one = told(wiki, context="On appelle Mme Djamila chaque lundi. Mme Djamila vient.")
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["mme djamila"], "N.")
    assert writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"].startswith("On appelle Mme N. chaque")
    assert not groups(wiki, one.number)


def test_a_name_comes_back_where_it_stood_although_its_replacement_also_stands_elsewhere(wiki: KnowledgeBase) -> None:
    context = "Un ami est venu le soir. Puis Karim a parlé, et un ami a ri."
    one = told(wiki, context=context)
    protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)["karim"], "Un ami")
    assert "Karim" not in writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"]
    protection.undo(wiki.wiki, AUTHOR, one.number, 0)
    assert writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"] == context


def test_words_made_to_fit_are_undone_word_for_word(wiki: KnowledgeBase) -> None:
    story = "M. Karim est venu. On parle de M. Karim, dans le hall du 14 rue des Lilas. Un responsable l’a dit."
    one = told(wiki, context=story)
    for group, words in (("m. karim", "un responsable"), ("du 14 rue des lilas", "un immeuble du quartier")):
        protection.replace(wiki.wiki, AUTHOR, one.number, groups(wiki, one.number)[group], words)
    changed = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"]
    assert changed.startswith(
        "Un responsable est venu. On parle d’un responsable, dans le hall d’un immeuble du quartier."
    )
    for number in (1, 0):
        protection.undo(wiki.wiki, AUTHOR, one.number, number)
    assert writing.open_writing(wiki.wiki, AUTHOR, one.number).fields["context"] == story


def test_all_that_something_is_proposed_for_is_replaced_at_once_and_undone_one_by_one(wiki: KnowledgeBase) -> None:
    one = told(wiki, **STORY)
    proposed = {p.text: p.proposal for p in protection.points(wiki.wiki, AUTHOR, one.number)}
    protection.replace_all(wiki.wiki, AUTHOR, one.number)
    fields = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields
    assert not re.search(r"(?i)karim|moussa|djamila|06 12 34", f"{fields['context']} {fields['results']}")
    assert proposed["Moussa"] in fields["context"]
    protection.undo(wiki.wiki, AUTHOR, one.number, 0)
    back = writing.open_writing(wiki.wiki, AUTHOR, one.number).fields
    assert len(re.findall("Karim|Moussa|Djamila", f"{back['context']} {back['results']}")) in (1, 2)
