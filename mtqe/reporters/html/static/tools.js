// What narrows the list of sentences down, and how many are left.

function drawTools() {
  byId("sentences-title").textContent = t("sentences");
  byId("tools").replaceChildren(toolbar(), moreFilters());
}

function drawCount() {
  const kept = data.kept === null ? data.n : data.kept.reduce((sum, one) => sum + one, 0);
  const parts = [t("count", { n: shownItems.length, total: data.n })];
  if (kept < data.n) parts.push(t("count_kept", { n: kept, total: data.n }));
  const filtered = JSON.stringify(resetFilters()) !== JSON.stringify(filtersOf(view));
  byId("count").replaceChildren(
    parts.join(" "),
    filtered ? button(t("reset"), showEverySentence, { class: "text-button" }) : "",
  );
  byId("marks-legend").replaceChildren(...legend());
}

function showEverySentence() {
  change(resetFilters());
  drawTools();
}

const filtersOf = (of) => Object.fromEntries(Object.keys(resetFilters()).map((name) => [name, of[name]]));

function legend() {
  if (view.against === NOTHING) return [];
  return [
    el("ins", { class: "only" }, t("legend_only", { name: view.system })),
    " ",
    el("del", { class: "other" }, t("legend_only", { name: otherName() })),
  ];
}

const otherName = () => (view.against === REFERENCE ? t("reference") : view.against);

function toolbar() {
  const search = el("input", {
    type: "search",
    id: "search",
    value: view.q,
    placeholder: t("search_hint"),
    "aria-label": t("search"),
    oninput: (event) => change({ q: event.target.value }),
  });
  const orders = Object.keys(ORDERS).filter((name) => ORDERS[name].available());
  const documents = [["", t("all")], ...data.documents.ids.map((id) => [id, id])];
  return el(
    "div",
    { class: "toolbar", role: "search" },
    el("label", { class: "field grow" }, el("span", {}, t("search")), search),
    choice(
      t("sort"),
      orders.map((name) => [name, t(`sort_${name}`)]),
      view.sort,
      (sort) => change({ sort }),
      { id: "sort" },
    ),
    data.documents.ids.length > 1
      ? choice(t("document"), documents, view.document, (name) => change({ document: name }), {
          id: "document",
        })
      : "",
    data.findings.codes.length
      ? choice(t("findings"), findingChoices(), view.finding, (finding) => change({ finding }), {
          id: "finding",
        })
      : "",
  );
}

function findingChoices() {
  return [
    ["", t("all")],
    ["*", t("any_finding")],
    ...data.findings.codes.map((code, k) => [code, told(data.findings.names[k])]),
  ];
}

function moreFilters() {
  const narrowed = ["low", "high", "shortest", "longest"].some((name) => view[name] !== "");
  const both = (label, low, high) =>
    el(
      "fieldset",
      { class: "field range" },
      el("legend", {}, label),
      limit(low, `${label}: ${t("from")}`),
      " – ",
      limit(high, `${label}: ${t("to")}`),
    );
  const all = el("input", {
    type: "checkbox",
    id: "all",
    checked: view.all === "yes",
    onchange: (event) => change({ all: event.target.checked ? "yes" : "no" }),
  });
  return el(
    "details",
    { class: "more", open: narrowed },
    el("summary", {}, t("more_filters")),
    el(
      "div",
      { class: "toolbar" },
      data.metrics.length ? both(t("score_range"), "low", "high") : "",
      both(t("length_range"), "shortest", "longest"),
      data.count > 1 ? el("label", { class: "check" }, all, t("all_systems")) : "",
    ),
  );
}

const limit = (name, label) =>
  el("input", {
    type: "number",
    step: "any",
    value: view[name],
    "aria-label": label,
    oninput: (event) => change({ [name]: event.target.value }),
  });
