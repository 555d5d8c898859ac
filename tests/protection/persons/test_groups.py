"""Who is who: the mentions of one person share a key, those of two do not."""

import pytest

from kb.protection.persons.groups import group_keys


@pytest.mark.parametrize(
    ("mentions", "groups"),
    [
        ("Karim D.|Karim B.|Karim D", [1, 2, 1]),
        ("Karim Y.|Karim M.|Karim L.", [1, 2, 3]),
        ("Karim D.|Karim", [1, 1]),
        ("Karim D.|Karim B.|Karim", [1, 2, 3]),
        ("Karim Diallo|Karim D.|Karim", [1, 1, 1]),
        ("K. D.|Karim Diallo", [1, 1]),
        ("K. D.|Karim Diallo|Kevin Dupré", [1, 2, 3]),
        ("Karim Diallo|Karim B.", [1, 2]),
        ("D. K.|K. D.", [1, 2]),
        ("Mme D.|M. et Mme D.|Mme B.", [1, 1, 2]),
        ("M. M.|Mme M.", [1, 1]),
        ("Anne de Villepin|Villepin|Anne D.", [1, 1, 2]),
        ("Karim|Nadia", [1, 2]),
    ],
)
def test_initials_tell_persons_apart_and_stand_for_the_one_that_they_must_be(mentions: str, groups: list[int]) -> None:
    keys = group_keys([("person", one) for one in mentions.split("|")])
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}
    assert [numbers[key] for key in keys] == groups
