/* Composing a pack with the mouse: a piece is dragged by its number to the place of another. What is done is what its
   buttons do: « Monter » or « Descendre » is pressed until the piece is there. Touch and keyboard have the buttons. */
(() => {
  "use strict";
  const PIECE = '[class*="st-key-rp_piece_"]', HANDLE = `.st-key-rp_pack ${PIECE} .rp-piece .num`;
  const MOST = 200, PATIENCE = 20000; // steps, and milliseconds for one of them
  const live = Object.assign(document.createElement("div"), { className: "rp-hidden" });
  live.setAttribute("role", "status");
  let held = "", moving = false;

  const app = () => document.querySelector('[data-testid="stApp"]');
  const idle = () => app()?.dataset.testScriptState === "notRunning";
  const nameOf = (box) => /st-key-rp_piece_([\w-]+)/.exec(box?.className ?? "")?.[1] ?? "";
  const boxOf = (name) => document.querySelector(`.st-key-rp_piece_${CSS.escape(name)}`);
  /* Pieces and rubrics, in the order of the page: a rubric is a place to pass too. */
  const order = () => [...document.querySelectorAll(`.st-key-rp_pack ${PIECE}, .st-key-rp_pack [class*="st-key-rp_rubric_"]`)].map((one) => nameOf(one) || "|");
  const sleep = (time) => new Promise((done) => { setTimeout(done, time); });

  function say(text) {
    if (live.parentElement !== app()) app()?.append(live);
    live.textContent = text;
  }
  function clear() {
    for (const one of document.querySelectorAll(".rp-drop-before, .rp-drop-after")) one.classList.remove("rp-drop-before", "rp-drop-after");
  }
  const after = (box, event) => { const at = box.getBoundingClientRect(); return event.clientY > at.top + at.height / 2; };

  /* Whether the piece stands right before the other, or right after. */
  function there(piece, other, behind) {
    const all = order(), at = all.indexOf(other);
    return all[at + (behind ? 1 : -1)] === piece;
  }

  async function move(piece, other, behind) {
    if (moving || piece === other || there(piece, other, behind)) return;
    moving = true;
    try {
      for (let step = 0; step < MOST && !there(piece, other, behind); step += 1) {
        const all = order();
        if (!all.includes(piece) || !all.includes(other)) return;
        const down = all.indexOf(piece) < all.indexOf(other);
        const button = document.querySelector(`.st-key-${down ? "down" : "up"}_${CSS.escape(piece)} button`);
        if (!button || button.disabled) break;
        const before = all.join();
        button.click();
        const until = performance.now() + PATIENCE;
        while ((order().join() === before || !idle()) && performance.now() < until) await sleep(60);
        if (order().join() === before) break;
      }
      say(there(piece, other, behind) ? "La pièce est déplacée." : "La pièce n’a pas pu aller jusque là.");
    } finally { moving = false; }
  }

  document.addEventListener("pointerover", (event) => {
    const handle = event.target.closest?.(HANDLE);
    if (handle && !handle.draggable) { handle.draggable = true; handle.title = "Faire glisser pour déplacer la pièce"; }
  });
  document.addEventListener("dragstart", (event) => {
    const handle = event.target.closest?.(HANDLE);
    if (!handle || moving) return;
    const box = handle.closest(PIECE);
    held = nameOf(box);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held);
    event.dataTransfer.setDragImage(box, 20, 20);
  });
  document.addEventListener("dragover", (event) => {
    const box = held && event.target.closest?.(PIECE);
    if (!box) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    clear();
    if (nameOf(box) !== held) box.classList.add(after(box, event) ? "rp-drop-after" : "rp-drop-before");
  });
  document.addEventListener("drop", (event) => {
    const box = held && event.target.closest?.(PIECE);
    if (!box) return;
    event.preventDefault();
    const piece = held, behind = after(box, event);
    held = "";
    clear();
    move(piece, nameOf(box), behind);
  });
  document.addEventListener("dragend", () => { held = ""; clear(); });
})();
