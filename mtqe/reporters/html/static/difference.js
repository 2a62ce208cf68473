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
  const steps = [
    ...old.slice(0, start).map((unit) => ["=", unit]),
    ...middle,
    ...old.slice(end).map((unit) => ["=", unit]),
  ];
  const found = [[0, 0, 0]];
  for (const [step, unit] of steps) {
    const last = found.at(-1);
    if (step === "=" && (last[1] || last[2])) found.push([unit.length, 0, 0]);
    else last["=-+".indexOf(step)] += unit.length;
  }
  return found;
}

/** The fewest steps from one list of units to the other: `=` kept, `-` deleted, `+` inserted. */
function aligned(old, fresh) {
  if (!old.length || !fresh.length || old.length * fresh.length > CELLS) {
    return [...old.map((unit) => ["-", unit]), ...fresh.map((unit) => ["+", unit])];
  }
  const width = fresh.length + 1;
  const cost = new Uint32Array((old.length + 1) * width);
  for (let j = 0; j < width; j++) cost[j] = j;
  for (let i = 1; i <= old.length; i++) {
    cost[i * width] = i;
    for (let j = 1; j < width; j++) {
      const before = (i - 1) * width + j;
      const same = old[i - 1] === fresh[j - 1] ? 0 : 1;
      cost[i * width + j] = Math.min(cost[before] + 1, cost[i * width + j - 1] + 1, cost[before - 1] + same);
    }
  }
  return walkedBack(old, fresh, (i, j) => cost[i * width + j]);
}

/** From the end to the start; where several steps are as short, the one that rapidfuzz takes. */
function walkedBack(old, fresh, cost) {
  const steps = [];
  let [i, j] = [old.length, fresh.length];
  while (i > 0 || j > 0) {
    if (j === 0 || (i > 0 && cost(i, j) === cost(i - 1, j) + 1)) {
      steps.push(["-", old[--i]]);
    } else if (i === 0 || (j > 1 && cost(i - 1, j - 1) === cost(i, j - 1) + 1)) {
      steps.push(["+", fresh[--j]]);
    } else {
      [i, j] = [i - 1, j - 1];
      if (old[i] === fresh[j]) steps.push(["=", old[i]]);
      else steps.push(["+", fresh[j]], ["-", old[i]]);
    }
  }
  return steps.reverse();
}
