"""The HTTP interface, described as OpenAPI 3.1 for programs; its page for people is drawn from the same."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kb.addresses import BY_DATE, FILTERS, LITERAL
from kb.exporting import RECORD_FORMATS, RESULT_FORMATS
from kb.programs.answers import LONGEST_QUESTION, MOST_ON_A_PAGE
from kb.programs.drafts import KINDS_GIVEN
from kb.records.catalogue import filters
from kb.search.facets import shown
from kb.store.accounts.access_tokens import SCOPES

VERSION: Final = "1.0.0"
Schema = dict[str, Any]

ABOUT: Final = (
    "Chercher, lire, lister, exporter et déposer des brouillons. Sans jeton, un programme voit ce qu’un visiteur "
    "voit ; avec le jeton d’un compte (« Mon compte »), ce que cette personne voit, jamais davantage. Les citations "
    "sont les mots exacts des textes, avec leur place et la référence à citer."
)
# What each status means, with the codes of its problems.
PROBLEMS: Final[Mapping[int, tuple[str, tuple[str, ...]]]] = {
    401: ("Il faut un jeton qui serve", ("jeton_manquant", "jeton_invalide", "jeton_expire")),
    403: ("Ce jeton, ou cette personne, ne peut pas le faire", ("portee_manquante", "acces_refuse")),
    404: ("Rien à cette adresse, ou pas pour vous", ("introuvable",)),
    405: ("Cette adresse ne se demande pas ainsi", ("methode_refusee",)),
    413: ("Demande trop longue", ("trop_long",)),
    422: ("À corriger avant de recommencer", ("parametre_invalide", "demande_illisible", "fiche_invalide")),
    429: ("Trop de demandes ; « Retry-After » dit quand revenir", ("trop_de_demandes",)),
    500: ("Le serveur n’a pas pu répondre", ("erreur",)),
    503: ("La base ne répond pas ; « Retry-After » dit quand revenir", ("indisponible",)),
}


def described(origin: str = "") -> Schema:
    """The OpenAPI document. `origin` is the address of the site, "" where it is not known."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Récits partagés", "version": VERSION, "description": ABOUT},
        "servers": [{"url": f"{origin}/api/v1"}],
        "security": [{}, {"jeton": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "jeton": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Portées : " + " ; ".join(f"{one}, {said}" for one, said in SCOPES.items()) + ".",
                }
            },
            "schemas": _schemas(),
        },
    }


def _paths() -> Schema:
    record_id = _path("record_id", "Identifiant de la fiche : EXP-2024-001.")
    page = [_whole("page", "Numéro de page.", 1, 10_000), _whole("par_page", "Fiches par page.", 10, MOST_ON_A_PAGE)]
    question = _query(
        "q", "La question, comme on la dirait à quelqu’un.", required=True,
        schema={"type": "string", "minLength": 1, "maxLength": LONGEST_QUESTION, "pattern": r"\S"},
    )  # fmt: skip
    manner = [
        _query(BY_DATE[0], "« date » : les plus récentes d’abord.", schema={"const": BY_DATE[1]}),
        _query(LITERAL[0], "« 1 » : la question telle quelle, sans correction.", schema={"const": LITERAL[1]}),
    ]
    since = _query("depuis", "Publiées ou révisées à partir de ce jour.", schema={"type": "string", "format": "date"})
    return {
        "/recherche": _get(
            "chercher", "Chercher par une question", "lire", [question, *page, *manner, *_filters()], "Resultats"
        ),
        "/recherche/export/{form}": _get(
            "exporterRecherche", "Les résultats en fichier", "exporter",
            [_path("form", "Le format.", list(RESULT_FORMATS)), question, *manner, *_filters()], files=RESULT_FORMATS,
        ),
        "/fiches": _get(
            "lister", "Lister les fiches, de la plus ancienne à la plus récente", "lire",
            [since, page[0], {**page[1], "schema": {**page[1]["schema"], "default": 50}}, *_filters()], "Liste",
        ),
        "/fiches/{record_id}": _get("lireFiche", "Lire une fiche", "lire", [record_id], "Fiche"),
        "/fiches/{record_id}/export/{form}": _get(
            "exporterFiche", "Une fiche en fichier", "exporter",
            [record_id, _path("form", "Le format.", list(RECORD_FORMATS))], files=RECORD_FORMATS,
        ),
        "/moi": _get("moi", "Pour qui parle ce jeton", "", [], "Moi"),
        "/brouillons": {"post": _draft()},
    }  # fmt: skip


def _draft() -> Schema:
    example = {"kind": "experience", "fields": {"title": "Le vélo prêté", "context": "Il ne venait plus au collège."}}
    return {
        "operationId": "deposerBrouillon",
        "summary": "Déposer un brouillon",
        "description": "Portée : contribuer. Le brouillon attend sur la page « Contribuer » de la personne, qui seule "
        "le voit ; rien n’est publié.",
        "security": [{"jeton": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("Brouillon"), "example": example}},
        },
        "responses": {"201": _json("Le brouillon, à reprendre à son adresse.", "Depose"), **_refusals(413)},
    }


def _get(
    name: str,
    summary: str,
    scope: str,
    parameters: Sequence[Schema],
    answer: str = "",
    *,
    files: Mapping[str, str] | None = None,
) -> Schema:
    if files is None:
        good = _json("La réponse.", answer)
    else:
        content: Schema = {}
        for kind in files.values():
            content[kind.split(";")[0]] = {}
        good = {"description": "Le fichier.", "content": content}
    said = f"Portée : {scope}." if scope else "Sans portée particulière."
    operation: Schema = {"operationId": name, "summary": summary, "description": said, "parameters": [*parameters]}
    return {"get": {**operation, "responses": {"200": good, **_refusals()}}}


def _refusals(*more: int) -> Schema:
    told = [401, 403, 404, 405, 422, 429, 500, 503, *more]
    return {
        str(status): {
            "description": f"{PROBLEMS[status][0]} ({', '.join(PROBLEMS[status][1])}).",
            "content": {"application/problem+json": {"schema": _ref("Probleme")}},
        }
        for status in sorted(told)
    }


def _json(said: str, name: str) -> Schema:
    return {"description": said, "content": {"application/json": {"schema": _ref(name)}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, said: str, *, schema: Schema, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": said, "required": required, "schema": schema}


def _whole(name: str, said: str, usual: int, most: int) -> Schema:
    return _query(name, said, schema={"type": "integer", "minimum": 1, "maximum": most, "default": usual})


def _path(name: str, said: str, values: Sequence[str] = ()) -> Schema:
    schema: Schema = {"type": "string", "enum": [*values]} if values else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "description": said, "required": True, "schema": schema}


def _filters() -> list[Schema]:
    labels = {one.key: one.label for one in shown()}
    labels |= {key: field.label for key, field in filters().items() if key not in labels}
    labels.setdefault("source_type", "Type de source")
    return [
        {
            **_query(key, f"{labels.get(key, key)}. Se répète ; une valeur suffit.", schema={}),
            "schema": {"type": "array", "items": YEAR if key == "year" else {"type": "string", "minLength": 1}},
        }
        for key in FILTERS
    ]


# « 2019 », « 2019..2021 », « 2019.. » or « ..2021 ».
YEAR: Final[Schema] = {"type": "string", "pattern": r"^([0-9]{1,4}(\.\.([0-9]{1,4})?)?|\.\.[0-9]{1,4})$"}


def _object(properties: Schema, *, optional: Sequence[str] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": [one for one in properties if one not in optional]}


TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "integer"}
TRUTH: Final[Schema] = {"type": "boolean"}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}
MAYBE: Final[Schema] = {"type": ["string", "null"]}
PLACE: Final[Schema] = {
    "text": TEXT,
    "page": {"type": ["integer", "null"]},
    "section": TEXTS,
    "start": NUMBER,
    "end": NUMBER,
}


def _schemas() -> Schema:
    cited: Schema = {"revision": NUMBER, "address": TEXT, "reference": TEXT}
    summary: Schema = {
        **dict.fromkeys(("record_id", "kind", "title", "summary", "organisation", "date", "published"), TEXT),
        **dict.fromkeys(("authors", "territories", "themes", "publics"), TEXTS),
        **{"fictional": TRUTH, "diffusion": TEXT, **cited},
    }
    maybe: Schema = {"type": ["integer", "null"]}
    hit: Schema = {
        **{"rank": NUMBER, "record_id": TEXT, "kind": TEXT, "title": TEXT, "score": {"type": "number"}, "weak": TRUTH},
        **{"url": TEXT, "duplicate_of": MAYBE, "passages": _list(_object(PLACE)), "terms": TEXTS},
        **{"lexical_rank": maybe, "dense_rank": maybe, **cited},
    }
    quote: Schema = {**PLACE, "record_id": TEXT, "title": TEXT, "revision": NUMBER, "url": TEXT, "reference": TEXT}
    link: Schema = {"type": TEXT, "label": TEXT, "out": TRUTH, "record_id": TEXT, "title": TEXT, "address": TEXT}
    paged: Schema = {"total": NUMBER, "page": NUMBER, "pages": NUMBER}
    return {
        "Resultats": _object(
            {
                **{"question": TEXT, "near": NUMBER, "weak": TRUTH, "notice": TEXT, "expanded": TEXTS, **paged},
                **{"corrected": {"type": "object", "additionalProperties": TEXT}},
                **{"quotes": _list(_object(quote)), "hits": _list(_object(hit))},
            }
        ),
        "Liste": _object({"since": TEXT, **paged, "records": _list(_ref("Resume"))}),
        "Resume": _object(summary),
        "Fiche": _object({**summary, "text": TEXT, "fields": {"type": "object"}, "links": _list(_object(link))}),
        "Moi": _object({"account": MAYBE, "name": MAYBE, "roles": TEXTS, "scopes": TEXTS, "expires": MAYBE}),
        "Brouillon": {
            **_object({"kind": {"type": "string", "enum": [*KINDS_GIVEN]}, "fields": {"type": "object"}}),
            "additionalProperties": False,
        },
        "Depose": _object({"proposal": NUMBER, "record_id": TEXT, "kind": TEXT, "status": TEXT, "address": TEXT}),
        "Probleme": _object({"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT, "code": TEXT}),
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
