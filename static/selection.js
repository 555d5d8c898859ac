/* Words selected in a text: comment on them, or add them to a pack, from a small bar beside them. By keyboard,
   Ctrl + Alt + M goes to the bar and Escape back. Without this file one copies words into the field. */
(() => {
  "use strict";
  const SHORTEST = 3;
  const LONGEST = 5000;
  const bar = document.createElement("div");
  bar.className = "rp-selected";
  bar.hidden = true;
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "Mots choisis");
  let range = null;
  let pending = 0;

  const make = (text, more = {}) => Object.assign(document.createElement("button"), { type: "button", className: "rp-link", textContent: text, ...more });
  const field = (key, tag) => document.querySelector(`.st-key-${CSS.escape(key)} ${tag}`);

  /* The text that holds the whole selection, and its words; null for anything else. */
  function chosen() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const own = selection.getRangeAt(0);
    const node = own.commonAncestorContainer;
    const text = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-rp-words]");
    const words = selection.toString().trim();
    return text && words.length >= SHORTEST && words.length <= LONGEST ? { own, words, given: JSON.parse(text.dataset.rpWords) } : null;
  }

  function place() {
    if (!range || bar.hidden) return;
    const box = range.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const below = box.bottom + 8;
    bar.style.top = `${Math.max(8, Math.min(below, innerHeight - bar.offsetHeight - 8))}px`;
    bar.style.left = `${Math.max(8, Math.min(box.left, width - bar.offsetWidth - 8))}px`;
  }

  function close() {
    bar.hidden = true;
    range = null;
  }

  /* Streamlit reads its fields through React, which hears of a value set by the browser's own setter. */
  function fill(input, value) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function comment({ words, given }) {
    const into = field(given.into, "input");
    into.focus({ preventScroll: true });  // a field that never lost the focus keeps its words once they are sent
    fill(into, words.replace(/\s+/g, " "));
    const next = field(given.then, "textarea");
    close();
    getSelection().removeAllRanges();
    next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  }

  function offer() {
    if (bar.contains(document.activeElement)) return;
    const found = chosen();
    if (!found) { close(); return; }
    const parts = [];
    if (field(found.given.into, "input")) parts.push(make(found.given.label, { onclick: () => comment(found) }));
    if (found.given.record) {
      const host = document.createElement("span");
      const one = make("Ajouter ces mots au dossier");
      one.dataset.rpCollect = JSON.stringify({ record: found.given.record, revision: found.given.revision, words: found.words });
      host.className = "rp-collect";
      host.append(one);
      parts.push(host);
    }
    if (!parts.length) return;
    const app = document.querySelector('[data-testid="stApp"]') ?? document.body;
    if (bar.parentElement !== app) app.append(bar);
    bar.replaceChildren(...parts);
    range = found.own;
    bar.hidden = false;
    place();
  }

  document.addEventListener("selectionchange", () => { clearTimeout(pending); pending = setTimeout(offer, 250); });
  bar.addEventListener("mousedown", (event) => { if (!event.target.closest("input, select")) event.preventDefault(); });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place, { passive: true });
  new ResizeObserver(place).observe(bar);  // what was done is said in it, and has to be seen
  addEventListener("popstate", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !bar.hidden) { close(); return; }
    if (event.ctrlKey && event.altKey && event.code === "KeyM") {
      offer();
      if (bar.hidden) return;
      event.preventDefault();
      bar.querySelector("button").focus();
    }
  });
})();
