"""What many nets have in common: their samples, and the plan of one net; looked at before any is trained."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fast.many.plan import Plan, units_of, weights_of
from markone.fields import explained
from markone.kernels.activation import ACTIVATIONS
from markone.kernels.vector.lanes import LANES
from markone.learners.axes import as_float32
from markone.learners.parameters import as_sizes
from markone.validation import amount, choice, shown

ROOM = 2**25
"""Bytes that a thread may take for the lanes of its nets."""
ACTIVATED = ("identity", "tanh", "logistic", "relu")
"""Activations of hidden layers."""
LOSSES = {
    "logistic": {"squared": False, "logistic": True},
    "identity": {"squared": True},
    "softmax": {"cross-entropy": True},
}
"""Losses for each kind of output, the usual one first, and whether dL/dnet is then output minus target."""


@explained
class Ends(NamedTuple):
    """What the outputs are, and when they are right."""

    output: str
    """Their activation."""
    matched: bool
    """Whether dL/dnet is output minus target."""
    near: float
    """How far from its target an identity output may end."""


def ends_of(output: str, loss: str | None, near: float) -> Ends:
    """Outputs and a loss that suit each other, or a ValueError."""
    losses = LOSSES[choice("output", output, LOSSES)]
    name = next(iter(losses)) if loss is None else loss
    if not isinstance(name, str) or name not in losses:
        allowed = " or ".join(map(repr, losses))
        raise ValueError(f"loss is {shown(loss)}; for {output} outputs it is {allowed}")
    return Ends(output, losses[name], amount("near", near, 0, np.inf, includes="low"))


def plan_of(X: np.ndarray, outputs: int, hidden: Any, activation: str, ends: Ends) -> Plan:
    """The plan of a net for X (N, I) with so many outputs."""
    code = ACTIVATIONS[choice("activation", activation, ACTIVATED)]
    sizes = X.shape[1], *as_sizes("hidden", hidden), outputs
    plan = Plan(sizes, len(X), code, ACTIVATIONS[ends.output], ends.matched, _ones(X), ends.near)
    _check_room(plan)
    return plan


def _check_room(plan: Plan) -> None:
    rows = 2 * weights_of(plan) + (units_of(plan) + 1) * plan.samples
    if rows * LANES * 4 > ROOM:
        raise ValueError(
            f"{LANES} nets {'-'.join(map(str, plan.sizes))} with {plan.samples} samples side by side take "
            f"{rows * LANES * 4 // 2**20:,} MiB, and {ROOM // 2**20} are the most: take fewer units or "
            "samples, or train one after the other with MLPClassifier or MLPRegressor"
        )


def samples_of(X: ArrayLike, y: ArrayLike, output: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (N, I) and targets (N, K), contiguous float32."""
    inputs, targets = (as_float32(name, given) for name, given in (("X", X), ("y", y)))
    if inputs.ndim != 2 or not inputs.size:
        raise ValueError(f"X has shape {inputs.shape}; give (samples, inputs), at least one of each")
    targets = targets[:, None] if targets.ndim == 1 else targets
    if targets.ndim != 2 or len(targets) != len(inputs) or not targets.size:
        raise ValueError(f"y has shape {np.shape(y)}; give a target for each of the {len(inputs)} samples")
    if output != "identity" and (targets.min() < 0 or targets.max() > 1):
        raise ValueError(
            f"y goes from {targets.min():g} to {targets.max():g}; targets of {output} outputs lie from 0 to 1"
        )
    if output == "softmax" and (targets.shape[1] < 2 or not np.allclose(targets.sum(axis=1), 1, atol=1e-5)):
        raise ValueError(
            f"y has shape {np.shape(y)}; softmax takes a share for each of two or more classes, which sum to "
            "1: for labels from 0 on give np.eye(classes)[labels]"
        )
    return np.ascontiguousarray(inputs), np.ascontiguousarray(targets)


def _ones(X: np.ndarray) -> int:
    """Which inputs are 1, as bits, if all are 0 or 1 and they fit; else -1."""
    flat = X.ravel()
    if flat.size > 62 or not np.isin(flat, (0, 1)).all():
        return -1
    return sum(1 << int(bit) for bit in np.flatnonzero(flat))
