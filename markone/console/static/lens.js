// What part of a rack is seen, and how large.

const MOST_ZOOM = 8;

export class Lens {
  constructor() { this.scale = 1; this.x = 0; this.y = 0; } // x, y: the left upper corner, in sizes of the whole

  // Zoom by a factor about a point, given in shares of what is seen.
  zoom(factor, x = 0.5, y = 0.5) {
    const scale = Math.min(MOST_ZOOM, Math.max(1, this.scale * factor));
    this.x += x / this.scale - x / scale;
    this.y += y / this.scale - y / scale;
    this.scale = scale;
    this.keep();
  }

  // Move by shares of what is seen.
  pan(x, y) { this.x += x / this.scale; this.y += y / this.scale; this.keep(); }

  // Show this box, in shares of the whole.
  reveal(x, y, width, height) {
    const seen = 1 / this.scale;
    this.x = Math.min(x - width, Math.max(x + 2 * width - seen, this.x));
    this.y = Math.min(y - height, Math.max(y + 2 * height - seen, this.y));
    this.keep();
  }

  keep() {
    const most = 1 - 1 / this.scale;
    this.x = Math.min(most, Math.max(0, this.x));
    this.y = Math.min(most, Math.max(0, this.y));
  }
}
