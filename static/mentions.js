/* « @Ali » in a comment: the names of the base that begin so, under the field, reached by the arrows. Without this file
   one types the name. */
(() => {
  "use strict";
  const FIELD = '.st-key-comment_text textarea, [class*="st-key-answer_text_"] textarea, [class*="st-key-edit_text_"] textarea';
  const BEGUN = /(?<![\p{L}\p{N}_])@([\p{L}\p{N}_’'-]{1,40})$/u, WAIT = 150;
  const list = Object.assign(document.createElement("ul"), { id: "rp-mentions", className: "rp-suggestions rp-mentions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Personnes");
  const live = Object.assign(document.createElement("div"), { className: "rp-hidden" });
  live.setAttribute("role", "status");
  let field = null, at = -1, timer = 0, asking = null;

  const begun = () => BEGUN.exec(field.value.slice(0, field.selectionStart));
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    for (const name of ["aria-activedescendant", "aria-controls"]) field?.removeAttribute(name);
  }
  function mark(place) {
    const all = options();
    at = (place + all.length) % all.length;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    field.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }
  /* As typing does: the browser can undo it, and tells the page of it. */
  function put(words) {
    const found = begun();
    if (!found) return;
    const end = field.selectionStart;
    field.focus();
    field.setSelectionRange(end - found[0].length, end);
    document.execCommand("insertText", false, `@${words} `);
    close();
  }
  function show(found) {
    list.replaceChildren(...found.map((one, n) => {
      const item = Object.assign(document.createElement("li"), { id: `rp-mention-${n}`, textContent: one.name });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.rpKeep = "1";
      item.dataset.rpSaid = one.said;
      return item;
    }));
    at = -1;
    list.hidden = !found.length;
    field.removeAttribute("aria-activedescendant");
    if (found.length) field.setAttribute("aria-controls", list.id); else field.removeAttribute("aria-controls");
    live.textContent = found.length > 1 ? `${found.length} personnes, flèche bas pour les lire.` : found.length ? "Une personne, flèche bas pour la lire." : "";
  }
  async function ask() {
    const found = begun();
    asking?.abort();
    if (!found) { close(); return; }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/api/personnes?nom=${encodeURIComponent(found[1])}`, { signal });
      const names = answer.ok ? await answer.json() : [];
      if (!signal.aborted && document.activeElement === field) show(names);
    } catch { /* aborted by the next letter, or no server: one types the name */ }
  }

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches?.(FIELD)) return;
    field = event.target;
    field.setAttribute("aria-autocomplete", "list");
    field.closest('[data-testid="stTextArea"]')?.append(list, live);
  });
  document.addEventListener("input", (event) => {
    if (event.target !== field) return;
    clearTimeout(timer);
    if (begun()) timer = setTimeout(ask, WAIT); else close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? options().length - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) put(options()[at].dataset.rpSaid);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) put(item.dataset.rpSaid);
  });
})();
