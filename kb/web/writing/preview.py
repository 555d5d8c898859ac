"""POST /api/apercu: what readers will see of a text that is being typed. Nothing of it is kept."""

from typing import Any

from kb.base import KnowledgeBase
from kb.html.record_text import typed_html
from kb.html.set_words import pictures
from kb.readers import Person
from kb.web.scripted import Given, ScriptDoor, said
from kb.wiki.write.forms import LONGEST_FIELD

# A field in UTF-8, escaped in JSON, and a little around it.
LONGEST_BODY = 6 * LONGEST_FIELD + 500
HEADER = "x-rp-apercu"
DOOR = ScriptDoor(
    HEADER,
    LONGEST_BODY,
    "Votre session a pris fin. Votre texte est gardé sur cet appareil : connectez-vous.",
    lambda: said(413, f"Plus de {LONGEST_FIELD // 1000}\u202f000 caractères dans un champ."),
)


def _drawn(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """The HTML of the text; 403 for a draft of somebody else."""
    number = int(given.get("number") or 0)
    files = base.writing.attachments.of_draft(person, number) if number else ()
    words_alone = given.get("signs") == "words"
    return {"html": typed_html(str(given["text"]), pictures(files), words_alone=words_alone)}


ROUTES = [DOOR.route("/api/apercu", _drawn)]
