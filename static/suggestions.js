/* What somebody who begins to type may mean to ask: a list under the field, reached by the arrows (ARIA combobox). */
(() => {
  "use strict";
  const FIELD = ".st-key-rp_ask_row input";
  const KINDS = { question: "Question déjà posée", term: "Glossaire", record: "Fiche" };
  const WAIT = 150;
  const list = Object.assign(document.createElement("ul"), { id: "rp-suggestions", className: "rp-suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Propositions");
  const live = Object.assign(document.createElement("div"), { className: "rp-hidden" });
  live.setAttribute("role", "status");
  let at = -1, timer = 0, asking = null, field = null;

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    field?.setAttribute("aria-expanded", "false");
    field?.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    const all = options();
    at = (place + all.length + 1) % (all.length + 1);
    if (at === all.length) at = -1;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  }

  function show(found) {
    list.replaceChildren(...found.map((one, n) => {
      const item = Object.assign(document.createElement("li"), { id: `rp-suggestion-${n}` });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.url = one.url;
      item.append(
        Object.assign(document.createElement("span"), { textContent: one.text }),
        Object.assign(document.createElement("small"), { textContent: KINDS[one.kind] ?? "" }),
      );
      return item;
    }));
    at = -1;
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
    live.textContent = found.length > 1 ? `${found.length} propositions, flèche bas pour les lire.` : found.length ? "Une proposition, flèche bas pour la lire." : "";
  }

  async function ask() {
    const typed = field.value.trim();
    asking?.abort();
    if (typed.length < 2) { close(); return; }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/api/suggestions?q=${encodeURIComponent(typed)}`, { signal });
      const found = answer.ok ? await answer.json() : [];
      if (!signal.aborted && document.activeElement === field) show(found);
    } catch { /* aborted by the next letter, or no server: the field works without */ }
  }

  function adopt(input) {
    if (field === input && list.isConnected) return;
    field = input;
    const host = input.closest(".st-key-rp_ask_row");
    host.append(list, live);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off",
    })) input.setAttribute(name, value);
  }

  document.addEventListener("focusin", (event) => { if (event.target.matches?.(FIELD)) adopt(event.target); });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(FIELD)) return;
    adopt(event.target);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || event.isComposing) return;
    if (event.key === "Enter" && at < 0) { close(); return; }
    if (list.hidden) { if (event.key === "ArrowDown") { event.preventDefault(); ask(); } return; }
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? options().length - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter") location.href = options()[at].dataset.url;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.href = item.dataset.url;
  });
})();
