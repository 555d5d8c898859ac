"""What lets other programs in or tells them something: shown to an administrator, stopped by a press."""

import base64
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.accounts.access_tokens import make_token, tokens_of
from kb.store.records.webhooks import webhooks_of
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import ADMIN

# An address of this machine: nothing is looked up, and nothing is sent while pages are drawn.
HERE = "http://127.0.0.1:9/recits"


def button(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def test_an_address_is_told_from_now_on_and_its_secret_is_shown_once(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ADMIN)
    app = run("administration", partie="programmes")
    assert "127.0.0.1" not in drawn(app)
    app.text_input[0].set_value(HERE)
    app = button(app, "Prévenir cette adresse")
    (hook,) = webhooks_of(pages.register)
    secret = "whsec_" + base64.b64encode(bytes.fromhex(hook.secret)).decode()
    assert drawn(app).count(secret) == 2  # read, and copied by a press
    assert f"<p><b>127.0.0.1</b><br>{HERE}<br>prévenue</p>" in drawn(app)
    assert secret not in drawn(app.run())
    app = button(app, "Ne plus prévenir")
    assert "Cette adresse n’est plus prévenue." in drawn(app)
    assert webhooks_of(pages.register) == ()


def test_an_address_that_may_not_be_told_is_refused_in_words(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ADMIN)
    app = run("administration", partie="programmes")
    app.text_input[0].set_value("http://10.0.0.1/<b>recits</b>")
    app = button(app, "Prévenir cette adresse")
    assert "data-rp-told" in drawn(app)
    assert "whsec_" not in drawn(app)
    assert webhooks_of(pages.register) == ()


def test_an_address_that_nothing_reaches_says_since_when_and_is_taken_up_again(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ADMIN)
    app = run("administration", partie="programmes")
    app.text_input[0].set_value(HERE)
    button(app, "Prévenir cette adresse")
    state = "UPDATE webhooks SET failing = '2026-11-02T08:00:00+00:00', said = 'le serveur a répondu 500', disabled = ?"
    pages.register.database.execute(state, [0])
    app = run("administration", partie="programmes")
    since = "rien n’arrive depuis le 2\u00a0novembre 2026 (le serveur a répondu 500)"
    assert since.replace("\u00a0", " ") in drawn(app).replace("\u00a0", " ")
    assert "nouvel essai bientôt" in drawn(app)
    assert not [one for one in app.button if one.label == "Reprendre les envois"]
    pages.register.database.execute(state, [1])
    app = button(run("administration", partie="programmes"), "Reprendre les envois")
    assert "Les envois reprennent." in drawn(app)
    assert "<br>prévenue</p>" in drawn(app)


def test_the_tokens_of_everybody_are_listed_without_their_words_and_revoked(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ADMIN)
    assert "Jetons de programmes" not in drawn(run("administration"))
    owner = accounts.add_account(
        pages.register, "aline", "Aline <i>", roles=[], password="une phrase à moi", actor="test"
    )
    token = make_token(pages.register, owner.id, "Le <b>catalogue</b>", ["lire", "exporter"], 30)
    app = run("administration")
    assert "<h2>Jetons de programmes (1)</h2>" in drawn(app)
    assert "<p><b>Aline &lt;i&gt;</b>, Le &lt;b&gt;catalogue&lt;/b&gt;<br>exporter, lire, jusqu’au " in drawn(app)
    assert token not in drawn(app)
    app = button(app, "Révoquer ce jeton")
    assert "Le jeton est révoqué." in drawn(app)
    assert "Jetons de programmes" not in drawn(app)
    assert tokens_of(pages.register, owner.id) == ()
