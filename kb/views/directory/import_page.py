"""Importer des dispositifs: a file of data·inclusion, what it would change, and the choice of what of it."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.directory.exchange.importing import Preview
from kb.directory.exchange.tables import read_table
from kb.errors import KbError
from kb.html.escaping import NBSP, count, esc, listing
from kb.readers import Person
from kb.records.kinds import Service
from kb.views.frame import visitor
from kb.views.frame.action import act, told
from kb.views.frame.not_found import not_found
from kb.wiki.rights import Case, allows
from kb.wiki.write.forms import field_label

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

LARGEST = 20  # megabytes that a page takes; `kb services import` takes more
SHOWN = 30  # faults, and services, of each list
NOBODY = "Seuls les comptes qui écrivent des dispositifs en importent."


def show_import(base: "KnowledgeBase") -> None:
    """Draw the choice of a file, and what the import of the one that was given would do."""
    st.set_page_config(page_title="Importer des dispositifs · Récits partagés")
    person = visitor.current_person()
    if not allows("start", person, Case("service")) or person is None:
        st.html(not_found("Importer des dispositifs", NOBODY, sign_in="/importer-dispositifs"))
        return
    with st.container(key="rp_desk"):
        st.html(
            '<p class="rp-crumb"><a href="/dispositifs">Dispositifs</a></p><h1 id="rp-contenu">Importer des dispositifs'
            '</h1><p class="rp-soft rp-under">Un fichier au format data·inclusion, JSON, CSV ou XLSX. Rien n’est écrit '
            "avant votre choix.</p>"
        )
        told()
        given = st.file_uploader("Fichier", type=["json", "csv", "xlsx"], max_upload_size=LARGEST, key="services_file")
        if given is not None:
            _previewed(base, person, given.name, given.getvalue())


def _previewed(base: "KnowledgeBase", person: Person, name: str, content: bytes) -> None:
    try:
        seen = base.services.preview(read_table(name, content), base.vocabulary.lists["service_types"])
    except KbError as error:
        st.html(f'<p class="rp-note" role="alert">{esc(error)}</p>')
        return
    st.html(_told(seen))
    valid_only = seen.wrong > 0 and st.checkbox(
        f"Importer seulement ce qui est valide, et laisser {count(seen.wrong, 'dispositif')}", key="valid_only"
    )
    over_hand = bool(seen.by_hand) and st.checkbox(
        f"Remplacer aussi {count(len(seen.by_hand), 'dispositif')} retouchés ici", key="over_hand"
    )
    withdraw = bool(seen.gone) and st.checkbox(
        f"Retirer {count(len(seen.gone), 'dispositif')} que le fichier n’a plus", key="withdraw_gone"
    )
    nothing = not seen.new and not seen.changed and not withdraw
    if st.button("Importer", type="primary", disabled=nothing or (seen.wrong > 0 and not valid_only)):
        _import(seen, valid_only=valid_only, over_hand=over_hand, withdraw_gone=withdraw)


def _import(seen: Preview, *, valid_only: bool, over_hand: bool, withdraw_gone: bool) -> None:
    def write(base: "KnowledgeBase", person: Person) -> None:
        base.services.apply(seen, person, valid_only=valid_only, over_hand=over_hand, withdraw_gone=withdraw_gone)
        base.hand_over()

    if act(write, "C’est importé. Les dispositifs se trouvent dans un instant."):
        st.session_state.pop("services_file", None)
    st.rerun()


def _told(seen: Preview) -> str:
    numbers = (
        (len(seen.new), "nouveaux"),
        (len(seen.changed), "changés"),
        (seen.same, "identiques"),
        (len(seen.gone), "absents du fichier"),
        (seen.wrong, "avec des fautes"),
    )
    cells = "".join(f"<li><b>{number}</b> {name}</li>" for number, name in numbers)
    notes = [*seen.notes, *([f"Colonnes inconnues, laissées{NBSP}: {listing(seen.unknown)}."] if seen.unknown else [])]
    said = "".join(f'<p class="rp-small">{esc(one)}</p>' for one in notes)
    return (
        f'<h2>Ce que ferait l’import</h2><ul class="rp-lines">{cells}</ul>{said}{_faults(seen)}'
        f"{_list('Nouveaux', [one.title for one in seen.new])}"
        f"{_list('Changés', [f'{one.title} ({_fields(one.changes)})' for one in seen.changed])}"
        f"{_list('Absents du fichier', [str(one.body.get('title', one.record_id)) for one in seen.gone])}"
    )


def _fields(names: tuple[str, ...]) -> str:
    known = Service.model_fields
    return ", ".join(field_label("service", one).lower() for one in names if one in known)


def _faults(seen: Preview) -> str:
    if not seen.faults:
        return ""
    lines = "".join(f"<li>{esc(one.sheet)}, {esc(one.said)}</li>" for one in seen.faults[:SHOWN])
    more = f"<p class='rp-small'>Et {len(seen.faults) - SHOWN} autres.</p>" if len(seen.faults) > SHOWN else ""
    return f"<h2>Les fautes</h2><ul class='rp-lines'>{lines}</ul>{more}"


def _list(title: str, names: list[str]) -> str:
    if not names:
        return ""
    lines = "".join(f"<li>{esc(one)}</li>" for one in names[:SHOWN])
    more = f"<li>et {len(names) - SHOWN} autres</li>" if len(names) > SHOWN else ""
    return f'<details class="more"><summary>{title}</summary><ul>{lines}{more}</ul></details>'
