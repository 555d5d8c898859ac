/* What an action says is drawn at the top of the page: said again where the eye is, and what is to be mended is shown.
   Without this file one scrolls up to read it. */
(() => {
  "use strict";
  const SHOWN = 9000; // milliseconds; the message itself stays on the page
  const box = document.createElement("div");
  box.className = "rp-said";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true"); // the message on the page is a live region already
  let last = "", timer = 0;

  const seen = (element) => { const at = element.getBoundingClientRect(); return at.bottom > 0 && at.top < innerHeight; };
  function tell(message) {
    clearTimeout(timer);
    const app = document.querySelector('[data-testid="stApp"]') ?? document.body;
    if (box.parentElement !== app) app.append(box);
    box.innerHTML = message.innerHTML;
    box.hidden = seen(message);
    timer = setTimeout(() => { box.hidden = true; }, SHOWN);
  }
  function mend(key) {
    const target = key && document.querySelector(`.st-key-${CSS.escape(key)} :is(input, textarea, button)`);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }
  new MutationObserver(() => {
    const message = document.querySelector("[data-rp-told]");
    if (!message || message.dataset.rpAt === last) return;
    last = message.dataset.rpAt;
    /* After the page is drawn: what is to be mended may be below. */
    requestAnimationFrame(() => { mend(message.dataset.rpTold); tell(message); });
  }).observe(document.documentElement, { subtree: true, childList: true });
  addEventListener("popstate", () => { box.hidden = true; });
  box.addEventListener("click", (event) => { if (!event.target.closest("a")) box.hidden = true; });
})();
