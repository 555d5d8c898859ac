// The room's screen of a workshop: one large view, readable from eight metres. It shows what was let through, no more.
"use strict";
(() => {
  const { h, draw, typeset, clock, listen } = window.rpWorkshop;
  const page = document.getElementById("salle"), address = page.dataset.address;
  const main = document.getElementById("main"), timer = document.getElementById("timer"), state = document.getElementById("state");
  let view = null, lag = 0, drawn = "", narrative = null;

  const dark = document.getElementById("dark");
  dark.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = now;
    dark.textContent = now === "dark" ? "Clair" : "Sombre";
  });

  const waits = (sort, one, many) => { const n = view.arrived[sort] || 0; return h("p", { class: "arrived" }, n ? `${n} ${n > 1 ? many : one}` : "On écrit…"); };
  const join = () => h("aside", { class: "join" }, h("p", {}, page.dataset.join), h("p", { class: "code" }, view.code));
  const STANCES = { yes: "oui", partly: "en partie", no: "non", unknown: "on ne sait pas" };
  const STEPS = {
    welcome: () => [h("div", { class: "two" }, h("div", {}, view.rules.split("\n").filter((one) => one.trim()).map((one) => h("p", { class: "rule" }, typeset(one)))),
      h("div", { class: "invite" }, document.getElementById("qr").content.cloneNode(true), h("p", {}, page.dataset.join), h("p", { class: "code" }, view.code), h("p", { class: "arrived" }, `${view.present} ${view.present > 1 ? "places prises" : "place prise"}`)))],
    associations: () => [h("div", { class: "two wide" }, h("div", { class: "narrative" }, told()), h("div", { class: "margin" }, view.associations.length ? view.associations.filter((one) => one.record === view.narratives[view.narrative]?.id).map((one) => h("article", {}, h("blockquote", {}, one.quote), h("p", {}, one.text, one.link && ` → ${view.narratives.find((other) => other.id === one.link)?.title || ""}`), h("p", { class: "label" }, one.group))) : waits("association", "association reçue", "associations reçues")))],
    grid: () => [h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), view.questions.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, view.narratives.map((one, line) => h("tr", {}, h("th", { scope: "row" }, one.title), view.questions.map((_, question) => {
      const found = view.cells.filter((cell) => cell.line === line && cell.question === question), apart = found.some((cell) => cell.apart);
      return h("td", { class: apart ? "apart" : "" }, apart && h("p", { class: "label" }, "Désaccord"), found.map((cell) => h("p", {}, h("b", {}, `${cell.group}${cell.stance ? `, ${STANCES[cell.stance]}` : ""} : `), cell.text)));
    })))))],
    cards: () => view.cards.length ? [h("div", { class: "cards" }, view.cards.map((one) => h("p", { class: "card" }, h("span", { class: "label" }, one.nature === "need" ? "besoin" : "constat"), one.text)))] : [waits("card", "carte reçue", "cartes reçues")],
    heaps: () => [h("div", { class: "heaps" }, view.heaps.map((heap, at) => h("section", {}, h("h2", {}, heap.name || `Tas ${at + 1}`), view.cards.filter((one) => one.heap === heap.id).map((one) => h("p", { class: "card" }, one.text)))), view.cards.some((one) => !one.heap) && h("section", {}, h("h2", {}, "À rapprocher"), view.cards.filter((one) => !one.heap).map((one) => h("p", { class: "card" }, one.text))))],
    vote: () => {
      const seen = view.heaps.some((one) => one.points !== undefined), most = Math.max(1, ...view.heaps.map((one) => one.points || 0));
      const order = seen ? [...view.heaps].sort((a, b) => b.points - a.points) : view.heaps;
      return [h("p", { class: "arrived" }, view.vote.closed ? "Le vote est clos." : `${view.vote.voters} ${view.vote.voters > 1 ? "personnes ont" : "personne a"} voté. ${view.vote.budget} points chacun.`), h("ol", { class: "votes" }, order.map((one) => h("li", { class: one.axis ? "axis" : "" }, h("span", {}, one.name || "Sans nom", one.axis && h("span", { class: "label" }, " axe prioritaire")), seen && [h("meter", { min: 0, max: most, value: one.points, "aria-hidden": "true" }), h("b", {}, String(one.points))])))];
    },
    leads: () => view.leads.length ? [h("div", { class: "cards" }, view.leads.map((one) => h("p", { class: "card" }, h("span", { class: "label" }, view.heaps.find((heap) => heap.id === one.axis)?.name || "Piste"), one.text, h("span", { class: "label" }, [one.owner, one.due && one.due.split("-").reverse().join("/")].filter(Boolean).join(", ")))))] : [waits("lead", "piste reçue", "pistes reçues")],
    closing: () => [h("p", { class: "huge" }, "Merci."), h("p", { class: "rule" }, typeset(view.step.say))],
  };
  function told() {
    if (!narrative || narrative.at !== view.narrative) { read(view.narrative); return h("p", {}, "Le récit arrive…"); }
    const marked = view.associations.filter((one) => one.record === narrative.id);
    return [h("h2", {}, narrative.title), narrative.parts.map((part) => part.heading ? h("h3", {}, part.heading) : h("p", {}, part.sentences.map(([start, end, text]) => [marked.some((one) => one.start < end && one.end > start) ? h("mark", {}, text) : text, " "])))];
  }
  async function read(at) {
    try {
      const answer = await fetch(`${address}/recit/${at}`);
      narrative = answer.ok ? { at, ...(await answer.json()) } : { at, title: "Récit retiré", parts: [] };
      redraw();
    } catch { setTimeout(() => read(at), 3000); }
  }
  function redraw() {
    document.getElementById("step").textContent = view.step.label;
    document.getElementById("theme").textContent = view.theme;
    const at = view.state === "planned" ? "welcome" : view.step.sort;
    const place = main.scrollTop;
    draw(main, view.state === "ended" ? [h("p", { class: "huge" }, "La séance est terminée."), h("p", { class: "rule" }, typeset(`Ce qui n’est pas gardé sera effacé le ${view.purge.split("-").reverse().join("/")}.`))] : (view.state === "planned" ? [h("p", { class: "huge" }, "La séance va commencer.")] : (STEPS[at] || STEPS.closing)()));
    if (drawn === at) main.scrollTop = place;
    drawn = at;
    draw(document.getElementById("corner"), view.state === "open" && at !== "welcome" && join());
  }
  listen(address, {
    heard(message) { view = message.view; lag = view.timer.now - Date.now() / 1000; redraw(); tick(); },
    state(there) { state.textContent = there ? "" : "Connexion perdue, l’écran se remettra à jour tout seul."; },
    gone(text) { draw(main, h("p", { class: "huge" }, typeset(text))); },
  });
  function tick() { if (view) { const { text, over } = clock(view.timer, lag); timer.textContent = view.timer.left || view.timer.ends ? text : ""; timer.classList.toggle("over", over); } }
  setInterval(tick, 1000);
})();
