// The view: what is looked at, filtered and sorted. It stands in the URL's fragment, so that a
// reload, a link and the back button give it again.

const REFERENCE = "reference";
const NOTHING = "nothing";
const LARGE = 3; // more systems than these are not all shown at once

// What each part of the fragment is called, with what it is when it is not there.
const DEFAULTS = {
  system: () => firstSystem(),
  against: (view) => firstOther(view.system),
  metric: () => data.metrics[data.leading ?? 0]?.label ?? "",
  beside: (view) => otherMetric(view.metric),
  q: () => "",
  document: () => "",
  finding: () => "",
  low: () => "",
  high: () => "",
  shortest: () => "",
  longest: () => "",
  sort: () => (data.leading === null ? "findings" : "worst"),
  all: () => (data.count <= LARGE ? "yes" : "no"),
  read: () => "",
  s: () => "",
};

let view = {};
let onView = () => {};

/** The one to look at: the first that is judged, else the best. */
function firstSystem() {
  const others = data.systems.filter((_, s) => s !== data.baseline);
  if (data.baseline !== null && others.length) return others[0];
  return bySystemScore()[0] ?? data.systems[0];
}

function firstOther(system) {
  if (data.baseline !== null && data.systems[data.baseline] !== system) return data.systems[data.baseline];
  if (data.references.length) return REFERENCE;
  return bySystemScore().find((other) => other !== system) ?? NOTHING;
}

/** Systems by their score, best first. */
function bySystemScore() {
  if (data.leading === null) return data.systems;
  const worth = (s) => gain(data.leading, data.totals[data.leading][s][0] ?? NaN, 0);
  const scored = data.systems.map((_, s) => s).filter((s) => !Number.isNaN(worth(s)));
  return scored.sort((a, b) => worth(b) - worth(a)).map((s) => data.systems[s]);
}

const metricLabels = () => data.metrics.map(({ label }) => label);
const otherMetric = (label) => metricLabels().find((other) => other !== label) ?? "";

const systemAt = () => Math.max(0, data.systems.indexOf(view.system));
/** The system that is compared with; -1 for a reference or nothing. */
const otherAt = () => (view.against === view.system ? -1 : data.systems.indexOf(view.against));
const metricAt = () => metricLabels().indexOf(view.metric);

/** What the fragment says; what it does not say, or says wrongly, is as it is by default. */
function readView() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  view = {};
  for (const [name, value] of Object.entries(DEFAULTS)) view[name] = fragment.get(name) ?? value(view);
  const known = {
    system: data.systems,
    against: [...data.systems, REFERENCE, NOTHING],
    metric: metricLabels(),
    beside: metricLabels().filter((label) => label !== view.metric),
    sort: Object.keys(ORDERS),
  };
  for (const [name, values] of Object.entries(known)) {
    // A fragment cannot hold half of a surrogate pair: names are compared as it holds them.
    view[name] = values.find((value) => value.toWellFormed() === view[name]) ?? DEFAULTS[name](view);
  }
}

function fragment(of) {
  const said = Object.entries(of).filter(([name, value]) => value !== DEFAULTS[name](of));
  return `#${new URLSearchParams(said)}`;
}

/** Changes the view; a step that the back button should undo stands in the history. */
function change(changes, { step = false } = {}) {
  view = { ...view, ...changes };
  const place = fragment(view);
  if (step) history.pushState(null, "", place);
  else history.replaceState(null, "", place);
  onView(Object.keys(changes));
}

const resetFilters = () => {
  const names = ["q", "document", "finding", "low", "high", "shortest", "longest"];
  return Object.fromEntries(names.map((name) => [name, DEFAULTS[name](view)]));
};

/** The link of a sentence: the view is left out, so that it leads there whatever was filtered. */
const linkTo = (i) => `${location.href.split("#")[0]}#s=${i + 1}`;
