"""What a reviewer has to see of a text beside its words: its facts, who may read it, what was kept, what it changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.export.facts import in_words
from kb.html.escaping import NBSP, esc, in_quotes, listing
from kb.html.labels import labels
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS
from kb.records.seen_text import seen
from kb.views.read.history_page import changed_runs
from kb.views.write import tied
from kb.wiki.review import review
from kb.wiki.review.diff import compare
from kb.wiki.write.forms import texts_of

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Facts that stand apart: the title heads the page, who may read is said in a sentence, links name their records.
APART = frozenset({"title", "diffusion", "groups", "links"})
NOT_CHOSEN = "Personne n’a encore dit qui pourra le lire."


def facts(base: "KnowledgeBase", found: review.UnderReview) -> str:
    """« Ce qui sera publié »: each fact that is no text, who may read, its links, the words that were kept."""
    kind, fields = found.proposal.kind, found.fields
    texts = {place.split(".")[0] for place in found.texts}
    lines = [
        _line(field.label, _said(base, field, fields.get(name)))
        for name, field in describe(KINDS[kind]).items()
        if name not in APART and name not in texts
    ]
    lines.append(_line("Liens", "\n".join(_link(base, one) for one in fields.get("links") or ())))
    kept = "".join(f"<li>{esc(in_quotes(words))}{NBSP}: {esc(reason)}</li>" for words, reason in found.kept)
    kept = f"<h3>Mots gardés par l’auteur</h3><ul>{kept}</ul>" if kept else ""
    return (
        '<section class="rp-identity" aria-labelledby="rp-publie"><h2 id="rp-publie">Ce qui sera publié</h2>'
        f"<p>{esc(readers_and_name(base, fields))}</p><dl>{''.join(lines)}</dl>{kept}</section>"
    )


def _said(base: "KnowledgeBase", field: FieldDescription, value: Any) -> str:
    """The value of a field in words; other records by their titles."""
    if field.sort == "records" and value:
        named = tied.titles(base, field.kind, list(value))
        return "\n".join(named[one] for one in value)
    return in_words(field, value, labels(base))


def _line(label: str, said: str) -> str:
    return f"<div><dt>{esc(label)}</dt><dd>{esc(said).replace(chr(10), '<br>')}</dd></div>" if said else ""


def _link(base: "KnowledgeBase", link: Mapping[str, str]) -> str:
    target = str(link.get("target", ""))
    return f"{base.people.title(target)} ({target})" if base.published(target) else target


def readers_and_name(base: "KnowledgeBase", fields: Mapping[str, Any]) -> str:
    """One sentence: who will be able to read a text once it is published, and under which name it will stand."""
    groups = [str(one) for one in fields.get("groups") or ()]
    who = {
        "public": "tout le monde, avec ou sans compte" if base.visitors else "toutes les personnes qui ont un compte",
        "professionals": "les professionnels qui ont un compte ici, et personne d’autre",
        "group": f"les membres de {listing(groups)}, et personne d’autre" if groups else "",
    }.get(str(fields.get("diffusion") or ""), "")
    if not who:
        return NOT_CHOSEN
    authors = [str(one) for one in fields.get("authors") or ()]
    names = [*authors, *([str(fields["organisation"])] if fields.get("organisation") else [])]
    signed = f"signé {listing([in_quotes(one) for one in names])}" if names else "sans nom de structure ni d’auteur"
    return (
        f"Une fois publié, ce texte sera lu par {who}, {signed}. "
        "Le nom du compte qui l’a écrit se lit dans l’historique de ses versions."
    )


def changes(base: "KnowledgeBase", found: review.UnderReview) -> str:
    """What a change says otherwise than what is published, word by word; "" for a text that is new."""
    if found.before is None:
        return ""
    kind = found.proposal.kind
    changed = review.changed_fields(found.fields, found.before) or frozenset()
    said = "".join(
        f"<h3>{esc(field.label)}</h3>{_change(base, kind, field, found.before, found.fields)}"
        for name, field in describe(KINDS[kind]).items()
        if name in changed
    )
    return (
        '<section><h2>Ce que ce changement modifie</h2><p class="rp-small">Souligné : ajouté. Barré : retiré.</p>'
        f'<div class="rp-prose rp-compared">{said or "<p>Rien n’est changé.</p>"}</div></section>'
    )


def _change(
    base: "KnowledgeBase", kind: str, field: FieldDescription, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str:
    older, newer = (_words(base, kind, field, fields) for fields in (before, after))
    if older == newer:  # the words are the same: what changed is how they are set, which their signs tell
        older, newer = (_words(base, kind, field, fields, typed=True) for fields in (before, after))
    return changed_runs(compare(older, newer))


def _words(
    base: "KnowledgeBase", kind: str, field: FieldDescription, fields: Mapping[str, Any], *, typed: bool = False
) -> str:
    """The words of a field as readers see them, or as they were `typed`."""
    texts = [
        text if typed else seen(kind, place, text).text
        for place, text in texts_of(kind, {field.name: fields.get(field.name)}).items()
    ]
    return "\n\n".join(texts) or _said(base, field, fields.get(field.name))
