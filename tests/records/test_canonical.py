"""The canonical text of a record, and reading it back."""

import dataclasses

from ingest.document import Block, Document
from kb.records.canonical import TextBuilder, canonical, fields_of
from kb.records.kinds import KINDS, DocumentRecord, Experience, Step, Voice, text_fields
from kb.records.typed_text import typed_words

STORY = Experience(
    title="Récit",
    summary="En deux phrases. Voilà.",
    context="Un soir.\n\n- un point\n\n- un autre",
    steps=(Step(when="Mai", text="On arrive.\n\nOn reste."), Step(when="Juin", text="On part.")),
    what_failed="La machine.",
    voices=(Voice(words="« Ici on respire. »", role="jeune femme", agreement=True),),
    transfer_conditions=("Un lieu", "Un binôme"),
    notes="Pour finir.",
)


def sections(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(b.section, document.text[b.start : b.end]) for b in document.blocks if b.kind != "heading"]


def test_every_block_is_a_slice_of_the_text_under_its_headings() -> None:
    document = canonical(STORY)
    assert sections(document) == [
        ((), "En deux phrases. Voilà."),
        (("Contexte",), "Un soir."),
        (("Contexte",), "un point"),
        (("Contexte",), "un autre"),
        (("Déroulement", "Mai"), "On arrive."),
        (("Déroulement", "Mai"), "On reste."),
        (("Déroulement", "Juin"), "On part."),
        (("Ce qui n’a pas marché, et pourquoi",), "La machine."),
        (("Conditions de transfert",), "Un lieu"),
        (("Conditions de transfert",), "Un binôme"),
        (("Paroles",), "« Ici on respire. »"),
        (("Autres éléments",), "Pour finir."),
    ]


def test_blocks_follow_each_other_without_overlap() -> None:
    document = canonical(STORY)
    ends = [0, *(block.end for block in document.blocks)]
    assert all(block.start >= end for block, end in zip(document.blocks, ends, strict=False))
    assert document.blocks[-1].end == len(document.text)


def test_a_document_keeps_the_text_of_its_source() -> None:
    source = Document("Tel quel.", (Block(0, 9),))
    assert canonical(DocumentRecord(title="Un guide", summary="Autre chose"), source) is source


def test_empty_fields_have_no_heading() -> None:
    assert canonical(Experience(title="Vide")) == Document("", ())


def test_a_heading_closes_those_of_its_level_and_deeper() -> None:
    builder = TextBuilder()
    for title, level in (("A", 2), ("B", 3), ("C", 3), ("D", 2)):
        builder.heading(title, level)
        builder.add(title.lower())
    assert [section for section, _ in sections(builder.build())] == [("A",), ("A", "B"), ("A", "C"), ("D",)]


def test_the_fields_read_back_from_the_text_are_those_it_was_made_of() -> None:
    labels = text_fields(Experience)
    read = fields_of(canonical(STORY), labels)
    record = Experience.model_validate({"title": "Récit", **{k: v for k, v in read.items() if k != "notes"}})
    again = dataclasses.asdict(canonical(record.model_copy(update={"summary": STORY.summary, "notes": STORY.notes})))
    assert again == dataclasses.asdict(canonical(STORY))


def test_text_under_an_unknown_heading_is_kept_as_notes() -> None:
    builder = TextBuilder()
    builder.heading("Contexte", 2)
    builder.add("Un soir.")
    builder.heading("La météo", 2)
    builder.add("Il pleuvait.")
    read = fields_of(builder.build(), text_fields(Experience))
    assert read["context"] == "Un soir."
    assert read["notes"] == "La météo\n\nIl pleuvait."


def test_a_voice_is_parted_from_the_role_of_who_spoke() -> None:
    builder = TextBuilder()
    builder.heading("Paroles", 2)
    builder.add("« C’est du 40. » — jeune femme de 21 ans, accord recueilli", "quote")
    builder.add("Sans guillemets ni rôle", "quote")
    assert fields_of(builder.build(), text_fields(Experience))["voices"] == [
        {"words": "« C’est du 40. »", "role": "jeune femme de 21 ans", "agreement": True},
        {"words": "Sans guillemets ni rôle"},
    ]


def test_headings_are_known_whatever_their_apostrophes_and_case() -> None:
    builder = TextBuilder()
    builder.heading("CE QUI N'A PAS MARCHÉ, ET POURQUOI :", 2)
    builder.add("La machine.")
    assert fields_of(builder.build(), text_fields(Experience)) == {"what_failed": "La machine."}


def test_every_kind_has_its_own_prefix_and_names_itself() -> None:
    assert len({model.prefix for model in KINDS.values()}) == len(KINDS)
    assert all(model.model_validate({"title": "T"}).kind == kind for kind, model in KINDS.items())


def test_signs_of_a_summary_and_of_voices_are_no_words_of_the_text() -> None:
    voice = Voice(words="« On m’a **vraiment** demandé. »", role="Un garçon")
    record = Experience(title="Le vélo", summary="Un *vélo* prêté.", voices=(voice,))
    document = canonical(record)
    assert document.text == "Un vélo prêté.\n\nParoles\n\n« On m’a vraiment demandé. »"
    assert [one.marks[0].kind for one in document.blocks if one.marks] == ["emphasis", "strong"]
    read = fields_of(document, text_fields(Experience))["voices"]
    assert typed_words(read[0]["words"]) == typed_words(voice.words)  # type: ignore[index]
