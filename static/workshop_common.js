// What the telephone, the room's screen and the remote of a workshop share: drawing, the connection, the timer.
"use strict";
window.rpWorkshop = (() => {
  // Seconds before each new try to reach the server; the last one is repeated.
  const RETRIES = [1, 3, 7, 15, 31];
  // Seconds between two questions where no WebSocket passes.
  const POLL = 3;

  // An element: attributes, `on…` handlers, then children (texts are never read as HTML).
  function h(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (name === "value" || name === "checked" || name === "disabled") made[name] = value;
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat(9).filter((one) => one !== undefined && one !== null && one !== false));
    return made;
  }

  // Draw a part of the page anew without losing where the keyboard is.
  function draw(place, ...children) {
    const held = place.contains(document.activeElement) ? document.activeElement.getAttribute("data-at") : null;
    place.replaceChildren(...children.flat(9).filter((one) => one));
    if (held) place.querySelector(`[data-at="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  const typeset = (text) =>
    String(text).replace(/ ([;!?»])/g, "\u202f$1").replace(/« /g, "«\u202f").replace(/ :/g, "\u00a0:");

  function clock(timer, server) {
    const left = timer.ends ? timer.ends - (Date.now() / 1000 + server) : timer.left;
    const whole = Math.max(0, Math.round(left));
    return { text: `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`, over: timer.ends > 0 && left <= 0, on: timer.ends > 0 };
  }

  // Hear what changes: a WebSocket, and questions where it does not pass. `heard(message)` gets each answer of the
  // server, `state(there)` whether it can be reached, `gone(said)` that there is nothing to hear any more.
  function listen(address, { heard, state, gone }) {
    let tries = 0, socket = null, timer = 0, version = -1, polls = 0, stopped = false;
    const there = () => { tries = 0; state(true); };
    const later = () => {
      if (stopped) return;
      clearTimeout(timer);
      timer = setTimeout(open, 1000 * RETRIES[Math.min(tries++, RETRIES.length - 1)]);
    };
    const take = (message) => { version = message.view.version; heard(message); };
    function stop(said) { stopped = true; clearTimeout(timer); socket?.close(); gone(said); }
    async function ask() {
      try {
        const answer = await fetch(`${address}/etat?v=${version}`, { headers: { accept: "application/json" }, cache: "no-store" });
        if (answer.status === 410 || answer.status === 403) return stop((await answer.json()).error);
        if (!answer.ok) throw new Error(String(answer.status));
        there();
        if (answer.status === 200) take(await answer.json());
        return true;
      } catch { state(false); return false; }
    }
    function open() {
      if (stopped) return;
      let opened = false;
      try {
        socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${address}/fil`);
      } catch { poll(); return; }
      socket.onopen = () => { opened = true; there(); };
      socket.onmessage = (event) => {
        const message = JSON.parse(event.data);
        if (message.gone) stop(message.gone); else take(message);
      };
      socket.onclose = async () => {
        if (stopped) return;
        // Never opened: a proxy may let no WebSocket through. Ask instead, and try it again now and then.
        if (!opened && (await ask())) { poll(); return; }
        if (opened) { state(false); }
        later();
      };
    }
    function poll() {
      if (stopped) return;
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const answered = await ask();
        if (!answered) later(); else if (++polls % 20 === 0) open(); else poll();
      }, 1000 * POLL);
    }
    // A telephone that wakes up does not wait for the next try.
    addEventListener("online", () => { tries = 0; if (!socket || socket.readyState > 1) { clearTimeout(timer); open(); } });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && socket && socket.readyState > 1 && !stopped) { tries = 0; clearTimeout(timer); open(); }
    });
    open();
    return { ask };
  }

  return { RETRIES, h, draw, key, typeset, clock, listen };
})();
