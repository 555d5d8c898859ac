/* Comfort of reading: links without reloading, the passage brought into view, size of the text, copy, print.
   Everything works without this file, only less well. */
(() => {
  "use strict";
  const SIZES = [15, 16, 18, 20, 22, 24];
  const STORE = "rp-size";

  /* ---- Size of the text, kept in this browser ---- */
  const stored = () => { try { return Number(localStorage.getItem(STORE)) || 16; } catch { return 16; } };
  const resize = (size) => { document.documentElement.style.setProperty("font-size", `${size}px`, size === 16 ? "" : "important"); };
  resize(stored());

  function step(by) {
    const at = Math.max(0, SIZES.indexOf(stored()));
    const size = SIZES[Math.min(SIZES.length - 1, Math.max(0, at + by))];
    try { localStorage.setItem(STORE, String(size)); } catch { /* private window: lasts as long as the page */ }
    resize(size);
  }

  /* ---- Light, dark, or as the device is: chosen in the footer ---- */
  const theme = () => { try { return localStorage.getItem("rp-theme") || "auto"; } catch { return "auto"; } };
  const tell = () => document.querySelectorAll("[data-rp-theme]").forEach((one) => {
    const on = String(one.dataset.rpTheme === theme());
    if (one.getAttribute("aria-pressed") !== on) one.setAttribute("aria-pressed", on);
  });
  new MutationObserver(tell).observe(document.documentElement, { subtree: true, childList: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rp-theme]");
    if (!button || button.dataset.rpTheme === theme()) return;
    try { if (button.dataset.rpTheme === "auto") localStorage.removeItem("rp-theme"); else localStorage.setItem("rp-theme", button.dataset.rpTheme); } catch { return; }
    location.reload();  // Streamlit reads it at its start; what is typed is kept as it is typed
  });

  /* ---- Place on the page: Streamlit scrolls a section, which the browser does not restore ---- */
  const scroller = () => document.querySelector('[data-testid="stMain"]');
  const app = () => document.querySelector('[data-testid="stApp"]');
  const here = () => `rp-at ${location.pathname}${location.search}`;
  let pending = 0;
  function remember() {
    clearTimeout(pending);
    try { sessionStorage.setItem(here(), String(scroller()?.scrollTop ?? 0)); } catch { /* not kept */ }
  }
  addEventListener("scroll", () => { clearTimeout(pending); pending = setTimeout(remember, 120); }, true);

  /* The next Tab goes on from there, which a link of a page that draws itself does not do alone. */
  function reach(target) {
    if (!target.matches("a, button, input, select, textarea, summary, [tabindex]")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  /* Streamlit's « Aller au contenu » leads to all of the page, header included: ours begins after it. */
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('[data-testid="stSkipToContent"]')) return;
    const content = document.getElementById("rp-contenu");
    if (!content) return;
    event.preventDefault();
    content.scrollIntoView({ block: "start" });
    reach(content);
  });

  /* The page that is shown: its heading, and what tells it from the one before. */
  function current() {
    const content = document.getElementById("rp-contenu"), address = location.pathname + location.search;
    const title = content?.matches("h1") ? content : content?.querySelector("h1");
    return { address, target: title ?? content, heading: title?.textContent, stage: content?.dataset.rpStage ?? "" };
  }
  const named = (page) => [page.address, page.heading, page.stage].join("\n");

  /* After the page is drawn: where the reader was, or the passage of the address, or the top. */
  let arrival = 0, known = "", shown = null, acted = "";
  for (const gesture of ["wheel", "touchstart", "pointerdown", "keydown", "input"]) {
    addEventListener(gesture, () => { arrival += 1; acted = named(current()); }, { capture: true, passive: true });  // the reader decides
  }
  function arrive(returning) {
    const started = performance.now();
    const own = ++arrival;
    known = location.pathname + location.search;
    shown = null;
    clearTimeout(pending);
    // Read now: the page that is being taken away scrolls too, under the new address.
    const left = Number(sessionStorage.getItem(here()) ?? 0);
    const place = () => {
      const section = scroller();
      if (!section) return false;
      if (returning) {
        section.scrollTop = left;
        return Math.abs(section.scrollTop - left) < 4;
      }
      const name = decodeURIComponent(location.hash.slice(1));
      if (!name) { section.scrollTop = 0; return true; }
      const target = document.getElementById(name) ?? document.getElementById(`rp-${name}`);
      if (!target) return false;
      target.scrollIntoView({ block: name === "passage" ? "center" : "start" });
      reach(target);
      return true;
    };
    const wait = () => {
      if (own !== arrival) return;
      const idle = app()?.dataset.testScriptState === "notRunning";
      if ((idle && place()) || performance.now() - started > 4000) return;
      setTimeout(wait, 60);
    };
    setTimeout(wait, 60);
  }

  /* A button led on: to the next question, to a text of the queue, to the paragraphs to file. The page that it leads to
     is told by its heading, which would else stand out of sight, above where the button was. Whoever is at work in that
     page before all of it is drawn stays there: the letters typed next would go nowhere. */
  new MutationObserver(() => {
    const page = current();
    if (!page.target || app()?.dataset.testScriptState !== "notRunning") return;
    const same = page.address === known;
    const led = shown && (same ? page.stage !== shown.stage : page.heading !== shown.heading);
    if (led && acted === named(page)) known = page.address;
    else if (led) { arrive(false); reach(page.target); }
    if (same || led) shown = page;
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });

  /* ---- Links of this site: new address, new run, same session ---- */
  const PATHS = /^\/(|rechercher|explorer|glossaire|besoins|lire|base|dossier|comparer|associer|choisir|aide|bienvenue)$/;
  function go(url) {
    remember();
    history.pushState({}, "", url);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }
  let own = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !link.closest(".stHtml") || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target === "_blank") return;
    const url = new URL(link.href, location.href);
    /* Who signs in comes back to what they were reading. */
    if (url.pathname === "/connexion" && !url.search) link.href = `/connexion?vers=${encodeURIComponent(location.pathname + location.search)}`;
    if (url.origin !== location.origin || !PATHS.test(url.pathname) || link.hasAttribute("download")) return;
    event.preventDefault();
    link.closest("details.burger")?.removeAttribute("open");
    if (url.pathname === location.pathname && url.search === location.search && url.hash) {
      history.replaceState(history.state, "", url);
      arrive(false);
      return;
    }
    own = true;
    go(url.pathname + url.search + url.hash);
    own = false;
    arrive(false);
  });
  addEventListener("popstate", () => { if (!own) arrive(true); });
  addEventListener("pageshow", () => arrive(performance.getEntriesByType("navigation")[0]?.type === "back_forward"));

  /* ---- Buttons that st.html draws ---- */
  async function copy(text, button) {
    try { await navigator.clipboard.writeText(text); } catch { legacyCopy(text); }
    const said = button.textContent;
    button.textContent = "Copié";
    setTimeout(() => { button.textContent = said; }, 1600);
  }
  function legacyCopy(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-rp-size], button[data-rp-copy], button[data-rp-link], button[data-rp-print]");
    if (!button) return;
    if (button.dataset.rpSize) step(Number(button.dataset.rpSize));
    else if (button.dataset.rpCopy) copy(button.dataset.rpCopy, button);
    else if (button.dataset.rpLink) copy(new URL(button.dataset.rpLink, location.href).href, button);
    else print();
  });

  /* ---- The heading being read, in the table of contents ---- */
  let seen = [];
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) mark(entry.target.id);
  }, { rootMargin: "-10% 0px -70% 0px" });
  function mark(id) {
    document.querySelectorAll(".rp-toc li").forEach((line) => {
      line.classList.toggle("here", line.querySelector("a")?.hash === `#${id}`);
    });
  }
  new MutationObserver(() => {
    const headings = [...document.querySelectorAll(".rp-prose h2[id]")];
    if (headings.length === seen.length && headings.every((one, i) => one === seen[i])) return;
    observer.disconnect();
    seen = headings;
    headings.forEach((one) => observer.observe(one));
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
