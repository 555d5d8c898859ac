"""Whom « @ » offers in a comment, and whom it then tells."""

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.web.writing import mentions
from kb.wiki import people
from tests.web.gated import SECRET, connect, opened


def added(base: KnowledgeBase, login: str, name: str) -> Person:
    one = accounts.add_account(base.register, login, name, roles=["reader"], password=SECRET, actor="test")
    return one.person


def test_names_are_offered_by_the_beginning_of_their_words(base: KnowledgeBase) -> None:
    asking = added(base, "a", "Aline Roche")
    added(base, "b", "Éloïse Béal")
    added(base, "c", "Karim Béal")
    assert people.mentionable(base.wiki, asking, "elo") == (("Éloïse Béal", "Éloïse"),)
    assert [name for name, _ in people.mentionable(base.wiki, asking, "béa")] == ["Éloïse Béal", "Karim Béal"]
    assert people.mentionable(base.wiki, asking, "ali") == ()
    assert people.mentionable(base.wiki, asking, "") == ()


def test_a_first_name_of_several_is_put_with_the_rest_and_tells_one(base: KnowledgeBase) -> None:
    asking = added(base, "a", "Zoé")
    one, other = added(base, "b", "Éloïse Béal"), added(base, "c", "Éloïse du Pré")
    assert dict(people.mentionable(base.wiki, asking, "éloïse")) == {
        "Éloïse Béal": "Éloïse-Béal",
        "Éloïse du Pré": "Éloïse-du-Pré",
    }
    assert people.named(base.wiki, ["Éloïse-du-Pré"]) == {other.account}
    assert people.named(base.wiki, ["éloïse"]) == {one.account, other.account}


def test_names_are_told_to_whoever_is_signed_in_alone(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    added(base, "aline@exemple.fr", "Aline")
    added(base, "b", "Éloïse")
    with opened(base, monkeypatch, more=tuple(mentions.ROUTES)) as client:
        assert client.get("/api/personnes?nom=elo").status_code in (401, 403)
        connect(client)
        assert client.get("/api/personnes?nom=elo").json() == [{"name": "Éloïse", "said": "Éloïse"}]
