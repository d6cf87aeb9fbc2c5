"""S15: from the start of a process to a trained net of the digits, and `import markone`."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.bar import OURS, Acts, Bar
from benchmarks.peers import installed

EPOCHS = 40
NET = (
    f"(32,), 'tanh', solver='sgd', batch_size=32, learning_rate_init=0.05, max_iter={EPOCHS}, random_state=0"
)
TRAIN = """
import warnings
warnings.simplefilter("ignore")
from sklearn.datasets import load_digits
from {home} import MLPClassifier
X, y = load_digits(return_X_y=True)
print(MLPClassifier({net}, tol=0.0, n_iter_no_change=1000).fit(X / 16, y).score(X / 16, y))
"""
NET_DOOR = """
import gzip
from importlib.util import find_spec
from pathlib import Path
import numpy as np
from markone.kernels.activation import SOFTMAX, TANH
from markone.fast.fused.optimiser import SGD, Descent
from markone.kernels.loss import cross_entropy
from markone.fast.fused.net import FusedNet
from markone.learners.initialise import glorot
file = Path(find_spec("sklearn").origin).parent / "datasets" / "data" / "digits.csv.gz"
data = np.loadtxt(gzip.open(file, "rt"), delimiter=",")
X, y = data[:, :-1] / 16, data[:, -1].astype(int)
rng = np.random.default_rng(0)
weights = [glorot(32, 64, rng), glorot(10, 32, rng)]
net = FusedNet(weights, [TANH, SOFTMAX], cross_entropy, Descent(SGD, 0.05, 0.9), 32)
orders = np.array([rng.permutation(len(X)) for _ in range({epochs})])
net.train(X, np.eye(10)[y], np.ones(len(X)), orders, {epochs})
print((net.predict(X).argmax(axis=1) == y).mean())
"""
"""The same through the door below the estimators, which needs no scikit-learn but the file of its digits."""
SLOW = ("mlflow", "matplotlib", "sklearn", "simpy")
IMPORT = f"import sys, markone; print(*(name for name in {SLOW} if name in sys.modules))"


def said(program: str) -> str:
    """What a Python process says that runs `program`."""
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def learnt(results: dict[str, Any]) -> None:
    """Raise ValueError unless every net knows nearly all digits."""
    for name, score in results.items():
        if float(score) < 0.97:
            raise ValueError(
                f"the net of {name} is right on {score} of the digits; .97 shows that it has learnt"
            )


def light(results: dict[str, Any]) -> None:
    """Raise ValueError if `import markone` brings what is slow to import."""
    if results[OURS]:
        raise ValueError(f"import markone imports {results[OURS]}")


def bars(quick: bool) -> Iterator[Bar]:
    """S15, with a warm cache of kernels."""
    work = f"Process start to trained digits, 64-32-10, {EPOCHS} epochs"
    estimator = partial(said, TRAIN.format(home="markone", net=NET))
    acts: Acts = {OURS: partial(said, NET_DOOR.format(epochs=EPOCHS)), "markone, estimator": estimator}
    if installed("sklearn"):
        acts["sklearn"] = partial(said, TRAIN.format(home="sklearn.neural_network", net=NET))
        yield Bar("S15", work, acts, {"sklearn": 1 / 0.75}, learnt)
    yield Bar("S15", "python -c 'import markone'", {OURS: partial(said, IMPORT)}, {}, light, most_s=0.35)
