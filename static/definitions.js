/* The words of the glossary under a finger: the first touch shows the definition, the second opens the glossary.
   Escape puts a definition away, which pointing or the keyboard had shown. Without this file a touch opens the glossary. */
(() => {
  "use strict";
  let finger = false;
  addEventListener("pointerdown", (event) => { finger = event.pointerType !== "mouse"; }, { capture: true, passive: true });

  const shown = () => document.querySelectorAll(".rp-term.is-open");
  const close = (but) => shown().forEach((one) => { if (one !== but) one.classList.remove("is-open"); });

  /* Captured: the script that follows links must not see this click. */
  addEventListener("click", (event) => {
    const term = event.target.closest?.("a.rp-term");
    close(term);
    if (!term || !finger || term.classList.contains("is-open")) return;
    event.preventDefault();
    event.stopPropagation();
    term.classList.add("is-open");
    term.focus({ preventScroll: true });
  }, true);

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    const term = document.querySelector("a.rp-term:hover") ?? document.activeElement?.closest?.("a.rp-term");
    if (!term) return;
    term.classList.add("is-shut");
    const again = () => term.classList.remove("is-shut");
    term.addEventListener("pointerleave", again, { once: true });
    term.addEventListener("blur", again, { once: true });
  });
})();
