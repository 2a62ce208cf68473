// The list of sentences: one row each, with all that is known of it.

let list = null;
let shownItems = [];
let current = -1; // the segment that the keyboard is at

function drawSentences() {
  byId("sentences").hidden = false;
  drawTools();
  list ??= new VirtualList(byId("rows"), sentence, barHeight);
  listSentences();
}

const barHeight = () => document.querySelector(".top").offsetHeight + 12;

/** The sentence at the top of the window; undefined where the list begins below. */
const topSentence = () => (list?.visibleTop() > 0 ? shownItems[list.first()] : undefined);

/** After a change of what is listed. */
function listSentences() {
  shownItems = selected();
  list.show(shownItems);
  drawCount();
}

/** One sentence of the list. */
function sentence(i, position, total) {
  const d = data.documentOf[i];
  const id = `sentence-${i}`;
  return el(
    "article",
    {
      class: `row${i === current ? " current" : ""}`,
      tabindex: i === current ? 0 : -1,
      "data-segment": i,
      "aria-posinset": position + 1,
      "aria-setsize": total,
      "aria-labelledby": id,
      onfocusin: () => mark(i),
    },
    el(
      "header",
      {},
      el(
        "a",
        {
          id,
          class: "place",
          href: `#s=${i + 1}`,
          title: t("link_hint"),
          onclick: (event) => follow(event, i),
        },
        `#${i + 1}`,
      ),
      button(data.documents.ids[d], () => openDocument(d, i), {
        class: "text-button",
        title: t("open_document"),
      }),
      idOf(i) === String(i + 1) ? "" : el("span", { class: "quiet" }, idOf(i)),
      el("span", { class: "gap" }),
      button(t("copy_link"), () => copy(linkTo(i)), { class: "text-button" }),
      button(t("copy_ticket"), () => copy(ticketOf(i)), { class: "text-button" }),
    ),
    texts(i),
  );
}

function texts(i) {
  const systems = systemsShown();
  const other = textOf(i, view.against);
  const changed = other === null ? [[], []] : difference(other, hypothesis(i, systemAt()) ?? "");
  const rows = [];
  if (data.sources[i] !== null) {
    rows.push(
      line(t("source"), data.sources[i], data.languages[0], spans(remarksAt(i, systemAt()), "source")),
    );
  }
  data.references.forEach((references, r) => {
    if (references[i] === null) return;
    const label = data.references.length > 1 ? t("reference_n", { r: r + 1 }) : t("reference");
    const isOther = view.against === REFERENCE && references[i] === other;
    const ranges = r === 0 ? spans(remarksAt(i, systemAt()), "reference") : [];
    rows.push(
      line(label, references[i], data.languages[1], [
        ...ranges,
        ...(isOther ? marking(changed[0], "other") : []),
      ]),
    );
  });
  for (const s of systems) rows.push(translation(i, s, other, changed));
  return el("div", { class: "texts" }, rows);
}

/** The chosen system last, right after what it is compared with. */
function systemsShown() {
  const [system, other] = [systemAt(), otherAt()];
  const rest = data.systems.map((_, s) => s).filter((s) => s !== system && s !== other);
  return [...(view.all === "yes" ? rest : []), ...(other >= 0 ? [other] : []), system];
}

/** What is compared with: a system's translation, or the first reference that is there. */
function textOf(i, name) {
  if (name === REFERENCE) return referencesOf(i)[0] ?? null;
  const s = data.systems.indexOf(name);
  return s < 0 || s === systemAt() ? null : hypothesis(i, s);
}

function translation(i, s, other, changed) {
  const text = hypothesis(i, s);
  const found = remarksAt(i, s);
  const ranges = spans(found, "hypothesis");
  if (s === systemAt()) ranges.push(...marking(changed[1], "only"));
  else if (s === otherAt()) ranges.push(...marking(changed[0], "other"));
  else if (other !== null) ranges.push(...marking(difference(other, text)[1], "only"));
  const chosen = s === systemAt() ? "chosen" : s === otherAt() ? "compared" : "";
  return line(data.systems[s], text, data.languages[1], ranges, chosen, scoresOf(i, s), remarksOf(found));
}

/** A label, a text, and what is said about it. */
function line(label, text, lang, ranges, kind = "", ...below) {
  const content =
    text.trim() === ""
      ? el("span", { class: "empty" }, t("omission"))
      : marked(text, [...ranges, ...hits(text, query())]);
  return [
    el("div", { class: `label ${kind}` }, label),
    el("div", { class: `text ${kind}` }, el("p", { lang, dir: "auto" }, content), below),
  ];
}

function scoresOf(i, s) {
  if (!data.metrics.length) return "";
  const other = s === systemAt() ? otherAt() : -1;
  return el(
    "p",
    { class: "scores" },
    data.metrics.map((metric, m) => {
      const value = score(m, i, s);
      const changed = other >= 0 ? value - score(m, i, other) : NaN;
      const why = reason(m, i, s);
      return el(
        "span",
        { class: `score-chip q${shade(m, value)}`, title: why ? told(why) : t(`shade_${shade(m, value)}`) },
        el("span", { class: "metric" }, metric.title),
        " ",
        why ? t("unscored") : figure(m, value),
        Number.isNaN(changed) ? "" : [" (", changeText(m, changed), ")"],
      );
    }),
  );
}

function remarksOf(found) {
  if (!found.length) return "";
  return el(
    "ul",
    { class: "remarks" },
    found.map((remark) =>
      el(
        "li",
        { class: remark.severity },
        el("b", {}, t(remark.severity)),
        " ",
        el("span", { class: "quiet", title: remark.code }, told(remark.names)),
        ": ",
        message(remark),
      ),
    ),
  );
}

/** Makes a sentence the current one; no more than that. */
function mark(i) {
  if (i === current) return;
  for (const row of byId("rows").querySelectorAll(".current")) {
    row.classList.remove("current");
    row.tabIndex = -1;
  }
  current = i;
  const row = byId("rows").querySelector(`[data-segment="${i}"]`);
  if (row) {
    row.classList.add("current");
    row.tabIndex = 0;
  }
}

/** Goes to a place of the list. */
function goToPosition(position) {
  const row = list.goTo(position);
  mark(shownItems[position]);
  row?.focus({ preventScroll: true });
}

/** Goes to a sentence; filters that hide it are taken away. */
function goToSentence(i) {
  if (!isKept(i)) return toast(t("not_kept"));
  if (!shownItems.includes(i)) showEverySentence();
  return goToPosition(shownItems.indexOf(i));
}

function follow(event, i) {
  event.preventDefault();
  change({ s: String(i + 1) }, { step: true });
}
