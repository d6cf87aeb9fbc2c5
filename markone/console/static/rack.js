// Many small parts in rows and columns on one canvas: pointed at by mouse, finger or keys, told to screen readers.

import { changed } from "./state.js";
import { listenToFingers } from "./fingers.js";
import { Lens } from "./lens.js";
import { Paper } from "./paper.js";
import { pointAt } from "./select.js";
import { say } from "./words.js";

const RACK_STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -5], PageDown: [0, 5] };

export class Rack {
  // `address(index)` names a part, `told(index)` says it to a screen reader, `act(index)` is what Enter and space do.
  constructor(element, { address, told, act = null, zooms = true, points = true }) {
    Object.assign(this, { element, address, told, act, zooms });
    this.lens = new Lens();
    this.paper = new Paper(element);
    this.cursor = 0;
    this.shape(1, 1, [0]);
    this.addCells();
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("focus", () => this.point(this.cursor));
    element.addEventListener("blur", () => { pointAt(null); changed("layout"); });
    if (points) this.listenToPointer();
  }

  // `places[row * columns + column]` is the part there or -1; `groupX` columns and `groupY` rows make a module.
  shape(columns, rows, places, groupX = columns, groupY = rows, gapX = 0, gapY = gapX) {
    Object.assign(this, { columns, rows, places, groupX, groupY, gapX, gapY });
    this.where = [];
    places.forEach((index, at) => { if (index >= 0) this.where[index] = [at % columns, Math.floor(at / columns)]; });
    this.cursor = Math.min(this.cursor, this.where.length - 1);
    this.across = columns + gapX * Math.floor((columns - 1) / groupX);
    this.down = rows + gapY * Math.floor((rows - 1) / groupY);
  }

  // Where a part is, in the page's pixels from the rack's corner.
  box(index) {
    const [column, row] = this.where[index];
    const { scale, x, y } = this.lens;
    const wide = (this.element.clientWidth * scale) / this.across;
    const high = (this.element.clientHeight * scale) / this.down;
    return {
      x: (column + this.gapX * Math.floor(column / this.groupX)) * wide - x * this.element.clientWidth * scale,
      y: (row + this.gapY * Math.floor(row / this.groupY)) * high - y * this.element.clientHeight * scale,
      width: wide, height: high,
    };
  }

  find(clientX, clientY) {
    const frame = this.element.getBoundingClientRect();
    const { scale, x, y } = this.lens;
    const column = rackSlot(((clientX - frame.left) / frame.width / scale + x) * this.across, this.groupX, this.gapX, this.columns);
    const row = rackSlot(((clientY - frame.top) / frame.height / scale + y) * this.down, this.groupY, this.gapY, this.rows);
    return this.places[row * this.columns + column] ?? -1;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own, as to zoom the page
    const step = RACK_STEPS[event.key];
    if (step) this.go(...step);
    else if (event.key === "Home") this.point(0);
    else if (event.key === "End") this.point(this.where.length - 1);
    else if (this.zooms && "+-=".includes(event.key)) this.zoomAtCursor(event.key === "-" ? 0.5 : 2);
    else if (this.act && (event.key === "Enter" || event.key === " ")) this.act(this.cursor);
    else return;
    event.preventDefault();
    this.tellCell();
  }

  go(right, down) {
    let [column, row] = this.where[this.cursor];
    for (let n = 0; n < this.columns + this.rows; n++) {
      column = Math.min(this.columns - 1, Math.max(0, column + right));
      row = Math.min(this.rows - 1, Math.max(0, row + down));
      const index = this.places[row * this.columns + column];
      if (index >= 0) { this.point(index); return; }
    }
  }

  point(index, seen = false) {
    if (index < 0) return;
    this.cursor = index;
    const [column, row] = this.where[index];
    if (this.lens.scale > 1 && !seen) this.lens.reveal(column / this.columns, row / this.rows, 1 / this.columns, 1 / this.rows);
    pointAt(this.address(index));
    this.tellCell();
    changed("layout");
  }

  zoomAtCursor(factor) { // keep the cursor's part in sight
    const { x, y, width, height } = this.box(this.cursor);
    this.lens.zoom(factor, (x + width / 2) / this.element.clientWidth, (y + height / 2) / this.element.clientHeight);
    changed("layout", "zoom");
  }

  hasFocus() { return document.activeElement === this.element; }

  listenToPointer() {
    const element = this.element;
    const fingers = this.zooms ? listenToFingers(element, (grip) => this.grip(grip)) : new Map();
    element.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && !event.buttons) this.hover(event); });
    element.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && !this.hasFocus()) pointAt(null); });
    element.addEventListener("pointerdown", (event) => {
      element.focus({ preventScroll: true });
      event.preventDefault();
      if (fingers.size < 2) this.point(this.find(event.clientX, event.clientY), true);
    });
    if (!this.zooms) return;
    element.addEventListener("dblclick", (event) => this.zoomAt(event.clientX, event.clientY, this.lens.scale > 1 ? 1 / this.lens.scale : 4));
    element.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomAt(event.clientX, event.clientY, event.deltaY < 0 ? 1.25 : 0.8);
    }, { passive: false });
  }

  hover(event) {
    const index = this.find(event.clientX, event.clientY);
    if (index >= 0) pointAt(this.address(index));
  }

  // What is held stays under the fingers.
  grip({ dx, dy, factor, x, y }) {
    if (this.lens.scale === 1 && factor <= 1) return;
    this.lens.pan(-dx / this.element.clientWidth, -dy / this.element.clientHeight);
    this.zoomAt(x + dx, y + dy, factor);
  }

  zoomAt(clientX, clientY, factor) {
    const frame = this.element.getBoundingClientRect();
    this.lens.zoom(factor, (clientX - frame.left) / frame.width, (clientY - frame.top) / frame.height);
    changed("layout", "zoom");
  }

  // A grid of which only the cell under the cursor is there; two take turns, so that each move is said.
  addCells() {
    this.element.setAttribute("role", "grid");
    this.element.tabIndex = 0;
    const row = document.createElement("div");
    row.setAttribute("role", "row");
    row.className = "unseen";
    this.said = [0, 1].map((n) => {
      const cell = document.createElement("div");
      cell.setAttribute("role", "gridcell");
      cell.id = `${this.element.id}-cell-${n}`;
      row.append(cell);
      return cell;
    });
    this.element.append(row);
  }

  tellCell() {
    this.said.reverse();
    const [column, row] = this.where[this.cursor] ?? [0, 0];
    this.said[0].textContent = this.told(this.cursor, say);
    this.said[0].setAttribute("aria-colindex", column + 1);
    this.said[0].setAttribute("aria-rowindex", row + 1);
    this.element.setAttribute("aria-colcount", this.columns);
    this.element.setAttribute("aria-rowcount", this.rows);
    this.element.setAttribute("aria-activedescendant", this.said[0].id);
  }
}

// In which of `count` columns (or rows) a point lies that is so many columns from the left, with gaps between groups.
function rackSlot(at, group, gap, count) {
  const whole = Math.floor(at / (group + gap));
  const within = Math.min(group - 1, Math.floor(at - whole * (group + gap)));
  return Math.min(count - 1, Math.max(0, whole * group + within));
}
