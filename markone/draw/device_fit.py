"""Measured pulses with the model that was fitted, and what is left."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.devices.choose import Fit
from markone.draw.style import COLOURS, new_figure, shortened

MOST_DEVICES = 3
"""Devices that have room side by side."""


def device_fit(fit: Fit) -> Figure:
    """Above each device's readings and the model; below, how far off it is, given all readings before."""
    shown = fit.pulses.devices[:MOST_DEVICES]
    figure = new_figure(4.6 * max(len(shown), 1.5), 6.0)
    grid = figure.subplots(2, len(shown), squeeze=False, sharex="col", height_ratios=(2, 1))
    for column, device in enumerate(shown):
        _draw(grid[:, column], fit, column)
        grid[0, column].set_title(
            f"device {shortened(device, 20)}" if len(fit.pulses.devices) > 1 else "", fontsize=10
        )
    unit = f" ({fit.device.unit})" if fit.device.unit else ""
    grid[0, 0].set_ylabel(f"value{unit}")
    grid[1, 0].set_ylabel(f"residual{unit}")
    grid[0, 0].legend(fontsize=8)
    more = (
        f"; {len(shown)} of {len(fit.pulses.devices)} devices" if len(shown) < len(fit.pulses.devices) else ""
    )
    figure.suptitle(f"{shortened(fit.device.name, 60)}: {fit.chosen.title}{more}", fontsize=11)
    return figure


def _draw(axes: np.ndarray, fit: Fit, column: int) -> None:
    above, below = axes
    found = fit.chosen.estimates[column]
    runs = [run for run in fit.pulses.runs if run.device == fit.pulses.devices[column]]
    half, middle = fit.scale.half, fit.scale.middle
    mean = middle + half * found.likelihood.open_loop(found.theta)
    cuts = np.cumsum([run.values.size for run in runs])[:-1]
    parts = zip(runs, found.likelihood.followed(found.theta), np.split(mean, cuts), strict=True)
    for number, (run, followed, curve) in enumerate(parts):
        at = np.concatenate([[0], np.cumsum(run.seconds if fit.pulses.in_time else run.counts)])
        colour = COLOURS[(0, 4)[number % 2]]
        way = _way(run.ways)
        above.plot(at, run.values, ".", color=colour, ms=4, alpha=0.6, label=f"measured{way}")
        above.plot(
            at, curve, color="black", lw=1.6, ls=("-", "--")[number % 2], label=f"model{way}, without noise"
        )
        below.plot(
            at, run.values - middle - half * np.array(followed.expected), ".", color=colour, ms=4, alpha=0.6
        )
    below.axhline(0, color="0.35", lw=1)
    below.set_xlabel("seconds of current" if fit.pulses.in_time else "pulses")
    for each in axes:
        _grid(each)


def _grid(axes: Axes) -> None:
    axes.grid(alpha=0.3)
    axes.tick_params(labelsize=8)


def _way(ways: np.ndarray) -> str:
    return "" if len(set(ways.tolist())) != 1 else f" {'up' if ways[0] > 0 else 'down'}"
