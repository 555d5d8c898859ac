"""The words of a typed text as readers see them."""

from kb.records.seen_text import seen, signs_at


def test_signs_of_a_long_text_are_no_words_of_it() -> None:
    document = seen("experience", "context", "Il **reste**.\n\n- un lit\n- une clé")
    assert document.text == "Il reste.\n\nun lit\n\nune clé"
    assert [block.kind for block in document.blocks] == ["paragraph", "item", "item"]


def test_a_line_is_read_as_it_was_typed() -> None:
    assert seen("experience", "title", "Le *vélo*").text == "Le *vélo*"


def test_each_place_says_which_signs_it_takes() -> None:
    assert signs_at("experience", "steps.1.text") == "blocks"
    assert signs_at("experience", "steps.1.when") == ""
    assert signs_at("experience", "partners.0") == ""
    assert signs_at("pack", "pieces.0.introduction") == "blocks"
    assert signs_at("pack", "pieces.0.questions.1") == ""
    assert signs_at("experience", "inconnu") == ""
    assert signs_at("experience", "summary") == signs_at("experience", "voices.0.words") == "words"
