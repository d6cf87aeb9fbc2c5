// Fingers on an element, or the mouse held down: how they move together, and how they spread.

// Call `moved({dx, dy, factor, x, y})` while any is down: by how many of the page's pixels they moved, how much farther
// apart two of them are, and about which point.
export function listenToFingers(element, moved) {
  const held = new Map();
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    held.set(event.pointerId, placeOf(event));
  });
  element.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    const before = gripOf(held);
    held.set(event.pointerId, placeOf(event));
    const now = gripOf(held);
    moved({ dx: now.x - before.x, dy: now.y - before.y, factor: now.spread / before.spread, x: before.x, y: before.y });
  });
  element.addEventListener("lostpointercapture", (event) => held.delete(event.pointerId)); // it is up, or gone
  return held;
}

const placeOf = ({ clientX, clientY }) => ({ x: clientX, y: clientY });

// The middle of the first two, and how far apart they are; one alone spreads nothing.
function gripOf(held) {
  const [one, two = one] = held.values();
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, spread: Math.hypot(one.x - two.x, one.y - two.y) || 1 };
}
