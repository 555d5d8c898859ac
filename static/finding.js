/* Words looked for within the text of a page: marked, counted, gone through one by one; and going to a page of a PDF.
   Nothing of the text is changed: the browser paints over it. Without this file one uses the browser's own search. */
(() => {
  "use strict";
  const SHORTEST = 2, MOST = 2000;
  const paints = typeof Highlight === "function" && Boolean(CSS.highlights);
  let ranges = [], at = -1, looked = "";

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’ʼ]/g, "'").replace(/\s/g, " ").toLowerCase();
  const scopes = () => [...document.querySelectorAll(".rp-read article .rp-lead, .rp-read article > .rp-prose, .rp-pdf .rp-fold .rp-prose")];

  /* Each block apart: no words run from one paragraph into the next. */
  function search(words) {
    const wanted = fold(words.trim()), found = [];
    if (wanted.length < SHORTEST) return found;
    for (const scope of scopes()) {
      const blocks = scope.querySelectorAll("p, li > span, li > b, h2, h3, td, th, pre, figcaption");
      for (const block of blocks.length ? blocks : [scope]) {
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), places = [];
        let text = "";
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (node.parentElement.closest(".rp-hidden, [role=tooltip], small button")) continue;
          /* Letter by letter: folded, a letter may be longer or shorter. */
          for (let i = 0; i < node.data.length; i += 1) for (const sign of fold(node.data[i])) { text += sign; places.push([node, i]); }
        }
        for (let start = text.indexOf(wanted); start >= 0 && found.length < MOST; start = text.indexOf(wanted, start + wanted.length)) {
          const range = new Range(), first = places[start], last = places[start + wanted.length - 1];
          range.setStart(first[0], first[1]);
          range.setEnd(last[0], last[1] + 1);
          found.push(range);
        }
      }
    }
    return found;
  }

  function paint() {
    if (!paints) return;
    CSS.highlights.set("rp-find", new Highlight(...ranges));
    CSS.highlights.set("rp-find-here", new Highlight(...(ranges[at] ? [ranges[at]] : [])));
  }
  function say(box) {
    const line = box.querySelector("[data-rp-found]");
    const words = looked.trim();
    line.textContent = words.length < SHORTEST ? "" : ranges.length ? `${at + 1} sur ${ranges.length}` : "Aucun résultat dans ce texte.";
    for (const button of box.querySelectorAll("[data-rp-step]")) button.disabled = !ranges.length;
  }
  function go(box, by) {
    if (!ranges.length) return;
    at = (at + by + ranges.length) % ranges.length;
    const node = ranges[at].startContainer.parentElement;
    node.closest("details:not([open])")?.setAttribute("open", "");
    node.scrollIntoView({ block: "center" });
    if (!paints) { const selection = getSelection(); selection.removeAllRanges(); selection.addRange(ranges[at]); }
    paint();
    say(box);
  }
  function look(box, words) {
    looked = words;
    ranges = search(words);
    at = -1;
    if (ranges.length) go(box, 1); else { paint(); say(box); }
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-rp-find]")) look(event.target.closest(".rp-find"), event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.matches?.("[data-rp-find]")) {
      const box = field.closest(".rp-find");
      if (event.key === "Enter") { event.preventDefault(); if (field.value === looked && ranges.length) go(box, event.shiftKey ? -1 : 1); else look(box, field.value); }
      if (event.key === "Escape" && field.value) { field.value = ""; look(box, ""); }
    }
    if (field.matches?.("[data-rp-goto]") && event.key === "Enter") { event.preventDefault(); turn(field); }
  });
  function turn(field) {
    const page = Math.min(Number(field.max), Math.max(1, Math.round(Number(field.value)) || 0));
    if (!Number(field.value)) return;
    const url = new URL(location.href);
    for (const name of ["de", "a", "phrase"]) url.searchParams.delete(name);
    url.searchParams.set("page", String(page));
    location.assign(url.pathname + url.search);
  }
  document.addEventListener("click", (event) => {
    const step = event.target.closest?.("[data-rp-step]");
    if (step) go(step.closest(".rp-find"), Number(step.dataset.rpStep));
    const button = event.target.closest?.("[data-rp-turn]");
    if (button) turn(button.parentElement.querySelector("[data-rp-goto]"));
  });
  /* Another text was drawn: what was found in the one before is nowhere. */
  addEventListener("popstate", () => { ranges = []; at = -1; looked = ""; paint(); });
})();
