// Addresses of parts: S3.14 is a photocell by row and column, A217 an A-unit, P217 a potentiometer, R2 an R-unit.

export const RETINA_SIDE = 20; // photocells

export const kindOfPart = (address) => address.charAt(0);

// Counted from 0.
export function indexOfPart(address) {
  if (kindOfPart(address) !== "S") return Number(address.slice(1)) - 1;
  const [row, column] = address.slice(1).split(".").map(Number);
  return (row - 1) * RETINA_SIDE + column - 1;
}

export const cellName = (index) => `S${Math.floor(index / RETINA_SIDE) + 1}.${(index % RETINA_SIDE) + 1}`;
