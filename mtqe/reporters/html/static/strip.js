// The strip of a document: its sentences from first to last, one colour each.

const CELLS_OF_A_STRIP = 120;

/** A document's sentences from first to last, one colour each; a click goes there. */
function stripCell(d) {
  const cells = stripCells(d);
  const width = 100 / cells.length;
  const stops = cells.map(({ level }, k) => `var(--q${level}) ${k * width}% ${(k + 1) * width}%`);
  const worst = cells.filter(({ level }) => level === 0).length;
  const says = metricAt() < 0 ? "strip_says_unscored" : "strip_says";
  const strip = el("span", {
    class: "strip",
    role: "img",
    "aria-label": t(says, { n: cells.length, worst }),
    title: t("strip_hint"),
    onclick: (event) => {
      const at = Math.floor((event.offsetX / strip.clientWidth) * cells.length);
      goToSentence(cells[Math.min(Math.max(at, 0), cells.length - 1)].i);
    },
  });
  strip.style.backgroundImage = `linear-gradient(to right, ${stops.join(",")})`;
  strip.style.setProperty("--cells", cells.length);
  return el("td", {}, strip);
}

/** One cell a sentence; of a long document, the worst of the few that share a cell. */
function stripCells(d) {
  const [start, stop] = [startOf(d), data.documents.stops[d]];
  const count = Math.min(stop - start, CELLS_OF_A_STRIP);
  return Array.from({ length: count }, (_, k) => {
    const from = start + Math.floor((k * (stop - start)) / count);
    const to = start + Math.floor(((k + 1) * (stop - start)) / count);
    let worst = { i: from, level: levelOf(from) };
    for (let i = from + 1; i < to; i++) {
      const level = levelOf(i);
      if (level < worst.level) worst = { i, level };
    }
    return worst;
  });
}

/** The colour of a sentence: its score's; without scores, whether it is translated at all. */
function levelOf(i) {
  const [m, s] = [metricAt(), systemAt()];
  if (m >= 0) return shade(m, score(m, i, s));
  if (hypothesis(i, s)?.trim() === "") return 0;
  return remarksAt(i, s).some((remark) => remark.severity !== "info") ? 1 : 3;
}

function stripLegend() {
  const swatch = (level, label) => el("span", {}, el("i", { class: `swatch q${level}` }), label);
  if (metricAt() < 0) {
    return el(
      "p",
      { class: "legend shades" },
      swatch(0, t("omission")),
      swatch(1, t("any_finding")),
      swatch(3, t("nothing_found")),
    );
  }
  return el(
    "p",
    { class: "legend shades" },
    t("shades_of", { metric: data.metrics[metricAt()].title }),
    [0, 1, 2, 3, 4].map((level) => swatch(level, t(`shade_${level}`))),
    swatch(-1, t("unscored")),
  );
}
