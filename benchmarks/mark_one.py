"""F10 to F12: the Mark I without its clock, beside numpy and JAX; all weights end at the same volts."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.bar import BEST, OURS, Acts, Anew, Bar
from benchmarks.peers import installed
from markone.kernels.lesson import wipers
from markone.kernels.machine import Parts
from markone.kernels.pot import Pot
from markone.kernels.pulsed import LINEAR, Pulsed
from markone.learners import MarkOneClassifier
from markone.learners.fleet import fleet, random_machines
from markone.learners.lesson import Lesson
from markone.spec import build, copy
from markone.switchboard import Wiring, code_words, plug

RESPONSES, UNITS, WIRES, THETA, STOP_V = 8, 512, 15, 2, 100.0
POT = Pot(speed_v_per_s=2.0, stop_v=STOP_V)
"""One volt a pulse."""
SOFT = Pulsed(LINEAR, step_v=0.5, slope_up=0.4, slope_down=0.7)
"""A device that is not ideal: the nearer to its end, the smaller a step."""
Move = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Volts, and which way each weight is moved; the volts after the pulse."""


def slides_and_targets(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Slides (count, 400) bool with .15 to .45 of the cells lit, and random targets of eight R-units."""
    rng = np.random.default_rng(0)
    slides = rng.random((count, 400)) < rng.uniform(0.15, 0.45, (count, 1))
    return slides, rng.choice([-1, 1], (count, RESPONSES)).astype(np.int8)


def board(wiring: Wiring) -> np.ndarray:
    """The S-A board as a matrix (cells, units) float32 of +1, -1 and 0."""
    matrix, units = np.zeros((400, UNITS), np.float32), np.arange(UNITS)[:, None]
    np.add.at(matrix, (wiring.excitatory, units), 1)
    np.add.at(matrix, (wiring.inhibitory, units), -1)
    return matrix


def volts_of(parts: Parts) -> np.ndarray:
    """(responses, units)."""
    return wipers(parts).reshape(RESPONSES, UNITS)


def by_classifier(slides: np.ndarray, labels: np.ndarray, epochs: int, device: Any) -> MarkOneClassifier:
    """The door of the estimator: eight R-units for 256 classes, slides in stored order."""
    given: dict[str, Any] = {
        "patching": "full",
        "excitatory": WIRES,
        "inhibitory": WIRES,
        "random_state": 0,
        "shuffle": False,
    }
    return MarkOneClassifier(**given, max_iter=epochs, device=device).fit(slides, labels)


def by_fleet(
    team: list[Parts], slides: np.ndarray, targets: np.ndarray, epochs: int, n_jobs: int = 1
) -> Anew:
    """The door of lessons: machines as these are taught the same; their volts."""
    lesson = Lesson(epochs=epochs, shuffle=False)

    def teach(machines: list[Parts]) -> list[np.ndarray]:
        fleet(machines, slides, targets, lesson=lesson, n_jobs=n_jobs)
        return [volts_of(parts) for parts in machines]

    return Anew(lambda: [copy(parts) for parts in team], teach)


def by_drawn(number: int, slides: np.ndarray, targets: np.ndarray, epochs: int, **jobs: Any) -> np.ndarray:
    """The same for machines that are drawn and built where they are taught; their mistakes."""
    machines = random_machines(partial(plug, RESPONSES, "full", UNITS, WIRES, WIRES), device=POT)
    lesson = Lesson(epochs=epochs, shuffle=False)
    return fleet(machines, slides, targets, number=number, lesson=lesson, **jobs).mistakes


def whole_steps(volts: np.ndarray, way: np.ndarray) -> np.ndarray:
    """An ideal potentiometer."""
    return np.clip(volts + way, -STOP_V, STOP_V)


def soft_steps(volts: np.ndarray, way: np.ndarray) -> np.ndarray:
    """A device as `SOFT`."""
    slope = np.where(way > 0, SOFT.slope_up / SOFT.high_v, SOFT.slope_down / SOFT.low_v)
    return np.clip(volts + way * SOFT.step_v * (1 - slope * volts), SOFT.low_v, SOFT.high_v)


def in_numpy(X: np.ndarray, wires: np.ndarray, T: np.ndarray, epochs: int, move: Move) -> list[np.ndarray]:
    """All A-units at once as a product of matrices, then slide by slide."""
    volts = np.zeros((RESPONSES, UNITS))
    fires = (X @ wires >= THETA).astype(float)
    for _ in range(epochs):
        for active, target in zip(fires, T, strict=True):
            wrong = np.where(volts @ active > 0, 1, -1) != target
            if wrong.any():
                volts = move(volts, np.outer(wrong * target, active))
    return [volts]


def in_jax(X: np.ndarray, wires: np.ndarray, T: np.ndarray, epochs: int) -> Callable[[], Any]:
    """A compiled function of no argument: boards `wires` (machines, cells, units) side by side."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", False)

    def step(volts: Any, shown: Any) -> Any:
        active, target = shown
        lamp = jnp.where(volts @ active > 0, 1.0, -1.0)
        moved = volts + ((lamp != target) * target)[:, None] * active
        return jnp.clip(moved, -STOP_V, STOP_V), None

    def teach(light: Any, plugs: Any, targets: Any) -> Any:
        shown = (light @ plugs >= THETA).astype(jnp.float32), targets
        start = jnp.zeros((RESPONSES, UNITS))
        return jax.lax.scan(
            lambda volts, _: (jax.lax.scan(step, volts, shown)[0], None), start, length=epochs
        )[0]

    several = len(wires) > 1
    run = jax.jit(jax.vmap(teach, (None, 0, None)) if several else lambda *given: teach(*given)[None])
    given = [jnp.asarray(part) for part in (X, wires if several else wires[0], T.astype(np.float32))]

    def act() -> Any:
        jax.config.update("jax_enable_x64", False)
        return run(*given).block_until_ready()

    return act


def same(results: dict[str, Any]) -> None:
    """Raise ValueError unless all weights stand where markone's do, but for the last digits."""
    ours = results[OURS]
    ours = volts_of(ours.parts_)[None] if isinstance(ours, MarkOneClassifier) else np.array(ours)
    for name, volts in results.items():
        if name != OURS and not np.allclose(volts, ours, rtol=0, atol=1e-9):
            at = np.unravel_index(np.abs(np.array(volts) - ours).argmax(), ours.shape)
            raise ValueError(f"a weight is {np.array(volts)[at]} V by {name} and {ours[at]} V by {OURS}")


def equal(results: dict[str, np.ndarray]) -> None:
    """Raise ValueError unless all made the same mistakes in each epoch."""
    for name, mistakes in results.items():
        if not np.array_equal(mistakes, results[OURS]):
            machine, epoch = np.argwhere(mistakes != results[OURS])[0]
            raise ValueError(
                f"machine {machine} made {mistakes[machine, epoch]} mistakes in epoch {epoch} by {name} and "
                f"{results[OURS][machine, epoch]} by {OURS}"
            )


def bars(quick: bool) -> Iterator[Bar]:
    """F10 to F12."""
    count, epochs, boards = (128, 2, 4) if quick else (2048, 10, 64)
    slides, targets = slides_and_targets(count)
    X, labels = slides.astype(np.float32), np.append(np.arange(256), (targets > 0) @ (1 << np.arange(8)))
    more = np.concatenate([slides[:1].repeat(256, axis=0), slides])  # so that all classes are there
    yield from _fits(more, labels, epochs)
    team = [build(plug(RESPONSES, "full", UNITS, WIRES, WIRES, k), device=POT, seed=k) for k in range(boards)]
    wires = np.array([board(team[0].wiring)])
    acts: Acts = {OURS: by_fleet(team[:1], slides, targets, epochs)}
    acts["numpy"] = partial(in_numpy, X, wires[0], targets, epochs, whole_steps)
    if installed("jax"):
        acts["jax"] = in_jax(X, wires, targets, epochs)
    yield Bar("F10", f"Mark I, {count:,} slides, {epochs} epochs, fleet of one", acts, same, {"jax": 20})

    soft = [build(plug(RESPONSES, "full", UNITS, WIRES, WIRES, 0), device=SOFT)]
    acts = {OURS: by_fleet(soft, slides, targets, epochs)}
    acts["numpy"] = partial(in_numpy, X, wires[0], targets, epochs, soft_steps)
    work = f"Mark I, {count:,} slides, {epochs} epochs, soft bounds, fleet of one"
    yield Bar("F11", work, acts, same, {"numpy": 20})

    for made in (2,) if quick else (3, epochs):
        yield from _fleets(team, slides, targets, made)
    if (os.cpu_count() or 1) > 1:
        number, given = 4 * boards, (slides, targets, epochs)
        acts = {OURS: partial(by_drawn, number, *given, n_jobs=2, prefer="processes")}
        acts["one thread"] = partial(by_drawn, number, *given)
        work = f"fleet of {number} of random_machines, {count:,} slides, {epochs} epochs, two processes"
        yield Bar("F12", work, acts, equal, {"one thread": 1.9})


def _fleets(team: list[Parts], slides: np.ndarray, targets: np.ndarray, epochs: int) -> Iterator[Bar]:
    """F12 for machines that are built, by one thread and by two."""
    work = f"fleet of {len(team)}, {len(slides):,} slides, {epochs} epochs"
    given = team, slides, targets, epochs
    acts: Acts = {OURS: by_fleet(*given)}
    if installed("jax"):
        wires = np.array([board(parts.wiring) for parts in team])
        acts["jax"] = in_jax(slides.astype(np.float32), wires, targets, epochs)
        yield Bar("F12", work, acts, same, {BEST: 20})
    if (os.cpu_count() or 1) > 1:
        acts = {OURS: by_fleet(*given, n_jobs=2), "one thread": by_fleet(*given)}
        yield Bar("F12", f"{work}, n_jobs=2", acts, same)


def _fits(slides: np.ndarray, labels: np.ndarray, epochs: int) -> Iterator[Bar]:
    """F10 and F11 at the door of the estimator."""
    X, T = slides.astype(np.float32), code_words(256)[labels]
    wires = board(by_classifier(slides[:256], labels[:256], 1, POT).parts_.wiring)
    for name, device, move in (("F10", POT, whole_steps), ("F11", SOFT, soft_steps)):
        acts: Acts = {OURS: partial(by_classifier, slides, labels, epochs, device)}
        acts["numpy"] = partial(in_numpy, X, wires, T, epochs, move)
        if name == "F10" and installed("jax"):
            acts["jax"] = in_jax(X, wires[None], T, epochs)
        work = f"MarkOneClassifier.fit, {len(X):,} slides, {epochs} epochs"
        asked = {"numpy": 20.0} if device is SOFT else {"jax": 20.0}
        yield Bar(name, f"{work}, soft bounds" if device is SOFT else work, acts, same, asked)
