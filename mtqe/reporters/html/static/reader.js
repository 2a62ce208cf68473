// One document, source and translation side by side, as they were aligned.

const SURE = 95; // percent: pairs that are less sure say so

function openDocument(d, i = -1) {
  change({ read: data.documents.ids[d], s: i < 0 ? "" : String(i + 1) }, { step: true });
}

/** Draws what the view says is read, or closes the reader. */
function drawReader() {
  const dialog = byId("reader");
  const d = data.documents.ids.findIndex((id) => id.toWellFormed() === view.read.toWellFormed());
  if (!view.read || d < 0) {
    dialog.close();
    return;
  }
  fillDialog("reader", data.documents.ids[d], readerControls(d), readerTable(d), asideOf(d));
  dialog.onclose = () => {
    if (view.read) change({ read: "", s: "" });
  };
  const wanted = dialog.querySelector(`[data-segment="${Number(view.s) - 1}"]`);
  if (wanted) wanted.scrollIntoView({ block: "center" });
  else dialog.scrollTop = 0;
}

function readerControls(d) {
  const beside = (step, label) =>
    button(label, () => openDocument(d + step), {
      disabled: !(d + step in data.documents.ids),
      class: "text-button",
    });
  return el(
    "div",
    { class: "toolbar" },
    data.count > 1
      ? choice(
          t("system"),
          data.systems.map((name) => [name, name]),
          view.system,
          (system) => change({ system }),
        )
      : "",
    el("span", { class: "gap" }),
    button(t("copy_link"), () => copy(location.href), { class: "text-button" }),
    beside(-1, t("previous_document")),
    beside(1, t("next_document")),
  );
}

function readerTable(d) {
  const head = [t("sentence"), t("source"), view.system];
  return el(
    "table",
    { class: "reading" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head.map((label) => el("th", { scope: "col" }, label)),
      ),
    ),
    el("tbody", {}, unitsOf(d).map(readerRow)),
  );
}

/** Aligned units of a document in the chosen system; of line-parallel data, its segments. */
function unitsOf(d) {
  const s = systemAt();
  const beads = data.beads[s];
  if (beads) {
    return beads
      .filter((bead) => bead[0] === d)
      .map(([, i, kind, confidence, source, target]) => ({
        i,
        kind,
        confidence,
        source: source === 0 ? data.sources[i] : source,
        target: target === 0 ? hypothesis(i, s) : target,
        whole: target === 0,
      }));
  }
  const found = [];
  for (let i = startOf(d); i < data.documents.stops[d]; i++) {
    const target = hypothesis(i, s);
    const kind = target !== null && target.trim() === "" ? "omission" : "match";
    found.push({ i, kind, source: data.sources[i], target, whole: true, kept: isKept(i) });
  }
  return found;
}

function readerRow({ i, kind, confidence, source, target, whole, kept = true }) {
  const m = metricAt();
  const [sourceLanguage, targetLanguage] = data.languages;
  const found = i < 0 ? [] : remarksAt(i, systemAt());
  const text = (value, lang, ranges) => el("p", { lang, dir: "auto" }, marked(value ?? "", ranges));
  const missing = (label) => el("p", { class: "empty" }, label);
  const level = i < 0 ? -1 : levelOf(i);
  return el(
    "tr",
    { class: `${kind} q${level}`, "data-segment": i },
    el(
      "td",
      { class: "place" },
      i < 0
        ? ""
        : button(`#${i + 1}`, () => leaveReader(i), { class: "text-button", title: t("go_to_sentence") }),
      i < 0 || m < 0 ? "" : el("span", { class: "quiet" }, figure(m, score(m, i, systemAt()))),
      (confidence ?? 100) >= SURE ? "" : el("small", { class: "quiet" }, t("sure", { share: confidence })),
    ),
    !kept
      ? el("td", { colspan: 2 }, missing(t("not_kept")))
      : [
          el(
            "td",
            {},
            kind === "addition"
              ? missing(t("addition"))
              : text(source, sourceLanguage, whole ? spans(found, "source") : []),
          ),
          el(
            "td",
            {},
            kind === "omission"
              ? missing(t("omission"))
              : text(target, targetLanguage, whole ? spans(found, "hypothesis") : []),
            whole ? remarksOf(found.filter((remark) => remark.severity !== "info")) : "",
          ),
        ],
  );
}

function leaveReader(i) {
  change({ read: "", s: String(i + 1) }, { step: true });
}

/** What took no part, below the document that it stood in. */
function asideOf(d) {
  const found = data.aside.filter(
    ([document, , system]) =>
      document === data.documents.ids[d] && (system === null || system === view.system),
  );
  if (!found.length) return "";
  return el(
    "section",
    {},
    el("h3", {}, t("set_aside")),
    el(
      "ul",
      { class: "aside" },
      found.map(([, side, , text, why]) =>
        el("li", {}, el("b", {}, `${t(side)}: `), text, el("small", {}, ` ${told(why)}`)),
      ),
    ),
  );
}
