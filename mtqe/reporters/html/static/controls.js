// What stays at the top of the window: what is looked at; language, theme and help. And the tip.

const THEMES = ["auto", "light", "dark"];

function drawLens() {
  const systems = data.systems.map((name) => [name, name]);
  const others = [
    ...systems.filter(([name]) => name !== view.system),
    ...(data.references.length ? [[REFERENCE, t("reference")]] : []),
    [NOTHING, t("nothing")],
  ];
  byId("lens").replaceChildren(
    choice(t("system"), systems, view.system, (system) => change({ system, ...swapped(system) }), {
      id: "system",
    }),
    choice(t("against"), others, view.against, (against) => change({ against }), { id: "against" }),
    data.metrics.length
      ? choice(
          t("metric"),
          data.metrics.map(({ label, title }) => [label, title]),
          view.metric,
          (metric) => change({ metric, ...besideOf(metric) }),
          { id: "metric" },
        )
      : "",
  );
}

/** A system is not compared with itself: the one that was looked at takes its place. */
const swapped = (system) => (system === view.against ? { against: view.system } : {});

/** The other metric's place is taken over in the same way. */
const besideOf = (metric) => (metric === view.beside ? { beside: view.metric } : {});

function drawSwitches() {
  const theme = document.documentElement.dataset.theme ?? "auto";
  byId("switches").replaceChildren(
    choice(t("language"), Object.entries(LANGUAGES), language(), setLanguage, { id: "language" }),
    choice(
      t("theme"),
      THEMES.map((name) => [name, t(`theme_${name}`)]),
      theme,
      setTheme,
      { id: "theme" },
    ),
    button("?", showHelp, { class: "help", "aria-label": t("help") }),
  );
}

function setLanguage(name) {
  document.documentElement.lang = name;
  remember("language", name);
  drawAll();
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  remember("theme", name);
}

/** The sections' links move the window; the fragment stays the view's. */
function watchSections() {
  const sections = document.querySelector(".sections");
  sections.hidden = false;
  sections.addEventListener("click", (event) => {
    event.preventDefault();
    byId(event.target.closest("a")?.hash.slice(1))?.scrollIntoView();
  });
}

/** Shows a tip near a point of the window. */
function showTip(content, x, y) {
  const tip = byId("tip");
  tip.replaceChildren(...[content].flat());
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  tip.style.left = `${Math.max(8, Math.min(x - width / 2, window.innerWidth - width - 8))}px`;
  tip.style.top = `${y + 18 + height > window.innerHeight ? y - height - 14 : y + 18}px`;
}

function hideTip() {
  byId("tip").hidden = true;
}

/** Every number says what it means where one points at it, taps it, or comes to it by keyboard. */
function watchTips() {
  const show = (event) => {
    const target = event.target.closest?.(".explained");
    if (!target) return hideTip();
    const box = target.getBoundingClientRect();
    const said = byId(target.getAttribute("aria-describedby"));
    return showTip([...said.cloneNode(true).childNodes], box.left + box.width / 2, box.bottom - 10);
  };
  for (const name of ["pointerover", "focusin", "click"]) document.addEventListener(name, show);
  window.addEventListener("scroll", hideTip, { passive: true });
}
