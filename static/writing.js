/* Keeps what is typed in a draft: 600 ms after the last key, and when the page goes. What the server has not
   acknowledged stays on this device and is sent again, after a lost connection, a reload or a restart. */
(() => {
  "use strict";
  const PAUSE = 600, RETRY = 3000, PREFIX = "rp-draft:";
  const waiting = new Map(), timers = new Map(), versions = new Map();
  let busy = false;

  const draft = () => document.querySelector("[data-rp-draft]");
  const placeOf = (target) => {
    const box = target.closest('[class*="st-key-br_"]');
    const found = box && [...box.classList].map((name) => /^st-key-br_(\d+)_(.+)_w\w+$/.exec(name)).find(Boolean);
    return found && { number: Number(found[1]), place: found[2].replaceAll("-", ".") };
  };
  const say = (text, wrong = false) => {
    const line = document.querySelector("[data-rp-saved]");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("rp-note", wrong);
  };
  /* Each piece of a pack has versions of its own (kb/wiki/write/field_paths.py). */
  const field = (one) => one.place.startsWith("pieces.") ? one.place : one.place.split(".")[0];
  const key = (one) => `${PREFIX}${one.number}:${one.place}`;
  /* With the version that it was typed over: sent days later, it must not take the place of what was written since. */
  const store = (one) => { try { localStorage.setItem(key(one), JSON.stringify(one)); } catch { /* full: the server keeps it */ } };
  const forget = (one) => { try { localStorage.removeItem(key(one)); } catch { /* nothing was kept */ } };
  const clock = () => new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ");

  const versionOf = (one) => {
    const name = `${one.number}:${field(one)}`;
    if (!versions.has(name)) {
      const known = JSON.parse(draft()?.dataset.rpVersions || "{}");
      versions.set(name, known[field(one)] || 0);
    }
    return versions.get(name);
  };

  const send = async (one, leaving = false) => {
    const body = JSON.stringify({ ...one, window: draft()?.dataset.rpWindow || "" });
    const answer = await fetch("/api/brouillon", {
      method: "POST", body, keepalive: leaving && body.length < 60000,
      headers: { "content-type": "application/json", "x-rp-brouillon": "1" },
    });
    if (answer.status === 401 || answer.status >= 500) throw new Error(String(answer.status));
    const told = await answer.json();
    if (!answer.ok) return refuse(one, told.error);
    versions.set(`${one.number}:${field(one)}`, told.version);
    if (waiting.get(key(one))?.text === one.text) { waiting.delete(key(one)); forget(one); }
    if (told.conflict) say("Ce champ a aussi été écrit dans une autre fenêtre : les deux textes sont gardés. Rechargez pour choisir.", true);
    else if (!waiting.size) say(`Brouillon enregistré à ${clock()}. Seuls ses auteurs peuvent le lire.`);
    return true;
  };

  /* A text that the server will never take (too long, or its place is gone) stays here until its writer has it. */
  const refuse = (one, why) => {
    waiting.delete(key(one));
    say(`${why} Votre texte reste sur cet appareil. `, true);
    const line = document.querySelector("[data-rp-saved]");
    const copy = Object.assign(document.createElement("button"), { type: "button", className: "rp-link", textContent: "Copier ce texte" });
    copy.dataset.rpCopy = one.text;
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "rp-link", textContent: "L’oublier" });
    drop.addEventListener("click", () => { forget(one); say(""); });
    line?.append(copy, " ", drop);
    return false;
  };

  const flush = async (leaving = false) => {
    if (busy && !leaving) return;
    busy = true;
    try {
      for (const one of [...waiting.values()]) await send(one, leaving);
    } catch {
      say("Connexion perdue. Votre texte est gardé sur cet appareil et sera envoyé dès que possible.", true);
      setTimeout(flush, RETRY);
    } finally { busy = false; }
  };

  /* What is typed to look through a list is no text of the draft: the page sends what was chosen. */
  const LISTS = '[data-testid="stMultiSelect"], [data-testid="stSelectbox"], [data-testid="stNumberInput"]';
  const note = (target) => {
    if (target.closest?.(LISTS)) return;
    const where = target.matches?.("textarea, input[type=text], input:not([type])") && placeOf(target);
    if (!where) return;
    /* Over what it was typed is known now: by the time it is sent, a button may have put other words there. */
    const one = { ...where, text: target.value, version: versionOf(where) };
    waiting.set(key(one), one);
    store(one);
    clearTimeout(timers.get(key(one)));
    timers.set(key(one), setTimeout(flush, PAUSE));
  };

  /* What stands in a field and was not looked at yet: the panel says so, and never « Rien n’est repéré ». */
  const table = Uint32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1; return n; });
  const sum = (text) => {
    let crc = 0xffffffff;
    for (const byte of new TextEncoder().encode(text)) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  };
  const judge = () => {
    const line = document.querySelector("[data-rp-looked]");
    if (!line) return;
    const looked = JSON.parse(line.dataset.rpLooked);
    const fields = document.querySelectorAll('[class*="st-key-br_"] textarea, [class*="st-key-br_"] [data-testid="stTextInput"] input');
    const late = [...fields].some((one) => { const where = placeOf(one); return where && looked[where.place] !== sum(one.value.replace(/[ \t\r\n]+/g, "")); });
    const said = late ? "Vos derniers mots n’ont pas encore été regardés" : line.dataset.rpSaid;
    if (line.textContent !== said) line.textContent = said;
  };

  document.addEventListener("input", (event) => { note(event.target); judge(); });
  setInterval(judge, 300); // a field that the page fills anew tells nobody
  document.addEventListener("focusout", (event) => { if (waiting.size && placeOf(event.target)) flush(); });
  addEventListener("pagehide", () => { if (waiting.size) flush(true); });
  addEventListener("online", () => flush());

  /* Whoever leaves is never called back to the page they leave: a reload would take the place of where they go. */
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; setTimeout(() => { leaving = false; }, 5000); });  // a download leaves nothing
  const showAnew = () => { if (leaving) setTimeout(showAnew, 500); else location.reload(); };

  /* Left over from a page that could not send, or did not hear the answer: send it now; what the page was drawn
     without is then shown. */
  const recover = async () => {
    const here = draft();
    if (!here || here.dataset.rpSeen) return;
    here.dataset.rpSeen = "1";
    versions.clear();
    const drawn = JSON.parse(here.dataset.rpVersions || "{}");
    const left = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${here.dataset.rpDraft}:`));
    const kept = left.map((name) => JSON.parse(localStorage.getItem(name))).filter((one) => !waiting.has(key(one)));
    if (!kept.length) return;
    try {
      let late = false;
      for (const one of kept) {
        if (!await send(one)) continue;
        forget(one);
        late ||= versionOf(one) > (drawn[field(one)] || 0);
      }
      if (late) showAnew();
    } catch { setTimeout(() => { delete here.dataset.rpSeen; recover(); }, RETRY); }
  };
  const watch = () => new MutationObserver(recover).observe(document.body, { childList: true, subtree: true });
  if (document.body) watch(); else addEventListener("DOMContentLoaded", watch);
})();
