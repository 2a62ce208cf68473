// The start, and what is drawn again after which change.

function drawAll() {
  drawLens();
  drawSwitches();
  drawDocuments();
  drawCharts();
  drawSentences();
  drawReader();
}

const LOOKED_AT = ["system", "against", "metric"];
const SEEN = ["all"]; // of every sentence, not which

/** Draws what a change of the view concerns. */
function viewChanged(names) {
  const changed = (some) => some.some((name) => names.includes(name));
  if (changed(LOOKED_AT)) {
    const focused = focusedChoice();
    drawLens();
    drawDocuments();
    drawCharts();
    drawSentences();
    document.querySelectorAll("#lens select")[focused]?.focus();
  } else if (changed(["beside"])) {
    drawCharts();
    byId("beside").focus();
  } else if (changed(SEEN)) {
    list.redraw();
  } else if (names.some((name) => name !== "s" && name !== "read")) {
    listSentences();
  }
  if (names.includes("read") || changed(LOOKED_AT)) drawReader();
  if (names.includes("s") && !view.read && view.s) goToSentence(Number(view.s) - 1);
}

const focusedChoice = () => [...document.querySelectorAll("#lens select")].indexOf(document.activeElement);

/** A link inside the page, the back button, or an edited address. */
function placeChanged() {
  if (location.hash && !location.hash.includes("=")) return; // a section's
  readView();
  drawAll();
  if (view.s && !view.read) goToSentence(Number(view.s) - 1);
}

/** On paper there is no scrolling: the first sentences are printed. */
const PRINTED = 50;

function watchPrinting() {
  window.addEventListener("beforeprint", () => list.show(shownItems.slice(0, PRINTED), true));
  window.addEventListener("afterprint", () => list.show(shownItems));
}

async function start() {
  document.documentElement.dataset.theme = remembered("theme") ?? "auto";
  try {
    await unpack();
  } catch (error) {
    byId("notice").hidden = false;
    throw error;
  }
  document.documentElement.lang = initialLanguage();
  onView = viewChanged;
  watchTips();
  byId("copy-run").addEventListener("click", () => copy(runCard()));
  placeChanged();
  window.addEventListener("hashchange", placeChanged);
  watchKeys();
  watchPrinting();
  (window.requestIdleCallback ?? setTimeout)(searchable);
  document.documentElement.dataset.ready = "";
}

start();
