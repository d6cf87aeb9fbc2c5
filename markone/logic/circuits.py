"""Small recurrent nets ("nets with circles" in 1943), which remember: they are dynamical systems."""

from itertools import pairwise
from numbers import Integral

from markone.logic.net import Net, Unit

MOST_UNITS = 64
GATES = {
    "AND": Unit(("a", "b"), (), 2),
    "OR": Unit(("a", "b"), (), 1),
    "NOT": Unit((), ("a",), 0),
    "NOR": Unit((), ("a", "b"), 0),
    "AND NOT": Unit(("a",), ("b",), 1),
}
"""What one unit can do with one or two inputs, right under both kinds of inhibition."""


def gate(name: str) -> Net:
    """AND, OR, NOT, NOR or "AND NOT" (a but not b) as a net of the one unit y.

    NAND is not among them: with absolute inhibition it takes two units, as in `dnf` or `cnf`.
    """
    if name not in GATES:
        raise ValueError(f"{name!r} is no gate; choose one of {', '.join(GATES)}")
    return Net(("a",) if name == "NOT" else ("a", "b"), {"y": GATES[name]})


def _count(name: str, value: int) -> int:
    if not isinstance(value, Integral) or isinstance(value, bool) or not 1 <= value <= MOST_UNITS:
        raise ValueError(f"{name} is {value!r}; it must be a whole number from 1 to {MOST_UNITS}")
    return int(value)


def latch() -> Net:
    """One bit in one unit: `set` starts it, its own line keeps it, `reset` stops it and wins.

    It is the simplest feedback loop (1943, figure 1i is one), and it needs absolute inhibition: under the
    relative kind a unit that is set and kept at once outvotes a single reset.
    """
    return Net(("set", "reset"), {"Q": Unit(("set", "Q"), ("reset",), 1)})


def nor_latch() -> Net:
    """One bit in two NORs that silence each other: the set-reset latch of digital circuits.

    Run in step, it shows that latch's race: from rest, or after set and reset together, both units
    fire and fall silent at once and for ever, for nothing breaks the tie.
    """
    return Net(("set", "reset"), {"Q": Unit((), ("reset", "not Q"), 0), "not Q": Unit((), ("set", "Q"), 0)})


def ring_oscillator(units: int = 3) -> Net:
    """Repeaters in a ring that its first unit, which is inhibited by the last, closes as a NOT.

    It starts from rest and returns to the same state after 2 * `units` steps, each unit firing for
    half of them.
    """
    names = [f"u{number}" for number in range(1, _count("units", units) + 1)]
    first = Unit((), (names[-1],), 0)
    rest = {name: Unit((before,), (), 1) for before, name in pairwise(names)}
    return Net((), {names[0]: first, **rest})


def shift_register(bits: int = 4) -> Net:
    """A row of repeaters: what `in` said t steps ago stands at unit t."""
    names = ["in", *(f"s{number}" for number in range(1, _count("bits", bits) + 1))]
    units = {name: Unit((before,), (), 1) for before, name in pairwise(names)}
    return Net(("in",), units)


def counter(bits: int = 3) -> Net:
    """A binary counter of the pulses on `count`: bit b0 is the lowest, and after 2^bits it is at 0.

    A unit cannot flip itself, since "either but not both" is no threshold function. So each bit has
    two helpers: `up` fires when a pulse finds the bit off, `down` when it finds it on; up sets the
    bit, down clears it and is the pulse for the next bit. A bit has changed two steps after its
    pulse: pulses must lie two steps apart or more, and the number is right bits + 1 steps after
    the last one. All thresholds are positive, and the helpers never fire together, so that it
    counts under both kinds of inhibition.
    """
    units, pulse = {}, "count"
    for number in range(_count("bits", bits)):
        bit, up, down = f"b{number}", f"up{number}", f"down{number}"
        units[up] = Unit((pulse,), (bit,), 1)
        units[down] = Unit((pulse, bit), (), 2)
        units[bit] = Unit((up, bit), (down,), 1)
        pulse = down
    return Net(("count",), units)


def heat_illusion() -> Net:
    """Why a moment of cold feels hot: the net of 1943, figure 1e.

    hot(t) = heat(t-1) or (cold(t-3) and not cold(t-2)); chilly(t) = cold(t-2) and cold(t-1). As in
    the figure every threshold is 2, and a line that is to fire a unit alone makes two synapses.
    """
    units = {
        "a": Unit(("cold", "cold"), (), 2),
        "b": Unit(("a", "a"), ("cold",), 2),
        "hot": Unit(("heat", "heat", "b", "b"), (), 2),
        "chilly": Unit(("a", "cold"), (), 2),
    }
    return Net(("heat", "cold"), units)
