// The facilitator's remote: steps, timer, what waits to be read, heaps, vote, places. All its state is the server's.
"use strict";
(() => {
  const { h, draw, key, typeset, clock, listen } = window.rpWorkshop;
  const page = document.getElementById("remote"), address = page.dataset.address;
  const said = document.getElementById("said"), parts = Object.fromEntries(["steps", "act", "queue", "paper", "places"].map((one) => [one, document.getElementById(one)]));
  let view = null, lag = 0, busy = false;
  const typed = { text: "", sort: "card", place: "" };

  const say = (text) => { said.textContent = typeset(text); };
  async function press(what, given = {}) {
    if (busy) return null;
    busy = true;
    try {
      const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json", "x-rp-atelier": "1" }, body: JSON.stringify({ what, ...given }) });
      const done = await answer.json();
      if (!answer.ok) { say(done.error); return null; }
      say(done.shown !== undefined ? (done.shown ? `${done.shown} montré${done.shown > 1 ? "s" : ""} à la salle.` : "Rien de nouveau à montrer : le reste attend votre lecture.") : done.place ? `Place ${done.place} ouverte.` : "");
      return done;
    } catch { say("La connexion est perdue : rien n’a été fait. Les téléphones gardent ce qu’ils écrivent."); return null; } finally { busy = false; }
  }
  const button = (label, onclick, attributes = {}) => h("button", { type: "button", onclick, "data-at": label, ...attributes }, label);
  const heapName = (one, at) => one.name || `Tas ${at + 1}`;

  function steps() {
    const at = view.step.at;
    return [h("h2", {}, `${at + 1}. ${view.step.label}`), h("p", { class: "say" }, typeset(view.step.say)), h("p", { class: "row" }, button("Étape précédente", () => press("step", { to: at - 1 }), { disabled: at === 0 }), button("Étape suivante", () => press("step", { to: at + 1 }), { disabled: at + 1 >= view.step.count, class: "primary" })),
      h("p", { class: "row" }, h("b", { id: "timer", class: "time" }), view.timer.ends ? button("Arrêter le temps", () => press("timer", { to: "stop" })) : button("Lancer le temps", () => press("timer", { to: "start" })), button("+ 1 min", () => press("timer", { to: 60 })), button("− 1 min", () => press("timer", { to: -60 })))];
  }
  const ACTS = {
    welcome: () => [h("p", {}, `${view.present} places, ${view.accepted} ont accepté les règles.`)],
    associations: () => [view.narratives.length > 1 && h("p", { class: "row" }, view.narratives.map((one, at) => button(one.title, () => press("narrative", { to: at }), { "aria-pressed": String(at === view.narrative) }))), reveal("association", "Montrer les associations lues")],
    grid: () => { const apart = new Set(view.cells.filter((one) => one.apart).map((one) => `${one.line} ${one.question}`)).size; return [h("p", {}, `${view.cells.length} cases remplies${apart ? `, ${apart} où les groupes ne répondent pas pareil` : ""}.`)]; },
    cards: () => [reveal("card", "Montrer les cartes lues")],
    heaps: () => [reveal("card", "Montrer les cartes lues"), h("p", { class: "row" }, button("Proposer des tas", () => press("propose")), button("Défaire la proposition", () => press("undo"), { disabled: !view.vote.undo })), h("p", { class: "label" }, "Une proposition ne touche pas aux tas qui ont un nom. Chacun peut ensuite déplacer les cartes ; ici, on les glisse, ou on choisit leur tas."), board()],
    vote: () => [h("p", {}, `${view.vote.voters} sur ${view.present} ont voté.`), button("Clore le vote", () => press("close_vote"), { disabled: view.vote.closed, class: "primary" }), view.heaps.map((one, at) => h("p", { class: "row" }, h("span", {}, heapName(one, at), one.points !== undefined && `, ${one.points} points`), button(one.axis ? "Axe prioritaire : retirer" : "En faire un axe prioritaire", () => press("axis", { target: one.id, to: !one.axis }), { "data-at": `x${one.id}`, "aria-pressed": String(one.axis) })))],
    leads: () => [reveal("lead", "Montrer les pistes lues")],
    closing: () => [],
  };
  const reveal = (sort, label) => { const n = view.queue.filter((one) => one.sort === sort && one.state === "waiting" && !one.marks.length && !one.late).length; return h("p", {}, button(`${label} (${n})`, () => press("reveal", { sort }), { class: "primary", "data-at": `reveal-${sort}`, disabled: !n })); };
  function end() {
    if (view.state === "planned") return [h("p", { class: "row" }, button("Ouvrir la séance", () => press("open"), { class: "primary" }))];
    if (view.state === "ended") return [h("p", { class: "note" }, "La séance est terminée. Ce qui arrive encore attend ci-dessous."), button("Rouvrir la séance", () => press("open"))];
    return [h("details", {}, h("summary", {}, "Terminer la séance"), h("p", {}, "Les votes sont comptés, et plus rien ne dira qui a écrit quoi."), button("Terminer", () => press("end"), { "data-at": "end" }))];
  }
  const KINDS = { person: "nom de personne", phone: "téléphone", email: "courriel", address: "adresse", nir: "numéro de sécurité sociale", birth_date: "date de naissance", plate: "plaque", unread: "à lire : la recherche de noms ne répond pas" };
  function marked(one) {
    const out = []; let at = 0;
    for (const [start, stop, kind] of one.marks) { if (start < at || kind === "unread") continue; out.push(one.text.slice(at, start), h("mark", { title: KINDS[kind] }, one.text.slice(start, stop))); at = stop; }
    out.push(one.text.slice(at));
    return out;
  }
  // Cards between heaps: dragged by mouse, by their handle under a finger, or by the list beside them.
  let held = null, moved = null;
  const naming = {};
  function move(card, to) {
    const from = view.cards.find((one) => one.key === card)?.heap;
    if (from === undefined || to === from) return;
    moved = { card, from };
    press("move", { card, heap: to === "new" ? key() : to });
  }
  function board() {
    const card = (one) => h("li", { class: "card", onpointerdown: (event) => grab(event, one.key) }, h("span", { class: "grip", "aria-hidden": "true" }, "⠿"), h("p", {}, one.text),
      h("label", { class: "inline" }, h("span", { class: "hidden" }, `Déplacer « ${one.text} » `), h("select", { "data-at": `d${one.key}`, onchange: (event) => move(one.key, event.target.value) },
        h("option", { value: one.heap }, "Déplacer vers…"), view.heaps.map((heap, at) => heap.id !== one.heap && h("option", { value: heap.id }, heapName(heap, at))), h("option", { value: "new" }, "Un nouveau tas"), one.heap && h("option", { value: "" }, "Hors des tas"))));
    const loose = view.cards.filter((one) => !one.heap);
    const back = moved && view.cards.some((one) => one.key === moved.card && one.heap !== moved.from);
    return [h("p", { class: "row" }, button("Remettre la dernière carte", () => { const { card: one, from } = moved; moved = null; press("move", { card: one, heap: from }); }, { disabled: !back })),
      h("div", { class: "board" }, view.heaps.map((heap, at) => h("section", { class: "heap", "data-heap": heap.id }, h("h3", {}, heapName(heap, at)),
        h("p", { class: "row" }, h("input", { type: "text", maxlength: 120, "aria-label": `Nom de ${heapName(heap, at)}`, "data-at": `n${heap.id}`, value: naming[heap.id] ?? heap.name, oninput: (event) => { naming[heap.id] = event.target.value; } }), button("Nommer", async () => { if (await press("name", { heap: heap.id, name: naming[heap.id] ?? heap.name })) delete naming[heap.id]; }, { "data-at": `b${heap.id}` })),
        h("ul", {}, view.cards.filter((one) => one.heap === heap.id).map(card)))),
        h("section", { class: "heap new", "data-heap": "new" }, h("h3", {}, "Un nouveau tas"), h("p", { class: "label" }, "Glissez une carte ici.")),
        (loose.length > 0 || view.heaps.length > 0) && h("section", { class: "heap", "data-heap": "" }, h("h3", {}, "Cartes à rapprocher"), h("ul", {}, loose.map(card))))];
  }
  function grab(event, card) {
    const item = event.currentTarget;
    if (event.button || event.target.closest("select, button, input") || (event.pointerType !== "mouse" && !event.target.closest(".grip"))) return;
    event.preventDefault();
    const from = { x: event.pageX, y: event.pageY };
    let over = null, far = false;
    held = card;
    item.setPointerCapture(event.pointerId);
    const follow = (now) => {
      far = far || Math.hypot(now.pageX - from.x, now.pageY - from.y) > 6;
      if (!far) return;
      item.classList.add("held");
      item.style.transform = `translate(${now.pageX - from.x}px, ${now.pageY - from.y}px)`;
      const under = document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-heap]") || null;
      if (under !== over) { over?.classList.remove("over"); under?.classList.add("over"); over = under; }
      if (now.clientY < 60) scrollBy(0, -12); else if (now.clientY > innerHeight - 60) scrollBy(0, 12);
    };
    const done = (drop) => {
      for (const [name, heard] of Object.entries(heards)) item.removeEventListener(name, heard);
      document.removeEventListener("keydown", escape);
      over?.classList.remove("over");
      held = null;
      if (drop && far && over) move(card, over.dataset.heap);
      redraw(); unfold();
    };
    const escape = (pressed) => { if (pressed.key === "Escape") done(false); };
    const heards = { pointermove: follow, pointerup: () => done(true), pointercancel: () => done(false) };
    for (const [name, heard] of Object.entries(heards)) item.addEventListener(name, heard);
    document.addEventListener("keydown", escape);
  }
  function queue() {
    const shown = view.shown, waiting = view.queue;
    const item = (one) => h("article", {}, one.quote && h("blockquote", {}, one.quote), h("p", {}, marked(one)), one.marks.length > 0 && h("p", { class: "wrong" }, [...new Set(one.marks.map((mark) => KINDS[mark[2]] || mark[2]))].join(", ")), one.late && h("p", { class: "label" }, "arrivé après la fin"), one.state === "hidden" && h("p", { class: "label" }, "écarté"),
      h("p", { class: "row" }, button("Montrer", () => press("put", { target: one.key, to: "shown" }), { "data-at": `s${one.key}` }), one.marks.length > 0 && one.marks[0][2] !== "unread" && button("Montrer sans le nom", () => press("mask", { target: one.key }), { "data-at": `m${one.key}` }), one.state !== "hidden" && button("Écarter", () => press("put", { target: one.key, to: "hidden" }), { "data-at": `h${one.key}` })));
    return [h("h2", {}, `À lire (${waiting.filter((one) => one.state === "waiting").length})`), waiting.length ? waiting.map(item) : h("p", { class: "label" }, "Rien n’attend."),
      shown.length > 0 && h("details", {}, h("summary", {}, `Montré à la salle (${shown.length})`), shown.map((one) => h("article", {}, h("p", {}, one.text), h("p", { class: "row" }, button("Retirer de l’écran", () => press("put", { target: one.key, to: "hidden" }), { "data-at": `u${one.key}` })))))];
  }
  // Written once: what is typed here must not go when something changes elsewhere.
  const text = h("textarea", { id: "ptext", rows: 2, oninput: (event) => { typed.text = event.target.value; } });
  const sort = h("select", { id: "psort" }, h("option", { value: "card" }, "Un constat"), h("option", { value: "need" }, "Un besoin"), h("option", { value: "lead" }, "Une piste"));
  const whom = h("select", { id: "pwhom" }), heap = h("select", { id: "pheap" }), points = h("input", { id: "ppoints", type: "number", min: 0, max: 20, value: 1 });
  let votes = 0;
  draw(parts.paper, h("h2", {}, "Sans téléphone"), h("p", { class: "label" }, "Vous écrivez et votez pour qui n’a pas de téléphone, sous sa place."), h("p", { class: "row", id: "teams" }),
    h("div", { id: "pform" }, h("label", { for: "pwhom" }, "Place"), whom, h("label", { for: "psort" }, "C’est"), sort, h("label", { for: "ptext" }, "Ses mots"), text,
      h("p", {}, button("Garder ses mots", async () => {
        if (!text.value.trim()) return text.focus();
        const what = sort.value === "lead" ? "lead" : "card", body = what === "lead" ? { text: text.value } : { text: text.value, nature: sort.value === "need" ? "need" : "finding" };
        if (await press("for", { place: Number(whom.value), thing: { key: key(), what, body } })) { text.value = ""; say("C’est gardé."); }
      })), h("label", { for: "pheap" }, "Son vote pour"), heap, h("label", { for: "ppoints" }, "Points"), points,
      h("p", {}, button("Garder son vote", async () => { votes += 1; if (await press("for", { place: Number(whom.value), thing: { key: key(), what: "vote", target: heap.value, points: Number(points.value), turn: Date.now() + votes } })) say("Le vote est gardé."); }))));
  function fill(select, options) { const held = select.value; if (select !== document.activeElement) { draw(select, options.map(([value, label]) => h("option", { value }, label))); if (options.some(([value]) => String(value) === held)) select.value = held; } }
  function paper() {
    draw(document.getElementById("teams"), view.groups.map((one, team) => button(`Une place, ${one}`, () => press("paper", { team }))));
    const held = view.places.filter((one) => one.paper);
    fill(whom, held.map((one) => [one.place, `Place ${one.place}, ${view.groups[one.team]}`]));
    fill(heap, view.all_heaps.map((one, at) => [one.id, heapName(one, at)]));
    document.getElementById("pform").hidden = !held.length;
  }
  function redraw() {
    document.getElementById("code").textContent = view.code;
    document.getElementById("theme").textContent = view.theme;
    draw(parts.steps, view.state === "open" && steps());
    draw(parts.act, view.state === "open" && (ACTS[view.step.sort] || ACTS.closing)(), end());
    draw(parts.queue, queue());
    parts.paper.hidden = view.state !== "open";
    paper();
    draw(parts.places, h("details", {}, h("summary", {}, `Places (${view.places.length})`), view.places.map((one) => h("p", { class: "row" }, h("span", {}, `Place ${one.place}, ${view.groups[one.team]}${one.paper ? ", sans téléphone" : ""}`), button("Fermer cette place", () => press("revoke", { place: one.place }), { "data-at": `p${one.place}` })))));
    tick();
  }
  // What is unfolded stays unfolded when the part is drawn anew.
  const folded = new Map();
  document.addEventListener("toggle", (event) => { if (event.target.tagName === "DETAILS") folded.set(event.target.querySelector("summary").textContent.replace(/\d+/, ""), event.target.open); }, true);
  function unfold() { for (const one of document.querySelectorAll("details")) if (folded.get(one.querySelector("summary").textContent.replace(/\d+/, ""))) one.open = true; }
  function tick() { const place = document.getElementById("timer"); if (view && place) { const { text: left, over } = clock(view.timer, lag); place.textContent = left; place.classList.toggle("over", over); } }
  setInterval(tick, 1000);
  let lost = false;
  listen(address, {
    heard(message) { view = message.view; lag = view.timer.now - Date.now() / 1000; if (!held) { redraw(); unfold(); } },
    state(there) { if (lost === there) { lost = !there; say(there ? "Connexion revenue." : "Connexion perdue : la télécommande se remettra à jour toute seule."); } },
    gone(text2) { say(text2); },
  });
})();
