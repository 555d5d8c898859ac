"""The controlled lists of a base, as its administrators complete them."""

import json

from kb.errors import KbError
from kb.readers import Person
from kb.records.plain import one_line
from kb.store.files.database import transaction
from kb.store.records.sources import put_settings
from kb.vocabulary.of_base import EDITABLE, SETTING, own_lists
from kb.vocabulary.vocabulary import folded_words
from kb.wiki.context import Wiki, require_anywhere

LONGEST_LABEL = 80


class WordRefused(KbError):
    """An entry of a list that cannot stand there, and why."""


def lists(wiki: Wiki, person: Person) -> dict[str, dict[str, str]]:
    """The lists that an administrator may complete: list → code → label."""
    require_anywhere("administer", person)
    return {name: dict(wiki.vocabulary.lists[name]) for name in EDITABLE}


def add(wiki: Wiki, person: Person, name: str, label: str) -> str:
    """The code of a new entry of a list. Raises WordRefused."""
    label = _checked(wiki, person, name, label)
    code = "-".join(folded_words(label))[:60]
    if not code or code in wiki.vocabulary.lists[name]:
        raise WordRefused(f"« {label} » est déjà dans cette liste, ou n’a pas de lettre.")
    _put(wiki, person, name, code, label)
    return code


def rename(wiki: Wiki, person: Person, name: str, code: str, label: str) -> None:
    """Call an entry otherwise, everywhere: its code stays, so that no record loses it. Raises WordRefused."""
    label = _checked(wiki, person, name, label)
    if code not in wiki.vocabulary.lists[name]:
        raise WordRefused(f"« {code} » n’est pas dans cette liste.")
    _put(wiki, person, name, code, label)


def _checked(wiki: Wiki, person: Person, name: str, label: str) -> str:
    require_anywhere("administer", person)
    label = one_line(label)
    if name not in EDITABLE:
        raise WordRefused(f"Aucune liste « {name[:40]} » à compléter.")
    if not label or len(label) > LONGEST_LABEL:
        raise WordRefused(f"Écrivez un libellé de {LONGEST_LABEL} caractères au plus.")
    if label.casefold() in (known.casefold() for known in wiki.vocabulary.lists[name].values()):
        raise WordRefused(f"« {label} » est déjà dans cette liste.")
    return label


def _put(wiki: Wiki, person: Person, name: str, code: str, label: str) -> None:
    with transaction(wiki.register.database):
        own = own_lists(wiki.register)
        own[name][code] = label
        put_settings(wiki.register, {SETTING: json.dumps(own, ensure_ascii=False)})
        wiki.register.audit(person.account, f"list {name}", None, code)
