"""The card of a weight device: all that is known of it on one page."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.devices.curve import flow, goes_one_way, pulse, response, step_size
from markone.devices.device import Device
from markone.draw.style import COLOURS, new_figure, shortened

RANGE_V = 11.0
"""Volts of the machine at the ends of a device's range."""
UP, DOWN = (COLOURS[0], "-"), (COLOURS[4], "--")
MOST_PULSES = 20_000
SIMULATED = 8
"""Devices that are drawn to show noise and spread."""


def card(device: Device, range_v: float = RANGE_V) -> Figure:
    """Curve up and down, step over state, asymmetry, spread, noise, drift and numbers; own unit and volts.

    A device that cannot be run has only its numbers.
    """
    figure = new_figure(11.5, 7.6)
    figure.suptitle(shortened(device.title or device.name, 90), fontsize=13)
    if device.missing():
        _numbers(figure.subplots(), device)
        return figure
    grid = figure.add_gridspec(2, 3, width_ratios=(1, 1, 1.15))
    panels = (_curves, _steps, _asymmetry, _spread)
    for place, draw in zip(((0, 0), (0, 1), (1, 0), (1, 1)), panels, strict=True):
        draw(figure.add_subplot(grid[place]), device, range_v)
    right = grid[:, 2].subgridspec(2, 1, height_ratios=(1, 2.4))
    _drift(figure.add_subplot(right[0]), device)
    _numbers(figure.add_subplot(right[1]), device)
    return figure


def own(device: Device) -> str:
    """The device's unit, in brackets after what it measures."""
    return f" ({device.unit})" if device.unit else ""


def _volts(axes: Axes, device: Device, range_v: float) -> None:
    """The machine's volts on the other side of an axis of values."""
    low, high = device.range
    _other(axes, (low + high) / 2, (high - low) / 2 / range_v, "volts of the machine")


def _other(axes: Axes, middle: float, per_v: float, label: str) -> None:
    def volts(w: Any) -> Any:
        return (w - middle) / per_v

    def back(v: Any) -> Any:
        return middle + v * per_v

    ruler = axes.secondary_yaxis("right", functions=(volts, back))
    ruler.set_ylabel(label, fontsize=8)
    ruler.tick_params(labelsize=8)


def _pulse_s(device: Device) -> float:
    """How long it is driven in one pulse, where time moves it: the machine's half second if nobody says."""
    return device.value("pulse_s") or 0.5


def _after(device: Device, w: np.ndarray, way: int) -> np.ndarray:
    if device.model == "integrator":
        return flow(device, w, way, _pulse_s(device))
    if device.model == "motor":
        return np.clip(w + way * device.value("speed_v_per_s") * _pulse_s(device), *device.range)
    return pulse(device, w, way)


def _pulses(device: Device) -> int:
    """So many pulses that the curve shows its shape."""
    low, high = device.range
    first = float(
        np.mean(np.abs(_after(device, np.array([0.75 * low + 0.25 * high]), 1) - (0.75 * low + 0.25 * high)))
    )
    return int(np.clip(1.6 * (high - low) / max(first, 1e-12), 8, MOST_PULSES))


def _mean(device: Device, way: int) -> np.ndarray:
    low, high = device.range
    return response(device, np.full(_pulses(device), way), low if way > 0 else high, _pulse_s(device))


def _ways(device: Device) -> list[tuple[int, tuple[str, str], str]]:
    up_only = device.model not in ("motor", "ideal") and goes_one_way(device)
    return [(1, UP, "up"), (-1, DOWN, "down")][: 1 if up_only else 2]


def _dress(axes: Axes, title: str, xlabel: str, ylabel: str) -> None:
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(xlabel, fontsize=9)
    axes.set_ylabel(ylabel, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.grid(alpha=0.3)


def _curves(axes: Axes, device: Device, range_v: float) -> None:
    for way, (colour, line), name in _ways(device):
        axes.plot(_mean(device, way), line, color=colour, lw=2, label=name)
    of = "pulses" if device.model not in ("integrator", "motor") else f"pulses of {_pulse_s(device):g} s"
    _dress(axes, "Mean curve", of, f"value{own(device)}")
    axes.legend(fontsize=8, loc="center right")
    _volts(axes, device, range_v)


def _states(device: Device) -> np.ndarray:
    return np.linspace(*device.range, 201)


def _steps(axes: Axes, device: Device, range_v: float) -> None:
    timed = device.model in ("integrator", "motor")
    for way, (colour, line), name in _ways(device):
        axes.plot(
            _states(device), step_size(device, _states(device), way), line, color=colour, lw=2, label=name
        )
    what = f"speed ({device.unit + ' ' if device.unit else ''}per second)" if timed else f"step{own(device)}"
    _dress(axes, "Speed over state" if timed else "Step over state", f"value{own(device)}", what)
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=8)
    low, high = device.range
    per_v = (high - low) / 2 / range_v
    _other(axes, 0.0, per_v, "volts per second" if timed else "volts of the machine")


def _asymmetry(axes: Axes, device: Device, _: float) -> None:
    _dress(axes, "Asymmetry", f"value{own(device)}", "(up - down) / (up + down)")
    if len(_ways(device)) == 1:
        _say(axes, "only up pulses move it;\ntwo are read as a difference")
        return
    up, down = (step_size(device, _states(device), way) for way in (1, -1))
    axes.plot(_states(device), (up - down) / np.maximum(up + down, 1e-300), color=COLOURS[2], lw=2)
    axes.axhline(0, color="0.35", lw=1, ls=":")
    axes.set_ylim(-1.05, 1.05)


def _say(axes: Axes, words: str) -> None:
    axes.text(0.5, 0.5, words, ha="center", va="center", fontsize=9, color="0.35", transform=axes.transAxes)


def _spread(axes: Axes, device: Device, range_v: float) -> None:
    """Some devices of the kind, each with its own step, range and noise, as they are read."""
    _dress(axes, f"{SIMULATED} devices, up", "pulses", f"value read{own(device)}")
    if device.model in ("motor", "ideal"):
        axes.plot(_mean(device, 1), color=UP[0], lw=2)
        _volts(axes, device, range_v)
        return
    rng = np.random.default_rng(1960)
    for number in range(SIMULATED):
        axes.plot(_noisy(device, rng), color=COLOURS[number % len(COLOURS)], lw=0.9, alpha=0.85)
    low, high = device.range
    axes.set_ylim(low - 0.25 * (high - low), high + 0.25 * (high - low))
    _volts(axes, device, range_v)
    if silent := [name for name in ("spread_step", "pulse_noise") if name in device.unknown()]:
        _note(axes, f"{' and '.join(silent)} unknown: none is drawn")


def _note(axes: Axes, words: str) -> None:
    axes.text(0.03, 0.05, words, transform=axes.transAxes, fontsize=8)


def _noisy(device: Device, rng: np.random.Generator) -> np.ndarray:
    """One device, from its lower bound up, read once after each pulse."""
    pulses, (low, high) = min(_pulses(device), 2000), device.range
    zero, draw = device.value("zero"), device.value("spread_step") * rng.normal()
    gain = np.exp(draw) if device.value("log_normal") else max(1 + draw, 0.0)
    wide = np.abs(1 + device.value("spread_range") * rng.normal(size=2))
    bounds = zero + (low - zero) * wide[0], zero + (high - zero) * wide[1]
    timed = device.model == "integrator"
    size = device.value("speed") * _pulse_s(device) if timed else device.value("step")
    at, seen = bounds[0], []
    for _ in range(pulses + 1):
        error = device.value("write_noise") * size * rng.normal() + device.value("read_noise") * rng.normal()
        seen.append(at + error)
        moved = float(_after(device, np.array(np.clip(at, low, high)), 1) - np.clip(at, low, high))
        at = float(np.clip(at + gain * moved + device.value("pulse_noise") * size * rng.normal(), *bounds))
    return np.array(seen)


def _drift(axes: Axes, device: Device) -> None:
    _dress(axes, "After the last pulse", "seconds", "share kept")
    if device.model == "motor":
        decay, drift, begin = device.value("decay_ms") / 1000, 0.0, 1.0
    elif device.model == "ideal":
        decay, drift, begin = 0.0, 0.0, 1.0
    else:
        decay, drift, begin = (device.value(name) for name in ("decay_s", "drift", "drift_from_s"))
    seconds = np.logspace(-2, 7, 200)
    kept = (1 + seconds / begin) ** -drift * (np.exp(-seconds / decay) if decay else 1.0)
    axes.semilogx(seconds, kept, color=COLOURS[3], lw=2)
    axes.set_ylim(0, 1.08)
    if device.model not in ("motor", "ideal") and not {"decay_s", "drift"} & set(device.numbers):
        _note(axes, "nothing is said of decay or drift: none is drawn")
    if silent := [name for name in ("decay_s", "drift") if name in device.unknown()]:
        _note(axes, f"{' and '.join(silent)} unknown: none is drawn")


def _numbers(axes: Axes, device: Device) -> None:
    """Its numbers as text, each with the kind of its source."""
    axes.axis("off")
    steps = f"{device.steps:,.0f} steps" if device.steps else "number of steps unknown"
    head = [f"{device.model}; {steps}"]
    if device.missing():
        head += ["Cannot be run: no source gives its", ", ".join(device.missing())]
    lines = [_line(name, device) for name in device.numbers]
    axes.text(0, 1, "\n".join(head), va="top", fontsize=9, fontweight="bold", transform=axes.transAxes)
    below: dict[str, Any] = {"family": "monospace", "fontsize": 7.5, "linespacing": 1.3}
    axes.text(0, 0.97 - 0.04 * len(head), "\n".join(lines), va="top", transform=axes.transAxes, **below)


def _line(name: str, device: Device) -> str:
    number = device.numbers[name]
    return f"{name:<17}{shortened(written(number.value), 23):<11} {number.kind}"


def written(value: object) -> str:
    """A number's value in a few letters."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(f"{one:.3g}" for one in value)
    return f"{value:.5g}"
