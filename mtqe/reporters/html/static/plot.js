// The ground of a chart: a frame with axes, and places of values in it. Points are few paths, so
// that ten thousand of them are few elements.

// More points than this lie over each other: they are drawn fainter, in layers that add up.
const CROWD = 1000;
const LAYERS = 16;
const SIZE = { width: 360, height: 250, left: 46, right: 12, top: 26, bottom: 36 };

/** A function from values to pixels, with round ticks. */
function scaleOf(values, start, stop, { zero = false } = {}) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) [low, high] = [0, 1];
  if (zero) low = Math.min(0, low);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = niceStep((high - low) / 4);
  low = Math.floor(low / step) * step;
  high = Math.ceil(high / step) * step;
  const ticks = [];
  for (let k = 0; low + k * step <= high + step / 1e6; k++) ticks.push(low + k * step);
  const place = (value) => start + ((value - low) / (high - low)) * (stop - start);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    place,
    ticks,
    low,
    high,
    name: (tick) =>
      tick.toLocaleString(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  };
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

const acrossOf = (values, options) => scaleOf(values, SIZE.left, SIZE.width - SIZE.right, options);
const upOf = (values, options) => scaleOf(values, SIZE.height - SIZE.bottom, SIZE.top, options);

/** A chart: title, axes, and what is drawn in it. */
function chart(title, says, x, y, labels, ...marks) {
  const { width, height, left, right, top, bottom } = SIZE;
  const lines = [
    ...x.ticks.map((tick) =>
      tickOf(x.place(tick), height - bottom + 16, x.name(tick), "middle", [
        x.place(tick),
        top,
        x.place(tick),
        height - bottom,
      ]),
    ),
    ...(y
      ? y.ticks.map((tick) =>
          tickOf(left - 6, y.place(tick) + 4, y.name(tick), "end", [
            left,
            y.place(tick),
            width - right,
            y.place(tick),
          ]),
        )
      : []),
  ];
  return el(
    "figure",
    {},
    el("figcaption", {}, title),
    el(
      "svg:svg",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": says },
      lines.flat(),
      el(
        "svg:text",
        { class: "axis", x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" },
        labels[0],
      ),
      y ? el("svg:text", { class: "axis", x: 4, y: 12 }, labels[1]) : "",
      marks,
    ),
    el("p", { class: "legend" }, labels.at(-1)),
  );
}

const tickOf = (x, y, label, anchor, [x1, y1, x2, y2]) => [
  el("svg:line", { class: "grid", x1, y1, x2, y2 }),
  el("svg:text", { class: "tick", x, y, "text-anchor": anchor }, label),
];

/** Points that can be clicked: the nearest one is meant. */
function points(items, x, y, px, py) {
  const at = items.map((i) => [x.place(px(i)), y.place(py(i))]);
  const crowd = items.length > CROWD;
  const layers = Array.from({ length: crowd ? LAYERS : 1 }, (_, layer) =>
    at
      .filter((_, k) => !crowd || k % LAYERS === layer)
      .map(([left, top]) => `M${left.toFixed(1)} ${top.toFixed(1)}h0`)
      .join(""),
  );
  const nearest = (event) => {
    const box = event.currentTarget.ownerSVGElement;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(box.getScreenCTM().inverse());
    let [best, distance] = [-1, 144];
    at.forEach(([left, top], k) => {
      const d = (left - place.x) ** 2 + (top - place.y) ** 2;
      if (d < distance) [best, distance] = [k, d];
    });
    return best < 0 ? -1 : items[best];
  };
  const target = el("svg:rect", {
    class: "target",
    x: SIZE.left,
    y: SIZE.top,
    width: SIZE.width - SIZE.left - SIZE.right,
    height: SIZE.height - SIZE.top - SIZE.bottom,
    onclick: (event) => {
      const i = nearest(event);
      if (i >= 0) change({ s: String(i + 1) }, { step: true });
    },
    onpointermove: (event) => {
      const i = nearest(event);
      event.currentTarget.classList.toggle("near", i >= 0);
      if (i >= 0)
        showTip(`#${i + 1} ${clipped(hypothesis(i, systemAt()) ?? "")}`, event.clientX, event.clientY);
      else hideTip();
    },
    onpointerleave: hideTip,
  });
  return [layers.map((d) => el("svg:path", { class: crowd ? "points crowd" : "points", d })), target];
}

const clipped = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
