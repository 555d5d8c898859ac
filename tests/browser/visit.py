"""A tab on the site under test, which notes what it should not do."""

import contextlib
import time

from playwright.sync_api import BrowserContext, Error, Locator, Page, TimeoutError

# What a page holds once its script has run, and what stands where a piece of it is still on its way.
READY = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
SKELETON = "[data-testid=stSkeleton], [data-testid=stAppSkeleton]"
# Milliseconds since something was last put in the page or taken out of it. Pieces are drawn after the script ended,
# each when its own code has come: a list of fields may want its first one while it already shows the others.
STILL = """() => {
  if (!window.rpDrawn) {
    window.rpDrawn = { at: performance.now() };
    const note = () => { window.rpDrawn.at = performance.now(); };
    new MutationObserver(note).observe(document, { childList: true, subtree: true });
  }
  return performance.now() - window.rpDrawn.at;
}"""
# How long nothing is drawn in a page that is all there, in milliseconds.
AT_REST = 250

# Milliseconds: a busy machine may take as long, and a quick one does not wait.
LONG = 120_000
# Password of everybody whom the browser tests sign in.
SECRET = "une phrase à moi"


def settled(page: Page) -> Page:
    """The page once its script has run and all of it is drawn. Raises TimeoutError."""
    end = time.monotonic() + LONG / 1000
    while time.monotonic() < end:
        with contextlib.suppress(Error):  # the page was left meanwhile: the next one is looked at
            page.wait_for_selector(READY, timeout=LONG)
            page.wait_for_selector(".rp-footer", timeout=LONG)
            if page.evaluate(STILL) > AT_REST and not page.locator(SKELETON).count() and page.locator(READY).count():
                return page
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url} is still being drawn")


def give_name(page: Page, login: str) -> None:
    """Fill the form of signing in that the page shows, and send it."""
    page.fill("[name=login]", login)
    page.fill("[name=password]", SECRET)
    page.click("button[type=submit]")


class Visit:
    """A tab on the site.

    `foreign` are the requests that left this machine, `errors` what scripts threw, `complaints` what the console holds
    in red.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        context.set_default_timeout(LONG)
        self.page: Page = context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.complaints: list[str] = []
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        self.page.on("request", lambda one: self._note(one.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.site, self.site.replace("http", "ws"), "data:", "blob:")):
            self.foreign.append(url)

    def sign_in(self, login: str, back: str = "/") -> Page:
        """The page at `back`, seen by this account."""
        self.page.goto(f"{self.site}/connexion?vers={back}")
        give_name(self.page, login)
        return self.settled()

    def open(self, path: str, width: int = 1280) -> Page:
        """The page at `path`, once its script has run."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.site + path)
        return self.settled()

    def settled(self) -> Page:
        """The page once nothing runs any more."""
        return settled(self.page)


def pick(field: Locator, words: str, name: str) -> None:
    """Type in a list and take the entry called `name`; where the page is drawn meanwhile, again, as a hand does.

    Key after key: what a driver puts there at one go is no typing to a page in Firefox.
    """
    option = field.page.get_by_role("option", name=name, exact=True)
    for _ in range(4):
        field.press("Control+A")
        field.press_sequentially(words)
        with contextlib.suppress(TimeoutError):
            option.click(timeout=10_000)
            return
    option.click()
