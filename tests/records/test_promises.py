"""What each field promises to those who write it, written here a second time, so that a slip in its declaration shows.

A field added to a kind needs no line here: these are the promises made so far.
"""

import pytest
from pydantic import ValidationError

from kb.records.card_keys import field_name
from kb.records.catalogue import code_lists, compared, editable_lists, facet_fields, filters, subtype_of, tags
from kb.records.fields import describe
from kb.records.kinds import KINDS, Record

# Where it stands ("text": under a heading, "card", or nowhere), whether a form asks it, whether names of people are
# looked for in it.
KEPT: dict[str, dict[tuple[str, bool, bool], str]] = {
    "every kind": {
        ("", True, True): "title",
        ("", False, True): "summary",
        ("card", False, False): "authors territories date themes publics substances trades",
        ("card", False, True): "organisation period keywords",
        ("", False, False): "diffusion groups fictional",
        ("text", False, True): "notes",
    },
    "experience": {
        ("", True, False): "experience_type services_used needs_met outcome",
        ("card", True, True): "contact_role partners ages setting",
        ("card", True, False): "strategies support_level collection_mode",
        ("", False, False): "anonymity_checked_by",
        ("text", True, True): (
            "context objectives steps skills_tools participation levers obstacles results what_failed "
            "lessons redo advice transfer_conditions voices open_questions"
        ),
    },
    "document": {
        ("", True, False): "document_type",
        ("", False, False): "language pages",
        ("card", True, True): "licence",
        ("text", False, True): (
            "adaptation effects method attendance worked_on associations grid synthesis axes leads"
        ),
    },
    "service": {
        ("card", True, False): (
            "service_type form offers topics welcomed preferred exclusive age_from age_to zone postcode town "
            "email website night closed_from closed_to saturation saturation_on fee reception referral_modes "
            "referred_by referral_link networks siret"
        ),
        ("card", True, True): (
            "publics_note address address_more phone opening_hours hours_note closed_note saturation_note "
            "fee_note verified_by"
        ),
        ("", False, False): "insee latitude longitude exchange_source exchange_id exchange_structure",
        ("card", False, True): "contact",
        ("card", False, False): "weekly_hours weeks accessibility source_link",
        ("text", True, True): "description access referral",
        ("text", False, True): "structure_description",
    },
    "need": {
        ("card", True, True): "expressed_by",
        ("card", True, False): "origin",
        ("text", True, True): "description",
        ("", False, True): "coverage",
    },
    "signal": {
        ("card", True, False): "subject trigger knowledge standing",
        ("card", True, True): "function form route access price",
        ("card", False, False): "structures state expires",
        ("", True, False): "level",
        ("text", False, True): "retraction evaluation",
        ("text", True, True): "description",
    },
    "bulletin": {
        ("text", False, True): "retractions",
        ("text", True, True): "highlights phenomena reported advice",
        ("card", True, True): "signals",
    },
    "workshop": {
        ("text", True, True): "method findings priorities",
    },
    "pack": {
        ("card", True, True): "training learners",
        ("", True, False): "duration glossary",
        ("card", True, False): "closed_on",
        ("text", True, True): "brief presentation",
        ("", True, True): "rubrics pieces",
    },
    "term": {
        ("text", True, True): "definition senses variants acronyms slang",
        ("card", True, True): "broader narrower related source",
        ("card", False, False): "uri",
    },
}
PARTS = {
    ("experience", "steps"): {"when": (False, True), "text": (True, True)},
    ("experience", "voices"): {"words": (True, True), "role": (False, True), "agreement": (False, False)},
    ("term", "senses"): {"trade": (False, False), "meaning": (True, True), "source": (False, True)},
}
# What people call a field in the card of a file.
CALLED = {
    "title": "titre|intitulé|name|nom",
    "summary": "résumé|abstract|description courte|chapô|chapeau|synopsis",
    "authors": "author|auteur|autrices|rédactrice|rédigé par|écrit par|par",
    "organisation": "organization|organisme|structure|institution|association|service porteur|employeur",
    "territories": "territory|territoire|commune|communes|lieu|lieux|ville|département",
    "date": "date du texte|jour|date de publication|date de rédaction|date de réunion|date de la rencontre",
    "period": "période|dates",
    "themes": "theme|thématique|thématiques|sujet|sujets",
    "publics": "public|public visé|publics concernés|population",
    "substances": "substance|produit|produits|drogue|drogues",
    "trades": "trade|métier|métiers|point de vue|points de vue|profession",
    "keywords": "keyword|tags|tag|mots-clés|mot-clé|mots clefs|étiquettes",
    "groups": "groupe|group|groupes",
    "fictional": "fictif|fictive|exemple fictif|fiction|exemple",
    "notes": "note|remarques|remarque|autres éléments",
    "links": "liens|lien|link|voir aussi",
    "kind": "genre|nature|sorte|type de fiche",
    "id": "identifiant|référence|réf|numéro|identifier",
}
OWN_CALLED = {
    "experience": {
        "experience_type": "type|type d’expérience",
        "services_used": "dispositif utilisé|services utilisés|orientations",
        "needs_met": "besoins satisfaits|répond aux besoins",
        "outcome": "issue|résultat",
        "anonymity_checked_by": "anonymat contrôlé par|anonymat|anonymisé par|vérifié par",
        "steps": "étapes|déroulé",
    },
    "document": {
        "document_type": "type|type de document",
        "language": "langue|lang",
        "licence": "license|droits|droit de diffusion|rights|copyright",
    },
    "term": {
        "acronyms": "sigle|sigles|acronymes",
        "slang": "argot|mots de la rue",
        "broader": "générique|génériques|terme générique",
        "narrower": "spécifique|terme spécifique",
        "related": "associé|associés|terme associé",
    },
}


@pytest.mark.parametrize("kind", KEPT)
def test_a_field_stands_and_is_asked_and_looked_through_as_promised(kind: str) -> None:
    fields = describe(KINDS.get(kind, Record))
    for promised, names in KEPT[kind].items():
        for name in names.split():
            assert (fields[name].place, fields[name].asked, fields[name].protected) == promised, name


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_the_fields_of_a_part_are_asked_for_and_looked_through_as_promised(kind: str, name: str) -> None:
    parts = {part.name: (part.required, part.protected) for part in describe(KINDS[kind])[name].parts}
    assert parts == PARTS[kind, name]


def test_an_address_filters_by_these_keys() -> None:
    promised = {
        **{"territory": "territories", "theme": "themes", "public": "publics", "substance": "substances"},
        **{"trade": "trades", "diffusion": "diffusion", "fictional": "fictional", "outcome": "outcome"},
        **{"title": "title", "summary": "summary", "authors": "authors", "organisation": "organisation"},
        **{"date": "date", "period": "period"},
    }
    found = {key: field.name for key, field in filters().items()}
    assert {key: found.get(key) for key in promised} == promised


def test_facets_stand_in_this_order() -> None:
    promised = ["outcome", "territories", "publics", "themes", "trades", "substances"]
    assert [field.name for field in facet_fields() if field.name in promised] == promised


def test_readers_propose_tags_of_these_fields_and_no_other_of_them() -> None:
    assert {"themes", "publics", "substances", "trades"} == set(tags()) & set(describe(Record))


def test_records_are_compared_by_these_fields_and_not_by_who_may_read_them() -> None:
    names = {field.name for field in compared()}
    assert names >= {"territories", "themes", "publics", "substances", "trades", "strategies", "outcome", "offers"}
    assert not names & {"diffusion", "topics", "reception", "networks"}


def test_administrators_complete_these_lists_and_no_scale_of_the_program() -> None:
    names = {one.name for one in editable_lists()}
    assert names >= {"themes", "publics", "substances", "trades", "strategies", "service_types"}
    assert not names & {"diffusions", "outcomes", "territories"}


def test_scales_go_from_their_first_entry_to_their_last() -> None:
    scales = {"diffusions", "outcomes", "support_levels", "saturations", "signal_levels", "signal_states"}
    assert scales <= {one.name for one in code_lists().values() if one.ordered}
    assert not code_lists()["themes"].ordered


@pytest.mark.parametrize(("kind", "name", "least", "most"), [
    ("service", "age_from", 0, 120), ("service", "age_to", 0, 120), ("service", "weeks", 1, None),
    ("signal", "structures", 1, None), ("pack", "duration", 0, None),
])  # fmt: skip
def test_a_number_is_within_its_bounds_both_included(kind: str, name: str, least: int, most: int | None) -> None:
    def given(value: int) -> object:
        return getattr(KINDS[kind].model_validate({"title": "T", name: value}), name)

    assert given(least) == least
    with pytest.raises(ValidationError):
        given(least - 1)
    if most is not None:
        assert given(most) == most
        with pytest.raises(ValidationError):
            given(most + 1)


@pytest.mark.parametrize("name", CALLED)
def test_a_field_answers_to_what_people_call_it(name: str) -> None:
    assert {key: field_name(key, Record) for key in CALLED[name].split("|")} == dict.fromkeys(
        CALLED[name].split("|"), name
    )


@pytest.mark.parametrize("kind", OWN_CALLED)
def test_a_field_of_one_kind_answers_to_what_people_call_it(kind: str) -> None:
    for name, called in OWN_CALLED[kind].items():
        for key in called.split("|"):
            assert field_name(key, KINDS[kind]) == name, key


def test_types_are_told_by_the_field_of_their_kind() -> None:
    types = {kind: (found.name if (found := subtype_of(kind)) else "") for kind in KINDS}
    assert types["experience"] == "experience_type"
    assert types["document"] == "document_type"
    assert types["service"] == "service_type"
    assert types["signal"] == "level"
    assert [types[kind] for kind in ("need", "bulletin", "workshop", "pack", "term")] == [""] * 5
    assert subtype_of("unknown") is None


def test_a_title_has_at_most_three_hundred_characters() -> None:
    model = KINDS["experience"]
    assert model.model_validate({"title": "a" * 300}).title == "a" * 300
    with pytest.raises(ValidationError):
        model.model_validate({"title": "a" * 301})
