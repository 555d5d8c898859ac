"""Other words put by a button where somebody is typing: what their browser sends late is known for what it was."""

from collections.abc import Mapping
from dataclasses import replace

from kb.readers import Person
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.wiki.context import Wiki, proposal_to_write
from kb.wiki.write.field_paths import flat, place_of_field
from kb.wiki.write.forms import checked, texts_of, with_text
from kb.wiki.write.writing import Saved, copy_of, keep_places


def rewrite(wiki: Wiki, person: Person, number: int, texts: Mapping[str, str]) -> Saved:
    """Put other words at places of `texts_of`: a button of their writer does, while they may still be typing.

    What a window sends late of the words that stood before is known by them, and neither put back nor kept beside.
    """
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        copy = copy_of(wiki, person, one)
        stood, fields = texts_of(one.kind, copy.fields), dict(copy.fields)
        lines = {name for name, field in describe(KINDS[one.kind]).items() if field.sort == "lines"}
        stood |= {name: "\n".join(copy.fields.get(name) or ()) for name in lines}
        for place, text in texts.items():
            fields = with_text(fields, place, text)
        changed = {name: fields[name] for name in dict.fromkeys(place.split(".")[0] for place in texts)}
        saved = keep_places(wiki, person, one, flat(one.kind, checked(one.kind, changed)), None, "")
        copy = copy_of(wiki, person, one)
        told = {place.split(".")[0] if place.split(".")[0] in lines else place for place in texts}
        known = {place: (stood[place], saved.versions[place_of_field(place)]) for place in told}
        wiki.private.put_working_copy(one.record_id, replace(copy, rewritten={**copy.rewritten, **known}))
    return saved
