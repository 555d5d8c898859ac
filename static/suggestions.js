/* What somebody who begins to type may mean to ask: a list under the field, reached by the arrows (ARIA combobox). */
(() => {
  "use strict";
  const FIELD = ".st-key-rp_ask_row input";
  const KINDS = { question: "Question déjà posée", term: "Glossaire", record: "Fiche" };
  const offers = window.rpProposals({
    id: "rp-suggestions", className: "rp-suggestions", each: "rp-suggestion", label: "Propositions", keys: ["Enter"], rests: true,
    address: (field) => field.value.trim().length < 2 ? "" : `/api/suggestions?q=${encodeURIComponent(field.value.trim())}`,
    fill: (item, one) => {
      item.dataset.url = one.url;
      item.append(
        Object.assign(document.createElement("span"), { textContent: one.text }),
        Object.assign(document.createElement("small"), { textContent: KINDS[one.kind] ?? "" }),
      );
    },
    choose: (item) => { location.href = item.dataset.url; },
    told: (n) => n > 1 ? `${n} propositions, flèche bas pour les lire.` : "Une proposition, flèche bas pour la lire.",
    opened: (field, open) => field.setAttribute("aria-expanded", String(open)),
  });

  function adopt(input) {
    if (offers.field() === input && offers.list.isConnected) return;
    offers.attach(input, input.closest(".st-key-rp_ask_row"));
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-controls": offers.list.id, "aria-autocomplete": "list", autocomplete: "off",
    })) input.setAttribute(name, value);
  }

  document.addEventListener("focusin", (event) => { if (event.target.matches?.(FIELD)) adopt(event.target); });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(FIELD)) return;
    adopt(event.target);
    offers.soon();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== offers.field() || event.isComposing) return;
    if (event.key === "Enter" && !offers.isMarked()) offers.close();
    else if (event.key === "ArrowDown" && offers.list.hidden) { event.preventDefault(); offers.ask(); }
  }, true);
})();
