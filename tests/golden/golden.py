"""What the product says through its public doors, to the last bit: what a rebuilding must not change.

`PYTHONPATH=. python tests/golden/golden.py` measures it anew and writes golden.json beside this file.
"""

import hashlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning

import markone
from markone import Fault, MarkOne, MarkOneClassifier, MLPClassifier, MLPRegressor, Perceptron, stimuli, teach

KEPT = Path(__file__).with_suffix(".json")


def bits(*arrays: np.ndarray) -> str:
    """A digest of arrays, their kinds and their shapes."""
    digest = hashlib.sha256()
    for array in map(np.ascontiguousarray, arrays):
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def machines() -> dict[str, object]:
    """Clocked machines of each kind of pot, taught the same letters; one breaks on the way."""
    slides, _ = stimuli.letters(alphabet="XEAC")
    targets = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])
    order = np.tile(np.arange(4), 8)
    broken = [Fault("jammed motor", "P7", 9_000), Fault("dead A-unit", "A3", 22_000)]
    kinds = {
        "ideal": {},
        "assumed": {"device": markone.spec.ASSUMED_POT, "photocell": markone.spec.ASSUMED_PHOTOCELL},
        "worn": {"device": markone.spec.WORN_POT, "photocell": markone.spec.ASSUMED_PHOTOCELL},
        "broken": {"faults": broken},
    }
    found = {}
    for name, options in kinds.items():
        for patching in ("shares", "full"):
            board = markone.plug(responses=2, patching=patching, seed=3)
            machine = MarkOne(markone.build(board, seed=5, **options))
            lamps = teach(machine, slides, targets, order=order)
            found[f"clocked, {name}, {patching}"] = bits(machine.volts(), np.asarray(lamps))
    return found


def letters() -> dict[str, object]:
    """The alphabet on five boards, untimed."""
    X, y = stimuli.letters()
    found = {}
    for patching in ("shares", "full"):
        fits = [MarkOneClassifier(patching, max_iter=60, random_state=seed).fit(X, y) for seed in range(5)]
        found[f"letters, {patching}"] = {
            "exposures": [fit.n_exposures_ for fit in fits],
            "currents": bits(*(fit.currents(X) for fit in fits)),
        }
    return found


def digits() -> dict[str, object]:
    """Every learner on scikit-learn's digits."""
    X, y = stimuli.digits()
    small, grey = X[:400], X[:, ::7]
    learners = {
        "Mark I": (MarkOneClassifier("full", max_iter=5, random_state=1), X),
        "Mark I, worn": (MarkOneClassifier(max_iter=2, random_state=1, device=markone.spec.WORN_POT), small),
        "perceptron": (Perceptron(max_iter=20, random_state=1), grey),
        "net": (MLPClassifier((32,), batch_size=32, max_iter=5, random_state=1), grey),
        "net, float32": (MLPClassifier((32,), max_iter=5, random_state=1, dtype="float32"), grey),
    }
    found = {}
    for name, (learner, light) in learners.items():
        learner.fit(light[: len(light) // 2], y[: len(light) // 2])
        answers = learner.predict(light)
        found[f"digits, {name}"] = [bits(answers), float((answers == y[: len(light)]).mean())]
    ramp = np.linspace(-1, 1, 64)[:, None]
    fit = MLPRegressor((8,), max_iter=50, random_state=0).fit(ramp, np.sin(3 * ramp[:, 0]))
    found["regressor"] = bits(fit.predict(ramp))
    return found


def many() -> dict[str, object]:
    """A fleet of boards, and many nets on XOR."""
    slides, _ = stimuli.letters(alphabet="XE")
    fleet = markone.fleet(markone.random_machines(markone.plug), slides, [[-1], [1]], number=20)
    nets = markone.train_many([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], seeds=range(256), epochs=500)
    return {
        "fleet": bits(fleet.mistakes),
        "many nets": [int(nets.solved.sum()), bits(nets.solved)],
    }


PARTS: tuple[Callable[[], dict[str, object]], ...] = (machines, letters, digits, many)


def measured() -> dict[str, object]:
    """All of it, measured now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return {name: value for part in PARTS for name, value in part().items()}


if __name__ == "__main__":
    KEPT.write_text(json.dumps(measured(), indent=1, sort_keys=True) + "\n")
