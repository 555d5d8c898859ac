"""Administration: invitations, accounts, roles and groups."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import streamlit as st

from kb.html.escaping import day, esc
from kb.readers import ROLES, Person
from kb.store.accounts.access_tokens import AccessToken
from kb.store.accounts.accounts import Account
from kb.store.accounts.one_time_links import Invitation
from kb.views.frame.action import act, say, typed

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

ROLE_NAMES = {
    "reader": "lecteur",
    "contributor": "contributeur",
    "reviewer": "relecteur",
    "trainer": "formateur",
    "watcher": "veilleur",
    "administrator": "administrateur",
}
ROLES_SAID = (
    "Chacun lit, commente et compose des dossiers. Un contributeur écrit des récits ; un relecteur les relit, les "
    "publie et modère ; un formateur écrit aussi des ateliers ; un veilleur, des signaux et des dispositifs ; un "
    "administrateur tient les comptes, les réglages et les sauvegardes."
)
SUBJECT = "Votre compte de Récits partagés"
LETTER = (
    "Bonjour,\n\nCe lien ouvre votre compte de Récits partagés. Il sert une seule fois, pendant quatorze jours :\n\n"
)
GIVEN = [role for role in ROLES if role != "reader"]


def show_accounts(base: "KnowledgeBase", person: Person) -> None:
    """Draw the form of invitations, then each account."""
    _invite()
    _invitations(base.administration.invitations(person))
    everybody = base.administration.everybody(person)
    st.html(f"<h2>Comptes ({len(everybody)})</h2>")
    for one in everybody:
        _account(one)
    _tokens(base.administration.tokens(person), {one.id: one.name for one in everybody})


def _site() -> str:
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}"


def _groups(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _invite() -> None:
    st.html("<h2>Inviter</h2><p class='rp-small'>Le lien sert une fois, pendant quatorze jours.</p>")
    with st.form("invite", clear_on_submit=True, border=False):
        roles = st.multiselect(
            "Rôles", GIVEN, format_func=ROLE_NAMES.__getitem__, placeholder="Lecteur seulement", help=ROLES_SAID
        )
        groups = st.text_input(
            "Groupes, séparés par des virgules",
            help="Une fiche ouverte à un groupe n’est lue que par lui. Laissez vide s’il n’y en a pas.",
        )
        email = st.text_input(
            "Adresse électronique (facultatif)",
            help="Le compte la portera : elle sert au mot de passe oublié, et à se connecter par l’annuaire.",
        )
        if st.form_submit_button("Créer un lien d’invitation", type="primary"):
            site = _site()

            def make(base: "KnowledgeBase", person: Person) -> None:
                token = base.administration.invite(person, roles, _groups(groups), email)
                show_link(f"{site}/invitation/{token}", email.strip())

            act(make)
            st.rerun()


def _invitations(waiting: Sequence[Invitation]) -> None:
    if not waiting:
        return
    st.html(f"<h2>Invitations en attente ({len(waiting)})</h2>")
    for one in waiting:
        roles = ", ".join(ROLE_NAMES[role] for role in ROLES if role in one.roles) or "lecteur"
        groups = f", {', '.join(sorted(one.groups))}" if one.groups else ""
        st.html(
            f"<p><b>{esc(one.email or 'Sans adresse')}</b>, jusqu’au {day(one.expires)}<br>{roles}{esc(groups)}</p>"
        )
        st.button("Retirer cette invitation", key=f"uninvite_{one.reference[:16]}", on_click=_withdraw, args=(one,))


def _withdraw(one: Invitation) -> None:
    act(
        lambda base, person: base.administration.withdraw_invitation(person, one.reference),
        "L’invitation est retirée : son lien ne sert plus.",
    )


def _tokens(tokens: Sequence[AccessToken], names: Mapping[str, str]) -> None:
    """What lets other programs in, in whose name; its owner alone makes one."""
    if not tokens:
        return
    st.html(f"<h2>Jetons de programmes ({len(tokens)})</h2>")
    for one in tokens:
        used = f"dernière demande le {day(one.used)}" if one.used else "n’a pas servi"
        st.html(
            f"<p><b>{esc(names.get(one.account, one.account))}</b>, {esc(one.name)}<br>"
            f"{esc(', '.join(sorted(one.scopes)))}, jusqu’au {day(one.expires)}, {used}</p>"
        )
        st.button("Révoquer ce jeton", key=f"token_{one.number}", on_click=_revoke, args=(one.number,))


def _revoke(number: int) -> None:
    act(lambda base, person: base.administration.revoke_token(person, number), "Le jeton est révoqué.")


def show_link(address: str, email: str = "", to: str = "") -> None:
    """Say once the address of a link that serves once, to be given to whoever it is for."""
    say(link_said(address, email, to))


def link_said(address: str, email: str, to: str) -> str:
    """The link as HTML, with whom it is for: by name, else by address; several links may be made in a row."""
    letter = f'<br><a href="{esc(_letter(address, email))}">Écrire à {esc(email)} avec ce lien</a>' if email else ""
    return (
        f"Envoyez ce lien à {esc(to or email or 'la personne')}. Il n’est montré qu’une fois :<br>"
        f'<code data-rp-secret="1">{esc(address)}</code><br>'
        f'<button type="button" class="rp-link" data-rp-copy="{esc(address)}">Copier le lien</button>{letter}'
    )


def _letter(address: str, email: str) -> str:
    """A letter to be sent from the administrator's own mail program."""
    return f"mailto:{quote(email, safe='@')}?subject={quote(SUBJECT)}&body={quote(LETTER + address)}"


def _account(one: Account) -> None:
    state = " (fermé)" if one.disabled else ""
    roles = ", ".join(ROLE_NAMES[role] for role in ROLES if role in one.roles) or "lecteur"
    # Not in the label, which would draw what a name holds of Markdown.
    st.html(f"<p><b>{esc(one.name)}</b>, {esc(one.login)}<br>{roles}{state}</p>")
    with st.expander("Modifier", key=f"account_{one.id}"):
        st.multiselect(
            "Rôles", GIVEN, default=[r for r in GIVEN if r in one.roles], key=f"roles_{one.id}",
            format_func=ROLE_NAMES.__getitem__, placeholder="Lecteur seulement",
        )  # fmt: skip
        st.text_input("Groupes", value=", ".join(sorted(one.groups)), key=f"groups_{one.id}")
        with st.container(horizontal=True):
            st.button("Enregistrer", key=f"save_{one.id}", on_click=_save, args=(one.id,))
            label = "Rouvrir le compte" if one.disabled else "Fermer le compte"
            st.button(label, key=f"close_{one.id}", on_click=_close, args=(one.id, not one.disabled))
            st.button("Lien de mot de passe", key=f"reset_{one.id}", on_click=_reset, args=(one, _site()))


def _save(account_id: str) -> None:
    roles, groups = st.session_state[f"roles_{account_id}"], typed(f"groups_{account_id}")
    act(
        lambda base, person: base.administration.set_roles(person, account_id, ["reader", *roles], _groups(groups)),
        "Enregistré. Cette personne devra se reconnecter.",
    )


def _close(account_id: str, disabled: bool) -> None:
    said = "Le compte est fermé, et ses sessions avec lui." if disabled else "Le compte est rouvert."
    act(lambda base, person: base.administration.set_disabled(person, account_id, disabled), said)


def _reset(one: Account, site: str) -> None:
    def make(base: "KnowledgeBase", person: Person) -> None:
        show_link(f"{site}/mot-de-passe/{base.administration.reset(person, one.id)}", to=one.name)

    act(make)
