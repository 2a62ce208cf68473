// Making elements. Text only ever becomes text nodes: nothing of the data can become markup.

const SVG = "http://www.w3.org/2000/svg";

const byId = (id) => document.getElementById(id);

/** An element: `svg:` in front of the tag makes it one of SVG, `on…` properties are listeners. */
function el(tag, properties = {}, ...children) {
  const node = tag.startsWith("svg:")
    ? document.createElementNS(SVG, tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    // What an option stands for is compared, not read.
    else node.setAttribute(name, value === true ? "" : name === "value" ? value : readable(String(value)));
  }
  node.append(...children.flat(Infinity).filter(isThere).map(asNode));
  return node;
}

const isThere = (child) => child !== null && child !== undefined && child !== false && child !== "";
const asNode = (child) => (child instanceof Node ? child : readable(String(child)));

/** Characters that would act or hide become symbols, as in every other report. */
function readable(text) {
  return text.replace(data.acting, (character) => {
    const code = character.codePointAt(0);
    if (character === "\n" || character === "\t") return character;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? "\u2421" : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}

/** A `<select>`: choices are pairs of value and label. */
function choice(label, choices, value, change, properties = {}) {
  const options = choices.map(([key, text]) => el("option", { value: key, selected: key === value }, text));
  const select = el("select", { ...properties, onchange: () => change(select.value) }, options);
  return el("label", { class: "field" }, el("span", {}, label), select);
}

function button(label, click, properties = {}) {
  return el("button", { type: "button", ...properties, onclick: click }, label);
}

let quiet = 0;

/** Says something for a moment, also to screen readers. */
function toast(message) {
  const place = byId("toast");
  place.textContent = message;
  place.classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => place.classList.remove("shown"), 2500);
}
