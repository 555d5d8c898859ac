/* « Ajouter au dossier » from a card, a passage or a page, without leaving it. What was done is said beside the button,
   and aloud; one may take it back, or put it into another pack. */
(() => {
  "use strict";
  const live = document.createElement("div");
  live.className = "rp-hidden";
  live.setAttribute("role", "status");
  const ready = () => { const host = document.querySelector('[data-testid="stApp"]') ?? document.body; if (live.parentElement !== host) host.append(live); };
  const say = (text) => { ready(); live.textContent = ""; setTimeout(() => { live.textContent = text; }, 60); };

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST", body: JSON.stringify(body),
      headers: { "content-type": "application/json", "x-rp-dossier": "1" },
    });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.error), { status: answer.status });
    return told;
  }

  const make = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const button = (text, act) => { const one = make("button", text, { type: "button", className: "rp-link" }); one.addEventListener("click", act); return one; };
  const quoted = (title) => `«\u202f${title}\u202f»`;

  /* The line under the button: one for each place from which something was added. */
  function line(from) {
    const host = from.closest(".rp-collect") ?? from.parentElement;
    let one = host.nextElementSibling;
    if (!one?.classList.contains("rp-collected")) {
      one = make("p", "", { className: "rp-collected" });
      host.after(one);
    }
    one.replaceChildren();
    return one;
  }

  async function add(from, piece, into = {}) {
    from.setAttribute("aria-busy", "true");
    try {
      show(from, piece, await post("/api/dossier", { ...piece, ...into }));
    } catch (error) {
      failed(from, error);
    } finally { from.removeAttribute("aria-busy"); }
  }

  function failed(from, error) {
    const here = line(from);
    const said = error.status ? error.message : "Le serveur ne répond pas. Rien n’a été ajouté : recommencez dans un instant.";
    here.append(make("span", said));
    if (error.status === 401) {
      const back = encodeURIComponent(location.pathname + location.search);
      here.append(" ", make("a", "Se connecter", { href: `/connexion?vers=${back}` }));
    }
    say(said);
  }

  function show(from, piece, told) {
    const here = line(from);
    const pieces = told.count > 1 ? `${told.count} pièces` : "1 pièce";
    const said = told.already ? `Déjà dans ${quoted(told.title)}.` : `Ajouté à ${quoted(told.title)} (${pieces}).`;
    here.append(make("span", said), " ", make("a", "Ouvrir le dossier", { href: `/dossiers?n=${told.number}` }));
    if (!told.already) here.append(" ", button("Annuler", () => takeBack(from, told)), " ", button("Changer de dossier", () => choose(from, piece, told)));
    say(said);
  }

  /* Several pieces, one after the other, into the pack that takes the first. */
  async function addAll(from, pieces) {
    from.setAttribute("aria-busy", "true");
    const added = [];
    let last = null;
    try {
      for (const piece of pieces) {
        last = await post("/api/dossier", { ...piece, ...(last ? { pack: last.number } : {}) });
        if (!last.already) added.push({ number: last.number, piece: last.piece });
      }
      showAll(from, added, pieces.length, last);
    } catch (error) {
      if (added.length) showAll(from, added, pieces.length, last, error); else failed(from, error);
    } finally { from.removeAttribute("aria-busy"); }
  }
  function showAll(from, added, of, told, error = null) {
    const here = line(from);
    const count = added.length > 1 ? `${added.length} fiches ajoutées` : added.length ? "1 fiche ajoutée" : "Tout est déjà";
    const before = added.length && added.length < of && !error ? ` Les autres y étaient déjà.` : "";
    const why = error ? ` ${error.status ? error.message : "Le serveur ne répond plus : les autres ne le sont pas."}` : "";
    const said = `${count} ${added.length ? "à" : "dans"} ${quoted(told.title)}.${before}${why}`;
    here.append(make("span", said), " ", make("a", "Ouvrir le dossier", { href: `/dossiers?n=${told.number}` }));
    if (added.length) here.append(" ", button("Annuler", () => takeAllBack(from, added)));
    say(said);
  }
  async function takeAllBack(from, added) {
    try {
      for (const one of added) await post("/api/dossier/retirer", one);
      const said = added.length > 1 ? `${added.length} fiches retirées du dossier.` : "Retirée du dossier.";
      line(from).append(make("span", said));
      say(said);
      from.focus();
    } catch (error) { failed(from, error); }
  }

  async function takeBack(from, told) {
    try {
      await post("/api/dossier/retirer", { number: told.number, piece: told.piece });
      line(from).append(make("span", "Retiré du dossier."));
      say("Retiré du dossier.");
      from.focus();
    } catch (error) { failed(from, error); }
  }

  function choose(from, piece, told) {
    const here = line(from);
    const select = make("select");
    const name = make("input", "", { type: "text", maxLength: 290, placeholder: "Nom du nouveau dossier" });
    name.setAttribute("aria-label", "Nom du nouveau dossier");
    for (const one of told.packs.filter((pack) => pack.number !== told.number)) select.append(make("option", one.title, { value: one.number }));
    select.append(make("option", "Un nouveau dossier", { value: "new" }));
    const label = make("label", "Mettre plutôt dans ");
    label.append(select);
    const shown = () => { name.hidden = select.value !== "new"; };
    select.addEventListener("change", shown);
    shown();
    const put = () => add(from, piece, {
      pack: select.value === "new" ? "new" : Number(select.value), title: name.value,
      instead_of: { number: told.number, piece: told.piece },
    });
    name.addEventListener("keydown", (event) => { if (event.key === "Enter") put(); });
    here.append(label, " ", name, " ", button("Déplacer", put), " ", button("Ne rien changer", () => show(from, piece, told)));
    select.focus();
  }

  document.addEventListener("click", (event) => {
    const from = event.target.closest?.("button[data-rp-collect]");
    if (from && from.getAttribute("aria-busy") !== "true") add(from, JSON.parse(from.dataset.rpCollect));
  });
  document.addEventListener("click", (event) => {
    const from = event.target.closest?.("button[data-rp-collect-all]");
    if (from && from.getAttribute("aria-busy") !== "true") addAll(from, JSON.parse(from.dataset.rpCollectAll));
  });
  /* Composing: the button that was pressed keeps the focus, wherever its piece went. It may be drawn a little after the
     script ended, and anew after that, when its place may already be another button's: then it is waited for and
     followed, until one goes elsewhere. What asks for it is drawn anew as well, and asks once. */
  let followed = { ask: "", key: "", target: null };
  const asking = () => document.querySelector("[data-rp-focus]")?.dataset ?? {};
  const leave = () => { followed = { ask: asking().rpAsk ?? followed.ask, key: "", target: null }; };
  addEventListener("pointerdown", leave, true);
  addEventListener("keydown", leave, true);
  const follow = () => {
    if (document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning") return;
    const { rpFocus = "", rpAsk = "" } = asking();
    const asked = rpFocus !== "" && rpAsk !== followed.ask;
    const key = asked ? rpFocus : followed.key;
    const target = key && document.querySelector(`.st-key-${CSS.escape(key)} :is(button, input, textarea)`);
    if (!target || (!asked && (target === followed.target || !lost()))) return;
    if (asked) followed.ask = rpAsk;
    Object.assign(followed, { key, target });
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  };
  /* Whether what was followed went with the focus, or is another button by now. */
  const lost = () => document.activeElement === (followed.target.isConnected ? followed.target : document.body);
  const watch = () => { ready(); new MutationObserver(follow).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state", "class"] }); };
  if (document.body) watch(); else addEventListener("DOMContentLoaded", watch);
})();
