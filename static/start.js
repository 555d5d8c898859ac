/* Runs before Streamlit. The server is at the root of this address, whichever page was asked: said here, the
   interface need not probe /lire/… for it. The size of the text is set before anything is drawn. */
(() => {
  "use strict";
  const root = `${location.origin}/`;
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };
  try {
    /* Light or dark as the reader chose; without a choice, as their device is. Streamlit keeps it by page. */
    const theme = { light: "Light", dark: "Dark" }[localStorage.getItem("rp-theme")], key = `stActiveTheme-${location.pathname}-v2`;
    if (theme) localStorage.setItem(key, JSON.stringify(theme)); else localStorage.removeItem(key);
    const size = Number(localStorage.getItem("rp-size"));
    if (size >= 15 && size <= 24 && size !== 16) document.documentElement.style.setProperty("font-size", `${size}px`, "important");
  } catch { /* no storage: the default size */ }
})();
