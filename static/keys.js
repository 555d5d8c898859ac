/* By keyboard: « / » goes to the question, « ? » lists the shortcuts, and what was found has the focus after Enter. */
(() => {
  "use strict";
  const KEYS = [
    ["/", "Aller à la question"],
    ["?", "Montrer ces raccourcis"],
    ["Tab", "Élément suivant ; avec Maj, le précédent"],
    ["Entrée", "Chercher, ouvrir, valider"],
    ["Échap", "Fermer ce qui est ouvert"],
    ["Ctrl + Alt + M", "Commenter ou garder les mots choisis dans un texte"],
  ];
  const LONGEST = 20000; // milliseconds that a search may take before nothing is done any more
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  const field = () => document.querySelector(".st-key-rp_ask_row input");
  const app = () => document.querySelector('[data-testid="stApp"]');

  function list() {
    const dialog = document.createElement("dialog");
    dialog.className = "rp-keys";
    dialog.setAttribute("aria-labelledby", "rp-keys");
    const lines = KEYS.map(([key, said]) => `<div><dt><kbd>${key}</kbd></dt><dd>${said}</dd></div>`).join("");
    dialog.innerHTML = `<h2 id="rp-keys">Au clavier</h2><dl>${lines}</dl><form method="dialog"><button class="rp-button">Fermer</button></form>`;
    dialog.addEventListener("close", () => dialog.remove());
    (app() ?? document.body).append(dialog);
    dialog.showModal();
  }

  /* The heading of what was found, once the page is drawn: a screen reader says it, and Tab goes on from there. */
  function reach() {
    const started = performance.now();
    let ran = false;
    const wait = () => {
      const running = app()?.dataset.testScriptState !== "notRunning";
      ran ||= running;
      const heading = document.querySelector(":is(.st-key-rp_results, .st-key-rp_nothing) h1");
      if (ran && !running && heading && document.activeElement === field()) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      } else if (performance.now() - started < LONGEST && (document.activeElement === field() || running)) setTimeout(wait, 60);
    };
    setTimeout(wait, 30);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === field() && event.target.value.trim()) { reach(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); list(); }
    if (event.key === "/") {
      event.preventDefault();
      if (field()) field().focus();
      else location.assign("/");
    }
  });
})();
