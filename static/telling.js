/* What an action says is drawn at the top of the page: said again where the eye is, and what is to be mended is shown.
   Without this file one scrolls up to read it. */
(() => {
  "use strict";
  const SHOWN = 9000; // milliseconds; then the message goes back to its place
  let last = "", timer = 0;

  const seen = (element) => { const at = element.getBoundingClientRect(); return at.bottom > 0 && at.top < innerHeight; };
  /* The message itself comes where the eye is: said twice, a screen reader would read it twice. */
  function tell(message) {
    clearTimeout(timer);
    message.classList.toggle("rp-afar", !seen(message));
    timer = setTimeout(() => message.classList.remove("rp-afar"), SHOWN);
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
  document.addEventListener("click", (event) => {
    const message = event.target.closest?.(".rp-afar");
    if (message && !event.target.closest("a")) message.classList.remove("rp-afar");
  });
})();
