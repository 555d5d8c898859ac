"""Days played with the mouse at 1280 pixels and by touch at 390, each action counted and each step kept as a picture.

An action is a press of the mouse or of a finger anywhere but in a field that one types into, or Enter that confirms a
choice or a button. Typing, and going from field to field, are none. The pictures stay in `artifacts/days/` of the
checkout, or where KB_ARTEFACTS says.
"""

import os
import re
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.visit import Visit, settled

LOOKS: Final[dict[str, dict[str, Any]]] = {
    "1280": {"viewport": {"width": 1280, "height": 1000}},
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
COUNTER: Final = """
const KEPT = "actions counted";
const add = () => sessionStorage.setItem(KEPT, String(Number(sessionStorage.getItem(KEPT) || 0) + 1));
const typed = (one) => one.matches("textarea, input:not([type=radio]):not([type=checkbox])");
addEventListener("pointerdown", (event) => { if (event.isTrusted && !typed(event.target)) add(); }, true);
const confirms = (event) => event.isTrusted && event.key === "Enter" && !event.target.matches("textarea");
addEventListener("keydown", (event) => { if (confirms(event)) add(); }, true);
"""


class CountedTab:
    """The tab of somebody, at one of the LOOKS, signed in unless `login` is ""."""

    def __init__(self, browser: Browser, site: str, look: str, login: str = "", back: str = "/") -> None:
        self.visit = Visit(browser.new_context(**LOOKS[look], locale="fr-FR"), site)
        self.page: Page = self.visit.page
        self.look, self.site, self._kept = look, site, 0
        if login:
            self.visit.sign_in(login, back)
        self.visit.context.add_init_script(COUNTER)

    def close(self) -> None:
        """Close it; a script that threw is a fault."""
        assert not self.visit.errors
        self.visit.context.close()

    def actions(self) -> int:
        """How many there were in this tab."""
        return int(self.page.evaluate("Number(sessionStorage.getItem('actions counted') || 0)"))

    def at(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.settled()

    def settled(self) -> Page:
        return settled(self.page)

    def hit(self, target: Locator) -> None:
        """Press it with the mouse, or with a finger."""
        if self.look == "390":
            target.first.tap()
        else:
            target.first.click()

    def press(self, name: str | re.Pattern[str]) -> None:
        self.hit(self.page.get_by_role("button", name=name, exact=isinstance(name, str)))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link, and wait for what it leads to."""
        self.hit(self.page.get_by_role("link", name=name, exact=isinstance(name, str)))
        self.page.wait_for_timeout(300)
        self.settled()

    def tick(self, words: str) -> None:
        self.hit(self.page.get_by_text(words, exact=True))

    def field(self, label: str) -> Locator:
        """The first field of this name that one sees: what is folded away has fields too."""
        return self.page.get_by_label(re.compile(f"^{label}")).filter(visible=True).first

    def choose(self, label: str, value: str) -> None:
        """Choose in a list, as one does by hand: open it, type, then the option, then away from it."""
        field = self.field(label)
        field.click()
        field.press_sequentially(value)
        self.hit(self.page.get_by_role("option", name=value, exact=True))
        self.page.keyboard.press("Escape")

    def type_in(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def keep(self, name: str) -> None:
        """Keep a picture of what is seen now, and hold that nothing is wider than the window."""
        folder = Path(os.environ.get("KB_ARTEFACTS") or ROOT / "artifacts") / "days"
        folder.mkdir(parents=True, exist_ok=True)
        self._kept += 1
        self.page.screenshot(path=folder / f"{name}-{self.look}-{self._kept:02}.png")
        width = LOOKS[self.look]["viewport"]["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width

    def heading_is_seen(self) -> None:
        """Whatever one led to says what it is where the eye is, and not above."""
        expect(self.page.locator("h1").first).to_be_in_viewport()
