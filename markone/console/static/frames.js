// The binary frames in which a machine says what changes often; docs/console.md has their layout.

const HEAD_BYTES = 18;
const PHASES = ["rest", "expose", "settle", "decide", "reinforce"];
const FORMS = {
  0: { size: 1, get: (view, at) => view.getUint8(at) },
  1: { size: 2, get: (view, at) => view.getInt16(at, true) },
  2: { size: 1, sparse: true, get: (view, at) => view.getUint8(at) },
  3: { size: 2, sparse: true, get: (view, at) => view.getInt16(at, true) },
  4: { size: 4, get: (view, at) => view.getFloat32(at, true) },
  5: { size: 1, get: (view, at) => view.getInt8(at) },
  6: { size: 1, sparse: true, get: (view, at) => view.getInt8(at) },
};
export const SECTION = {
  light: 1, cells: 2, units: 3, volts: 4, motors: 5, lamps: 6, currents: 7, targets: 8,
  brokenUnits: 9, brokenPots: 10, brokenCells: 11, brokenLamps: 12,
};

// What stands at the beginning of a frame, a DataView.
export function headOf(frame) {
  const flags = frame.getUint8(1);
  return {
    playing: Boolean(flags & 1), showing: Boolean(flags & 2), following: Boolean(flags & 4), full: Boolean(flags & 8),
    phase: PHASES[frame.getUint8(2)], ms: frame.getFloat64(4, true), shown: frame.getUint32(12, true),
  };
}

// The sections: {kind, count, sparse, each}; `each` calls for every value with its index, and as it was sent.
export function* sectionsOf(frame) {
  let at = HEAD_BYTES;
  for (let n = frame.getUint16(16, true); n > 0; n--) {
    const form = FORMS[frame.getUint8(at + 1)];
    const [kind, count, first] = [frame.getUint8(at), frame.getUint32(at + 2, true), at + 6];
    const stride = form.size + (form.sparse ? 2 : 0);
    yield { kind, count, sparse: Boolean(form.sparse), each: (take) => eachValue(frame, form, first, count, stride, take) };
    at = first + count * stride;
  }
}

function eachValue(frame, form, first, count, stride, take) {
  for (let n = 0, at = first; n < count; n++, at += stride) {
    if (form.sparse) take(frame.getUint16(at, true), form.get(frame, at + 2));
    else take(n, form.get(frame, at));
  }
}
