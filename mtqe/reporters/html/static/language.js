// The language of the interface: the page holds both, and shows one.

const LANGUAGES = { en: "English", ko: "한국어" };
const COUNTED = " | ";

const language = () => document.documentElement.lang;

/** The text under a key, with its places filled in; of two forms the first is for one. */
function t(key, values = {}) {
  const [one, more] = data.texts[language()][key].split(COUNTED);
  const form = more !== undefined && values.n !== 1 ? more : one;
  return form.replace(/\{(\w+)(?::[^}]*)?\}/g, (_, name) =>
    typeof values[name] === "number" ? number(values[name]) : values[name],
  );
}

const number = (value) => value.toLocaleString(language());

/** A score in its metric's own digits; signed when it is a difference. */
function figure(metric, value, signed = false) {
  if (Number.isNaN(value)) return "–";
  const text = value.toFixed(data.metrics[metric].decimals);
  const positive = signed && Number(text) > 0 ? "+" : "";
  return positive + (Number(text) === 0 ? text.replace("-", "") : text);
}

/** What is there in every language, in this one. */
const told = (said) => said[Object.keys(LANGUAGES).indexOf(language())];
const message = (remark) => told(remark.messages);

/** What the reader chose before, else the browser's language; a report that is Korean stays so. */
function initialLanguage() {
  const chosen = remembered("language");
  if (chosen in LANGUAGES) return chosen;
  return language() === "ko" || navigator.language.startsWith("ko") ? "ko" : "en";
}

// Storage is refused to pages from disk by some browsers: then nothing is remembered.
function remembered(key) {
  try {
    return localStorage.getItem(`mtqe-${key}`);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`mtqe-${key}`, value);
  } catch {
    // See above.
  }
}
