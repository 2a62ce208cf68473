// The keyboard: j and k walk, / searches, ? tells.

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  "/": () => {
    byId("search").scrollIntoView({ block: "center" });
    byId("search").focus();
    byId("search").select();
  },
  "?": () => showHelp(),
  o: () => current >= 0 && openDocument(data.documentOf[current], current),
  c: () => current >= 0 && copy(ticketOf(current)),
};

function walk(step) {
  const at = shownItems.indexOf(current);
  const next = at < 0 ? 0 : at + step;
  if (next in shownItems) goToPosition(next);
}

function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event);
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const open = document.querySelector("dialog[open]");
    if (typing || open || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS))
      return undefined;
    event.preventDefault();
    return KEYS[event.key]();
  });
}

/** Escape closes the tip, and leaves the search for the list. */
function leave(event) {
  hideTip();
  if (event.target.id === "search" && shownItems.length) goToPosition(0);
}

function showHelp() {
  const keys = ["j", "k", "/", "o", "c", "?", "Esc"];
  fillDialog(
    "help",
    t("help"),
    el("p", {}, t("help_intro")),
    el(
      "dl",
      { class: "keys" },
      keys.map((key) =>
        el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(`key_${KEY_NAMES[key] ?? key}`))),
      ),
    ),
  );
}

const KEY_NAMES = { "/": "search", "?": "help", Esc: "escape" };
