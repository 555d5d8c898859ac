"""The record of a service: the codes of data·inclusion, and services written before it had them."""

import data_inclusion.schema.v1 as schema
import pytest
from pydantic import ValidationError

from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists, service_needs

LISTS = {
    "service_forms": schema.TypeService,
    "topics": schema.Thematique,
    "fees": schema.Frais,
    "reception_modes": schema.ModeAccueil,
    "referral_modes": schema.ModeMobilisation,
    "referrers": schema.PersonneMobilisatrice,
    "networks": schema.ReseauPorteur,
    "exchange_publics": schema.Public,
}


@pytest.mark.parametrize("name", LISTS)
def test_codes_and_labels_are_those_of_the_schema(name: str) -> None:
    assert directory_lists()[name] == {one.value: one.label for one in LISTS[name]}


def test_each_public_of_ours_says_which_of_the_schema_is_nearest() -> None:
    lists = directory_lists()
    assert set(lists["exchange_publics"]) <= set(lists["service_publics"])
    assert set(lists["public_exchange"]) <= set(lists["service_publics"]) - set(lists["exchange_publics"])
    assert set(lists["public_exchange"].values()) <= set(lists["exchange_publics"])


def test_the_topics_of_needs_are_those_of_the_schema() -> None:
    assert {topic for need in service_needs().values() for topic in need["topics"]} <= set(directory_lists()["topics"])


def test_a_service_of_the_version_before_opens() -> None:
    before = {"kind": "service", "title": "Halte", "service_type": "uhu", "opening_hours": "Mo-Fr 09:00-17:00"}
    assert Service.model_validate(before).exclusive == ()


@pytest.mark.parametrize("fields", [{"age_from": -1}, {"age_to": 400}, {"weeks": 0}])
def test_numbers_that_cannot_be_are_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Service.model_validate({"kind": "service", "title": "Halte", **fields})
