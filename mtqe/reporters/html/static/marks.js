// Text with marked places: differences, error spans, what was searched for.

// A severity without a span of its own is drawn as the span of the same weight.
const SPAN = { span_minor: "minor", span_major: "major", span_critical: "critical" };
const WEIGHT = { info: "minor", warning: "major", error: "critical" };

/** The ranges of findings that point into one side of a segment. */
function spans(found, side) {
  return found
    .filter((remark) => remark.side === side && remark.start !== null && remark.end > remark.start)
    .map((remark) => {
      const weight = SPAN[remark.code] ?? WEIGHT[remark.severity];
      return { start: remark.start, end: remark.end, mark: `span ${weight}`, title: message(remark) };
    });
}

/** Where a text has what was searched for. */
function hits(text, query) {
  const found = [];
  if (!query) return found;
  const folded = text.toLowerCase();
  // Lower case may be longer in a few scripts: then places would be off, and none is marked.
  if (folded.length !== text.length) return found;
  for (let at = folded.indexOf(query); at >= 0; at = folded.indexOf(query, at + query.length)) {
    found.push({ start: at, end: at + query.length, mark: "hit" });
  }
  return found;
}

const marking = (ranges, mark) => ranges.map(([start, end]) => ({ start, end, mark }));

/** A text as nodes: it is cut wherever a range starts or ends, and each piece has all its marks. */
function marked(text, ranges) {
  if (!ranges.length) return inParts(text);
  const borders = ranges.flatMap((range) => [range.start, range.end]);
  const cuts = [...new Set([0, text.length, ...borders])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, k) => {
    const within = ranges.filter((range) => range.start <= cuts[k] && end <= range.end);
    return piece(text.slice(cuts[k], end), within);
  });
}

const TAGS = { only: "ins", other: "del", hit: "mark" };

function piece(text, ranges) {
  return ranges.reduce(
    (inner, { mark, title }) => el(TAGS[mark] ?? "span", { class: mark, title }, inner),
    inParts(text),
  );
}

// Text that offers no place to break a line: looking for one takes browsers very long, but less
// so in parts.
const UNBROKEN = /\S{200}/;
const PART = /[^]{1,400}/gu;

const inParts = (text) =>
  UNBROKEN.test(text) ? text.match(PART).map((part) => el("span", {}, part)) : [text];
