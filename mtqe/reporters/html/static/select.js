// Which sentences are listed, and in which order.

let folded = null;

/** All texts of every sentence in lower case; made once, when nothing else is to be done. */
function searchable() {
  folded ??= Array.from({ length: data.n }, (_, i) => {
    const texts = [idOf(i), data.documents.ids[data.documentOf[i]], data.sources[i]];
    for (const references of data.references) texts.push(references[i]);
    for (let s = 0; s < data.count; s++) texts.push(hypothesis(i, s));
    return texts.join("\n").toLowerCase();
  });
  return folded;
}

const query = () => view.q.normalize("NFC").toLowerCase();

const ORDERS = {
  worst: {
    available: () => metricAt() >= 0,
    key: (i) => gain(metricAt(), score(metricAt(), i, systemAt()), 0),
  },
  best: {
    available: () => metricAt() >= 0,
    key: (i) => gain(metricAt(), 0, score(metricAt(), i, systemAt())),
  },
  fell: { available: () => metricAt() >= 0 && otherAt() >= 0, key: (i) => changeAt(i) },
  rose: { available: () => metricAt() >= 0 && otherAt() >= 0, key: (i) => -changeAt(i) },
  disagree: { available: () => data.metrics.length > 1, key: (i) => -disagreement(i) },
  findings: { available: () => data.findings.rows.length > 0, key: (i) => -gravity(i) },
  length: { available: () => true, key: (i) => -lengthAt(i) },
  order: { available: () => true, key: (i) => i },
};

/** By how much the system is better than the other one. */
const changeAt = (i) => gain(metricAt(), score(metricAt(), i, systemAt()), score(metricAt(), i, otherAt()));

const lengthAt = (i) => (data.sources[i] ?? hypothesis(i, systemAt()) ?? "").length;

/** Between which shares of all segments the metrics place this one: 0 where they agree, up to 1. */
function disagreement(i) {
  const ranks = data.metrics.map((_, m) => rank(m, score(m, i, systemAt()))).filter((r) => !Number.isNaN(r));
  return ranks.length > 1 ? Math.max(...ranks) - Math.min(...ranks) : NaN;
}

const WEIGHTS = { info: 1, warning: 100, error: 10_000 };
const gravity = (i) => remarksAt(i, systemAt()).reduce((sum, remark) => sum + WEIGHTS[remark.severity], 0);

/** The sentences of the view: unscored ones come last. */
function selected() {
  const tests = filters();
  const found = [];
  for (let i = 0; i < data.n; i++) {
    if (isKept(i) && tests.every((test) => test(i))) found.push(i);
  }
  const order = ORDERS[view.sort].available() ? ORDERS[view.sort] : ORDERS.order;
  const keys = new Float64Array(data.n);
  for (const i of found) {
    const key = order.key(i);
    keys[i] = Number.isNaN(key) ? Infinity : key;
  }
  return found.sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] < keys[b] ? -1 : 1));
}

function filters() {
  const tests = [];
  if (query()) {
    const [text, wanted] = [searchable(), query()];
    tests.push((i) => text[i].includes(wanted));
  }
  if (view.document) {
    const d = data.documents.ids.findIndex((id) => id.toWellFormed() === view.document.toWellFormed());
    tests.push((i) => data.documentOf[i] === d);
  }
  if (view.finding) tests.push(hasFinding);
  const value = (i) => score(metricAt(), i, systemAt());
  between(tests, value, view.low, view.high);
  between(tests, lengthAt, view.shortest, view.longest);
  return tests;
}

function between(tests, value, low, high) {
  if (low !== "") tests.push((i) => value(i) >= Number(low));
  if (high !== "") tests.push((i) => value(i) <= Number(high));
}

/** Any finding, or one of this code, in the system's translation. */
function hasFinding(i) {
  const codes = remarksAt(i, systemAt()).map((remark) => remark.code.toWellFormed());
  return view.finding === "*" ? codes.length > 0 : codes.includes(view.finding.toWellFormed());
}
