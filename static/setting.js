/* The signs of bold, lists, links… put at the selection by buttons or Ctrl + B, I, K, and what readers will see of a
   text, drawn while it is typed. Without this file one types the signs. */
(() => {
  "use strict";
  const PAUSE = 350, KEPT = "rp-preview";
  const timers = new WeakMap(), asked = new WeakMap();

  const boxOf = (target) => target.closest?.('[class*="st-key-rp_rich_"]');
  const area = (box) => box?.querySelector("textarea");
  const remembered = () => { try { return localStorage.getItem(KEPT) === "1"; } catch { return false; } };
  const remember = (on) => { try { localStorage.setItem(KEPT, on ? "1" : "0"); } catch { /* asked again next time */ } };

  /* As typing does: the browser can undo it, and tells the page of it. */
  function put(field, start, end, words, from, to) {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      field.setRangeText(words, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + to);
  }

  function wrap(field, sign, otherwise) {
    const { value } = field;
    let { selectionStart: start, selectionEnd: end } = field;
    while (start < end && /\s/.test(value[start])) start += 1;
    while (end > start && /\s/.test(value[end - 1])) end -= 1;
    const words = value.slice(start, end), size = sign.length;
    const around = value.slice(start - size, start) === sign && value.slice(end, end + size) === sign;
    if (around && (size > 1 || value.slice(start - 2, start) !== "**")) return put(field, start - size, end + size, words, 0, words.length);
    const said = words || otherwise;
    return put(field, start, end, `${sign}${said}${sign}`, size, size + said.length);
  }

  function lines(field, sign) {
    const { value } = field;
    const start = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const stop = value.indexOf("\n", field.selectionEnd);
    const end = stop < 0 ? value.length : stop;
    const told = value.slice(start, end).split("\n");
    const on = told.every((line) => line.startsWith(sign));
    const words = told.map((line) => (on ? line.slice(sign.length) : line.trim() || told.length === 1 ? sign + line : line)).join("\n");
    const apart = !on && start > 0 && value.slice(0, start).trimEnd() && !value.slice(0, start).endsWith("\n\n") ? "\n" : "";
    return put(field, start, end, apart + words, apart.length + words.length, apart.length + words.length);
  }

  function link(field) {
    const { value, selectionStart: start, selectionEnd: end } = field;
    const words = value.slice(start, end).trim();
    if (/^(https?:\/\/|mailto:)\S+$/i.test(words)) return put(field, start, end, `[texte du lien](${words})`, 1, 15);
    const said = words || "texte du lien", address = "https://";
    return put(field, start, end, `[${said}](${address})`, said.length + 3, said.length + 3 + address.length);
  }

  function table(field) {
    const { value, selectionEnd: at } = field;
    const before = !value.slice(0, at).trim() ? "" : value.slice(0, at).endsWith("\n\n") ? "" : value.slice(0, at).endsWith("\n") ? "\n" : "\n\n";
    const words = `${before}| Colonne 1 | Colonne 2 |\n| --- | --- |\n|  |  |\n`;
    return put(field, at, at, words, before.length + 2, before.length + 11);
  }

  const ACTS = {
    bold: (field) => wrap(field, "**", "mots en gras"),
    italic: (field) => wrap(field, "*", "mots en italique"),
    list: (field) => lines(field, "- "),
    quote: (field) => lines(field, "> "),
    link, table,
  };

  let last = null; // the long text that was written in last
  function place(button) {
    const box = button.closest(".rp-placing"), alt = box.querySelector("[data-rp-alt]"), line = box.querySelector("[data-rp-placed]");
    const words = alt.value.replace(/[\[\]\s]+/g, " ").trim();
    if (!words) { line.textContent = "Dites d’abord ce que montre l’image : qui ne la voit pas le lira."; alt.focus(); return; }
    const field = last?.isConnected ? last : document.querySelector('[class*="st-key-rp_rich_"]:has([data-rp-signs="blocks"]) textarea');
    if (!field) { line.textContent = "Ouvrez d’abord une question qui a un long texte, puis placez l’image."; return; }
    const { value, selectionEnd: at } = field;
    const before = value.slice(0, at).trim() ? "\n\n".slice(/\n*$/.exec(value.slice(0, at))[0].length) : "";
    const sign = `${before}![${words}](${button.dataset.rpPlace})\n\n`;
    put(field, at, at, sign, sign.length, sign.length);
    line.textContent = "L’image est placée dans le texte.";
  }

  async function draw(box) {
    const shown = box.querySelector("[data-rp-preview]"), field = area(box);
    if (!shown || shown.hidden || !field) return;
    const text = field.value;
    if (asked.get(shown) === text) return;
    asked.set(shown, text);
    if (!text.trim()) { shown.innerHTML = '<p class="rp-small">Rien n’est encore écrit.</p>'; return; }
    const answer = await fetch("/api/apercu", {
      method: "POST", headers: { "content-type": "application/json", "x-rp-apercu": "1" },
      body: JSON.stringify({ text, number: Number(shown.dataset.rpPreview) || 0, signs: shown.dataset.rpSigns }),
    }).catch(() => null);
    if (asked.get(shown) !== text) return;
    const told = answer?.ok ? await answer.json() : null;
    if (!told) asked.delete(shown);
    shown.innerHTML = told ? told.html : '<p class="rp-note">L’aperçu n’a pas pu être dessiné. Votre texte est intact.</p>';
  }

  function show(box, on) {
    const shown = box.querySelector("[data-rp-preview]"), toggle = box.querySelector('[data-rp-sign="preview"]');
    if (!shown || !toggle) return;
    shown.hidden = !on;
    toggle.setAttribute("aria-pressed", String(on));
    if (on) draw(box);
  }

  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-rp-sign]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const placing = event.target.closest?.("[data-rp-place]");
    if (placing) { place(placing); return; }
    const button = event.target.closest?.("[data-rp-sign]");
    const box = button && boxOf(button);
    if (!box) return;
    const sign = button.dataset.rpSign;
    if (sign === "preview") { const on = button.getAttribute("aria-pressed") !== "true"; remember(on); show(box, on); return; }
    if (ACTS[sign] && area(box)) ACTS[sign](area(box));
  });
  document.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    if (event.target.matches("textarea") && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const sign = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
      if (sign) { event.preventDefault(); ACTS[sign](event.target); }
      return;
    }
    /* One stop of Tab for the whole bar; the arrows go through it. */
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("[data-rp-sign]")) return;
    event.preventDefault();
    const all = [...box.querySelectorAll("[data-rp-sign]")];
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches?.("textarea") && boxOf(event.target)?.querySelector('[data-rp-signs="blocks"]')) last = event.target; });
  document.addEventListener("input", (event) => {
    const box = event.target.matches?.("textarea") && boxOf(event.target);
    if (!box) return;
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(() => draw(box), PAUSE));
  });
  setInterval(() => {
    for (const box of document.querySelectorAll('[class*="st-key-rp_rich_"]')) {
      const shown = box.querySelector("[data-rp-preview]");
      if (!shown || !area(box)) continue;
      if (!shown.dataset.rpReady) { shown.dataset.rpReady = "1"; if (remembered()) show(box, true); }
      else if (!timers.has(box)) draw(box); // a field that the page fills anew tells nobody
    }
  }, 700);
})();
