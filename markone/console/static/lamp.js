// Neon lamps, from dark to bright, and the colours of the page: Okabe and Ito's, which everybody can tell apart.

export const INK = {
  plus: "#f0a72e", minus: "#6cc3f2", pot: "#d58fb8", focus: "#ffffff", broken: "#f0e442",
  glass: "#2a1d14", rim: "#0d0c0b", paper: "#f3ead8", dim: "#9c9382",
};
const LAMP_LEVELS = 24;
const LAMP_GLOW = [255, 122, 38]; // neon
const lampPictures = new Map();

// A lamp of this brightness, 0 to 255, with its centre at (x, y).
export function drawLamp(pen, x, y, radius, brightness) {
  const level = Math.round((brightness / 255) * LAMP_LEVELS);
  const size = 6 * radius;
  pen.drawImage(lampPicture(radius, level), x - size / 2, y - size / 2, size, size);
}

function lampPicture(radius, level) {
  const ratio = window.devicePixelRatio || 1;
  const key = `${radius.toFixed(2)} ${level} ${ratio}`;
  if (!lampPictures.has(key)) {
    if (lampPictures.size > 400) lampPictures.clear();
    lampPictures.set(key, paintLamp(radius, level / LAMP_LEVELS, ratio));
  }
  return lampPictures.get(key);
}

function paintLamp(radius, glow, ratio) {
  const picture = document.createElement("canvas");
  const side = Math.ceil(6 * radius * ratio);
  picture.width = picture.height = side;
  const pen = picture.getContext("2d");
  pen.scale(side / (6 * radius), side / (6 * radius));
  pen.translate(3 * radius, 3 * radius);
  if (glow > 0) lampGlow(pen, 3 * radius, [[0, lampTint(0.55 * glow)], [0.45, lampTint(0.2 * glow)], [1, lampTint(0)]]);
  lampDisc(pen, radius, INK.rim);
  lampDisc(pen, 0.86 * radius, INK.glass);
  if (glow > 0) {
    lampGlow(pen, 0.86 * radius, [[0, `rgba(255,236,190,${glow})`], [0.5, lampTint(glow)], [1, lampTint(0.75 * glow)]]);
  }
  pen.fillStyle = `rgba(255,255,255,${0.1 + 0.15 * glow})`;
  pen.beginPath();
  pen.arc(-0.28 * radius, -0.32 * radius, 0.2 * radius, 0, 7);
  pen.fill();
  return picture;
}

function lampTint(alpha) { return `rgba(${LAMP_GLOW.join(",")},${alpha})`; }

function lampDisc(pen, radius, fill) {
  pen.fillStyle = fill;
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 7);
  pen.fill();
}

function lampGlow(pen, radius, stops) {
  const light = pen.createRadialGradient(0, 0, 0, 0, 0, radius);
  for (const [at, colour] of stops) light.addColorStop(at, colour);
  lampDisc(pen, radius, light);
}

// A cross over what is out of order.
export function drawBroken(pen, x, y, radius) {
  pen.strokeStyle = INK.broken;
  pen.lineWidth = Math.max(1, radius / 4);
  pen.beginPath();
  pen.moveTo(x - radius, y - radius); pen.lineTo(x + radius, y + radius);
  pen.moveTo(x + radius, y - radius); pen.lineTo(x - radius, y + radius);
  pen.stroke();
}
