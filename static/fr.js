/* Turns into French the words that Streamlit's own interface says and that no setting changes.
   The dictionary is closed: only texts that stand here whole are touched, never what people wrote. */
(() => {
  "use strict";
  const WORDS = {
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour chercher",
    "Press ⌘+Enter to apply": "⌘ + Entrée pour valider",
    "Press Ctrl+Enter to apply": "Ctrl + Entrée pour valider",
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Select all": "Tout choisir",
    "Deselect all": "Ne rien choisir",
    "No results": "Aucun résultat",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer",
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Upload": "Choisir un fichier",
    "file upload": "Ajouter des fichiers",
    "Add files": "Ajouter d’autres fichiers",
    "add icon": "Ajouter",
    "Browse files": "Choisir un fichier",
    "Drag and drop file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Cette adresse n’existe pas dans cette base. Voici la page d’accueil.",
    "Connection error": "Connexion interrompue",
    "CONNECTING": "Connexion",
    "Connecting": "Connexion",
    "Running...": "En cours",
    "Stop": "Arrêter",
    "Rerun": "Relancer",
    "Print": "Imprimer",
    "Settings": "Réglages",
    "Record screen": "Enregistrer l’écran",
    "Fullscreen": "Plein écran",
    "View fullscreen": "Plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Show data": "Voir les données",
    "Show chart": "Voir le graphique",
    "Download as CSV": "Télécharger en CSV",
    "Download as PNG": "Enregistrer en PNG",
    "Download as SVG": "Enregistrer en SVG",
    "Copy Vega-Lite spec": "Copier la description du graphique",
    "Search": "Chercher",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Skip to main content": "Aller au contenu",
    "Main content": "Contenu",
    "Notifications": "Messages",
    "Hide notifications": "Masquer les messages",
    "Error": "Erreur",
    "Error:": "Erreur :",
    "Try again": "Réessayer",
    "Reload": "Recharger",
    "Loading...": "Chargement",
    "Sidebar": "Volet",
    "Expand sidebar": "Ouvrir le volet",
    "Collapse sidebar": "Fermer le volet",
    "Link to heading": "Lien vers ce titre",
    "This field is required.": "Ce champ est obligatoire.",
    "Choose date": "Ouvrir le calendrier",
    "Previous month": "Mois précédent",
    "Next month": "Mois suivant",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Les flèches vont de jour en jour, Entrée choisit, Échap ferme.",
    "Increment": "Augmenter",
    "Decrement": "Diminuer",
    "Clear entry": "Effacer",
    "Delete": "Effacer",
    "Remove": "Retirer",
    "Dismiss": "Fermer",
    "Done": "Terminé",
    "Cancel": "Annuler",
    "Copy": "Copier",
    "Show password": "Montrer le mot de passe",
    "Hide password": "Cacher le mot de passe",
    "Show suggestions": "Montrer les suggestions",
    "Suggestions": "Suggestions",
    "Main menu": "Menu",
    "Drag and drop a file here": "Déposez un fichier ici",
    "Error uploading file": "Ce fichier n’a pas pu être envoyé. Réessayez.",
    "Error deleting file": "Ce fichier n’a pas pu être retiré. Réessayez.",
    "Connection closed": "Connexion fermée",
    "Connection timed out": "Le serveur ne répond pas",
    "Connection timed out.": "Le serveur ne répond pas.",
    "Connection timed out - ECONNABORTED": "Le serveur ne répond pas",
    "Connection failed": "La connexion n’a pas pu se faire",
    "Connecting to Streamlit server": "Connexion au serveur",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Connexion perdue. Attendez qu’elle revienne, puis réessayez : ce que vous avez écrit est gardé.",
    "Failed to establish websocket connection": "La connexion n’a pas pu se faire",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "Le serveur ne répond plus. Relancez-le dans le terminal :",
  };
  const MONTHS = {
    January: "janvier", February: "février", March: "mars", April: "avril", May: "mai", June: "juin", July: "juillet",
    August: "août", September: "septembre", October: "octobre", November: "novembre", December: "décembre",
  };
  const MONTH = new RegExp(`^(\\d\\d?) – (${Object.keys(MONTHS).join("|")})$`);
  const RULES = [
    [/^You have requested page \/(.*), but no corresponding file was found in the app's pages\/ directory\. Running the app's main page\.?$/,
      "L’adresse /$1 n’existe pas dans cette base. Voici la page d’accueil."],
    /* A list of more formats than one reads at a glance is told by the label, in words. */
    [/^(?:Limit )?(\d+(?:\.\d+)?)MB per file(?: • (?:[^,]+, ){8,}[^,]+)?$/, "$1 Mo par fichier, au plus."],
    [/^(?:Limit )?(\d+(?:\.\d+)?)MB per file • (.*)$/, "$1 Mo par fichier, au plus : $2"],
    [/^Select (\d+) matches$/, "Choisir les $1 trouvés"],
    [/^Add: (.+)$/, "Ajouter : $1"],
    [/^Help for (.+)$/, "Aide : $1"],
    [/^1 option available\.?$/, "1 choix possible."],
    [/^(\d+) options available\.?$/, "$1 choix possibles."],
    [/^(.+), selected\.?$/, "$1, choisi."],
    [/^Connection failed with status (\d+).*$/, "La connexion n’a pas pu se faire ($1)"],
    [/^Attempting to connect to .+$/, "Connexion en cours"],
    [/^Choose date, (.+)$/, "Calendrier, $1"],
    [/^day, (.+)$/, "jour, $1"],
    [/^month, (.+)$/, "mois, $1"],
    [/^year, (.+)$/, "année, $1"],
    [/^(?:Increase|Increment) (.+)$/, "Augmenter $1"],
    [/^(?:Decrease|Decrement) (.+)$/, "Diminuer $1"],
    [/^Page (\d+) of (\d+)$/, "Page $1 sur $2"],
    [/^(.+, )?([01])(?:\.0)?B$/, "$1$2 octet"],
    [/^(.+, )?(\d+)(?:\.0)?B$/, "$1$2 octets"],
    [/^(.+, )?(\d+)(?:\.(\d))?KB$/, "$1$2,$3 ko"],
    [/^(.+, )?(\d+)(?:\.(\d))?MB$/, "$1$2,$3 Mo"],
    [/^(?:Remove|Delete)(?: file)? (.+)$/, "Retirer $1"],
    [/^(.+) must be (.+)MB or smaller\.?$/, "$1 dépasse $2 Mo."],
    [/^(.+) files are not allowed\.?$/, "Ce genre de fichier n’est pas accepté ici."],
  ];
  /* A line never begins with « ? » nor ends with « « »: the spaces of French hold. Same length, so places stand. */
  const bound = (text) => text
    .replace(/ (?=[;!?](?:[\s.,;:!?»)…]|$))/g, "\u202f").replace(/ (?=:(?:\s|$))/g, "\u00a0")
    .replace(/«[ \u202f]/g, "«\u00a0").replace(/[ \u202f](?=»)/g, "\u00a0")
    .replace(/(\d) (?=\d{3}(?!\d))/g, "$1\u202f").replace(/(\d) (?=(?:h|€|%|euros?)(?![\p{L}]))/gu, "$1\u00a0");
  const TYPED = "script, style, textarea, code, pre, [contenteditable]";
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];

  function french(text) {
    const said = text.trim();
    if (!said) return null;
    if (Object.hasOwn(WORDS, said)) return text.replace(said, WORDS[said]);
    if (MONTH.test(said)) return said.replace(MONTH, (_, number, month) => `${number} – ${MONTHS[month]}`);
    for (const [pattern, words] of RULES) if (pattern.test(said)) return said.replace(pattern, words).trim();
    return null;
  }

  /* What st.html draws is ours or people's: it is already French, or quoted as it is. */
  const ours = (element) => Boolean(element && element.closest(".stHtml, [data-rp-keep]"));

  function turn(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(TYPED)) return;
      const said = bound((ours(node.parentElement) ? null : french(node.data)) ?? node.data);
      if (said !== node.data) node.data = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (ours(node)) {
      for (const child of node.childNodes) turn(child);
      return;
    }
    /* A part that has a name is no presentation: the place where files are dropped is a group. */
    if (node.matches('section[role="presentation"][aria-label]')) node.setAttribute("role", "group");
    /* The head of the calendar is no head of the page. */
    if (node.matches("[role=dialog] header")) node.setAttribute("role", "presentation");
    for (const name of ATTRIBUTES) {
      const value = node.getAttribute(name);
      const said = value ? french(value) : null;
      if (said !== null && said !== value) node.setAttribute(name, said);
    }
    for (const child of node.childNodes) turn(child);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(turn);
      else if (change.type === "characterData") turn(change.target);
      else if (!ours(change.target)) {
        const value = change.target.getAttribute(change.attributeName);
        const said = value ? french(value) : null;
        if (said !== null && said !== value) change.target.setAttribute(change.attributeName, said);
      }
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  turn(document.body);
})();
