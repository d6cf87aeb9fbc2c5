"""Many nets at once against plain Python, the readable net, and themselves."""

import threading
from itertools import pairwise
from pathlib import Path

import naive
import numpy as np
import pytest

import markone
from markone.fast.many import train as kernels
from markone.kernels.activation import ACTIVATIONS, HEAVISIDE, LOGISTIC, RELU
from markone.kernels.loss import binary_cross_entropy, cross_entropy, sse
from markone.learners.net import Net, Plain
from markone.stimuli import xor

X, y = xor()
SHAPES = {
    "XOR 2-2-1": (X, y[:, None], 2),
    "two outputs, inputs that are no bits": (X * 0.7 - 0.2, np.column_stack([y, 1 - y]), 3),
    "parity of three, with loops": (np.indices((2, 2, 2)).reshape(3, 8).T, np.arange(8)[:, None] % 2, 5),
    "one of each": (np.array([[0.3]]), np.array([[1.0]]), 1),
}


def flat(nets):
    return np.concatenate([W.reshape(*nets.loss.shape, -1) for W in nets.weights], axis=-1)


@pytest.mark.parametrize("title", SHAPES)
@pytest.mark.parametrize("activation", ["logistic", "tanh"])
@pytest.mark.parametrize("loss", ["squared", "logistic"])
def test_nets_are_trained_as_in_plain_python(title, activation, loss):
    X, T, hidden = SHAPES[title]
    nets = markone.train_many(
        X, T, hidden=hidden, seeds=[3, 2**64 - 1], learning_rate=0.9, initialiser=0.8, epochs=20,
        activation=activation, loss=loss,
    )  # fmt: skip
    sizes = X.shape[1], hidden, T.shape[1]
    for at, seed in enumerate((3, 2**64 - 1)):
        weights = naive.first_weights(seed, 0.8, *sizes)
        for _ in range(20):
            weights = naive.small_net_step(
                weights, X, T, 0.9, sizes, activation, "logistic", loss == "logistic"
            )
        assert flat(nets)[at] == pytest.approx(weights, abs=1e-5)
        Y = [naive.small_net_outputs(weights, x, sizes, activation, "logistic")[-1] for x in X]
        name = "sse" if loss == "squared" else "binary cross-entropy"
        assert nets.loss[at] == pytest.approx(naive.loss(name, Y, T, np.ones(len(X))) / len(X), abs=1e-5)
        assert nets.solved[at] == ((np.array(Y) > 0.5) == (T > 0.5)).all()


def test_a_deep_net_is_trained_as_in_plain_python(rng):
    X, T, sizes = rng.normal(size=(5, 2)), np.eye(3)[[0, 1, 2, 1, 0]], (2, 4, 3, 3)
    nets = markone.train_many(
        X, T, hidden=(4, 3), seeds=7, initialiser=0.8, activation="relu", output="softmax", epochs=20
    )
    weights = naive.first_weights(7, 0.8, *sizes)
    for _ in range(20):
        weights = naive.small_net_step(weights, X, T, 1.0, sizes, "relu", "softmax", True)
    assert flat(nets) == pytest.approx(weights, abs=1e-5)


LOSS = {"logistic": binary_cross_entropy, "identity": sse, "softmax": cross_entropy}


@pytest.mark.parametrize(
    ("hidden", "samples", "activation", "output"),
    [
        ((2,), 4, "tanh", "logistic"),
        ((2, 2), 4, "tanh", "identity"),  # up to here unrolled programs
        ((), 4, "relu", "softmax"),
        ((5,), 9, "relu", "identity"),
        ((4, 3), 9, "logistic", "softmax"),
        ((6, 5, 4), 11, "tanh", "logistic"),
        ((3, 4, 5, 3), 7, "identity", "identity"),
        ((7, 1, 6), 10, "relu", "softmax"),
        ((), 33, "tanh", "identity"),
    ],
)
def test_the_readable_net_agrees(rng, hidden, samples, activation, output):
    X, labels = rng.normal(size=(samples, 2)), rng.integers(2, size=samples)
    T = rng.normal(size=(samples, 1)) if output == "identity" else np.eye(2)[labels]
    sizes = [2, *hidden, T.shape[1]]
    weights = [rng.normal(scale=0.7, size=(j, i + 1)) for i, j in pairwise(sizes)]
    start = np.concatenate([W.ravel() for W in weights])
    codes = [*[ACTIVATIONS[activation]] * len(hidden), ACTIVATIONS[output]]
    net = Net(weights, codes, LOSS[output], Plain(weights, 0.1))
    for _ in range(60):
        net.epoch(X, T, np.ones(samples), samples, rng)
    many = markone.train_many(
        X, T, hidden=hidden, weights=start, learning_rate=0.1, activation=activation, output=output,
        loss="logistic" if output == "logistic" else None, epochs=60,
    )  # fmt: skip
    for W, readable in zip(many.weights, weights, strict=True):
        assert pytest.approx(readable, abs=3e-5) == W
    assert many.loss == pytest.approx(net.mean_loss(X, T, np.ones(samples)), abs=3e-5)
    Y = net.predict(X)
    right = {
        "logistic": ((Y > 0.5) == (T > 0.5)).all(),
        "identity": (abs(Y - T) <= 0.1).all(),
        "softmax": (Y.argmax(axis=1) == T.argmax(axis=1)).all(),
    }
    assert many.solved == right[output]


def test_what_solved_means_for_each_output(rng):
    X = rng.normal(size=(9, 2))
    line = X @ [0.5, -1.0] + 0.25
    options = {"hidden": (), "initialiser": "zero", "output": "identity"}
    assert markone.train_many(X, line, epochs=500, **options).solved
    assert markone.train_many(X, line, epochs=1, **options).stuck
    assert markone.train_many(X, line, epochs=1, near=100, **options).solved
    shares = np.eye(2)[(line > 0).astype(int)]
    options = {"hidden": (3, 3), "activation": "relu", "output": "softmax", "seeds": np.arange(40)}
    nets = markone.train_many(X, shares, epochs=2000, initialiser="he", **options)
    assert nets.solved.mean() > 0.5
    assert nets.loss[nets.solved].max() < np.log(2)
    assert markone.train_many(X, shares, learning_rate=1e4, epochs=50, **options).diverged.any()
    assert "40 nets 2-3-3-2" in repr(nets)


@pytest.mark.parametrize("hidden", [2, 9])
def test_nets_at_rest_are_left_there_with_the_weights_that_all_steps_give(hidden):
    options = {"seeds": np.arange(4), "hidden": hidden, "learning_rate": 3e38}
    short = markone.train_many(X, y, epochs=2000, **options)
    long = markone.train_many(X, y, epochs=10**9, **options)  # hours, if no one looked
    assert np.array_equal(flat(short), flat(long), equal_nan=True)
    assert np.array_equal(short.outcome, long.outcome)


def test_who_still_learns_keeps_all_others_of_its_lanes_going():
    rates = np.where(np.arange(32) == 17, 1.0, 3e38)
    mixed = markone.train_many(X, y, seeds=np.arange(32), learning_rate=rates, epochs=500)
    assert np.array_equal(flat(mixed)[17], flat(markone.train_many(X, y, seeds=17, epochs=500)))


@pytest.mark.parametrize("kind", ["glorot", "he", "small", "zero", 1.5])
def test_starts_are_the_plain_draws(kind):
    nets = markone.train_many(X, np.column_stack([y, y]), hidden=3, seeds=[0, 77], initialiser=kind, epochs=0)
    plain = [naive.first_weights(seed, kind, 2, 3, 2) for seed in (0, 77)]
    assert flat(nets) == pytest.approx(np.array(plain, np.float32), rel=1e-6)


def test_normal_starts_are_normal():
    drawn = flat(markone.train_many(X, y, seeds=np.arange(4000), initialiser=2.0, epochs=0))
    assert abs(drawn.mean()) < 0.05
    assert drawn.std() == pytest.approx(2.0, rel=0.02)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(9)).max() < 0.06


def test_a_net_is_the_same_alone_and_among_many_for_any_number_of_threads():
    options = {"initialiser": 1.0, "epochs": 50, "learning_rate": 3.0}
    seeds = np.arange(5001)
    one = markone.train_many(X, y, seeds=seeds, **options)
    two = markone.train_many(X, y, seeds=seeds, n_jobs=2, **options)
    assert all(np.array_equal(a, b) for a, b in zip(one[:2], two[:2], strict=True))
    assert np.array_equal(flat(one), flat(two))
    for at in (0, 31, 32, 2047, 4999, 5000):
        alone = markone.train_many(X, y, seeds=at, **options)
        assert alone.loss.shape == ()
        assert np.array_equal(flat(alone), flat(one)[at])


@pytest.mark.parametrize(
    ("activation", "output"), [("logistic", "softmax"), ("tanh", "identity"), ("relu", "logistic")]
)
def test_few_nets_in_few_lanes_are_those_of_many(activation, output):
    options = {"initialiser": 1.0, "epochs": 300, "activation": activation, "output": output}
    T = np.column_stack([y, 1 - y]) if output == "softmax" else y
    few = markone.train_many(X, T, seeds=np.arange(kernels.FEW), **options)
    more = markone.train_many(X, T, seeds=np.arange(kernels.FEW + 1), **options)
    assert np.array_equal(flat(few), flat(more)[:-1], equal_nan=True)
    assert np.array_equal(few.loss, more.loss[:-1], equal_nan=True)
    assert np.array_equal(few.outcome, more.outcome[:-1])


@pytest.mark.parametrize(("f", "g"), [(HEAVISIDE, LOGISTIC), (LOGISTIC, RELU), (7, LOGISTIC), (LOGISTIC, -1)])
def test_activations_without_a_kernel_are_refused(f, g):
    with pytest.raises(ValueError, match=f"the activations of the plan are {f} and {g}"):
        kernels.trainer(kernels.Plan((2, 2, 1), 4, f, g, False, -1, 0.1), 1)


@pytest.mark.parametrize("count", [kernels.FEW, 70])
def test_the_unrolled_programs_and_the_loops_agree(count):
    T, bits = y[:, None].astype(np.float32), np.ascontiguousarray(X, np.float32)
    ones = sum(1 << int(bit) for bit in np.flatnonzero(X))
    unrolled, plan = kernels.trainer(kernels.Plan((2, 2, 1), 4, LOGISTIC, LOGISTIC, False, ones, 0.1), count)
    assert unrolled is not kernels.train
    ends = []
    for kernel in (unrolled, kernels.train):
        nets = kernels.Nets(
            np.arange(count, dtype=np.uint64), np.zeros(count, np.int8), np.ones(count, np.float32),
            np.full(count, 2, np.float32), np.zeros((count, 9), np.float32), np.zeros(count, np.float32),
            np.zeros(count, np.uint8),
        )  # fmt: skip
        kernel(nets, bits, T, 30, plan, np.zeros(1, np.bool_))
        ends.append(nets.weights)
    assert ends[0] == pytest.approx(ends[1], abs=1e-5)


def test_axes_are_broadcast_and_each_net_is_its_own():
    rates, kinds = [0.1, 1.0, 10.0], np.array(["glorot", 2.0], dtype=object)
    grid = markone.train_many(
        X, y, seeds=np.arange(5)[:, None, None], learning_rate=np.array(rates)[:, None], initialiser=kinds,
        epochs=300,
    )  # fmt: skip
    assert grid.loss.shape == (5, 3, 2)
    assert grid.weights[0].shape == (5, 3, 2, 2, 3)
    one = markone.train_many(X, y, seeds=4, learning_rate=10.0, initialiser=2.0, epochs=300)
    assert np.array_equal(flat(one), flat(grid)[4, 2, 1])


def test_outcomes():
    seeds = np.arange(256)
    nets = markone.train_many(X, y, seeds=seeds, learning_rate=10.0, initialiser=1.0, epochs=3000)
    assert 0.5 < nets.solved.mean() < 0.95
    assert (nets.solved.astype(int) + nets.stuck + nets.diverged == 1).all()
    assert nets.loss[nets.solved].max() < 0.125 / 4 + 1e-3
    assert markone.train_many(X, y, seeds=seeds, initialiser="zero", epochs=9).stuck.all()
    assert markone.train_many(X, y, seeds=seeds, learning_rate=1e5, epochs=100).diverged.mean() > 0.9
    assert "256 nets 2-2-1" in repr(nets)


def test_nothing_leaks_from_a_lost_net_to_its_neighbours():
    rates = np.where(np.arange(64) % 2, 1.0, 3e38)
    mixed = markone.train_many(X, y, seeds=np.arange(64), learning_rate=rates, epochs=40)
    clean = markone.train_many(X, y, seeds=np.arange(64), epochs=40)
    assert np.array_equal(flat(mixed)[1::2], flat(clean)[1::2])
    assert mixed.diverged[::2].all()


def test_it_says_how_far_it_is_and_an_interrupt_ends_it():
    said = []
    markone.train_many(X, y, seeds=np.arange(5000), epochs=1, callbacks=[lambda *how: said.append(how)])
    assert said == sorted(said)
    assert said[-1] == (5000, 5000)

    def interrupt(done, nets):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        markone.train_many(X, y, seeds=np.arange(10**6), epochs=100, callbacks=[interrupt])
    assert not [one for one in threading.enumerate() if one.name.startswith("ThreadPool")]


def test_no_nets_are_no_nets():
    none = markone.train_many(X, y, seeds=np.arange(0))
    assert none.loss.shape == (0,)
    assert none.weights[0].shape == (0, 2, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": [1, 2, 3, 4]}, r"X has shape \(4,\)"),
        ({"X": [[0, 0], [0, np.nan], [1, 0], [1, 1]]}, "X holds something"),
        ({"X": [["a"]]}, "X is list; give an array of numbers"),
        ({"y": [0, 1]}, "give a target for each of the 4 samples"),
        ({"y": [0, 1, 2, 0]}, "y goes from 0 to 2"),
        ({"y": [0, 1, 2, 0], "output": "softmax"}, "targets of softmax outputs lie from 0 to 1"),
        ({"output": "softmax"}, r"y has shape \(4,\); softmax takes a share"),
        ({"output": "relu"}, "output is 'relu'; choose one of"),
        ({"output": "softmax", "loss": "squared"}, "for softmax outputs it is 'cross-entropy'"),
        ({"hidden": (400, 400)}, "the most: take fewer units"),
        ({"hidden": (3, 0)}, "hidden is 0"),
        ({"hidden": 2.5}, "hidden is 2.5"),
        ({"near": -1}, "near is -1"),
        ({"hidden": 0}, "hidden is 0"),
        ({"seeds": -1}, "seeds is -1; give whole numbers"),
        ({"seeds": 0.5}, "seeds is 0.5"),
        ({"seeds": [1, 2**64]}, "seeds is"),
        ({"learning_rate": 0}, "learning_rate goes down to 0"),
        ({"learning_rate": np.inf}, "learning_rate holds"),
        ({"initialiser": "huge"}, "initialiser is 'huge'; choose one of"),
        ({"initialiser": -1.0}, "initialiser is -1.0"),
        ({"seeds": [1, 2], "learning_rate": [1, 2, 3]}, "the axes do not fit each other"),
        ({"weights": np.zeros(8)}, r"a net of this shape has 9"),
        ({"activation": "softmax"}, "activation is 'softmax'; choose one of"),
        ({"loss": "hinge"}, "loss is 'hinge'; for logistic outputs it is 'squared' or 'logistic'"),
        ({"epochs": -1}, "epochs is -1"),
        ({"epochs": 2**63}, "epochs is 9223372036854775808; it must be at most 9223372036854775807"),
        ({"hidden": 10**400}, "hidden is a whole number of 1329 bits; it must be at most 1000000"),
        ({"n_jobs": 0}, "n_jobs is 0"),
        ({"callbacks": 3}, "callbacks is 3; give a list of functions of how many nets"),
        ({"loss": []}, r"loss is \[\]; for logistic outputs"),
        ({"activation": np.array(["relu", "tanh"])}, "choose one of"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        markone.train_many(**({"X": X, "y": y} | change))


MEMORY = """
import pathlib, re, sys
import numpy as np, markone
def peak():  # ru_maxrss would count the parent's
    return re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
markone.train_many(X, y, epochs=1)
before = peak()
markone.train_many(X, y, seeds=np.arange(int(sys.argv[1])), epochs=1)
print(before, peak())
"""


def peak_mib(python, nets):
    """(before, after) training so many nets in a process of their own."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from Linux's /proc")
    return [int(word) / 1024 for word in python("-c", MEMORY, nets).stdout.split()]


def test_a_million_nets_would_stay_under_a_gibibyte(python):
    before, after = peak_mib(python, 2**16)
    assert before + (after - before) * 16 < 1024


@pytest.mark.slow
def test_a_million_nets_stay_under_a_gibibyte(python):
    assert peak_mib(python, 2**20)[1] < 1024
