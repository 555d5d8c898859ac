/* A list of proposals under the field that one types in, reached by the arrows (ARIA): what suggestions.js and mentions.js
   share. `address(field)` is where proposals come from, "" for none; `fill(item, one)` draws one; `choose(item)` takes it;
   `told(n)` is said of how many there are; `opened(field, open)` marks the field. `rests`: the arrows pass by the field. */
"use strict";
window.rpProposals = ({ id, className, each, label, keys, rests, address, fill, choose, told, opened }) => {
  const WAIT = 150;
  const list = Object.assign(document.createElement("ul"), { id, className, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
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
    if (field) opened(field, false);
    field?.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    const all = options(), places = all.length + (rests ? 1 : 0);
    at = (place + places) % places;
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
      const item = Object.assign(document.createElement("li"), { id: `${each}-${n}` });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      fill(item, one);
      return item;
    }));
    at = -1;
    list.hidden = !found.length;
    opened(field, !list.hidden);
    field.removeAttribute("aria-activedescendant");
    live.textContent = found.length ? told(found.length) : "";
  }

  async function ask() {
    const url = address(field);
    asking?.abort();
    if (!url) { close(); return; }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(url, { signal });
      const found = answer.ok ? await answer.json() : [];
      if (!signal.aborted && document.activeElement === field) show(found);
    } catch { /* aborted by the next letter, or no server: the field works without */ }
  }

  document.addEventListener("keydown", (event) => {
    if (event.target !== field || list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? options().length - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if (keys.includes(event.key) && at >= 0) choose(options()[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(item);
  });

  return {
    list, close, ask,
    field: () => field,
    isMarked: () => at >= 0,
    attach(input, host) { field = input; host?.append(list, live); },
    soon() { clearTimeout(timer); timer = setTimeout(ask, WAIT); },
  };
};
