"""From measured pulses to a device: every model fitted, the simplest good one taken, and why."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from markone.devices.device import Device, Number
from markone.devices.estimate import Estimate, cross_validated, estimate
from markone.devices.fitted import CONTAINS, PULSED, STOPPED, TIMED, Family
from markone.devices.likelihood import scaled
from markone.devices.models import MODELS
from markone.devices.numbers import LEVEL, POSITIVE, SIDES, Scale, in_own_unit, intervals, with_tables
from markone.devices.pulses import Pulses, Run, read
from markone.fields import explained
from markone.validation import numbers

UNLIKELY = 0.01
"""How unlikely a simpler model must be for one that contains it to count."""
NEAR = 2.0
"""The simplest model is taken of those whose AIC is so near to the best."""
NOT_TOLD_APART = "cannot be told from"
"""How the words begin of why a model is not taken that is no better than a simpler one."""
_LINE = 5
"""Readings through which a line is drawn."""

Tell = Callable[[int, int, str], None]
"""Hears before each model is fitted: how many models are done, of how many, and the title of this one."""


def _silent(done: int, whole: int, title: str) -> None:
    """Tell nobody."""


@explained
class Candidate(NamedTuple):
    """One model, fitted."""

    title: str
    fitted: int
    """How many numbers were fitted to all devices: of the model, the noises, where each run starts."""
    aic: float
    error: float
    """Root mean square error of readings that were withheld, in the device's own unit."""
    estimates: tuple[Estimate, ...]
    """One for each device."""
    why_not: str
    """Why not: no device can be like that, or it is no better than a simpler one. Empty if it is able."""


@explained
class Fit(NamedTuple):
    """A device fitted to pulses, and the reasons."""

    device: Device
    chosen: Candidate
    candidates: tuple[Candidate, ...]
    """All models, the simplest first."""
    sentence: str
    """Which model was chosen and why; what the pulses cannot tell."""
    pulses: Pulses
    scale: Scale


def fit(
    path: str | PathLike,
    columns: Sequence[str] | None = None,
    unit: str | None = None,
    bounds: tuple[float, float] | None = None,
    name: str | None = None,
    tell: Tell = _silent,
) -> Fit:
    """Fit every model to the pulses in a CSV, and take the simplest within 2 of the best AIC.

    `bounds` are the least and greatest value of the device where they are known; else the range that was
    measured is taken for them. 5,000 readings take a minute or more: `tell` hears which model is being
    fitted. Raises ValueError in one sentence for what cannot be fitted.
    """
    pulses = read(path, columns, unit)
    return fit_pulses(pulses, bounds, name or Path(path).stem, Path(path).name, tell)


def fit_pulses(
    pulses: Pulses, bounds: tuple[float, float] | None, name: str, source: str, tell: Tell = _silent
) -> Fit:
    """The same for pulses that were read; `source` says from where."""
    scale, families = _scale(pulses, bounds), _families(pulses, bounds)
    Device(name, families[0].model, pulses.unit)  # refuses a name or a unit before the work, and not after it
    candidates = tuple(
        _candidate(family, pulses, scale, bounds is not None) for family in _one_by_one(families, tell)
    )
    candidates = told_apart(candidates)
    able = [each for each in candidates if not each.why_not]
    if not able:
        raise ValueError(f"no model fits: {candidates[0].why_not}; give --range, or another curve")
    chosen = simplest(able)
    told = _Telling(pulses, scale, bounds is not None, source)
    words, model = _words(chosen, candidates), chosen.estimates[0].family.model
    device = Device(name, model, pulses.unit, told.numbers(chosen), notes=words)
    return Fit(device, chosen, candidates, f"{words} {told.words()}", pulses, scale)


def told_apart(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same, with a word at each that is no better than a simpler one that it contains.

    By the likelihood ratio (Wilks, Ann. Math. Stat. 9, 1938) at 1 %, which the models that are tried share
    (Bonferroni): AIC alone would take a model of more numbers for about one curve in six of a device that has
    none of them, since there are five such models.
    """
    by_title, unlikely = {each.title: each for each in candidates}, UNLIKELY / max(len(candidates) - 1, 1)
    weighed = []
    for each in candidates:
        for title in sorted(CONTAINS[each.title] & set(by_title)) if not each.why_not else ():
            simpler = by_title[title]
            ratio = 2.0 * (_cost(simpler) - _cost(each))
            if not simpler.why_not and stats.chi2.sf(ratio, each.fitted - simpler.fitted) > unlikely:
                each = each._replace(why_not=f"{NOT_TOLD_APART} {title}")  # noqa: PLW2901
        weighed.append(each)
    return tuple(weighed)


def _cost(candidate: Candidate) -> float:
    return sum(each.cost for each in candidate.estimates)


def simplest(able: Sequence[Candidate]) -> Candidate:
    """The one with the fewest numbers of those whose AIC is within `NEAR` of the best."""
    best = min(each.aic for each in able)
    return min((each for each in able if each.aic <= best + NEAR), key=lambda each: (each.fitted, each.aic))


def _families(pulses: Pulses, bounds: tuple[float, float] | None) -> list[Family]:
    return [
        family for family in (TIMED if pulses.in_time else PULSED) if family is not STOPPED or bounds is None
    ]


def _one_by_one(families: Sequence[Family], tell: Tell) -> Iterator[Family]:
    for done, family in enumerate(families):
        tell(done, len(families), family.title)
        yield family


def _of(pulses: Pulses, device: str) -> list[Run]:
    return [run for run in pulses.runs if run.device == device]


def _extremes(runs: Sequence[Run]) -> tuple[float, float]:
    """The least and the greatest reading, so that a single one that is wrong does not count.

    Each is the median of five that follow one another; where pulses begin, end or turn, the value there of
    the line through five (repeated medians: Siegel, Biometrika 69, 1982), as a median would cut the peak.
    """
    seen = np.concatenate([part for run in runs for part in (_smooth(run.values), _at_turns(run))])
    return float(seen.min()), float(seen.max())


def _smooth(values: np.ndarray) -> np.ndarray:
    padded = np.pad(values, 2, "reflect" if values.size > 2 else "edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)


def _at_turns(run: Run) -> np.ndarray:
    """Where lines through the first five and the last five readings of each way stand at its ends."""
    turns = np.flatnonzero(np.diff(run.ways)) + 1
    found = []
    for first, last in pairwise([0, *turns.tolist(), run.values.size - 1]):
        if last - first >= _LINE - 1:
            for values in (run.values[first : last + 1], run.values[first : last + 1][::-1]):
                line = stats.siegelslopes(values[:_LINE])
                found.append(line.intercept)
    return np.array(found)


def _scale(pulses: Pulses, bounds: tuple[float, float] | None) -> Scale:
    if bounds is not None:
        low, high = numbers("range", bounds).tolist()
        if not low < high:
            raise ValueError(f"range is {low:g} to {high:g}; give the lower bound first")
        return Scale(low, high)
    ends = np.mean([_extremes(_of(pulses, device)) for device in pulses.devices], axis=0)
    if not ends[0] < ends[1]:
        raise ValueError("the curve does not move but for single readings; give one that does")
    return Scale(float(ends[0]), float(ends[1]))


def _candidate(family: Family, pulses: Pulses, scale: Scale, bounded: bool) -> Candidate:
    found = tuple(
        estimate(family, [scaled(run, scale.middle, scale.half) for run in _of(pulses, device)], bounded)
        for device in pulses.devices
    )
    error = float(np.sqrt(np.mean([cross_validated(each) ** 2 for each in found]))) * scale.half
    fitted, aic = sum(each.theta.size for each in found), sum(each.aic for each in found)
    return Candidate(family.title, fitted, aic, error, found, why_not(found, scale))


def why_not(found: Sequence[Estimate], scale: Scale) -> str:
    """Why no device can be as it was fitted; empty if one can."""
    for each in found:
        if len(each.likelihood.unreached(each.theta)) == len(SIDES):
            return "it was not pulsed into its stops"
        known = {"low": scale.low, "high": scale.high}
        model_numbers = {**known, **with_tables(in_own_unit(each, each.theta, scale))}
        try:
            Device(
                "fitted",
                each.family.model,
                numbers={key: Number(_short(value)) for key, value in model_numbers.items()},
            )
        except ValueError as error:
            return str(error)
    return ""


def _short(value: float | tuple[float, ...]) -> float | tuple[float, ...]:
    return tuple(map(_short, value)) if isinstance(value, tuple) else float(f"{value:.4g}")  # type: ignore[arg-type]


def _words(chosen: Candidate, candidates: Sequence[Candidate]) -> str:
    """Which model was chosen and why."""
    able = [each for each in candidates if not each.why_not]
    rivals = [each for each in candidates if not each.why_not or each.why_not.startswith(NOT_TOLD_APART)]
    best = min(able, key=lambda each: each.aic)
    foretold = min(rivals, key=lambda each: each.error)
    why = "it has the best AIC of all"
    if min(each.aic for each in rivals) < best.aic:
        why = "it has the best AIC of those that the pulses tell apart"
    if best is not chosen:
        gain, more = chosen.aic - best.aic, best.fitted - chosen.fitted
        why = f"{best.title} with {more} numbers more has an AIC that is only {gain:.1f} better"
    if foretold is chosen:
        held = "it also foretells withheld readings best"
    else:
        held = (
            f"withheld readings it foretells to {chosen.error:.3g}, {foretold.title} to {foretold.error:.3g}"
        )
    return f"Chosen: {chosen.title}, since {why}; {held}."


class _Telling:
    """What pulses say, and what they cannot say, of the numbers of a device."""

    def __init__(self, pulses: Pulses, scale: Scale, bounded: bool, source: str):
        self.pulses, self.scale, self.bounded, self.source = pulses, scale, bounded, source

    def numbers(self, chosen: Candidate) -> dict[str, Number]:
        """All numbers of the device."""
        each = [in_own_unit(found, found.theta, self.scale) for found in chosen.estimates]
        several = len(each) > 1
        found = _means(each) if several else _singly(chosen.estimates[0], self.scale)
        source = f"fitted to {self.source} by maximum likelihood"
        source += f", mean of {len(each)} devices" if several else ""
        fitted = {
            name: Number(value, "fitted", source, interval) for name, (value, interval) in found.items()
        }
        told = self._range() | _as_rows(fitted)
        model = chosen.estimates[0].family.model
        told |= self._unknown(chosen.estimates[0], model)
        if several:
            told |= self._spread(chosen, each)
        return {name: number for name, number in told.items() if name in MODELS[model]}

    def _range(self) -> dict[str, Number]:
        how = "given with the pulses" if self.bounded else f"as far as it went in {self.source}"
        ends = {"low": self.scale.low, "high": self.scale.high}
        return {name: Number(value, "measured", how) for name, value in ends.items()} | {
            "zero": Number(self.scale.middle, "assumed", "the middle of the range")
        }

    def _unknown(self, found: Estimate, model: str) -> dict[str, Number]:
        """What one reading after each pulse, of one device or pulsed one way, does not tell."""
        silent = {"write_noise": "one reading a pulse cannot tell it from read_noise, which holds both"}
        one = "one device does not tell how devices differ"
        silent |= dict.fromkeys(("spread_step", "spread_range", "spread_asymmetry"), one)
        for side in found.likelihood.one_sided:
            names = (
                "asymmetry",
                *(name for name in MODELS[model] if name == side or name.endswith(f"_{side}")),
            )
            silent |= dict.fromkeys(names, f"no pulse {side} was measured")
        return {name: Number(None, "unknown", why) for name, why in silent.items()}

    def _spread(self, chosen: Candidate, each: list[dict[str, float]]) -> dict[str, Number]:
        """How devices differ: the s.d. between them, less what the fits are unsure of."""
        spreads = {"spread_step": _between([_gain(found) for found in chosen.estimates])}
        if "asymmetry" in each[0]:
            sure = [intervals(found, self.scale)["asymmetry"] for found in chosen.estimates]
            errors = [(high - low) / (2 * stats.norm.ppf((1 + LEVEL) / 2)) for low, high in sure]
            leans = [one["asymmetry"] for one in each]
            spreads["spread_asymmetry"] = _between(list(zip(leans, errors, strict=True)))
        if not self.bounded:
            widths = [float(np.ptp(_extremes(_of(self.pulses, device)))) for device in self.pulses.devices]
            spreads["spread_range"] = _deviation(np.array(widths) / np.mean(widths), 0.0)
        source = f"between {len(each)} devices in {self.source}"
        found = {
            name: Number(value, "fitted", source, interval) for name, (value, interval) in spreads.items()
        }
        known = Number(None, "unknown", "the range was given, the same for all")
        return {"spread_range": known, **found}

    def words(self) -> str:
        """What the pulses leave open, in sentences."""
        said = []
        if len(self.pulses.devices) == 1:
            said.append("From one device no spread between devices can be told: it stays unknown.")
        if self.pulses.turned is not None:
            said.append(
                f"Pulses were taken to go up until reading {self.pulses.turned + 1} and down after it."
            )
        sides = {way for run in self.pulses.runs for way in run.ways.tolist()}
        if len(sides) == 1:
            said.append(
                "All pulses go one way: the numbers of the other stay unknown, and it cannot be run yet."
            )
        if not self.bounded:
            low, high = self.scale.low, self.scale.high
            said.append(f"Its range is that which was measured, {low:.4g} to {high:.4g}.")
        return " ".join(said)


def _singly(found: Estimate, scale: Scale) -> dict[str, tuple[float, tuple[float, float]]]:
    sure = intervals(found, scale)
    return {name: (value, sure[name]) for name, value in in_own_unit(found, found.theta, scale).items()}


def _means(each: list[dict[str, float]]) -> dict[str, tuple[float, tuple[float, float]]]:
    """The mean over devices and its interval, by Student's t."""
    wide, found = stats.t.ppf((1 + LEVEL) / 2, len(each) - 1), {}
    for name in each[0]:
        values = [one[name] for one in each]
        mean, error = float(np.mean(values)), wide * float(np.std(values, ddof=1)) / len(each) ** 0.5
        least = 0.0 if name.startswith(POSITIVE) else -np.inf
        found[name] = mean, (max(mean - error, least), mean + error)
    return found


def _gain(found: Estimate) -> tuple[float, float]:
    """The logarithm of a device's step, mean of all that were fitted, and how unsure it is."""
    names = found.likelihood.names
    steps = np.array([name == "s" or name.startswith(("s_", "n")) for name in names]) / 1.0
    steps /= steps.sum()
    return float(steps @ found.theta), float(steps @ found.covariance @ steps) ** 0.5


def _between(values: list[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """The s.d. between values that are each given with their own."""
    found, errors = np.array(values).T
    return _deviation(found, float(np.mean(errors**2)))


def _deviation(values: np.ndarray, less: float) -> tuple[float, tuple[float, float]]:
    """The s.d. of values, each unsure by the variance `less`, with its interval by chi squared."""
    freedom, variance = values.size - 1, float(np.var(values, ddof=1))
    ends = stats.chi2.ppf([(1 + LEVEL) / 2, (1 - LEVEL) / 2], freedom)
    low, high = (max(freedom * variance / end - less, 0.0) ** 0.5 for end in ends)
    return max(variance - less, 0.0) ** 0.5, (low, high)


def _as_rows(fitted: dict[str, Number]) -> dict[str, Number]:
    """The factors of a table as one number each way; their intervals in its source."""
    plain = with_tables({name: number.value for name, number in fitted.items()})
    rows = {}
    for name, value in plain.items():
        parts = [fitted[f"{name}[{node}]"] for node in range(len(value))] if isinstance(value, tuple) else []
        said = ", ".join(
            f"{part.interval[0]:.3g} to {part.interval[1]:.3g}" for part in parts if part.interval
        )
        rows[name] = Number(value, "fitted", f"{parts[0].source}; 95 %: {said}") if parts else fitted[name]
    return rows
