"""The fused net against the readable one: same weights, same losses, for any number of threads."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from markone import MLPClassifier, MLPRegressor
from markone.fast.fused import layout, train, update
from markone.fast.fused import net as fused_module
from markone.fast.fused.net import FusedNet
from markone.fast.fused.optimiser import ADAM, SGD, Descent
from markone.kernels.activation import ACTIVATIONS
from markone.kernels.loss import binary_cross_entropy, cross_entropy, sse, sse_gradient
from markone.kernels.vector.processor import FUSES, TILE
from markone.kernels.vector.product import width
from markone.learners.net import Net, optimiser

SOLVERS = {SGD: "sgd", ADAM: "adam"}
MATCHED = {"identity": sse, "softmax": cross_entropy, "logistic": binary_cross_entropy}
NETS = [
    ([5, 7, 3], "tanh", "softmax", 8),
    ([2, 2, 1], "logistic", "logistic", 50),
    ([5, 70, 33], "relu", "identity", 7),
    ([3, 40, 33, 17, 2], "tanh", "logistic", 13),
    ([30, 2], "tanh", "softmax", 50),
    ([3, 4, 20, 2], "softmax", "logistic", 13),
    ([6, 16, 32, 1], "identity", "identity", 1),
    ([4, 9, 6], "heaviside", "softmax", 49),
    ([40, 65, 9], "relu", "softmax", 32),
]
WIDE = ([700, 260, 3], "relu", "softmax", 50)
"""Whose inputs are laid side by side before the weights move."""
DESCENTS = [
    Descent(SGD, 0.02),
    Descent(SGD, 0.02, 0.9, 0.3),
    Descent(SGD, 0.02, 0.0, 0.3),
    Descent(ADAM, 0.01, 0.0, 0.3),
]


def drawn(sizes, output, samples=50, dtype=np.float64):
    """Data, weights of the samples and of a net, all with the digits of float32."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(samples, sizes[0]))
    T = np.eye(sizes[-1])[rng.integers(sizes[-1], size=samples)]
    T = rng.normal(size=T.shape) if output == "identity" else T
    weight = rng.uniform(0, 2, samples)
    weights = [rng.normal(0, i**-0.5, (j, i + 1)) for i, j in pairwise(sizes)]
    X, T, weight, *weights = (a.astype(np.float32).astype(dtype) for a in (X, T, weight, *weights))
    return X, T, weight, weights


def fused(sizes, hidden, output, batch, descent, weights, threads=1):
    codes = [ACTIVATIONS[name] for name in [*[hidden] * (len(sizes) - 2), output]]
    return FusedNet(weights, codes, MATCHED[output], descent, batch, threads)


def readable(sizes, hidden, output, descent, weights):
    codes = [ACTIVATIONS[name] for name in [*[hidden] * (len(sizes) - 2), output]]
    how = optimiser(weights, SOLVERS[descent.solver], descent.rate, descent.momentum)
    return Net(weights, codes, MATCHED[output], how, descent.alpha)


def agree(net, descent, dtype, epochs=3):
    sizes, hidden, output, batch = net
    X, T, weight, weights = drawn(sizes, output, dtype=dtype)
    own = [W.copy() for W in weights]
    one, other = readable(sizes, hidden, output, descent, weights), fused(*net, descent, own)
    for seed in range(epochs):
        slow, fast = (net.epoch(X, T, weight, batch, np.random.default_rng(seed)) for net in (one, other))
        assert np.isfinite(slow)
        assert fast == slow
    for W, same in zip(weights, own, strict=True):
        assert same.tobytes() == W.tobytes()
    assert other.predict(X).tobytes() == one.predict(X).tobytes()
    assert other.mean_loss(X, T, weight) == one.mean_loss(X, T, weight)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("descent", DESCENTS)
@pytest.mark.parametrize("net", NETS, ids=str)
def test_the_fused_net_is_the_readable_one(net, descent, dtype):
    agree(net, descent, dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("descent", [DESCENTS[0], DESCENTS[3]])
def test_wide_layers_whose_inputs_are_laid_side_by_side(descent, dtype):
    sizes, batch = [1400, 520, 3], 50
    assert batch * sizes[0] * np.dtype(dtype).itemsize >= update.FAR
    assert sizes[1] >= update.OFTEN * width(TILE, dtype)
    agree((sizes, "relu", "softmax", batch), descent, dtype, epochs=2)


@pytest.mark.reference
@pytest.mark.parametrize("descent", DESCENTS)
def test_a_small_one(descent):
    agree(([2, 3, 2], "tanh", "softmax", 30), descent, np.float64, epochs=1)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("descent", DESCENTS)
@pytest.mark.parametrize("net", [NETS[1], NETS[4], NETS[5], NETS[7]], ids=str)
def test_a_batch_sent_forward_and_back_in_runs_is_the_same_batch(net, descent, dtype, monkeypatch):
    """Sums over samples go on from run to run; the last run of a batch, or the last batch, may be short."""
    monkeypatch.setattr(layout, "LEAST_RUN", TILE.rows)
    monkeypatch.setattr(layout, "NEAR", 160 * np.dtype(dtype).itemsize)
    assert layout.run_of(net[0], net[3], dtype) < net[3]
    agree(net, descent, dtype)


@pytest.mark.parametrize("descent", DESCENTS)
@pytest.mark.parametrize("net", [NETS[2], NETS[3], NETS[8], WIDE], ids=str)
def test_weights_do_not_depend_on_the_threads(net, descent, monkeypatch):
    monkeypatch.setattr(fused_module, "WORTH", 1.0)
    sizes, _, output, batch = net
    ends = []
    for threads in (1, 2, 3):
        X, T, weight, weights = drawn(sizes, output)
        learner = fused(*net, descent, weights, threads)
        assert learner.threads == threads
        loss = learner.epoch(X, T, weight, batch, np.random.default_rng(0))
        ends.append([np.array([loss]), *weights])
    for other in ends[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(ends[0], other, strict=True))


@pytest.mark.parametrize("descent", [DESCENTS[0], DESCENTS[3]])
def test_a_part_of_a_step_leaves_alone_what_others_work_in(descent, monkeypatch):
    """Parts are not at the same layer at the same time; layers are cut at other places."""
    monkeypatch.setattr(fused_module, "WORTH", 1.0)
    sizes, hidden, output, batch = [1400, 520, 600, 3], "relu", "softmax", 50
    X, T, weight, weights = drawn(sizes, output, dtype=np.float32)
    net = fused(sizes, hidden, output, batch, descent, weights, threads=2)
    net.epoch(X, T, weight, batch, np.random.default_rng(0))
    room, state = net._workspace, net._state
    shared = room.side, room.turned, room.gradient
    for me in (0, 1):
        before = [array[1 - me].copy() for array in shared]
        for array in shared:
            array[me] = np.nan
        train.update(net.layout, descent, state, room, batch, 1.0, 2, me)
        assert not np.isnan(room.side[me]).all()
        for array, old in zip(shared, before, strict=True):
            assert array[1 - me].tobytes() == old.tobytes()


@pytest.mark.parametrize("descent", DESCENTS)
def test_an_epoch_in_short_runs_is_the_same_epoch(descent, monkeypatch):
    """Python looks for signals between the runs, and in a step of many samples between its parts."""
    ends = []
    for longest in (1e18, 1e4, 1e3):
        monkeypatch.setattr(fused_module, "LONGEST", longest)
        X, T, weight, weights = drawn([5, 9, 3], "softmax")
        net = fused([5, 9, 3], "tanh", "softmax", 4, descent, weights)
        curve = net.train(X, T, weight, np.arange(50)[None], 2)
        ends.append([curve, *weights])
    for other in ends[1:]:
        assert other[0] == pytest.approx(ends[0][0], rel=1e-15)
        assert all(np.array_equal(a, b) for a, b in zip(ends[0][1:], other[1:], strict=True))


def test_a_product_is_rounded_before_it_is_added_only_where_there_is_no_fma():
    """-round(x x) + x x is what rounding lost, or nothing."""
    x = 1 + 2.0**-30
    net = fused([2, 1], "identity", "identity", 1, Descent(SGD, 1.0), [np.array([[-1.0, x, 0.0]])])
    lost = 2.0**-60  # of x x = 1 + 2^-29 + 2^-60
    assert net.predict(np.array([[x * x, x]])) == (lost if FUSES else 0.0)


def test_many_epochs_in_one_call_are_as_many_calls():
    X, T, weight, weights = drawn([5, 9, 3], "softmax")
    again = [W.copy() for W in weights]
    net = [5, 9, 3], "tanh", "softmax", 8, Descent(ADAM, 0.01, 0.0, 0.1)
    orders = np.stack([np.random.default_rng(seed).permutation(50) for seed in (0, 1)])
    curve = fused(*net, weights).train(X, T, weight, orders, 4)
    one = fused(*net, again)
    assert curve.tolist() == [one.epoch(X, T, weight, 8, np.random.default_rng(n % 2)) for n in range(4)]
    assert all(np.array_equal(a, b) for a, b in zip(weights, again, strict=True))


def test_a_full_batch_in_other_orders_is_another_batch():
    """What the workspace holds is taken again only where it is the same."""
    X, T, weight, weights = drawn([5, 9, 3], "softmax")
    again = [W.copy() for W in weights]
    net = [5, 9, 3], "tanh", "softmax", 50, Descent(SGD, 0.1)
    orders = np.stack([np.arange(50), np.arange(50)[::-1]])
    curve = fused(*net, weights).train(X, T, weight, orders, 4)
    one = fused(*net, again)
    assert curve.tolist() == [one.train(X, T, weight, orders[n % 2, None], 1)[0] for n in range(4)]
    assert all(np.array_equal(a, b) for a, b in zip(weights, again, strict=True))


def test_what_leaves_the_finite_numbers_is_not_kept():
    X, T, weight, weights = drawn([5, 9, 3], "identity")
    before = [W.copy() for W in weights]
    net = fused([5, 9, 3], "identity", "identity", 8, Descent(SGD, 1e60), weights)
    assert not np.isfinite(net.epoch(X, T, weight, 8, np.random.default_rng(0)))
    assert all(np.array_equal(a, b) for a, b in zip(weights, before, strict=True))


@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_memory_is_weights_and_one_batch(solver):
    """Beside data and weights: these in panels, the optimiser's, one batch of activations and of what is
    sent back through them."""
    sizes, batch = [400, 512, 8], 32
    X, T, weight, weights = drawn(sizes, "softmax", 3000, np.float32)
    descent = Descent(SGD, 0.01, 0.9) if solver == "sgd" else Descent(ADAM, 0.01)
    fused(sizes, "relu", "softmax", batch, descent, weights).epoch(
        X, T, weight, batch, np.random.default_rng(0)
    )
    tracemalloc.start()
    fused(sizes, "relu", "softmax", batch, descent, weights).epoch(
        X, T, weight, batch, np.random.default_rng(0)
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    states = 2 if solver == "sgd" else 3
    room = 4 * (states * sum(W.size for W in weights) + 2 * batch * sum(sizes)) + 8 * len(X)
    assert peak < 1.15 * room + 100_000


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_estimators_in_float32_and_with_threads(kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 4))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    shared = {"hidden_layer_sizes": (20,), "learning_rate_init": 0.01, "max_iter": 500, "random_state": 0}
    wide = kind(**shared).fit(X, y)
    narrow = kind(**shared, dtype="float32", n_jobs=2).fit(X, y)
    assert {W.dtype for W in narrow.weights_} == {np.dtype(np.float32)}
    assert {W.dtype for W in wide.weights_} == {np.dtype(np.float64)}
    alone = kind(**shared, dtype="float32").fit(X, y)
    assert all(np.array_equal(a, b) for a, b in zip(alone.weights_, narrow.weights_, strict=True))
    assert narrow.score(X, y) == pytest.approx(wide.score(X, y), abs=0.05)
    for wrong, said in (({"dtype": "float16"}, "dtype is 'float16'"), ({"n_jobs": 0}, "n_jobs is 0")):
        with pytest.raises(ValueError, match=said):
            kind(**wrong).fit(X, y)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"codes": [99]}, r"the activations are \[99\]; give codes of"),
        ({"codes": [-1]}, r"the activations are \[-1\]"),
        ({"loss": sse_gradient}, "give sse, cross_entropy or binary_cross_entropy"),
        ({"descent": Descent(2, 0.1)}, "the solver is 2; give SGD or ADAM"),
    ],
)
def test_codes_that_the_engine_does_not_know_are_refused(change, said):
    known = {"codes": [ACTIVATIONS["identity"]], "loss": sse, "descent": Descent(SGD, 0.1), "batch": 4}
    with pytest.raises(ValueError, match=said):
        FusedNet([np.zeros((1, 3))], **known | change)
