"""An engine is entered when the work pays for compiling it."""

import numba
import numpy as np
import pytest

from markone import MLPClassifier, build, plug
from markone.fast.bits import engine
from markone.fast.fused.net import PAYS, work
from markone.kernels.tier import Tier
from markone.learners import backprop, untimed
from markone.spec import copy


@pytest.fixture
def kernel():
    """A kernel that nobody has called, and that no cache knows."""
    return numba.njit(lambda x: x + 1)


def test_it_is_closed_until_so_much_was_done_without_it(kernel):
    tier = Tier(kernel, worth=100)
    tier.count(99)
    assert not tier.is_open()
    tier.count(1)
    assert tier.is_open()


def test_it_is_open_once_the_kernel_is_compiled(kernel):
    tier = Tier(kernel, worth=10**9)
    kernel(1)
    assert tier.is_open()


def test_which_of_the_two_teaches_shows_in_no_bit(monkeypatch, kernel):
    rng = np.random.default_rng(0)
    slides, targets = rng.random((40, 400)), rng.choice([-1, 1], (40, 2))
    machine = build(plug(2))
    other, order = copy(machine), np.tile(np.arange(40), 3)
    entered = []
    monkeypatch.setattr(
        engine, "begin", lambda *given, begin=engine.begin: entered.append(1) or begin(*given)
    )
    one = untimed.teach(machine, slides, targets, order, 2, 0)
    assert entered
    entered.clear()
    monkeypatch.setattr(engine, "TIER", Tier(kernel, worth=10**9))
    two = untimed.teach(other, slides, targets, order, 2, 0)
    assert not entered
    assert np.array_equal(one, two)
    assert machine.shafts.anchor_v.tobytes() == other.shafts.anchor_v.tobytes()


@pytest.mark.parametrize(("worth", "enters"), [(121, False), (120, True)])
def test_what_it_counts_are_slides_and_not_the_time_of_compiling(monkeypatch, kernel, worth, enters):
    """The first 120 of 240 slides go without the engine, whether kernels have to be compiled or not."""
    slides, targets, order = np.ones((40, 400)), np.ones((40, 1)), np.tile(np.arange(40), 3)
    entered, begin = [], engine.begin
    monkeypatch.setattr(engine, "begin", lambda *given: entered.append(1) or begin(*given))
    monkeypatch.setattr(engine, "TIER", Tier(kernel, worth))
    machine = build(plug())
    untimed.teach(machine, slides, targets, order, 2, 0)
    assert not entered
    untimed.teach(machine, slides, targets, order, 2, 0)
    assert bool(entered) is enters


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("more", [{}, {"solver": "sgd"}, {"solver": "sgd", "momentum": 0.0}], ids=str)
@pytest.mark.filterwarnings("ignore:still improving")
def test_which_net_an_estimator_trains_shows_in_no_bit(monkeypatch, kernel, rng, dtype, more):
    X, y = rng.normal(size=(90, 7)), rng.integers(3, size=90)
    known = {"early_stopping": True, "max_iter": 8, "batch_size": 13, "random_state": 0} | more
    fitted, kinds, choose = [], set(), backprop.Backprop._net

    def note(learner, *given):
        net = choose(learner, *given)
        kinds.add(type(net).__name__)
        return net

    monkeypatch.setattr(backprop.Backprop, "_net", note)
    for worth in (10**12, 0):
        monkeypatch.setattr(backprop, "TIER", Tier(kernel, worth))
        fitted.append(MLPClassifier((9, 5), dtype=dtype, **known).fit(X, y))
    assert kinds == {"Net", "FusedNet"}
    for one, other in zip(*(net.weights_ for net in fitted), strict=True):
        assert one.tobytes() == other.tobytes()
    for curve in ("loss_curve_", "validation_loss_curve_", "validation_scores_"):
        assert getattr(fitted[0], curve) == getattr(fitted[1], curve)
    assert fitted[0].predict_proba(X).tobytes() == fitted[1].predict_proba(X).tobytes()


@pytest.mark.parametrize(
    ("samples", "epochs", "pays"), [(4, 1000, False), (200, 2, False), (1797, 1000, True)]
)
def test_xor_and_a_few_digits_do_not_pay_for_the_fused_net(kernel, samples, epochs, pays):
    tier = Tier(kernel, worth=PAYS)
    tier.count(work(10 * 65, samples, min(200, samples), epochs))
    assert tier.is_open() == pays
