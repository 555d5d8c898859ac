// The telephone of a workshop: what is typed stays here until the server has said that it is kept.
"use strict";
(() => {
  const { RETRIES, h, draw, key, typeset, clock, listen } = window.rpWorkshop;
  const page = document.getElementById("atelier");
  const sitting = page.dataset.sitting;
  const LONGEST = 1000;
  const form = document.getElementById("form"), list = document.getElementById("list"), said = document.getElementById("said");
  const state = document.getElementById("state"), timer = document.getElementById("timer");
  const store = {
    get(name, empty) { try { return JSON.parse(localStorage.getItem(`atelier:${sitting}:${name}`)) ?? empty; } catch { return empty; } },
    put(name, value) { try { localStorage.setItem(`atelier:${sitting}:${name}`, JSON.stringify(value)); } catch { /* full, or private window */ } },
  };
  let view = null, own = { wrote: [], votes: {}, team: 0, accepted: false }, outbox = store.get("outbox", []), refused = store.get("refused", []);
  let drawn = "", offline = false, lag = 0, tries = 0, sending = false, retry = 0, turn = store.get("turn", 0), narrative = null, chosen = null;
  // Of each cell, the version that whoever types has read: the server merges what came since.
  const bases = store.get("bases", {});

  function say(text) { if (said.textContent !== typeset(text)) said.textContent = typeset(text); }

  // ---- Sending: once, whatever happens to the connection.
  function send(what, thing) {
    outbox.push({ key: thing.key || key(), what, ...thing });
    store.put("outbox", outbox);
    flush();
    redraw();
  }
  async function flush() {
    if (sending || !outbox.length) return;
    sending = true;
    clearTimeout(retry);
    const batch = outbox.slice(0, 40);
    try {
      const answer = await fetch("/atelier/envoi", {
        method: "POST", headers: { "content-type": "application/json", "x-rp-atelier": "1" }, body: JSON.stringify({ things: batch }),
      });
      if (answer.status === 410) return gone((await answer.json()).error);
      if (!answer.ok) throw new Error(String(answer.status));
      took(batch, (await answer.json()).done);
      tries = 0;
      reached(true);
    } catch {
      reached(false);
      retry = setTimeout(flush, 1000 * RETRIES[Math.min(tries++, RETRIES.length - 1)]);
    } finally { sending = false; }
    if (outbox.length && !offline) flush();
    redraw();
  }
  function took(batch, done) {
    for (const thing of batch) {
      const came = done[thing.key];
      if (came && came.error && !came.final) continue;
      outbox = outbox.filter((one) => one !== thing);
      if (!came) continue;
      if (came.error) {
        if (thing.body || thing.text) refused.push({ thing, said: came.error });
        say(came.error);
      } else {
        if (thing.body) remember(thing);
        if (thing.what === "cell" && came.version) bases[`cell-${thing.line}-${thing.question}`] = came.version;
        if (came.votes) own.votes = came.votes;
        if (thing.what === "accept") own.accepted = true;
        if (came.late) say(came.late);
        if (came.merged) say("Quelqu’un écrivait dans la même case : les deux textes sont gardés.");
      }
    }
    store.put("outbox", outbox);
    store.put("refused", refused);
  }
  function remember(thing) {
    own.wrote = own.wrote.filter((one) => one.key !== thing.key);
    own.wrote.push({ key: thing.key, sort: thing.what, version: thing.version || 1, state: "waiting", body: thing.body });
  }
  function reached(there) {
    if (there === !offline) return;
    offline = !there;
    say(offline ? "Connexion perdue. Ce que vous écrivez reste sur ce téléphone et partira tout seul." : "Connexion revenue. Rien n’a été perdu.");
    if (!offline && outbox.length) { tries = 0; flush(); }
    redraw();
  }
  function gone(text) {
    const left = [...outbox.filter((one) => one.body), ...refused.map((one) => one.thing)].map((one) => one.body?.text || one.text).filter(Boolean);
    draw(form, h("p", { class: "note" }, typeset(text)), left.length > 0 && [h("p", {}, "Vos textes qui ne sont pas partis :"), left.map((one) => h("blockquote", {}, one))],
      h("p", {}, h("a", { class: "button", href: "/rejoindre" }, "Entrer un code")));
    draw(list);
    drawn = "gone";
  }

  // ---- Fields whose text is kept as it is typed.
  function field(name, label, { rows = 3, longest = LONGEST, help = "" } = {}) {
    const count = h("small", { id: `n-${name}`, class: "count" });
    const area = h("textarea", { id: `f-${name}`, rows, "aria-describedby": `n-${name}`, value: store.get(`draft:${name}`, "") });
    const measure = () => {
      const length = area.value.length;
      count.textContent = length > longest ? `${length} signes, ${longest} au plus : rien n’est perdu, raccourcissez ou partagez.` : length > longest * 0.8 ? `${length} / ${longest}` : help;
      count.classList.toggle("wrong", length > longest);
    };
    area.addEventListener("input", () => { store.put(`draft:${name}`, area.value); measure(); });
    measure();
    return { area, clear: () => { area.value = ""; store.put(`draft:${name}`, ""); measure(); }, node: h("div", { class: "field" }, h("label", { for: `f-${name}` }, label), area, count), ok: () => area.value.trim() && area.value.length <= longest };
  }
  function button(label, onclick, attributes = {}) { return h("button", { type: "button", onclick, ...attributes }, label); }

  // ---- The steps.
  const STEPS = {
    welcome() {
      draw(form, h("h2", {}, "Les règles"), view.rules.split("\n").filter((one) => one.trim()).map((one) => h("p", { class: "rule" }, typeset(one))),
        h("div", { id: "accept" }));
    },
    associations() {
      const text = field("association", "Ce que ces mots vous rappellent");
      const link = h("select", { id: "link" }, h("option", { value: "" }, "Aucun"), view.narratives.map((one) => h("option", { value: one.id }, one.title)));
      draw(form, h("h2", {}, "Le récit"),
        view.narratives.length > 1 && h("p", { class: "tabs" }, view.narratives.map((one, at) => button(one.title, () => read(at), { "aria-pressed": String(at === (narrative?.at ?? view.narrative)) }))),
        h("p", { class: "help" }, "Touchez une phrase, puis les mots qui comptent."), h("div", { id: "narrative", class: "narrative" }, "Le récit arrive…"),
        h("div", { id: "picked", "aria-live": "polite" }), text.node,
        h("div", { class: "field" }, h("label", { for: "link" }, "Un autre récit auquel cela fait penser"), link),
        button("Envoyer l’association", () => {
          if (!chosen) return say("Choisissez d’abord des mots du récit.");
          if (text.area.value.length > LONGEST || !(text.area.value.trim() || link.value)) return text.area.focus();
          send("association", { body: { record: narrative.id, revision: narrative.revision, start: chosen.start, end: chosen.end, text: text.area.value, link: link.value } });
          text.clear(); link.value = ""; chosen = null; picked(); say("Association gardée. Elle n’est montrée à personne pour le moment.");
        }, { class: "primary" }));
      if (narrative) told(); else read(view.narrative);
    },
    grid() {
      draw(form, h("h2", {}, "La grille"), view.narratives.length > 1 && h("div", { class: "field" }, h("label", { for: "line" }, "Récit"),
        h("select", { id: "line", onchange: cellsOf }, view.narratives.map((one, at) => h("option", { value: at }, one.title)))), h("div", { id: "cells" }));
      cellsOf();
    },
    cards() {
      const text = field("card", "Votre constat, ou votre besoin");
      const nature = ["finding", "need"].map((one, at) => h("label", { class: "choice" }, h("input", { type: "radio", name: "nature", value: one, checked: at === 0 }), one === "finding" ? "Un constat" : "Un besoin"));
      draw(form, h("h2", {}, "Une carte par idée"), h("fieldset", {}, h("legend", {}, "C’est"), nature), text.node,
        button("Envoyer la carte", () => {
          if (!text.ok()) return text.area.focus();
          send("card", { body: { text: text.area.value, nature: form.querySelector("[name=nature]:checked").value } });
          text.clear(); say("Carte gardée. Elle n’est montrée à personne pour le moment."); text.area.focus();
        }, { class: "primary" }));
    },
    heaps() { draw(form, h("h2", {}, "Rapprocher les cartes")); },
    vote() { draw(form, h("h2", {}, "Voter")); },
    leads() {
      const text = field("lead", "Que faire ?"), who = h("input", { id: "who", type: "text", maxlength: 120, autocomplete: "off" }), due = h("input", { id: "due", type: "date" });
      const axis = h("select", { id: "axis" }, h("option", { value: "" }, "Sans axe"), view.heaps.filter((one) => one.axis || !view.heaps.some((other) => other.axis)).map((one) => h("option", { value: one.id }, one.name || "Sans nom")));
      draw(form, h("h2", {}, "Une piste de travail"), h("div", { class: "field" }, h("label", { for: "axis" }, "Pour quel axe"), axis), text.node,
        h("div", { class: "field" }, h("label", { for: "who" }, "Qui la porterait (une fonction, une structure)"), who),
        h("div", { class: "field" }, h("label", { for: "due" }, "Pour quand"), due),
        button("Proposer la piste", () => {
          if (!text.ok()) return text.area.focus();
          send("lead", { body: { axis: axis.value, text: text.area.value, owner: who.value, due: due.value } });
          text.clear(); who.value = ""; due.value = ""; say("Piste gardée. Elle sera montrée quand l’animateur l’aura lue.");
        }, { class: "primary" }));
    },
    closing() { draw(form, h("h2", {}, "Merci"), h("p", {}, typeset(view.step.say))); },
  };

  async function read(at) {
    try {
      const answer = await fetch(`/atelier/recit/${at}`);
      if (answer.status === 404) { document.getElementById("narrative").textContent = "Ce récit vient d’être retiré."; return; }
      narrative = { at, ...(await answer.json()) };
      store.put(`recit:${at}`, narrative);
    } catch { narrative = store.get(`recit:${at}`, null); if (!narrative) { setTimeout(() => read(at), 3000); return; } }
    chosen = null;
    told();
  }
  function told() {
    const place = document.getElementById("narrative");
    if (!place || !narrative) return;
    form.querySelectorAll(".tabs button").forEach((one, at) => one.setAttribute("aria-pressed", String(at === narrative.at)));
    draw(place, h("h3", {}, narrative.title), narrative.parts.map((part) => part.heading ? h("h4", {}, part.heading) : h("p", {}, part.sentences.map(([start, end, text]) =>
      [sentence(start, end, text), " "]))));
    picked();
  }
  // Not a button: that would not flow from line to line as a sentence does.
  function sentence(start, end, text) {
    const choose = () => { chosen = { start, end, from: start, to: end, text }; told(); };
    return h("span", { role: "button", tabindex: "0", class: "sentence", "data-at": `s${start}`, "aria-pressed": String(Boolean(chosen && chosen.start < end && chosen.end > start)), onclick: choose,
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); } } }, text);
  }
  function picked() {
    const place = document.getElementById("picked");
    if (!place) return;
    if (!chosen) return draw(place);
    const words = [...chosen.text.matchAll(/\S+/g)].map((one) => [chosen.from + one.index, chosen.from + one.index + one[0].length, one[0]]);
    const whole = chosen.start === chosen.from && chosen.end === chosen.to;
    draw(place, h("p", { class: "label" }, whole ? "La phrase entière. Pour en garder quelques mots, touchez le premier, puis le dernier." : "Mots choisis."),
      h("p", { class: "words" }, words.map(([start, end, text]) => button(text, () => {
        if (whole || start < chosen.start) { chosen.start = start; chosen.end = end; } else { chosen.end = end; }
        picked();
      }, { "data-at": `w${start}`, "aria-pressed": String(!whole && start >= chosen.start && end <= chosen.end) }))),
      !whole && button("Reprendre toute la phrase", () => { chosen.start = chosen.from; chosen.end = chosen.to; picked(); }));
  }

  const STANCES = { "": "Sans avis", yes: "Oui", partly: "En partie", no: "Non", unknown: "On ne sait pas" };
  function cellsOf() {
    const line = Number(document.getElementById("line")?.value || 0);
    draw(document.getElementById("cells"), view.questions.map((question, at) => {
      const name = `cell-${line}-${at}`, there = cellOf(line, at);
      const text = field(name, question, { rows: 3, longest: 2000 });
      if (!text.area.value) { text.area.value = there?.text || ""; bases[name] = there?.version || 0; }
      text.area.addEventListener("input", () => store.put("bases", bases));
      const stance = h("select", { id: `st-${name}` }, Object.entries(STANCES).map(([code, label]) => h("option", { value: code }, label)));
      stance.value = store.get(`stance:${name}`, there?.stance || "");
      stance.addEventListener("change", () => store.put(`stance:${name}`, stance.value));
      return h("section", { class: "cell" }, text.node, h("div", { class: "two" }, h("label", { class: "inline" }, "En un mot ", stance),
        button("Garder", () => {
          send("cell", { line, question: at, base: bases[name] || 0, text: text.area.value, stance: stance.value });
          store.put(`draft:${name}`, ""); store.put(`stance:${name}`, null); say("C’est gardé pour votre groupe.");
        }, { class: "primary", "data-at": `keep-${name}` })), h("div", { class: "there", "data-cell": `${line}-${at}` }));
    }));
    cellsThere();
  }
  const cellOf = (line, at) => (view.cells || []).find((one) => one.line === line && one.question === at && one.team === own.team);
  function cellsThere() {
    for (const place of document.querySelectorAll("[data-cell]")) {
      const [line, at] = place.dataset.cell.split("-").map(Number);
      const found = (view.cells || []).filter((one) => one.line === line && one.question === at);
      draw(place, found.some((one) => one.apart) && h("p", { class: "apart" }, "Les groupes ne répondent pas pareil."),
        found.map((one) => h("p", {}, h("b", {}, `${one.group}${one.stance ? `, ${STANCES[one.stance].toLowerCase()}` : ""}`), h("br"), one.text)));
      // Whoever is not typing there finds what the group has written since.
      const area = document.getElementById(`f-cell-${line}-${at}`), mine = cellOf(line, at);
      if (area && mine && document.activeElement !== area && !store.get(`draft:cell-${line}-${at}`, "") && !outbox.some((one) => one.what === "cell")) { area.value = mine.text; bases[`cell-${line}-${at}`] = mine.version; }
      if (area && mine && !store.get(`draft:cell-${line}-${at}`, "")) { const stance = document.getElementById(`st-cell-${line}-${at}`); if (document.activeElement !== stance && store.get(`stance:cell-${line}-${at}`, null) === null && !outbox.some((one) => one.what === "cell")) stance.value = mine.stance; }
    }
  }

  // ---- Lists, drawn anew at each change.
  const STATES = { waiting: "gardée, pas encore montrée", shown: "montrée", hidden: "pas montrée" };
  const SORTS = { welcome: "", associations: "association", cards: "card", leads: "lead" };
  function mine() {
    const sort = SORTS[view.step.sort];
    if (!sort) return [];
    const waiting = outbox.filter((one) => one.what === sort), kept = own.wrote.filter((one) => one.sort === sort && !waiting.some((other) => other.key === one.key));
    if (!waiting.length && !kept.length && !refused.length) return [];
    return [h("h2", {}, "Ce que vous avez écrit"), refused.map(({ thing, said: why }) => h("article", { class: "mine" }, h("p", {}, thing.body?.text || thing.text), h("p", { class: "wrong" }, typeset(why)),
      button("Reprendre", () => { refused = refused.filter((one) => one.thing !== thing); store.put("refused", refused); const area = form.querySelector("textarea"); if (area) { area.value = thing.body?.text || thing.text; area.dispatchEvent(new Event("input")); area.focus(); } redraw(); }))),
      waiting.map((one) => h("article", { class: "mine" }, h("p", {}, one.body.text), h("p", { class: "label" }, offline ? "sera envoyée au retour de la connexion" : "envoi en cours"))),
      kept.map((one) => h("article", { class: "mine" }, one.body.quote && h("blockquote", {}, one.body.quote), h("p", {}, one.body.text || "(autre récit)"), h("p", { class: "label" }, STATES[one.state]),
        h("p", { class: "row" }, one.sort === "card" && button("Corriger", () => edit(one), { "data-at": `e${one.key}` }), button("Retirer", () => { own.wrote = own.wrote.filter((other) => other !== one); send("withdraw", { target: one.key }); }, { "data-at": `r${one.key}` }))))];
  }
  function edit(one) {
    const area = h("textarea", { rows: 3, value: one.body.text, "aria-label": "Votre texte" });
    const place = list.querySelector(`[data-at="e${one.key}"]`).closest("article");
    draw(place, area, button("Enregistrer", () => { if (area.value.trim() && area.value.length <= LONGEST) send(one.sort, { key: one.key, version: one.version + 1, body: { ...one.body, text: area.value } }); }, { class: "primary" }));
    area.focus();
    editing = true;
    area.addEventListener("blur", () => { editing = false; });
  }
  let editing = false, behind = false;

  function heaps() {
    const names = (one, at) => one.name || `Tas ${at + 1}, sans nom`;
    const card = (one) => h("li", { class: "card" }, h("span", { class: "label" }, one.nature === "need" ? "besoin" : "constat"), h("p", {}, one.text),
      h("label", { class: "inline" }, h("span", { class: "hidden" }, "Déplacer cette carte "), h("select", { "data-at": `m${one.key}`, onchange: (event) => send("move", { card: one.key, heap: event.target.value === "new" ? key() : event.target.value }) },
        h("option", { value: one.heap }, "Déplacer vers…"), view.heaps.map((heap, at) => heap.id !== one.heap && h("option", { value: heap.id }, names(heap, at))), h("option", { value: "new" }, "Un nouveau tas"), one.heap && h("option", { value: "" }, "Hors des tas"))));
    const loose = view.cards.filter((one) => !one.heap);
    return [view.heaps.map((heap, at) => h("section", { class: "heap" }, h("h3", {}, names(heap, at)),
      h("p", { class: "row" }, h("input", { type: "text", maxlength: 120, "aria-label": `Nom de ${names(heap, at)}`, "data-at": `n${heap.id}`, value: heap.name }), button("Nommer", (event) => send("name", { heap: heap.id, name: event.target.previousElementSibling.value }), { "data-at": `b${heap.id}` })),
      h("ul", {}, view.cards.filter((one) => one.heap === heap.id).map(card)))), loose.length > 0 && h("section", { class: "heap" }, h("h3", {}, "Cartes à rapprocher"), h("ul", {}, loose.map(card)))];
  }
  function votes() {
    const pending = Object.fromEntries(outbox.filter((one) => one.what === "vote").map((one) => [one.target, one.points]));
    const given = { ...own.votes, ...pending }, present = new Set(view.heaps.map((one) => one.id));
    const used = Object.entries(given).filter(([heap]) => present.has(heap)).reduce((sum, [, points]) => sum + points, 0), left = view.vote.budget - used;
    const give = (heap, points) => { turn += 1; store.put("turn", turn); outbox = outbox.filter((one) => !(one.what === "vote" && one.target === heap)); own.votes = { ...own.votes, [heap]: points }; send("vote", { target: heap, points, turn }); };
    return [h("p", { class: "left", role: "status" }, view.vote.closed ? "Le vote est clos." : `Il vous reste ${left} point${left > 1 ? "s" : ""}.`),
      view.heaps.map((heap, at) => { const mineHere = given[heap.id] || 0, name = heap.name || `Tas ${at + 1}`; return h("section", { class: "heap vote" }, h("h3", {}, name, heap.points !== undefined && h("span", { class: "label" }, ` ${heap.points} points`)),
        h("ul", {}, view.cards.filter((one) => one.heap === heap.id).slice(0, 3).map((one) => h("li", {}, one.text))),
        h("p", { class: "row" }, button("−", () => give(heap.id, mineHere - 1), { "aria-label": `Retirer un point à ${name}`, "data-at": `-${heap.id}`, disabled: view.vote.closed || mineHere < 1 }), h("b", { "aria-label": `${mineHere} points donnés` }, String(mineHere)),
          button("+", () => give(heap.id, mineHere + 1), { "aria-label": `Donner un point à ${name}`, "data-at": `+${heap.id}`, disabled: view.vote.closed || left < 1 }))); })];
  }
  function others() {
    const sort = view.step.sort;
    if (sort === "associations" && view.associations.length) return [h("h2", {}, "Ce que le récit rappelle"), view.associations.map((one) => h("article", {}, h("blockquote", {}, one.quote), h("p", {}, one.text), one.link && h("p", { class: "label" }, `Fait penser à : ${view.narratives.find((other) => other.id === one.link)?.title || ""}`), h("p", { class: "label" }, one.group)))];
    if (sort === "cards" && view.cards.length) return [h("h2", {}, "Cartes montrées"), h("ul", {}, view.cards.map((one) => h("li", { class: "card" }, one.text)))];
    if (sort === "heaps") return heaps();
    if (sort === "vote") return votes();
    if (sort === "leads" && view.leads.length) return [h("h2", {}, "Pistes proposées"), view.leads.map((one) => h("article", {}, h("p", {}, one.text), h("p", { class: "label" }, [one.owner, one.due].filter(Boolean).join(", "))))];
    return [];
  }

  function redraw() {
    if (!view || drawn === "gone") return;
    const at = `${view.step.at} ${view.step.sort} ${view.state} ${view.step.sort === "leads" ? JSON.stringify(view.heaps) : ""}`;
    if (drawn !== at && !(drawn.startsWith(`${view.step.at} leads`) && form.contains(document.activeElement))) {
      if (drawn && !drawn.startsWith(`${view.step.at} `)) say("");
      drawn = at;
      document.getElementById("step").textContent = view.step.label;
      document.getElementById("where").textContent = `Étape ${view.step.at + 1} sur ${view.step.count} · ${view.groups[own.team] || ""} · place ${own.place || ""}`;
      (STEPS[view.step.sort] || STEPS.closing)();
    }
    const accept = document.getElementById("accept");
    if (accept) draw(accept, own.accepted || outbox.some((one) => one.what === "accept") ? h("p", { class: "note" }, "Vous avez accepté ces règles. La suite arrive ici.") : button("J’accepte ces règles", () => send("accept", {}), { class: "primary", "data-at": "accept" }));
    if (view.step.sort === "grid") cellsThere();
    // What somebody types or chooses in the list is not drawn over; once they leave it, it is.
    behind = editing || (list.contains(document.activeElement) && ["SELECT", "INPUT"].includes(document.activeElement.tagName) && !offline);
    if (!behind) draw(list, others(), mine(), view.purge && h("p", { class: "label" }, typeset(`Ce qui n’est pas gardé sera effacé le ${view.purge.split("-").reverse().join("/")}. Votre nom n’est demandé nulle part.`)));
    const waiting = outbox.length;
    state.textContent = view.state === "ended" ? "Séance terminée" : offline ? `Hors ligne${waiting ? `, ${waiting} à envoyer` : ""}` : waiting ? "Envoi…" : "À jour";
  }
  function tick() { if (view) { const { text, over, on } = clock(view.timer, lag); timer.textContent = view.timer.left || view.timer.ends ? text : ""; timer.classList.toggle("over", over); timer.classList.toggle("paused", !on); } }

  // Drawing anew takes the focus away for a moment: that alone asks for nothing.
  list.addEventListener("focusout", () => { if (behind) setTimeout(redraw, 0); });
  listen("/atelier", {
    heard(message) {
      const same = view && view.version === message.view.version && !message.own;
      view = message.view;
      lag = view.timer.now - Date.now() / 1000;
      if (same) return;
      if (message.own) {
        const unsent = own.wrote.filter((one) => outbox.some((other) => other.key === one.key));
        own = message.own;
        own.wrote.push(...unsent.filter((one) => !own.wrote.some((other) => other.key === one.key)));
      }
      lag = view.timer.now - Date.now() / 1000;
      const shown = new Set([...(view.cards || []), ...(view.associations || []), ...(view.leads || [])].map((one) => one.key));
      for (const one of own.wrote) if (shown.has(one.key)) one.state = "shown";
      if (view.state === "ended" && drawn && !drawn.includes("ended")) say("La séance est terminée. Merci.");
      redraw();
      tick();
    },
    state: reached,
    gone,
  });
  setInterval(tick, 1000);
  flush();
})();
