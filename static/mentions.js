/* « @Ali » in a comment: the names of the base that begin so, under the field, reached by the arrows. Without this file
   one types the name. */
(() => {
  "use strict";
  const FIELD = '.st-key-comment_text textarea, [class*="st-key-answer_text_"] textarea, [class*="st-key-edit_text_"] textarea';
  const BEGUN = /(?<![\p{L}\p{N}_])@([\p{L}\p{N}_’'-]{1,40})$/u;
  const begun = (field) => BEGUN.exec(field.value.slice(0, field.selectionStart));
  const offers = window.rpProposals({
    id: "rp-mentions", className: "rp-suggestions rp-mentions", each: "rp-mention", label: "Personnes", keys: ["Enter", "Tab"], rests: false,
    address: (field) => { const found = begun(field); return found ? `/api/personnes?nom=${encodeURIComponent(found[1])}` : ""; },
    fill: (item, one) => {
      item.textContent = one.name;
      item.dataset.rpKeep = "1";
      item.dataset.rpSaid = one.said;
    },
    choose: (item) => put(item.dataset.rpSaid),
    told: (n) => n > 1 ? `${n} personnes, flèche bas pour les lire.` : "Une personne, flèche bas pour la lire.",
    opened: (field, open) => open ? field.setAttribute("aria-controls", "rp-mentions") : field.removeAttribute("aria-controls"),
  });

  /* As typing does: the browser can undo it, and tells the page of it. */
  function put(words) {
    const field = offers.field(), found = begun(field);
    if (!found) return;
    const end = field.selectionStart;
    field.focus();
    field.setSelectionRange(end - found[0].length, end);
    document.execCommand("insertText", false, `@${words} `);
    offers.close();
  }

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches?.(FIELD)) return;
    event.target.setAttribute("aria-autocomplete", "list");
    offers.attach(event.target, event.target.closest('[data-testid="stTextArea"]'));
  });
  document.addEventListener("input", (event) => {
    if (event.target !== offers.field()) return;
    if (begun(event.target)) offers.soon(); else offers.close();
  });
})();
