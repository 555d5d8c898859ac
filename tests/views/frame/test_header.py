"""What waits is said in numbers that agree, whatever page it waits on."""

import pytest

from kb.readers import Person
from kb.views.frame.header import header


@pytest.mark.parametrize(("number", "said"), [(1, '1<span class="rp-hidden"> nouvelle<'), (3, "> nouvelles<")])
def test_news_agree_with_their_number(number: int, said: str) -> None:
    assert said in header("/", Person("c-1", "Ines", frozenset({"reader"})), notices=number)


@pytest.mark.parametrize("address", ["/administration", "/relire"])
def test_what_waits_on_a_page_is_not_always_a_text(address: str) -> None:
    person = Person("c-1", "Ines", frozenset({"reader", "reviewer", "administrator"}))
    drawn = header("/", person, waiting={address: 1})
    assert '1<span class="rp-hidden"> en attente<' in drawn
    assert "texte" not in drawn.replace("Taille du texte", "").replace("Texte plus", "")
