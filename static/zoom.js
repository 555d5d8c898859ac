/* The size of a page of a PDF, from 50 to 300 per cent of its column: kept from page to page while the tab is open.
   Past 150 a finer image is fetched. Without this file the page is as wide as its column. */
(() => {
  "use strict";
  const STEPS = [50, 75, 100, 125, 150, 200, 250, 300];
  const FINE = 150;
  const KEPT = "rp-zoom";
  const read = () => { try { const kept = Number(sessionStorage.getItem(KEPT)); return STEPS.includes(kept) ? kept : 100; } catch { return 100; } };
  let now = read();

  function draw() {
    const view = document.querySelector("[data-rp-view]");
    const sheet = view?.querySelector(".rp-sheet");
    if (!sheet) return;
    const wide = `${now}%`;
    if (sheet.style.width !== wide) sheet.style.width = wide;
    view.classList.toggle("is-larger", now > 100);
    /* What scrolls has to be reached by keyboard. */
    if (now > 100) view.tabIndex = 0; else view.removeAttribute("tabindex");
    const image = sheet.querySelector("img");
    if (now > FINE && image.dataset.rpFine && image.getAttribute("src") !== image.dataset.rpFine) image.src = image.dataset.rpFine;
    for (const box of document.querySelectorAll(".rp-zoom")) {
      const said = box.querySelector("[data-rp-zoomed]"), words = `${now}\u00a0%`;
      if (said.textContent !== words) said.textContent = words;
      for (const button of box.querySelectorAll("[data-rp-zoom]")) {
        const by = Number(button.dataset.rpZoom);
        button.disabled = by < 0 ? now === STEPS[0] : by > 0 ? now === STEPS.at(-1) : now === 100;
      }
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rp-zoom]");
    if (!button) return;
    const view = document.querySelector("[data-rp-view]");
    /* What is in the middle stays there. */
    const across = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth, down = (view.scrollTop + view.clientHeight / 2) / view.scrollHeight;
    const by = Number(button.dataset.rpZoom);
    now = by ? STEPS[Math.min(STEPS.length - 1, Math.max(0, STEPS.indexOf(now) + by))] : 100;
    try { sessionStorage.setItem(KEPT, String(now)); } catch { /* not kept */ }
    draw();
    view.scrollLeft = across * view.scrollWidth - view.clientWidth / 2;
    view.scrollTop = down * view.scrollHeight - view.clientHeight / 2;
  });
  /* The page is drawn anew at each turn. */
  new MutationObserver(draw).observe(document.documentElement, { subtree: true, childList: true });
  draw();
})();
