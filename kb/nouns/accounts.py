"""Accounts, as what people do with a base."""

from kb.nouns.noun import Action, Noun, NounPart
from kb.store.accounts import access_tokens, accounts, attempts, code_attempts, identities, one_time_links, sessions
from kb.store.records.register import Register


class AccountsAttempts(Noun[Register]):
    """The actions of `kb.store.accounts.attempts`."""

    attempt = Action(attempts.attempt)
    attempt_succeeded = Action(attempts.attempt_succeeded)
    may_send_letter = Action(attempts.may_send_letter)


class AccountsCodeAttempts(Noun[Register]):
    """The actions of `kb.store.accounts.code_attempts`."""

    code_failed = Action(code_attempts.code_failed)
    code_wait = Action(code_attempts.code_wait)


class AccountsIdentities(Noun[Register]):
    """The actions of `kb.store.accounts.identities`."""

    account_of_identity = Action(identities.account_of_identity)
    admit = Action(identities.admit)


class AccountsLinks(Noun[Register]):
    """The actions of `kb.store.accounts.one_time_links`."""

    add_link = Action(one_time_links.add_link)
    confirm_email = Action(one_time_links.confirm_email)
    join = Action(one_time_links.join)
    link = Action(one_time_links.link)
    reset_password = Action(one_time_links.reset_password)


class AccountsSessions(Noun[Register]):
    """The actions of `kb.store.accounts.sessions`."""

    sign_in = Action(sessions.sign_in)
    sign_out = Action(sessions.sign_out)


class AccountsTokens(Noun[Register]):
    """The actions of `kb.store.accounts.access_tokens`."""

    bearer = Action(access_tokens.bearer)
    make = Action(access_tokens.make_token)
    of_account = Action(access_tokens.tokens_of)
    revoke = Action(access_tokens.revoke_token)


class AccountsNoun(Noun[Register]):
    """Accounts: the nouns below it are those of its modules."""

    account = Action(accounts.account)
    account_of = Action(accounts.account_of)
    has_password = Action(accounts.has_password)
    set_password = Action(accounts.set_password)
    set_profile = Action(accounts.set_profile)
    verify = Action(accounts.verify)
    with_role = Action(accounts.with_role)
    attempts = NounPart(AccountsAttempts)
    code_attempts = NounPart(AccountsCodeAttempts)
    identities = NounPart(AccountsIdentities)
    links = NounPart(AccountsLinks)
    sessions = NounPart(AccountsSessions)
    tokens = NounPart(AccountsTokens)
