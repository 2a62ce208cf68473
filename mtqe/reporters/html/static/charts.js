// The charts: scores with intervals, how segment scores are spread, and what goes with what.

const BINS = 20;

function drawCharts() {
  const section = byId("charts");
  section.hidden = metricAt() < 0;
  if (section.hidden) return;
  const [m, s, o] = [metricAt(), systemAt(), otherAt()];
  section.replaceChildren(
    el("div", { class: "section-head" }, el("h2", { id: "charts-title" }, t("charts"))),
    el(
      "div",
      { class: "figures" },
      systemsChart(m),
      spreadChart(m, s, o),
      o >= 0 ? changeChart(m, s, o) : "",
      data.sources.some((text) => text !== null) ? lengthChart(m, s) : "",
      data.metrics.length > 1 ? metricsChart(m, metricLabels().indexOf(view.beside), s) : "",
    ),
  );
}

const scoredSegments = (...values) => {
  const found = [];
  for (let i = 0; i < data.n; i++) {
    if (values.every((value) => !Number.isNaN(value(i)))) found.push(i);
  }
  return found;
};

/** Every system's score in its interval. */
function systemsChart(m) {
  const { title } = data.metrics[m];
  const rows = data.systems
    .map((name, s) => ({ name, s, ends: data.totals[m][s] }))
    .filter((row) => row.ends[0] !== null);
  const x = acrossOf(rows.flatMap((row) => row.ends.filter((end) => end !== null)));
  const height = (SIZE.height - SIZE.top - SIZE.bottom) / Math.max(rows.length, 1);
  const marks = rows.map(({ name, s, ends: [value, low, high] }, k) => {
    const y = SIZE.top + (k + 0.5) * height;
    const chosen = s === systemAt() ? "chosen" : "";
    return el(
      "svg:g",
      { class: chosen },
      low === null
        ? ""
        : el("svg:line", { class: "range", x1: x.place(low), x2: x.place(high), y1: y, y2: y }),
      el("svg:circle", { class: "dot", cx: x.place(value), cy: y, r: 5 }),
      el("svg:text", { class: "name", x: SIZE.left + 2, y: y - 9 }, `${clipped(name)}  ${figure(m, value)}`),
    );
  });
  const says = rows.map(({ name, ends }) => `${name} ${figure(m, ends[0])}`).join(", ");
  return chart(t("chart_systems"), says, x, null, [title, t("chart_systems_legend")], marks);
}

/** How many segments have which score, of the system and of the other. */
function spreadChart(m, s, o) {
  const { title } = data.metrics[m];
  const shown = [s, ...(o >= 0 ? [o] : [])];
  const all = shown.flatMap((system) =>
    scoredSegments((i) => score(m, i, system)).map((i) => score(m, i, system)),
  );
  const x = acrossOf(all);
  const counts = shown.map((system) =>
    binned(
      x,
      scoredSegments((i) => score(m, i, system)).map((i) => score(m, i, system)),
    ),
  );
  const y = upOf(counts.flat(), { zero: true });
  const left = (bin) => x.place(x.low + (bin * (x.high - x.low)) / BINS);
  const bars = counts[0].map((n, bin) =>
    el("svg:rect", {
      class: "bin",
      x: left(bin) + 0.5,
      width: left(bin + 1) - left(bin) - 1,
      y: y.place(n),
      height: y.place(0) - y.place(n),
    }),
  );
  const outline = counts[1] && el("svg:path", { class: "outline", d: steps(counts[1], left, y) });
  const legendText =
    o >= 0
      ? t("chart_spread_both", { system: view.system, other: view.against })
      : t("chart_spread_one", { system: view.system });
  return chart(t("chart_spread"), legendText, x, y, [title, t("sentences"), legendText], bars, outline);
}

function binned(x, values) {
  const counts = new Array(BINS).fill(0);
  for (const value of values)
    counts[Math.min(BINS - 1, Math.floor(((value - x.low) / (x.high - x.low)) * BINS))]++;
  return counts;
}

const steps = (counts, left, y) =>
  `M${left(0)} ${y.place(0)}${counts.map((n, bin) => `V${y.place(n)}H${left(bin + 1)}`).join("")}V${y.place(0)}`;

/** Old against new: above the line is better now (below, where lower scores are better). */
function changeChart(m, s, o) {
  const [before, after] = [(i) => score(m, i, o), (i) => score(m, i, s)];
  const items = scoredSegments(before, after);
  const both = [...items.map(before), ...items.map(after)];
  const [x, y] = [acrossOf(both), upOf(both)];
  const diagonal = el("svg:line", {
    class: "diagonal",
    x1: x.place(x.low),
    y1: y.place(x.low),
    x2: x.place(x.high),
    y2: y.place(x.high),
  });
  const better = items.filter((i) => gain(m, after(i), before(i)) > 0).length;
  const worse = items.filter((i) => gain(m, after(i), before(i)) < 0).length;
  return chart(
    t("chart_change"),
    t("chart_change_says", { better, worse }),
    x,
    y,
    [view.against, `${view.system} (${data.metrics[m].title})`, t("chart_change_legend", { better, worse })],
    diagonal,
    points(items, x, y, before, after),
  );
}

function lengthChart(m, s) {
  const value = (i) => score(m, i, s);
  const length = (i) => data.sources[i]?.length ?? NaN;
  const items = scoredSegments(value, length);
  const [x, y] = [acrossOf(items.map(length), { zero: true }), upOf(items.map(value))];
  return chart(
    t("chart_length"),
    t("chart_dots", { n: items.length }),
    x,
    y,
    [t("source_length"), `${data.metrics[m].title} (${view.system})`, t("chart_click")],
    points(items, x, y, length, value),
  );
}

function metricsChart(m, other, s) {
  const [one, two] = [(i) => score(m, i, s), (i) => score(other, i, s)];
  const items = scoredSegments(one, two);
  const [x, y] = [acrossOf(items.map(one)), upOf(items.map(two))];
  const titles = { one: data.metrics[m].title, other: data.metrics[other].title };
  const others = data.metrics.filter((_, k) => k !== m).map(({ label, title }) => [label, title]);
  const beside = choice(t("chart_metrics"), others, view.beside, (label) => change({ beside: label }), {
    id: "beside",
  });
  return chart(
    others.length > 1 ? beside : t("chart_metrics"),
    t("chart_dots", { n: items.length }),
    x,
    y,
    [titles.one, `${titles.other} (${view.system})`, t("chart_metrics_legend")],
    points(items, x, y, one, two),
  );
}
