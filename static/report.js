/* Signaler: what is typed stays on this device until it is sent, and a signal that could not leave is sent once when the
   connection is back. Each account of a device has its own. */
(() => {
  "use strict";
  const script = document.currentScript;
  const account = script.dataset.rpAccount;
  const DRAFT = `rp-signal-draft:${account}`, QUEUE = `rp-signals:${account}`;
  const RETRY = 15000, PAUSE = 700;
  const $ = (selector, root = document) => root.querySelector(selector);
  const form = $("#signal"), near = $("[data-near]"), waiting = $("[data-waiting]"), said = $("[data-said]");
  const places = JSON.parse($("#rp-places").textContent);
  let busy = false, looking = 0, timer = 0;

  const read = (key, empty) => { try { return JSON.parse(localStorage.getItem(key)) ?? empty; } catch { return empty; } };
  const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };
  const make = (tag, text, attributes = {}) => {
    const one = document.createElement(tag);
    if (text) one.textContent = text;
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    return one;
  };
  const ask = (path, body) => fetch(path, {
    method: "POST", body: JSON.stringify(body),
    headers: { "content-type": "application/json", "x-rp-signal": "1" },
  });
  const plain = (name) => name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\s'’-]+/g, " ").trim().toLowerCase();
  const names = Object.fromEntries(Object.keys(places).map((name) => [plain(name), name]));

  /* What the form holds, as the base takes it; times are this device's own. */
  const given = () => {
    const data = new FormData(form);
    const one = Object.fromEntries(["text", "knowledge", "subject", "trigger", "form", "route", "price", "access", "function"]
      .map((name) => [name, (data.get(name) || "").toString()]));
    const typed = (data.get("territory") || "").toString();
    one.territory = names[plain(typed)] || typed;
    one.substances = data.getAll("substances");
    one.themes = data.getAll("themes");
    if (data.get("when") === "date") one.day = (data.get("day") || "").toString(); else one.ago = Number(data.get("when") || 0);
    return one;
  };
  const fill = (one) => {
    for (const [name, value] of Object.entries(one)) {
      for (const field of form.querySelectorAll(`[name="${name}"]`)) {
        if (field.type === "radio") field.checked = field.value === String(value);
        else if (field.type === "checkbox") field.checked = [].concat(value).includes(field.value);
        else field.value = value;
      }
    }
    const when = one.day !== undefined && one.ago === undefined ? "date" : String(one.ago ?? 0);
    for (const field of form.querySelectorAll("[name=when]")) field.checked = field.value === when;
    showDay();
  };
  const showDay = () => { $("#day").hidden = $("[name=when]:checked")?.value !== "date"; };

  const wrong = (field, text) => {
    const place = $(`#wrong-${field}`);
    if (place) { place.textContent = text; form.querySelector(`[name="${field === "day" ? "when" : field}"]`)?.focus(); }
    else say(text);
  };
  const clearWrong = () => { for (const one of form.querySelectorAll(".wrong")) one.textContent = ""; };
  const say = (text) => { said.textContent = text; };

  /* What is missing is said here too: without a connection nobody else can. */
  const lacking = (one) => {
    if (!one.text.trim()) return ["text", "Écrivez une phrase : ce que vous avez vu, ou appris."];
    if (one.text.length > Number($("#text").dataset.longest))
      return ["text", `${one.text.trim().split(/\s+/).length} mots : c’est plus qu’un signal. Gardez les faits ici ; le reste ferait un récit, dans « Contribuer ». Rien n’est perdu.`];
    if (!one.territory.trim()) return ["territory", "Dites où : un arrondissement ou une commune."];
    if (!places[one.territory] && !/^\s*(paris\s*)?(75\s?0)?\d{1,2}\s*(er|e|è|eme|ème)?\s*(arr.*)?$/i.test(one.territory))
      return ["territory", /\b(rue|avenue|boulevard|place|impasse|all[ée]e|quai|chemin|square|passage|r[ée]sidence|hall|b[âa]timent)\b|^\s*\d+\s*,/i.test(one.territory)
        ? "Une adresse désigne des personnes : un signal ne la garde pas. Donnez seulement l’arrondissement ou la commune."
        : "Choisissez un arrondissement ou une commune de la liste, ou touchez la carte."];
    if (one.day !== undefined && !one.day) return ["day", "Choisissez le jour."];
    if (one.day && one.day > new Date().toLocaleDateString("sv-SE")) return ["day", "Cette date n’est pas encore venue. Un signal dit ce qui a été vu ou appris."];
    if (!one.knowledge) return ["knowledge", "Dites comment vous le savez."];
    return null;
  };

  const key = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearWrong(); say("");
    const one = given(), lack = lacking(one);
    if (lack) return wrong(...lack);
    const queue = read(QUEUE, []);
    queue.push({ ...one, key: key(), written: new Date().toISOString() });
    if (!keep(QUEUE, queue)) return say("Cet appareil n’a plus de place pour garder le signal. Libérez-en, puis renvoyez : votre texte est encore là.");
    localStorage.removeItem(DRAFT);
    form.reset(); showDay(); near.replaceChildren(); $("[data-people]").textContent = ""; $("[data-places]").replaceChildren();
    flush();
  });

  const without = (one) => keep(QUEUE, read(QUEUE, []).filter((other) => other.key !== one.key));
  const refuse = (one, why) => keep(QUEUE, read(QUEUE, []).map((other) => other.key === one.key ? { ...other, refused: why } : other));

  const flush = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let later = false;
    try {
      for (const one of read(QUEUE, []).filter((other) => !other.refused)) {
        const answer = await ask("/api/signal", { ...one, sent: new Date().toISOString() });
        if (answer.status === 401 || answer.status === 429 || answer.status >= 500) {
          const told = await answer.json().catch(() => ({}));
          say(told.error || "La base ne répond pas. Votre signal est gardé sur cet appareil."); later = true; break;
        }
        const told = await answer.json();
        if (!answer.ok) { refuse(one, told.error); continue; }
        without(one);
        say(`Envoyé${told.new ? "" : " (déjà reçu : il n’est compté qu’une fois)"}. La cellule de veille le vérifie ; vous lirez ici ce qu’elle en fait. ${told.said || ""}`);
        said.dataset.rpSent = String(told.number);
      }
    } catch { later = true; } finally { busy = false; draw(); }
    if (later) timer = setTimeout(flush, RETRY);
  };

  const draw = () => {
    const queue = read(QUEUE, []);
    waiting.replaceChildren();
    if (!queue.length) return;
    const list = make("ul");
    for (const one of queue) {
      const line = make("li");
      line.append(make("p", one.text.slice(0, 140)));
      line.append(make("p", one.refused || "Gardé sur cet appareil : il partira dès que la connexion revient.", { class: one.refused ? "rp-note" : "rp-small" }));
      if (one.refused) {
        const again = make("button", "Reprendre", { type: "button", class: "rp-button" });
        again.addEventListener("click", () => { fill(one); without(one); draw(); $("#text").focus(); });
        const drop = make("button", "L’oublier", { type: "button", class: "rp-link" });
        drop.addEventListener("click", () => { without(one); draw(); });
        line.append(again, " ", drop);
      }
      list.append(line);
    }
    waiting.append(make("h2", queue.length > 1 ? `${queue.length} signaux pas encore partis` : "Un signal pas encore parti"), list);
  };

  /* What is like the text is asked for while it is typed; a lost connection only leaves it out. */
  const look = async () => {
    const one = given(), mine = ++looking;
    if (one.text.trim().length < 15) return;
    try {
      const answer = await ask("/api/signal/regard", { text: one.text, territory: one.territory, day: one.day || "" });
      if (!answer.ok || mine !== looking) return;
      show(await answer.json());
    } catch { /* without a connection */ }
  };
  const show = (found) => {
    const people = $("[data-people]");
    people.replaceChildren();
    if (found.people.length) {
      people.append("Ces mots peuvent désigner quelqu’un, remplacez-les : ");
      found.people.forEach((one, at) => people.append(at ? ", " : "", make("mark", one.text), ` (${one.kind})`));
    }
    const offered = $("[data-places]");
    offered.replaceChildren();
    if (!$("#territory").value)
      for (const one of found.proposed.territories) {
        const button = make("button", one.label, { type: "button", class: "rp-button" });
        button.addEventListener("click", () => { choosePlace(one.label); offered.replaceChildren(); });
        offered.append(button);
      }
    for (const name of ["substances", "themes"])
      for (const one of found.proposed[name]) {
        const box = $(`[name="${name}"][value="${one.code}"]`);
        if (box && !box.dataset.touched) box.checked = true;
      }
    near.replaceChildren();
    near.append(make("h2", "Déjà vu ?"), make("p", `D’après l’historique : ${found.standing}.`, { class: "rp-small" }));
    const list = make("ul");
    for (const one of found.near) {
      const line = make("li"), where = `${one.place}, ${month(one.day)} · ${one.structures > 1 ? `${one.structures} structures le disent` : "une structure le dit"}`;
      line.append(one.record_id ? make("a", one.title, { href: `/lire?id=${one.record_id}` }) : make("b", "Un signal proche, pas encore diffusé"));
      line.append(make("p", where, { class: "rp-small" }));
      if (one.mine) line.append(make("p", "Vous l’avez déjà dit.", { class: "rp-small" }));
      else {
        const button = make("button", "C’est la même chose", { type: "button", class: "rp-button" });
        button.addEventListener("click", () => same(one, button));
        line.append(button);
      }
      list.append(line);
    }
    for (const one of found.records) {
      const line = make("li");
      line.append(make("a", one.title, { href: `/lire?id=${one.id}` }), make("p", one.kind === "experience" ? "Une expérience" : one.kind === "need" ? "Un besoin" : "Un signal diffusé", { class: "rp-small" }));
      list.append(line);
    }
    near.append(list);
  };
  const month = (day) => new Date(`${day}T12:00`).toLocaleDateString("fr-FR", { month: "long", year: "numeric" });
  const same = async (one, button) => {
    button.disabled = true;
    try {
      const answer = await ask("/api/signal/meme", { number: one.number, shown: one.shown }), told = await answer.json();
      if (!answer.ok) throw new Error(told.error);
      button.replaceWith(make("p", `Merci. ${told.structures > 1 ? `${told.structures} structures le disent` : "Une structure le dit"}. Inutile de l’envoyer de nouveau, sauf pour ajouter un fait.`, { role: "status" }));
    } catch (error) { button.disabled = false; say(error.message || "Connexion perdue."); }
  };

  const choosePlace = (name) => {
    $("#territory").value = name;
    for (const one of form.querySelectorAll("svg path")) one.classList.toggle("on", one.dataset.place === name);
    $("[data-touched]").textContent = name;
    typed();
  };
  form.querySelector("svg")?.addEventListener("click", (event) => { const name = event.target.dataset?.place; if (name) choosePlace(name); });

  let pause = 0;
  const typed = () => { keep(DRAFT, given()); clearTimeout(pause); pause = setTimeout(look, PAUSE); };
  form.addEventListener("input", (event) => { if (event.target.type === "checkbox") event.target.dataset.touched = "1"; clearWrong(); showDay(); typed(); });
  addEventListener("online", flush);
  addEventListener("pageshow", flush);

  const left = read(DRAFT, null);
  if (left && left.text) { fill(left); look(); }
  showDay();
  draw();
})();
