/* A password can be read while it is typed, and what is shown once is copied by a press. Without this file a password
   is typed unseen, and what is shown is copied by hand. */
(() => {
  "use strict";
  try {
    const theme = localStorage.getItem("rp-theme");
    if (theme === "light" || theme === "dark") document.documentElement.style.colorScheme = theme;
  } catch { /* no storage: as the device is */ }
  for (const field of document.querySelectorAll('input[type="password"]')) {
    const button = document.createElement("button");
    const say = () => {
      button.textContent = field.type === "password" ? "Montrer le mot de passe" : "Cacher le mot de passe";
      button.setAttribute("aria-pressed", String(field.type !== "password"));
    };
    button.type = "button";
    button.className = "rp-link show";
    button.addEventListener("click", () => { field.type = field.type === "password" ? "text" : "password"; say(); });
    /* Sent as a password, so that no browser keeps it among the words that it proposes. */
    field.form?.addEventListener("submit", () => { field.type = "password"; });
    say();
    (field.closest("label") ?? field).after(button);
  }
  for (const secret of navigator.clipboard ? document.querySelectorAll("[data-rp-secret]") : []) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "rp-link", textContent: "Copier" });
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(secret.textContent); button.textContent = "Copié"; } catch { button.remove(); }
    });
    secret.after(document.createElement("br"), button);
  }
})();
