// A list of which only the rows near the window exist: heights are guessed until they are seen.

const MARGIN = 800; // pixels above and below the window that are drawn too
const GUESS = 240;
const EDGE = 24;

class VirtualList {
  /** `draw` makes the element of a position; `covered` is how much of the window's top is not free. */
  constructor(container, draw, covered) {
    Object.assign(this, { container, draw, covered });
    this.rows = new Map();
    this.show([]);
    let width = container.clientWidth;
    new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === width) return;
      width = entry.contentRect.width;
      this.heights.fill(0);
      this.paint();
    }).observe(container);
    for (const event of ["scroll", "resize"]) {
      window.addEventListener(event, () => this.schedule(), { passive: true });
    }
  }

  /** Another list: everything is drawn anew; `whole` draws every row, wherever the window is. */
  show(items, whole = false) {
    this.items = items;
    this.whole = whole;
    this.heights = new Float64Array(items.length);
    this.clear();
    this.paint();
  }

  /** The same list, where something else is to be seen of every row. */
  redraw() {
    this.clear();
    this.paint();
  }

  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  schedule() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.paint();
    });
  }

  /** Draws what is near the window, measures it, and keeps what is looked at where it is. */
  paint() {
    const before = this.layout();
    const anchor = this.first();
    this.fill();
    const after = this.layout();
    const moved = anchor < this.items.length ? after[anchor] - before[anchor] : 0;
    if (moved && this.visibleTop() > 0) window.scrollBy({ top: moved, behavior: "instant" });
  }

  fill() {
    // Twice: rows that turn out lower than they were guessed leave room for others.
    for (let round = 0; round < 2; round++) {
      const top = this.visibleTop();
      const first = this.whole ? 0 : this.at(top - MARGIN);
      const end = this.whole ? Infinity : this.at(top + window.innerHeight + MARGIN);
      const last = Math.min(end, this.items.length - 1);
      for (const [position, row] of this.rows) {
        if ((position < first || position > last) && !row.contains(document.activeElement)) {
          row.remove();
          this.rows.delete(position);
        }
      }
      for (let position = first; position <= last; position++) this.add(position);
      for (const [position, row] of this.rows) this.heights[position] = row.offsetHeight;
      const tops = this.layout();
      for (const [position, row] of this.rows) row.style.transform = `translateY(${tops[position]}px)`;
    }
  }

  add(position) {
    if (this.rows.has(position)) return;
    const row = this.draw(this.items[position], position, this.items.length);
    this.rows.set(position, row);
    const next = [...this.rows.keys()].filter((other) => other > position).sort((a, b) => a - b)[0];
    this.container.insertBefore(row, this.rows.get(next) ?? null);
  }

  /** Where every row starts, and where the last one ends. */
  layout() {
    const tops = new Float64Array(this.items.length + 1);
    this.heights.forEach((height, position) => {
      tops[position + 1] = tops[position] + (height || GUESS);
    });
    this.tops = tops;
    this.container.style.height = `${tops.at(-1)}px`;
    return tops;
  }

  /** The height of the list at which the free part of the window begins. */
  visibleTop() {
    return this.covered() - this.container.getBoundingClientRect().top;
  }

  /** The row at the top of the window: not one of which only the edge is still seen. */
  first() {
    return this.at(this.visibleTop() + EDGE);
  }

  /** The position at a height of the list. */
  at(height) {
    const found = lowerBound(this.tops.subarray(0, this.items.length), height, true) - 1;
    return Math.max(0, found);
  }

  /** Brings a row to the top of the window, below what covers it. */
  goTo(position) {
    // What lies between was only guessed: a few rounds settle it.
    for (let round = 0; round < 4; round++) {
      const top = this.container.getBoundingClientRect().top + window.scrollY;
      window.scrollTo({ top: top + this.tops[position] - this.covered(), behavior: "instant" });
      this.fill();
      this.layout();
    }
    return this.rows.get(position);
  }
}
