"""What is chosen for each highlight goes through the whole text, and is undone to the letter."""

import pytest

from kb.protection.highlights import Highlight
from kb.protection.treatment import (
    Choice,
    PseudonymTaken,
    ReasonMissing,
    ReplacementTable,
    TableMismatch,
    apply,
    forms,
    revert,
)


def marked(text: str) -> tuple[str, list[Highlight]]:
    """A text, and a highlight for each part between brackets: `[person:karim|Karim]` has a kind and a group."""
    found, out = [], ""
    while "[" in text:
        before, _, rest = text.partition("[")
        inside, _, text = rest.partition("]")
        group, _, words = inside.partition("|")
        out += before
        kind = group.partition(":")[0]
        found.append(Highlight(len(out), len(out) + len(words), kind, words, "", group))  # type: ignore[arg-type]
        out += words
    return out + text, found


def treated(text: str, **instead: str) -> str:
    """The text with each group of persons replaced, and undone again."""
    plain, found = marked(text)
    choices = [Choice(f"person:{name}", "replace", words) for name, words in instead.items()]
    new, table = apply(plain, found, choices)
    assert revert(new, table) == plain
    assert all(new[one.start : one.end] == one.replacement for one in table.entries)
    return new


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            "[person:k|Karim] dort. Voici karim, KARIM, Karim-Paul et Karimo.",
            "Omar dort. Voici Omar, Omar, Karim-Paul et Karimo.",
        ),
        ("[person:k|Karim B.] dort. Karim rit.", "Omar dort. Omar rit."),
        ("[person:k|Karim Bah] dort. Bah rit, bah oui.", "Omar dort. Omar rit, Omar oui."),
        ("[person:k|Karim Ba] dort. Ba rit.", "Omar dort. Ba rit."),
        ("[person:k|Rose] dort. La rose rit, et Rose.", "Omar dort. La rose rit, et Omar."),
        ("[person:k|la Mouche] dort. La mouche, et la Mouche.", "Omar dort. La mouche, et Omar."),
        ("[person:k|M. Bah] dort. Bah rit.", "M. Omar dort. Omar rit."),
        ("[person:k|M. et Mme Bah] dorment.", "M. et Mme Omar dorment."),
        ("[person:k|tata Bah] dort.", "tata Omar dort."),
        ("[person:k|Mme veuve Bah] dort.", "Mme veuve Omar dort."),
        ("[person:k|K.] dort. On voit K. ici.", "Omar dort. On voit Omar ici."),
        ("On voit [person:k|M. B.]", "On voit M. Omar."),
        ("On voit « [person:k|M. B.] »", "On voit « M. Omar. »"),
        ("On voit [person:k|M. B.] ici.", "On voit M. Omar ici."),
        ("L’ami de [person:k|Karim] et de karim.", "L’ami d’Omar et d’Omar."),
        ("[person:k|Karim de Bah] dort. On part de là.", "Omar dort. On part de là."),
        ("Personne n’est nommé.", "Personne n’est nommé."),
    ],
)
def test_a_name_leaves_the_whole_text(text: str, new: str) -> None:
    assert treated(text, k="Omar") == new


def test_who_is_described_takes_the_place_of_title_and_name() -> None:
    assert treated("On voit [person:k|M. Bah].", k="un voisin") == "On voit un voisin."
    assert treated("[person:k|M. Bah] dort.", k="le voisin") == "Le voisin dort."


def test_several_persons_have_each_their_own_words() -> None:
    text = "[person:k|Karim] et [person:p|Paul Bah] dorment. Bah et karim rient."
    assert treated(text, k="Omar", p="Luc") == "Omar et Luc dorment. Luc et Omar rient."
    assert treated(text, k="Omar") == "Omar et Paul Bah dorment. Bah et Omar rient."


def test_one_mention_may_be_treated_unlike_its_group() -> None:
    plain, found = marked("[person:k|Karim] dort, [person:k|Karim] rit, karim court.")
    group = Choice("person:k", "replace", "Omar")
    alone = Choice((found[1].start, found[1].end), "keep", reason="dit par lui")
    assert apply(plain, found, [group, alone])[0] == "Omar dort, Karim rit, Omar court."
    other = Choice((found[1].start, found[1].end), "generalise", "Luc")
    assert apply(plain, found, [group, other])[0] == "Omar dort, Luc rit, Omar court."


def test_what_is_kept_stays_and_what_has_no_choice_too() -> None:
    plain, found = marked("[person:k|Karim] au [phone:1|06 12] et [phone:2|06 13].")
    choices = [Choice("phone:1", "replace", "[retiré]"), Choice("person:k", "keep", reason="connu")]
    new, table = apply(plain, found, choices)
    assert new == "Karim au [retiré] et 06 13."
    assert [(one.original, one.replacement) for one in table.entries] == [("06 12", "[retiré]")]
    assert apply(plain, found, []) == (plain, ReplacementTable(()))


def test_of_two_that_overlap_the_first_is_replaced_and_those_that_touch_both_are() -> None:
    text = "abcdef"
    first, second, third = (Highlight(a, b, "phone", text[a:b], "", f"g{a}") for a, b in ((0, 3), (2, 4), (3, 5)))
    choices = [Choice(one.group, "replace", "X") for one in (first, second, third)]
    assert apply(text, [first, second], choices)[0] == "Xdef"
    assert apply(text, [first, third], choices)[0] == "XXf"


@pytest.mark.parametrize(
    "choice",
    [
        Choice("person:k", "keep"),
        Choice("person:k", "keep", "x", " "),
        Choice("person:k", "replace", " ", "x"),
        Choice("person:k", "generalise"),
    ],
)
def test_a_choice_that_does_not_say_what_it_must_is_refused(choice: Choice) -> None:
    plain, found = marked("[person:k|Karim] dort.")
    assert not choice.complete
    with pytest.raises(ReasonMissing):
        apply(plain, found, [choice])


@pytest.mark.parametrize("taken", ["Paul", "paul", "Omar Bah"])
def test_a_pseudonym_may_not_be_a_name_that_leaves_the_text(taken: str) -> None:
    plain, found = marked("[person:k|Karim] et [person:p|Paul Bah] dorment.")
    with pytest.raises(PseudonymTaken):
        apply(plain, found, [Choice("person:k", "replace", taken), Choice("person:p", "replace", "Luc")])
    kept = [Choice("person:k", "replace", taken), Choice("person:p", "keep", reason="connu")]
    assert apply(plain, found, kept)[0].startswith(taken)


def test_a_text_that_changed_since_is_not_undone() -> None:
    plain, found = marked("[person:k|Karim] dort.")
    new, table = apply(plain, found, [Choice("person:k", "replace", "Omar")])
    with pytest.raises(TableMismatch):
        revert(f"x{new}", table)


@pytest.mark.parametrize(
    ("mention", "words"),
    [
        ("Karim", [("Karim", False)]),
        ("Karim Bah", [("Karim", False), ("Bah", False)]),
        ("Mme Bah", [("Bah", False)]),
        ("Mme Ba", [("Ba", True)]),
        ("K.", [("K.", True)]),
        ("la Mouche", [("la Mouche", True)]),
        ("le Karim", [("le Karim", True)]),
        ("Mouche", [("Mouche", True)]),
        ("Karim de Bah", [("Karim", False), ("Bah", False)]),
        ("Jean", [("Jean", True)]),
        ("l’Ancien", [("l’Ancien", True)]),
        ("l'Ancien", [("l'Ancien", True)]),
        ("Le Grand", [("Le Grand", True)]),
        ("Lebeau", [("Lebeau", False)]),
        ("Laure", [("Laure", False)]),
    ],
)
def test_a_mention_names_by_these_words_whose_case_may_matter(mention: str, words: list[tuple[str, bool]]) -> None:
    assert list(forms(Highlight(0, len(mention), "person", mention, "", "g"))) == words
