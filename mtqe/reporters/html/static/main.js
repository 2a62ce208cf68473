// The start, and what is drawn again after which change.

function drawAll() {
  keepingPlace(() => {
    for (const draw of [drawLens, drawSwitches, drawFindings, drawDocuments, drawCharts, drawSentences])
      draw();
  });
  drawReader();
}

/** What had the focus, and the sentence at the top of the window, stay as they are. */
function keepingPlace(draw) {
  const [focused, top] = [document.activeElement?.id, topSentence()];
  draw();
  if (shownItems.includes(top)) list.goTo(shownItems.indexOf(top));
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

const LOOKED_AT = ["system", "against", "metric"];

/** Draws what a change of the view concerns. */
function viewChanged(names) {
  const changed = (...some) => some.some((name) => names.includes(name));
  if (changed(...LOOKED_AT)) drawAll();
  else if (changed("beside")) keepingPlace(drawCharts);
  else if (changed("all")) keepingPlace(() => list.redraw());
  else if (names.some((name) => name !== "s" && name !== "read")) listSentences();
  if (changed("read") && !changed(...LOOKED_AT)) drawReader();
  if (changed("s") && !view.read && view.s) goToSentence(Number(view.s) - 1);
}

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
  watchSections();
  byId("copy-run").addEventListener("click", () => copy(runCard()));
  placeChanged();
  window.addEventListener("hashchange", placeChanged);
  watchKeys();
  watchPrinting();
  (window.requestIdleCallback ?? setTimeout)(searchable);
  document.documentElement.dataset.ready = "";
}

start();
