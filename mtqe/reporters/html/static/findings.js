// What was found, by kind: the gravest first, with a way to the sentences.

function drawFindings() {
  const kinds = findingKinds();
  const section = byId("findings");
  section.hidden = !kinds.length;
  section.replaceChildren(
    el("h2", { id: "findings-title" }, t("findings")),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": "findings-title" },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            [t("kind"), t("example")].map((label) => el("th", { scope: "col" }, label)),
            data.systems.map((name) => el("th", { scope: "col", class: "number" }, name)),
          ),
        ),
        el("tbody", {}, kinds.map(findingRow)),
      ),
    ),
  );
}

/** Kinds of findings with the first of each, and how many every system has. */
function findingKinds() {
  const kinds = new Map();
  for (const [i, found] of data.remarks) {
    for (const remark of found) {
      const key = `${remark.severity} ${remark.code}`;
      if (!kinds.has(key)) kinds.set(key, { remark, i, counts: data.systems.map(() => 0) });
      const { counts } = kinds.get(key);
      data.systems.forEach((_, s) => {
        if (remark.system < 0 || remark.system === s) counts[s]++;
      });
    }
  }
  const total = ({ counts }) => counts.reduce((sum, n) => sum + n, 0);
  return [...kinds.values()].sort(
    (a, b) => WEIGHTS[b.remark.severity] - WEIGHTS[a.remark.severity] || total(b) - total(a),
  );
}

function findingRow({ remark, i, counts }) {
  return el(
    "tr",
    {},
    el(
      "th",
      { scope: "row" },
      el("span", { class: `count ${remark.severity}` }, t(remark.severity)),
      button(told(remark.names), () => showFinding(remark.code, counts), {
        class: "text-button",
        title: t("show_finding"),
      }),
    ),
    el(
      "td",
      { class: "example" },
      el("a", { href: `#s=${i + 1}`, onclick: (event) => follow(event, i) }, `#${i + 1}`),
      " ",
      message(remark),
    ),
    counts.map((n) => el("td", { class: "number" }, number(n))),
  );
}

/** The sentences that have it: of the chosen system, or of the first that has any. */
function showFinding(code, counts) {
  const system = counts[systemAt()] > 0 ? systemAt() : counts.findIndex((n) => n > 0);
  change({
    ...resetFilters(),
    finding: code,
    system: data.systems[system],
    ...swapped(data.systems[system]),
  });
  drawTools();
  byId("sentences").scrollIntoView();
}
