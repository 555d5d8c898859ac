"""The words by which people ask that a text be kept back, in a card or beside one: keys, values, and what they mean."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from rapidfuzz import fuzz, process

from ingest.french.folding import unaccented

# Who may read: "draft" is nobody but its authors. From the widest to the narrowest.
Audience = Literal["public", "professionals", "group", "draft"]
AUDIENCES: tuple[Audience, ...] = ("public", "professionals", "group", "draft")
# How a key restricts: by a status, an audience, the groups that it names, by « yes » (closed) or by « no » (open).
Field = Literal["status", "diffusion", "groups", "closed", "open"]
# What a value means; "" is not understood.
Meaning = Literal["", "public", "professionals", "group", "draft"]

_KEYS: Mapping[Field, str] = {
    "status": """status|statut|state|etat|publication|etat de publication|statut de publication|etat du document
        |statut du document|document status|content status|contentstatus|publication status""",
    "diffusion": """diffusion|visibilite|visibility|acces|access|confidentialite|confidentiality|classification
        |audience|niveau de diffusion|niveau d acces|niveau de confidentialite|regle de diffusion|portee|partage
        |sharing|restriction|restrictions|lecteurs|lectorat|lisible par|visible par|reserve a|reserve aux
        |qui peut lire|droits d acces|access rights|accessrights|permissions|droit de lecture|droits de lecture""",
    "groups": "group|groupe|groups|groupes",
    "closed": """draft|brouillon|prive|private|confidentiel|confidential|interne|internal|restreint|restricted
        |hidden|cache|masque|secret|unlisted|wip|a relire|ne pas diffuser|ne pas publier|noindex|non publie
        |usage interne""",
    "open": "published|publie|publish|publier|visible|en ligne|online|diffuser",
}
RESTRICTING: Mapping[str, Field] = {
    " ".join(key.split()): name for name, keys in _KEYS.items() for key in keys.split("|")
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Other keys that cards have, by which a clumsy one is known; `kb.records.card_keys` says what each becomes.
CARD_KEYS = _set(
    """id kind title summary authors author organisation territory territories date period theme themes public
    publics substance substances trade trades keywords tags type fictional links notes outcome genre titre resume
    auteur auteurs auteure organisme structure territoire territoires periode thematique thematiques produit
    produits metier metiers etiquettes fictif langue licence issue"""
)
_CLOSED = _set(
    """draft drafts brouillon brouillons prive privee prives private confidentiel confidentielle confidentiels
    confidential interne internes internal restreint restreinte restricted secret secrete cache cachee hidden
    masque masquee personne aucun aucune nobody none ebauche provisoire wip todo unpublished depublie archive
    archivee relire relecture valider pending review reviewing limite limitee attente anonymiser corriger terminer
    finir submitted soumis refuse rejete withdrawn retire"""
)
_PROFESSIONALS = _set(
    "pro pros professional professionals professionnel professionnels professionnelle professionnelles"
)
_PUBLIC = _set(
    """public publique publiques publics tous toutes tout monde ouvert ouverte libre everyone everybody all open
    anyone grand visiteurs world"""
)
_PUBLISHED = _set(
    """published publie publiee publies final finale finalise valide validee definitif definitive approuve
    approuvee approved diffuse diffusee done live online ligne termine terminee complete relu relue pret prete
    ready"""
)
_GROUPS = _set("group groups groupe groupes")
_FILLERS = _set(
    """a au aux la le les l des de du d pour par uniquement seulement exclusivement only for the usage acces access
    diffusion visible visibles lisible document documents texte version entre strictement to et en reserve reservee
    reserves reservees un une est encore content"""
)
_RESERVED = re.compile(r"\breserve")
_NEGATIONS = _set("non pas not no ne jamais never sans without hors")
_UNDER_WAY = re.compile(r"^(?:en cours|in progress|a faire|to do|en preparation|en redaction|en construction)\b")
_YES = _set("oui yes true vrai 1 on x ok o y")
_NO = _set("non no false faux 0 off n")
_NEAR = 0.8  # likeness from which a word is taken for a misspelt other one
_SIGNS = re.compile(r"[^0-9a-z]+")


def folded(text: str) -> str:
    """Words in small letters without accents or signs, one space between them."""
    return _SIGNS.sub(" ", unaccented(unicodedata.normalize("NFKC", text)).casefold().replace("œ", "oe")).strip()


def near(word: str, known: Iterable[str]) -> str:
    """The known word that this one looks most like, "" when it is like none."""
    if len(word) <= 3:
        return ""
    # No word is liker to another by `difflib` than by this measure, which is asked of all of them at once.
    likely = [
        one for one, _, _ in process.extract(word, list(known), scorer=fuzz.ratio, score_cutoff=100 * _NEAR, limit=None)
    ]
    found = difflib.get_close_matches(word, likely, 1, _NEAR) if likely else []
    return found[0] if found else ""


def field_of(key: str) -> Field | None:
    """How a key, spelt right, restricts who may read; None for one that does not."""
    return RESTRICTING.get(folded(key))


def meaning(field: Field, value: Any) -> Meaning:
    """Who may read what has this value under a restricting key, "" when the value is not understood."""
    if isinstance(value, list | tuple):
        each = [meaning(field, one) for one in value]
        return "" if not each or "" in each else strictest(one for one in each if one)
    if field == "groups":
        return "group" if value else ""
    text = folded(str(value))
    if field in ("closed", "open"):
        said = "yes" if text in _YES else "no" if text in _NO else ""
        if not said:
            return "" if field == "closed" or not re.match(r"\d{4}", text) else "public"
        return "draft" if (said == "yes") == (field == "closed") else "public"
    return _of_words(field, text)


def _of_words(field: Field, text: str) -> Meaning:
    if _UNDER_WAY.match(text):
        return "draft"
    words = frozenset(text.split()) - _FILLERS
    if not words:
        return "draft" if _RESERVED.search(text) else ""
    if words & _NEGATIONS:
        return (
            "draft"
            if words <= _NEGATIONS | _CLOSED | _PUBLIC | _PUBLISHED | {"diffuser", "publier", "partager"}
            else ""
        )
    if words & _CLOSED:
        return "draft" if words <= _CLOSED | _PROFESSIONALS | _PUBLIC | _PUBLISHED else ""
    if words & _PROFESSIONALS:
        return "professionals" if words <= _PROFESSIONALS | _PUBLIC else ""
    if words <= _GROUPS or (field == "diffusion" and words & _GROUPS):
        return "group"
    return "public" if words <= (_PUBLIC | _PUBLISHED if field == "status" else _PUBLIC) else ""


def doubtful(text: str) -> bool:
    """Whether a value that is not understood may ask for a restriction: one of its few words is, or is like, one."""
    words = [word for word in folded(text).split() if word not in _FILLERS]
    closing = _CLOSED | _PROFESSIONALS
    return len(words) <= 4 and any(word in closing or near(word, closing) for word in words)


def nearest_value(value: Any) -> str:
    """The value that one which is not understood looks most like, as it should be written; "" for none."""
    for word in folded(str(value)).split():
        if near(word, _PROFESSIONALS):
            return "professionals"
        if near(word, _CLOSED):
            return "draft"
        if near(word, _PUBLIC):
            return "public"
    return ""


def strictest(audiences: Iterable[str]) -> Audience:
    """The narrowest of some audiences; "public" of none."""
    return max(("public", *audiences), key=lambda one: AUDIENCES.index(one))  # type: ignore[arg-type]
