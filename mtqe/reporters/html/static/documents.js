// The documents: a table that can be sorted, with a strip of sentences for each.

const FEW = 40; // rows that are shown before one asks for all

let sorting = { column: "score", down: false };
let showAllDocuments = false;

function drawDocuments() {
  const section = byId("documents");
  section.hidden = false;
  const columns = documentColumns();
  const order = sortedDocuments(columns);
  const shown = showAllDocuments ? order : order.slice(0, FEW);
  const more = order.length - shown.length;
  section.replaceChildren(
    el("div", { class: "section-head" }, el("h2", { id: "documents-title" }, t("documents"))),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": "documents-title" },
      el(
        "table",
        { class: "documents" },
        el("thead", {}, el("tr", {}, columns.map(heading))),
        el(
          "tbody",
          {},
          shown.map((d) =>
            el(
              "tr",
              {},
              columns.map((column) => column.cell(d)),
            ),
          ),
        ),
      ),
    ),
    more > 0
      ? button(t("show_all_documents", { n: more }), () => {
          showAllDocuments = true;
          drawDocuments();
        })
      : "",
    stripLegend(),
  );
}

function documentColumns() {
  const [m, s, o] = [metricAt(), systemAt(), otherAt()];
  const numeric = (text, extra = "") => el("td", { class: `number ${extra}` }, text);
  const coverage = (d, system) => data.documents.coverage[d * data.count + system];
  const columns = [
    { name: "name", label: t("document"), key: (d) => data.documents.ids[d], cell: nameCell },
    {
      name: "sentences",
      label: t("sentences"),
      key: (d) => startOf(d) - data.documents.stops[d],
      cell: (d) => numeric(data.documents.stops[d] - startOf(d)),
    },
  ];
  columns.push({ name: "strip", label: t("strip"), cell: stripCell });
  if (m >= 0) {
    const title = data.metrics[m].title;
    columns.push({
      name: "score",
      label: `${title}: ${view.system}`,
      key: (d) => gain(m, documentScore(m, d, s), 0),
      cell: (d) => numeric(figure(m, documentScore(m, d, s))),
    });
    if (o >= 0) {
      const changed = (d) => documentScore(m, d, s) - documentScore(m, d, o);
      columns.push({
        name: "other",
        label: `${title}: ${view.against}`,
        key: (d) => gain(m, documentScore(m, d, o), 0),
        cell: (d) => numeric(figure(m, documentScore(m, d, o)), "quiet"),
      });
      columns.push({
        name: "change",
        label: t("change"),
        key: (d) => gain(m, changed(d), 0),
        cell: (d) => numeric(changeText(m, changed(d))),
      });
    }
  }
  columns.push({
    name: "coverage",
    label: t("coverage"),
    key: (d) => coverage(d, s)[0] / coverage(d, s)[1],
    cell: (d) => coverageCell(coverage(d, s)),
  });
  columns.push({
    name: "findings",
    label: t("findings"),
    key: (d) => -documentGravity(d),
    cell: findingsCell,
  });
  return columns;
}

/** A difference with a sign of its direction: `▲` is better, whatever the metric's scale. */
function changeText(m, value) {
  const text = figure(m, value, true);
  if (Number.isNaN(value) || Number(text) === 0) return text;
  const better = gain(m, value, 0) > 0;
  return [
    el(
      "span",
      { class: better ? "better" : "worse", role: "img", "aria-label": t(better ? "better" : "worse") },
      better ? "▲" : "▼",
    ),
    ` ${text}`,
  ];
}

function heading(column) {
  const numbers = !["name", "strip", "findings"].includes(column.name) ? "number" : "";
  if (!column.key) return el("th", { scope: "col" }, column.label);
  const sorted = sorting.column === column.name;
  const direction = sorting.down ? "descending" : "ascending";
  return el(
    "th",
    { scope: "col", class: numbers, "aria-sort": sorted ? direction : null },
    button(
      [column.label, el("span", { "aria-hidden": "true" }, sorted ? (sorting.down ? " ↓" : " ↑") : "")],
      () => {
        sorting = { column: column.name, down: sorted && !sorting.down };
        drawDocuments();
        byId("documents").querySelector("[aria-sort] button")?.focus();
      },
      { class: "sort" },
    ),
  );
}

/** Worst first; what has no value comes last either way. */
function sortedDocuments(columns) {
  const column = columns.find((one) => one.name === sorting.column && one.key) ?? columns.at(-1);
  const keys = data.documents.ids.map((_, d) => column.key(d));
  const sign = sorting.down ? -1 : 1;
  const compare = (a, b) => {
    const [x, y] = [keys[a], keys[b]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return sign * (typeof x === "string" ? x.localeCompare(y, language()) : x - y);
  };
  return keys.map((_, d) => d).sort((a, b) => compare(a, b) || a - b);
}

function nameCell(d) {
  return el(
    "th",
    { scope: "row" },
    button(data.documents.ids[d], () => openDocument(d), { class: "text-button", title: t("open_document") }),
  );
}

function coverageCell([covered, sentences, omissions, additions]) {
  const share = sentences ? Math.floor((1000 * covered) / sentences) / 10 : 0;
  const parts = [];
  if (omissions) parts.push(t("omissions_n", { n: omissions }));
  if (additions) parts.push(t("additions_n", { n: additions }));
  return el(
    "td",
    { class: "number" },
    t("percent", { share }),
    parts.length ? el("small", { class: "warning" }, ` ${parts.join(", ")}`) : "",
  );
}

function documentRemarks(d) {
  const found = [];
  for (let i = startOf(d); i < data.documents.stops[d]; i++) found.push(...remarksAt(i, systemAt()));
  return found.filter((remark) => remark.severity !== "info");
}

const documentGravity = (d) => documentRemarks(d).reduce((sum, remark) => sum + WEIGHTS[remark.severity], 0);

function findingsCell(d) {
  const found = documentRemarks(d);
  const errors = found.filter((remark) => remark.severity === "error").length;
  const warnings = found.length - errors;
  return el(
    "td",
    { class: "counts" },
    errors ? el("span", { class: "count error" }, t("errors", { n: errors })) : "",
    warnings ? el("span", { class: "count warning" }, t("warnings", { n: warnings })) : "",
  );
}
