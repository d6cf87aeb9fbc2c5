"""How cost grows: processor time and memory against size, with fitted exponents.

Each door is opened at sizes over two decades and more, or as far as the machine goes. Cost that goes with
size to the power p has exponent p; it is fitted over the larger half of the sizes, as calls have fixed
costs. Memory is the most that Python and numpy hold at one time (tracemalloc); arrays that kernels make for
themselves are not in it.
"""

import json
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from matplotlib.figure import Figure

from benchmarks.mark_one import slides_and_targets
from markone import stimuli
from markone.draw.style import CURVES, new_figure
from markone.fast.bits import engine
from markone.fast.fused import net
from markone.learners import MarkOneClassifier, MLPClassifier, Perceptron
from markone.learners.fleet import fleet, random_machines
from markone.learners.lesson import Lesson
from markone.machine import MarkOne, teach
from markone.spec import build
from markone.streams import Command
from markone.switchboard import plug
from markone.trace import record

ROUNDS, LONG_S = 5, 1.0
"""So often each size is timed, for the least of the times; once where it takes longer than that."""
MORE = 0.15
"""An exponent that is greater by so much than it should be is said to be."""
TWO_WIRES = {"excitatory": 1, "inhibitory": 1}
"""The board has 16,000 holes for wires of A-units: with two each there can be 8,000."""
Act = Callable[[], Any]


class Series(NamedTuple):
    """One door, and what of it grows."""

    name: str
    sizes: Sequence[int]
    act: Callable[[int], Act]
    """What is done at a size; called before the clock starts, so that data are there."""
    power: float = 1.0
    """The exponent of time that it should have at most."""


def _spaced(low: int, high: int) -> list[int]:
    """Sizes from one to the other, some four a decade."""
    return sorted(
        {round(size) for size in np.geomspace(low, high, 1 + round(4 * np.log10(high / low))).tolist()}
    )


def _mark_one(slides: int = 1000, **given: Any) -> Act:
    light, _ = slides_and_targets(slides)
    labels = np.arange(slides) % 2
    return partial(MarkOneClassifier(max_iter=1, random_state=0, **given).fit, light, labels)


def _responses(responses: int) -> Act:
    light, _ = slides_and_targets(500)
    targets = np.random.default_rng(1).choice([-1, 1], (500, responses)).astype(np.int8)
    wiring = plug(responses, "full")
    return lambda: fleet([build(wiring)], light, targets, lesson=Lesson(epochs=1))


def _clocked(slides: int) -> MarkOne:
    machine, (light, targets) = MarkOne(build(plug(8, "full"))), slides_and_targets(slides)
    teach(machine, light.astype(float), targets)
    return machine


def _past(slides: int) -> Act:
    """The machine as it stood in the middle of what it was taught."""
    machine = _clocked(slides)
    return lambda: machine.at(int(machine.env.now) // 2)


def _traced(folder: str, ending: str, slides: int) -> Act:
    light, targets = slides_and_targets(slides)

    def act() -> None:
        parts = build(plug(8, "full"))
        with record([Path(folder) / f"run{ending}"], parts) as sink:
            teach(MarkOne(parts, sink), light.astype(float), targets)

    return act


def _fleet(boards: int) -> Act:
    slides, _ = stimuli.letters()
    targets = 2 * (np.arange(1, 27)[:, None] >> np.arange(5) & 1) - 1
    made = random_machines(partial(plug, 5, units=64))
    return lambda: fleet(made, slides, targets, number=boards, lesson=Lesson(epochs=5))


def _net(samples: int = 1000, inputs: int = 64, hidden: Sequence[int] = (64,), batch: int = 64) -> Act:
    rng = np.random.default_rng(0)
    X, y = rng.random((samples, inputs), dtype=np.float32), np.arange(samples) % 10
    given: dict[str, Any] = {"batch_size": batch, "max_iter": 1, "dtype": "float32", "solver": "sgd"}
    return partial(MLPClassifier(tuple(hidden), random_state=0, **given).fit, X, y)


def _rule(samples: int) -> Act:
    rng = np.random.default_rng(0)
    X = rng.random((samples, 100), dtype=np.float32) - np.float32(0.5)
    return partial(Perceptron(max_iter=1, shuffle=False).fit, X, (X @ rng.normal(size=100) > 0).astype(int))


def every(quick: bool, folder: str) -> Iterator[Series]:
    """All series; the short version stops a decade earlier."""

    def to(low: int, high: int) -> list[int]:
        return _spaced(low, max(high // 10, 2 * low) if quick else high)

    yield Series("Mark I untimed: slides", to(100, 100_000), _mark_one)
    units = to(64, 8_000)
    yield Series(
        "Mark I untimed: A-units of 2 wires", units, lambda units: _mark_one(n_units=units, **TWO_WIRES)
    )
    yield Series("Mark I untimed: R-units (8 at most)", [1, 2, 4, 8], _responses)
    yield Series("clocked: slides", to(30, 3_000), lambda slides: partial(_clocked, slides))
    yield Series("clocked: the past after slides", to(30, 3_000), _past, 0.5)
    yield Series("trace VCD: slides", to(10, 1_000), lambda slides: _traced(folder, ".vcd", slides))
    yield Series("trace Perfetto: slides", to(10, 1_000), lambda slides: _traced(folder, ".json", slides))
    yield Series("trace Parquet: slides", to(10, 1_000), lambda slides: _traced(folder, ".parquet", slides))
    yield Series("fleet: boards", to(10, 1_000), _fleet)
    yield Series("MLP: units of one layer", to(16, 4_096), lambda units: _net(hidden=(units,)))
    yield Series("MLP: units of two layers", to(16, 2_048), lambda units: _net(hidden=(units, units)), 2.0)
    yield Series("MLP: layers of 64", to(1, 128), lambda layers: _net(hidden=(64,) * layers))
    yield Series("MLP: batch, of 10,000", to(10, 10_000), lambda batch: _net(10_000, batch=batch), 0.0)
    yield Series("MLP: samples of 784", to(100, 10_000), lambda samples: _net(samples, 784))
    yield Series("MLP: samples of 100", to(10_000, 1_000_000), lambda samples: _net(samples, 100, (32,)))
    yield Series("perceptron: samples of 100", to(10_000, 1_000_000), _rule)


def _measured(act: Act) -> tuple[float, float]:
    """The least time of some calls in seconds, and the most memory of one more in bytes."""
    times: list[float] = []
    while len(times) < ROUNDS and sum(times) < LONG_S:
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    tracemalloc.start()
    try:
        act()
        return min(times), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def exponent(sizes: Sequence[int], cost: Sequence[float]) -> float:
    """p of cost ~ size^p, by least squares of logarithms over the larger half of the sizes."""
    half = min(len(sizes) // 2, len(sizes) - 2)
    return float(np.polyfit(np.log(sizes[half:]), np.log(cost[half:]), 1)[0])


def measure(series: Series) -> dict[str, Any]:
    """What a series costs at its sizes, as JSON takes it."""
    series.act(series.sizes[0])()  # what has to be compiled is
    costs = [_measured(series.act(size)) for size in series.sizes]
    seconds, memory = ([cost[part] for cost in costs] for part in (0, 1))
    found = exponent(series.sizes, seconds)
    return {
        "name": series.name,
        "sizes": list(series.sizes),
        "seconds": seconds,
        "bytes": memory,
        "exponent": round(found, 2),
        "exponent of memory": round(exponent(series.sizes, memory), 2),
        "at most": series.power,
        "holds": found <= series.power + MORE,
    }


def table(found: dict[str, Any]) -> str:
    """All series as Markdown."""
    head = "| what grows | from | to | seconds | exponent | at most | MB | exponent |\n" + "| --- " * 8 + "|"
    return "\n".join([head, *(_row(each) for each in found["series"])])


def _row(each: dict[str, Any]) -> str:
    ends = [f"{each['seconds'][at]:.2g}" for at in (0, -1)]
    memory = [f"{each['bytes'][at] / 1e6:.2g}" for at in (0, -1)]
    power = f"{each['exponent']:.2f}" if each["holds"] else f"**{each['exponent']:.2f}**"
    cells = [each["name"], f"{each['sizes'][0]:,}", f"{each['sizes'][-1]:,}", " to ".join(ends), power,
             f"{each['at most']:g}", " to ".join(memory), f"{each['exponent of memory']:.2f}"]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def figure(found: dict[str, Any]) -> Figure:
    """Left time, right memory, against size; both axes logarithmic."""
    drawn = new_figure(12, 6)
    left, right = drawn.subplots(1, 2)
    for number, each in enumerate(found["series"]):
        colour, line, marker = CURVES[number % len(CURVES)]
        label = f"{each['name']} ({each['exponent']:.2f})"
        for axes, key, scale in ((left, "seconds", 1.0), (right, "bytes", 1e6)):
            face = colour if number < len(CURVES) else "white"
            axes.plot(each["sizes"], np.array(each[key]) / scale, color=colour, ls=line, marker=marker,
                      ms=4, lw=1, mfc=face, label=label)  # fmt: skip
    for axes, title in ((left, "seconds"), (right, "MB")):
        axes.set(xscale="log", yscale="log", xlabel="size", ylabel=title)
    drawn.legend(
        *left.get_legend_handles_labels(), loc="outside right center", fontsize=8, title="exponent of time"
    )
    return drawn


@click.command(cls=Command, help=__doc__)
@click.option(
    "--only", metavar="TEXT", default="", help="Series whose names have this in them.  [default: all]"
)
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all to FILE, and a figure beside it.",
)
@click.option("--quick", is_flag=True, help="A decade less of each.")
def main(only: str, file: Path | None, quick: bool) -> None:
    """Measure the series, print them, and write the file and the figure."""
    warnings.simplefilter("ignore")  # one epoch is the plan
    engine.TIER.open()
    net.TIER.open()
    with tempfile.TemporaryDirectory() as folder:
        asked = [series for series in every(quick, folder) if only in series.name]
        if not asked:
            names = ", ".join(series.name for series in every(quick, folder))
            raise click.ClickException(f"no series has {only!r} in its name; there are {names}")
        found: dict[str, Any] = {"quick": quick, "series": []}
        for series in asked:
            found["series"].append(measure(series))
            click.echo(_row(found["series"][-1]))
    if file:
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        figure(found).savefig(file.with_suffix(".png"), dpi=100)


if __name__ == "__main__":
    main()
