"""A page run by Streamlit over a base, without a browser, by its address."""

from streamlit.testing.v1 import AppTest


def _show(address: str) -> None:
    """What the process of the page does; its source is all that is kept of it."""
    from kb.views.frame.navigation import PAGES
    from kb.visit import open_base

    (show,) = [show for show, _, path in PAGES if path == address]
    with open_base() as base:
        show(base)


def run(address: str, **params: str | list[str]) -> AppTest:
    """The page at an address (« explorer »), with its parameters, drawn once."""
    app = AppTest.from_function(_show, default_timeout=60, kwargs={"address": address})
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()
