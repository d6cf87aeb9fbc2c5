// The engineer's face of the page.

export function startEngineer() {}
