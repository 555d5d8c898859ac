"""The word forms read from the model's lemmatiser: the same answers as its table, without keeping the table."""

import importlib
from pathlib import Path

import pytest

from kb.protection.persons.names import NameTagger, TaggerMissing
from kb.protection.persons.word_forms import INFINITIVES, WordForms


def file_of(path: Path, table: dict[str, object]) -> Path:
    """A `lookups.bin` with these lemmas, between tables that nobody asks for."""
    srsly = pytest.importorskip("srsly")
    strings = pytest.importorskip("spacy.strings")
    lemmas = {strings.get_string_id(word): found for word, found in table.items()}
    path.write_bytes(srsly.msgpack_dumps({"lemma_rules": {"a": [1]}, "lemma_lookup": lemmas, "lemma_index": {}}))
    return path


def test_forms_and_lemmas_are_words_and_forms_of_an_infinitive_are_verbs(tmp_path: Path) -> None:
    table: dict[str, object] = {"jette": "jeter", "bancs": "banc", "porte": ["porte", "porter"], "finir": "finir"}
    forms = WordForms.read(file_of(tmp_path / "lookups.bin", table))
    assert [forms.has(one) for one in ("jette", "jeter", "banc", "bancs", "finir", "jetu")] == [True] * 5 + [False]
    assert [forms.has_verb(one) for one in ("jette", "porte", "bancs", "finir", "jeter")] == [True, True] + [False] * 3


def test_a_file_without_lemmas_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        WordForms.read(file_of(tmp_path / "lookups.bin", {}))


def test_the_model_answers_as_its_table_does_and_its_strings_are_not_kept() -> None:
    try:
        tagger = NameTagger.open()
    except TaggerMissing as error:
        pytest.skip(str(error))
    pipeline = tagger._pipeline
    table = importlib.import_module("spacy.lookups").Lookups()
    table = table.from_disk(pipeline.path / "lemmatizer" / "lookups").get_table("lemma_lookup")
    strings = importlib.import_module("srsly").read_json(pipeline.path / "vocab" / "strings.json")
    asked = [one for one in strings[::40] if one == one.lower()]
    for word in asked:
        found = table.get(word, ())
        lemmas = [found] if isinstance(found, str) else found
        verb = any(lemma != word and lemma.endswith(INFINITIVES) for lemma in lemmas)
        assert tagger._forms.has_verb(word) == verb, word
        assert not lemmas or tagger.is_word(word), word
    assert len(asked) > 5_000
    assert len(pipeline.vocab.strings) < 10_000


def test_words_that_say_the_same_are_near_and_small_words_count_for_nothing() -> None:
    try:
        tagger = NameTagger.open()
    except TaggerMissing as error:
        pytest.skip(str(error))
    rows = tagger.word_vectors(
        ["Le médecin de la clinique", "un docteur, à l’hôpital", "la porte du garage", "et de la"]
    )
    near, far = rows[0] @ rows[1], rows[0] @ rows[2]
    assert near > far
    assert not rows[3].any()
