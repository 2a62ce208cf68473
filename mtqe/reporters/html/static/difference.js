// What separates two texts: by characters as a reader sees them (grapheme clusters), by words in
// Latin script. The same rules as mtqe/reporters/difference.py.

const WORD = /[A-Za-z0-9\u00c0-\u024f\u0300-\u036f]+/y;
const segmenter = new Intl.Segmenter("ko", { granularity: "grapheme" });
// Beyond this many cells the comparison would be felt: what differs is then one block.
const CELLS = 2_000_000;

/** Units with their start; a half of a surrogate pair is one too. */
function units(text) {
  const found = [];
  let position = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    if (index < position) continue; // inside a word
    WORD.lastIndex = index;
    const word = WORD.exec(text)?.[0] ?? "";
    const unit = word.length > segment.length ? word : segment;
    found.push(unit);
    position = index + unit.length;
  }
  return found;
}

/** Half-open ranges of what only the first text has, and of what only the second has. */
function difference(before, after) {
  const ranges = [[], []];
  const at = [0, 0];
  for (const [kept, ...changed] of smoothed(chunks(units(before), units(after)))) {
    changed.forEach((length, side) => {
      at[side] += kept;
      if (length > 0) ranges[side].push([at[side], at[side] + length]);
      at[side] += length;
    });
  }
  return ranges;
}

/** What is shared between two changes that are both longer is taken into the change. */
function smoothed(found) {
  const result = [];
  for (let position = 0; position < found.length; position++) {
    const [kept, deleted, inserted] = found[position];
    const last = result.at(-1);
    const longer = last && Math.min(Math.max(deleted, inserted), Math.max(last[1], last[2]));
    if (last && kept > 0 && kept < longer) {
      last[1] += kept + deleted;
      last[2] += kept + inserted;
    } else {
      result.push([kept, deleted, inserted]);
    }
  }
  return result;
}

/** Triples of lengths: shared, then only in the first, then only in the second. */
function chunks(old, fresh) {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let [end, stop] = [old.length, fresh.length];
  while (end > start && stop > start && old[end - 1] === fresh[stop - 1]) [end, stop] = [end - 1, stop - 1];
  const middle = aligned(old.slice(start, end), fresh.slice(start, stop));
  const steps = [...old.slice(0, start).map((unit) => ["=", unit]), ...middle, ...old.slice(end).map((unit) => ["=", unit])];
  const found = [[0, 0, 0]];
  for (const [step, unit] of steps) {
    const last = found.at(-1);
    if (step === "=" && (last[1] || last[2])) found.push([unit.length, 0, 0]);
    else last["=-+".indexOf(step)] += unit.length;
  }
  return found;
}

/** The fewest steps from one list of units to the other, by the longest common subsequence. */
function aligned(old, fresh) {
  const only = [...old.map((unit) => ["-", unit]), ...fresh.map((unit) => ["+", unit])];
  if (!old.length || !fresh.length || old.length * fresh.length > CELLS) return only;
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === fresh[j]
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  return walked(old, fresh, (i, j) => common[i * width + j]);
}

function walked(old, fresh, common) {
  const steps = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      steps.push(["=", old[i]]);
      [i, j] = [i + 1, j + 1];
    } else if (j >= fresh.length || (i < old.length && common(i + 1, j) >= common(i, j + 1))) {
      steps.push(["-", old[i++]]);
    } else {
      steps.push(["+", fresh[j++]]);
    }
  }
  return steps;
}
