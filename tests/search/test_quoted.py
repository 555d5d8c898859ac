"""What is quoted of a passage: statements of some length, with the sentence beside them where both fit."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kb.index.files.byte_formats import pack_sentences
from kb.index.port import SearchIndex
from kb.records.summary import RecordSummary
from kb.search.question import Alternative, Alternatives, Question
from kb.search.quotes import LONGEST_QUOTE, SHORTEST, _lengthened, _shortlist, opened_at, quotes_of
from kb.search.result import Hit, HitPassage
from tests.fake_encoder import FakeEncoder

FIRST = "La tournée part à vingt heures."
SECOND = "On sert du thé près du canal."
THIRD = "Personne ne demande de nom à qui vient."


def passage(text: str, start: int = 0, position: int = 0) -> HitPassage:
    return HitPassage(text, None, (), start, start + len(text), position)


@pytest.mark.parametrize(
    ("parts", "of", "quoted"),
    [
        ((FIRST, " ", SECOND, " ", THIRD), FIRST, f"{FIRST} {SECOND}"),
        ((FIRST, " ", SECOND, " ", THIRD), SECOND, f"{SECOND} {THIRD}"),
        ((FIRST, " ", SECOND, " ", THIRD), THIRD, f"{SECOND} {THIRD}"),  # the last, with the one before
        ((FIRST, "\n\n", SECOND), FIRST, FIRST),  # another paragraph follows
        ((FIRST, "\n\n", SECOND), SECOND, SECOND),
        ((FIRST, " ", SECOND, "\n\n", THIRD), SECOND, f"{FIRST} {SECOND}"),
        ((FIRST,), FIRST, FIRST),
        (("Lieu | heure.", " ", SECOND), SECOND, SECOND),  # a line of a table is no sentence
        ((FIRST, " ", "X" + "x" * (LONGEST_QUOTE - len(FIRST) - 3) + "."), FIRST, None),
        ((FIRST, " ", "X" + "x" * (LONGEST_QUOTE - len(FIRST) - 2) + "."), FIRST, FIRST),
    ],
)
def test_a_sentence_is_quoted_with_the_one_after_it_or_before_where_both_fit(
    parts: Sequence[str], of: str, quoted: str | None
) -> None:
    text = "".join(parts)
    start = text.index(of)
    first, last = _lengthened(passage(text), (start, start + len(of)))
    assert text[first:last].strip() == (text if quoted is None else quoted)


def test_a_span_that_is_in_no_sentence_is_left_as_it_is() -> None:
    assert _lengthened(passage(FIRST), (500, 510)) == (500, 510)


def hit(*passages: HitPassage, record: str = "DOC-1", weak: bool = False, **other: Any) -> Hit:
    summary = RecordSummary(record, "document", "Titre", revision=2)
    return Hit(1, summary, 1.0, weak, passages, None, None, (), "near", "", **other)


Texts = dict[tuple[str, int], Sequence[str]]


def indexed(texts: Texts) -> SearchIndex[Any]:
    """An index that holds these sentences of passages, by record and position, a space between them."""

    def blob(place: tuple[str, int]) -> bytes:
        said = texts.get(place, ())
        starts = [sum(len(one) + 1 for one in said[:place]) for place in range(len(said))]
        bounds = [(start, start + len(one)) for start, one in zip(starts, said, strict=True)]
        return pack_sentences(bounds, FakeEncoder().sentences(said))

    return cast(
        SearchIndex[Any],
        SimpleNamespace(sentences_of=lambda places: [blob(one) for one in places], question_vector=lambda row: row),
    )


def shortlisted(*said: str, question: str = "thé") -> list[str]:
    text = " ".join(said)
    vector = FakeEncoder().queries([question])[0]
    (blob,) = indexed({("DOC-1", 0): said}).sentences_of([("DOC-1", 0)])
    return [text[a:b] for _, _, (a, b) in _shortlist([(passage(text), blob)], vector)]


@pytest.mark.parametrize(
    ("sentence", "quotable"),
    [
        ("x" * (SHORTEST - 1) + ".", True),
        ("x" * (SHORTEST - 2) + ".", False),
        (FIRST, True),
        ("La tournée part à vingt heures", False),  # a heading
        ("La tournée part-elle à vingt heures ?", False),
        ("La tournée part à vingt heures !", True),
        ("La tournée part à vingt heures…", True),
        ("La tournée part à vingt heures ;", True),
        ("La tournée part à vingt heures :", True),
        ("« La tournée part à vingt heures. »", True),
        ("(La tournée part à vingt heures.)", True),
        ("La tournée | part à vingt heures.", False),
    ],
)
def test_only_statements_of_some_length_may_be_quoted(sentence: str, quotable: bool) -> None:
    assert shortlisted(sentence) == [sentence] * quotable


def test_the_sentences_nearest_to_the_question_are_looked_at_again_eight_at_most() -> None:
    said = [f"On parle de tout et de rien, numéro {number}." for number in range(12)]
    said[7] = "Le thé est servi à qui le demande."
    found = shortlisted(*said)
    assert len(found) == 8
    assert found[0] == said[7]
    same = shortlisted(*[FIRST] * 3)
    assert same == [FIRST] * 3


def question(word: str = "thé") -> Question:
    group = Alternatives(word, (Alternative(0, word, 1.0),))
    return Question(word, word, (group,), (), ())


def test_each_of_the_first_five_records_gives_one_quote_from_one_of_five_passages() -> None:
    texts = {
        (f"DOC-{n}", place): [f"La tournée part à vingt heures de {n}, {place}."]
        for n in range(7)
        for place in range(7)
    }
    texts["DOC-1", 5] = ["On sert du thé à la fiche une."]  # the sixth passage
    texts["DOC-2", 4] = ["On sert du thé à la fiche deux."]  # the fifth
    hits = [hit(*(passage(texts[f"DOC-{n}", p][0], 100 * p, p) for p in range(7)), record=f"DOC-{n}") for n in range(7)]
    found = quotes_of(indexed(texts), hits, question(), FakeEncoder())
    assert sorted(one.record.id for one in found) == [f"DOC-{n}" for n in range(5)]
    by_record = {one.record.id: one for one in found}
    assert by_record["DOC-2"].text == "On sert du thé à la fiche deux."
    assert found[0] is by_record["DOC-2"]
    assert "thé" not in by_record["DOC-1"].text
    quote = by_record["DOC-2"]
    assert (quote.start, quote.end) == (400, 400 + len(quote.text))
    assert quote.url == f"/lire?id=DOC-2&rev=2&de=400&a={400 + len(quote.text)}"


def test_the_same_text_twice_is_quoted_once_and_far_records_last() -> None:
    texts: Texts = {
        ("DOC-1", 0): ["On sert du thé au bord du canal."],
        ("DOC-2", 0): ["On sert du thé au bord du canal."],
        ("DOC-3", 0): ["On parle de la pluie et du beau temps."],
    }
    far, double, near = (
        hit(passage(texts[f"DOC-{n}", 0][0]), record=f"DOC-{n}", weak=n == 1, duplicate_of="DOC-1" if n == 2 else None)
        for n in (1, 2, 3)
    )
    found = quotes_of(indexed(texts), [far, double, near], question(), FakeEncoder())
    assert [(one.record.id, one.weak) for one in found] == [("DOC-3", False), ("DOC-1", True)]
    assert found[1].score > found[0].score
    assert quotes_of(indexed(texts), [far], question(), FakeEncoder()) == ()
    assert quotes_of(indexed(texts), [], question(), FakeEncoder()) == ()


def test_what_is_quoted_comes_first_in_its_hit_and_other_passages_after() -> None:
    one, other = passage(f"{FIRST} {SECOND}", 10, 0), passage(THIRD, 200, 1)
    index = indexed({("DOC-1", 1): [THIRD], ("DOC-1", 0): [FIRST, SECOND]})
    before = hit(one, other)
    (quote,) = quotes_of(index, [before], question(), FakeEncoder())
    after = opened_at(before, replace(quote, start=200, end=200 + len(THIRD)))
    assert [each.start for each in after.passages] == [200, 10]
    assert after.passage.sentence == (0, len(THIRD))
    assert after.url == f"/lire?id=DOC-1&rev=2&de=200&a={200 + len(THIRD)}"
    inside = opened_at(before, replace(quote, start=10, end=10 + len(FIRST)))
    assert (inside.passage.start, inside.passage.sentence) == (10, (0, len(FIRST)))
    for start, end in ((9, 20), (195, 210), (205, 201 + len(THIRD)), (900, 910)):
        assert opened_at(before, replace(quote, start=start, end=end)) is before
