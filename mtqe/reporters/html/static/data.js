// What the page knows, as columns: see payload.py for what stands where.

let data = { acting: /(?!)/gu };

/** Unpacks the data; a browser that cannot is told so by its exception. */
async function unpack() {
  const stream = new Blob([bytesOf(byId("payload").textContent)])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  prepare(JSON.parse(await new Response(stream).text()));
  byId("payload").remove();
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function prepare(raw) {
  const count = raw.systems.length;
  data = {
    ...raw,
    acting: new RegExp(raw.acting, "gu"),
    n: raw.sources.length,
    count,
    values: raw.scores.map((cells, m) => scaled(cells, raw.metrics[m].unit)),
    documentValues: raw.documents.scores.map((cells, m) => scaled(cells, raw.metrics[m].unit)),
    documentOf: documentOf(raw),
    reasons: new Map(raw.unscored.rows.map(([m, cell, why]) => [`${m}/${cell}`, raw.unscored.reasons[why]])),
    remarks: remarks(raw),
    ranks: new Map(),
  };
}

const scaled = (cells, unit) => Float64Array.from(cells, (cell) => (cell === null ? NaN : cell / unit));

function documentOf(raw) {
  const found = new Int32Array(raw.sources.length);
  raw.documents.stops.forEach((stop, d) => found.fill(d, raw.documents.stops[d - 1] ?? 0, stop));
  return found;
}

/** Segment -> its findings. */
function remarks(raw) {
  const found = new Map();
  for (const [i, system, code, severity, message, side, start, end] of raw.findings.rows) {
    const remark = { system, severity, side, start, end };
    remark.code = raw.findings.codes[code];
    remark.names = raw.findings.names[code];
    remark.messages = raw.findings.messages[message];
    if (!found.has(i)) found.set(i, []);
    found.get(i).push(remark);
  }
  return found;
}

const isKept = (i) => data.kept === null || data.kept[i] === 1;
const idOf = (i) => (data.ids === null ? String(i + 1) : data.ids[i]);
const startOf = (d) => data.documents.stops[d - 1] ?? 0;
const hypothesis = (i, system) => data.hypotheses[i * data.count + system];
const score = (metric, i, system) => (metric < 0 ? NaN : data.values[metric][i * data.count + system]);
const documentScore = (metric, d, system) =>
  metric < 0 ? NaN : data.documentValues[metric][d * data.count + system];
const reason = (metric, i, system) => data.reasons.get(`${metric}/${i * data.count + system}`);

/** Findings about a segment in a system's translation; those about every system stand under each. */
const remarksAt = (i, system) =>
  (data.remarks.get(i) ?? []).filter((remark) => remark.system < 0 || remark.system === system);

/** By how much the first of two values is the better one. */
const gain = (metric, value, other) => (data.metrics[metric].higher ? value - other : other - value);

function originOf(i, system) {
  const cell = i * data.count + system;
  const file = data.origins.at[cell];
  return file < 0 ? "" : `${data.origins.files[file]}:${data.origins.lines[cell]}`;
}

/**
 * The share of a metric's segment scores, over all systems, that a score is better than: 0 to 1.
 * So metrics with unlike scales can be compared, and colours mean the same for each.
 */
function rank(metric, value) {
  if (Number.isNaN(value)) return NaN;
  if (!data.ranks.has(metric)) {
    data.ranks.set(metric, data.values[metric].filter((v) => !Number.isNaN(v)).sort());
  }
  const sorted = data.ranks.get(metric);
  const below = (lowerBound(sorted, value) + lowerBound(sorted, value, true)) / 2 / sorted.length;
  return data.metrics[metric].higher ? below : 1 - below;
}

/** How many values of a sorted list are smaller (or not greater). */
function lowerBound(sorted, value, equal = false) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (equal && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of five shares of all segment scores, the one this is in: 0 for the worst; -1 unscored. */
function shade(metric, value) {
  const share = rank(metric, value);
  return Number.isNaN(share) ? -1 : Math.min(4, Math.floor(share * 5));
}
