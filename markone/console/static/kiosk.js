// A tour, for a museum.

export function startKiosk() {}
