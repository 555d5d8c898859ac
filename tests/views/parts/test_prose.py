"""The text of a record on its page."""

from ingest.document import Block, Document
from kb.html.record_text import FoundPassage, contents, prose, typed_html
from kb.readers import PUBLIC
from kb.records.canonical import TextBuilder, add_field
from kb.vocabulary.mentions import Glossary
from tests.fake_base import TERMS, FakeBase


def story() -> Document:
    builder = TextBuilder()
    builder.add("Le résumé.")
    builder.heading("Contexte", 2)
    builder.add("Il était redescendu galérer avec les autres. Il voulait galérer.")
    builder.heading("Déroulement", 2)
    builder.heading("Dix jours avant", 3)
    builder.add("Nous avons préparé sa sortie. Le gardien a gardé la clé.")
    builder.heading("Conditions de transfert", 2)
    builder.add("un gardien", "item")
    builder.add("une clé", "item")
    builder.heading("Paroles", 2)
    builder.add("« On m’a demandé si j’avais dîné. »", "quote")
    return builder.build()


DOCUMENT = story()


def found_at(words: str, link: str = "/lire?id=x") -> FoundPassage:
    start = DOCUMENT.text.index(words)
    return FoundPassage(start, start + len(words), link)


def test_the_passage_found_is_marked_labelled_and_has_its_link() -> None:
    drawn = prose(DOCUMENT, found_at("Nous avons préparé sa sortie."))
    assert "<mark>Nous avons préparé sa sortie.</mark> Le gardien" in drawn
    assert drawn.count('id="passage"') == 1
    assert 'data-rp-link="/lire?id=x"' in drawn


def test_a_passage_over_several_blocks_is_labelled_once() -> None:
    start = DOCUMENT.text.index("Nous avons")
    drawn = prose(DOCUMENT, FoundPassage(start, DOCUMENT.text.index("une clé") + 3, "/lire"))
    assert drawn.count('id="passage"') == 1
    assert drawn.count("rp-found") == 3


def test_only_the_sentence_is_marked_when_the_address_names_one() -> None:
    start = DOCUMENT.text.index("Nous avons")
    sentence = (DOCUMENT.text.index("Le gardien"), DOCUMENT.text.index("la clé.") + 7)
    drawn = prose(DOCUMENT, FoundPassage(start, sentence[1], "/lire", sentence))
    assert "<mark>Le gardien a gardé la clé.</mark>" in drawn
    assert "<mark>Nous" not in drawn


def test_steps_lists_and_spoken_words_have_their_own_shapes() -> None:
    drawn = prose(DOCUMENT, voices={"« On m’a demandé si j’avais dîné. »": "Une personne accompagnée."})
    assert '<ol class="steps"><li><b>Dix jours avant</b>' in drawn
    assert '<ul class="items"><li><span>un gardien</span></li>' in drawn
    assert '<figure class="rp-voice"><p>« On m’a demandé' in drawn
    assert "<footer>Une personne accompagnée.</footer>" in drawn


def test_each_opened_element_is_closed() -> None:
    drawn = prose(DOCUMENT, found_at("un gardien"), Glossary(TERMS))
    for tag in ("ol", "ul", "li", "figure", "div", "p", "a", "span", "mark"):
        assert drawn.count(f"<{tag}>") + drawn.count(f"<{tag} ") == drawn.count(f"</{tag}>")


def test_a_term_is_underlined_once_with_its_definition() -> None:
    drawn = prose(DOCUMENT, glossary=Glossary(TERMS))
    assert drawn.count('class="rp-term"') == 1
    assert 'href="/glossaire?terme=galerer"' in drawn
    assert "Passer ses journées dehors" in drawn


def test_a_summary_already_shown_is_not_repeated() -> None:
    assert "Le résumé." not in prose(DOCUMENT, skip="Le résumé.")


def test_a_summary_that_holds_the_passage_found_is_shown() -> None:
    assert "<mark>Le résumé.</mark>" in prose(DOCUMENT, found_at("Le résumé."), skip="Le résumé.")


def test_the_table_of_contents_says_where_the_passage_is() -> None:
    entries = contents(DOCUMENT, found_at("Nous avons préparé"))
    assert [(one.title, one.holds_found) for one in entries] == [
        ("Contexte", False), ("Déroulement", True), ("Conditions de transfert", False), ("Paroles", False),
    ]  # fmt: skip


def typed(text: str) -> str:
    return typed_html(text, {"plan.png": "/pieces/EXP-1/plan.png"})


def test_bold_italics_and_links_are_drawn_and_escaped() -> None:
    drawn = typed('Un **mot <b>**, *un autre* et [ici](https://exemple.fr/?a=1&b="x").')
    assert "<strong>mot &lt;b&gt;</strong>, <em>un autre</em>" in drawn
    assert "[ici](https://exemple.fr/?a=1&amp;b=&quot;x&quot;)" in drawn
    assert '<a href="https://a.fr" rel="noopener noreferrer">là</a>' in typed("[là](https://a.fr)")


def test_numbered_items_bear_their_number_and_no_dash() -> None:
    drawn = typed("1. un\n2. deux\n\n- trois")
    assert '<ol class="items"><li class="numbered"><span>1. un</span></li>' in drawn
    assert '</ol><ul class="items"><li><span>trois</span></li></ul>' in drawn


def test_a_picture_attached_is_drawn_with_its_words_and_no_other_is() -> None:
    drawn = typed("![Le plan](plan.png)\n\n![Un chat](autre.png)\n\n![Loin](https://exemple.fr/a.png)")
    assert '<img src="/pieces/EXP-1/plan.png" alt="Le plan"' in drawn
    assert drawn.count("<img") == 1
    assert "[Un chat. Image qui n’est pas jointe à cette fiche.]" in drawn


def test_words_found_are_marked_inside_bold_ones() -> None:
    builder = TextBuilder()
    add_field(builder, "Il **reste là** ce soir.")
    document = builder.build()
    drawn = prose(document, FoundPassage(0, len(document.text), "/lire", (3, 12)))
    assert "<strong><mark>reste là</mark></strong><mark> </mark>" in drawn


def test_text_is_escaped() -> None:
    text = "<script>alert(1)</script>"
    assert "<script>" not in prose(Document(text, (Block(0, len(text)),)))


def test_a_table_is_drawn_as_a_table() -> None:
    text = "Âge | Nombre\n16 ans | 3\n17 ans | 5"
    drawn = prose(Document(text, (Block(0, len(text), "table"),)))
    assert "<th scope='col'>Âge</th>" in drawn
    assert drawn.count("<tr>") == 3


def test_pages_of_a_paginated_text_are_announced() -> None:
    view = FakeBase().record("DOC-2019-004", reader=PUBLIC)
    assert view is not None
    assert '<p class="rp-pagemark">page\u00a02</p>' in prose(view.document)
