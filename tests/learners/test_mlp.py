import warnings

import numpy as np
import pytest
from sklearn import neural_network
from sklearn.datasets import make_regression
from sklearn.exceptions import ConvergenceWarning

from markone import stimuli
from markone.learners import MLPClassifier, MLPRegressor
from markone.learners.initialise import INITIALISERS, ROWS
from markone.learners.training import _Patience

THREE = stimuli.digits()[0][:120, ::5], stimuli.digits()[1][:120] % 3
quiet = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def theirs(kind, X, y, ours, **parameters):
    """scikit-learn's net, begun with the weights that ours begins with."""
    net = kind(
        hidden_layer_sizes=ours.hidden_layer_sizes,
        batch_size=len(X),
        shuffle=False,
        warm_start=True,
        max_iter=1,
        nesterovs_momentum=False,
        n_iter_no_change=1000,
        **parameters,
    )
    net.fit(X, y)
    net.coefs_ = [W[:, :-1].T.copy() for W in ours.weights_]
    net.intercepts_ = [W[:, -1].copy() for W in ours.weights_]
    return net.set_params(max_iter=15)


@quiet
@pytest.mark.parametrize("activation", ["identity", "tanh", "logistic", "relu"])
@pytest.mark.parametrize(("solver", "rate"), [("sgd", 0.1), ("adam", 0.01)])
def test_classifier_is_scikit_learns(activation, solver, rate):
    X, y = THREE
    shared = {"activation": activation, "solver": solver, "learning_rate_init": rate, "alpha": 0.01}
    ours = MLPClassifier(
        (7, 5), batch_size=120, warm_start=True, max_iter=1, n_iter_no_change=1000, random_state=0, **shared
    )
    ours.fit(X, y)
    reference = theirs(neural_network.MLPClassifier, X, y, ours, **shared).fit(X, y)
    ours.set_params(max_iter=15).fit(X, y)
    assert ours.loss_curve_ == pytest.approx(reference.loss_curve_[-15:], rel=1e-9)
    for one, other in zip(ours.coefs_, reference.coefs_, strict=True):
        assert one == pytest.approx(other, abs=1e-9)
    assert ours.predict_proba(X) == pytest.approx(reference.predict_proba(X), abs=1e-9)


@quiet
def test_regressor_is_scikit_learns():
    X, y = make_regression(80, 6, n_targets=2, random_state=0)
    y /= y.std()
    shared = {"activation": "tanh", "solver": "sgd", "learning_rate_init": 0.01}
    ours = MLPRegressor(
        (7,), batch_size=80, warm_start=True, max_iter=1, n_iter_no_change=1000, random_state=0, **shared
    )
    ours.fit(X, y)
    reference = theirs(neural_network.MLPRegressor, X, y, ours, **shared).fit(X, y)
    ours.set_params(max_iter=15).fit(X, y)
    for one, other in zip(ours.coefs_, reference.coefs_, strict=True):
        assert one == pytest.approx(other, abs=1e-9)
    assert ours.predict(X).shape == (80, 2)


def test_xor_is_learnt_on_49_of_50_seeds():
    """Eight tanh units, Glorot's initialisation, Adam at .05; no restarts."""
    X, y = stimuli.xor()
    nets = [
        MLPClassifier((8,), "tanh", learning_rate_init=0.05, max_iter=300, random_state=s) for s in range(50)
    ]
    assert sum(net.fit(X, y).score(X, y) == 1 for net in nets) >= 49


@quiet
def test_dropout_leaves_out_its_share_and_is_off_when_predicting():
    X, y = THREE
    one = MLPClassifier((50,), dropout=0.5, max_iter=5, random_state=0).fit(X, y)
    other = MLPClassifier((50,), dropout=0.0, max_iter=5, random_state=0).fit(X, y)
    assert one.loss_curve_[0] != other.loss_curve_[0]
    assert np.array_equal(one.predict_proba(X), one.predict_proba(X))
    net = one._net(one.weights_, 200, len(X))
    mask = net._mask((4000, 50), np.random.default_rng(0))
    assert set(mask.ravel()) == {0.0, 2.0}
    assert mask.mean() == pytest.approx(1, abs=0.02)


@quiet
def test_class_weight_is_sample_weight():
    X, y = THREE
    weights = {0: 1.0, 1: 3.0, 2: 0.5}
    one = MLPClassifier((5,), class_weight=weights, max_iter=5, random_state=0).fit(X, y)
    other = MLPClassifier((5,), max_iter=5, random_state=0)
    other.fit(X, y, sample_weight=[weights[label] for label in y])
    assert np.array_equal(one.predict_proba(X), other.predict_proba(X))


def test_balanced_classes_hear_the_rare_one():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [190, 10])
    X = rng.normal(size=(200, 1)) + y[:, None]
    recall = {}
    for kind in (None, "balanced"):
        net = MLPClassifier((5,), learning_rate_init=0.05, class_weight=kind, max_iter=500, random_state=0)
        recall[kind] = (net.fit(X, y).predict(X[y == 1]) == 1).mean()
    assert recall["balanced"] > recall[None] + 0.3


@quiet
def test_early_stopping_keeps_the_best_weights():
    X, y = stimuli.digits()
    net = MLPClassifier(
        (10,), learning_rate_init=0.05, early_stopping=True, n_iter_no_change=5, random_state=0
    )
    held = X[1500:], y[1500:]
    net.fit(X[:300], y[:300], X_val=held[0], y_val=held[1])
    assert net.n_iter_ < net.max_iter
    assert len(net.validation_loss_curve_) == len(net.validation_scores_) == net.n_iter_
    assert net.score(*held) == max(net.validation_scores_) > net.validation_scores_[0]


@quiet
def test_early_stopping_holds_its_own_part_back():
    X, y = THREE
    net = MLPClassifier((10,), early_stopping=True, validation_fraction=0.25, max_iter=8, random_state=0)
    assert len(net.fit(X, y).validation_scores_) == 8
    assert MLPClassifier((10,), max_iter=3).fit(X, y).validation_scores_ == []


@quiet
def test_validation_loss_is_the_nets_own():
    X, y = THREE
    net = MLPClassifier((5,), max_iter=4, random_state=0).fit(X[:80], y[:80], X_val=X[80:], y_val=y[80:])
    shares = net.predict_proba(X[80:])[np.arange(40), y[80:]]
    assert net.validation_loss_curve_[-1] == pytest.approx(-np.log(shares).mean())


def test_a_loss_that_leaves_the_numbers_stops_the_training():
    X, y = make_regression(50, 3, random_state=0)
    net = MLPRegressor((5,), "identity", solver="sgd", learning_rate_init=50.0, random_state=0)
    with pytest.warns(ConvergenceWarning, match="left the finite numbers in epoch"):
        net.fit(X, y)
    assert np.isfinite(net.predict(X)).all()
    assert net.n_iter_ < 200


@pytest.mark.parametrize("seed", range(10))
def test_a_loss_that_is_lost_in_the_first_epoch_keeps_the_start(seed):
    seen = []
    net = MLPRegressor((2,), solver="sgd", learning_rate_init=1e300, random_state=seed)
    net.set_params(callbacks=[lambda net, epoch: seen.append(epoch)])
    with pytest.warns(ConvergenceWarning, match="in epoch 1"):
        net.fit([[0.0], [1e200]], [0.0, 1e200])
    assert seen == [1]
    assert not np.isfinite(net.loss_)
    assert all(np.isfinite(W).all() for W in net.coefs_)


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_too_little_to_hold_back_is_refused(kind):
    with pytest.raises(ValueError, match=r"validation_fraction is 0\.1: of 6 samples it must hold back"):
        kind((4,), early_stopping=True).fit(np.eye(6), [0, 1, 0, 1, 0, 1])


def test_the_end_of_max_iter_is_said():
    with pytest.warns(ConvergenceWarning, match="still improving after max_iter=2"):
        MLPClassifier(max_iter=2).fit(*THREE)


def test_a_callback_stops_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = MLPClassifier(random_state=0, callbacks=[lambda net, epoch: net.loss_ < 1.0]).fit(*THREE)
    assert net.loss_curve_[-1] < 1.0 <= net.loss_curve_[-2]


@quiet
def test_warm_start_goes_on_where_it_was():
    X, y = THREE
    net = MLPClassifier(
        (5,), solver="sgd", momentum=0.0, warm_start=True, max_iter=3, batch_size=120, random_state=0
    )
    twice = net.fit(X, y).fit(X, y).predict_proba(X)
    once = MLPClassifier((5,), solver="sgd", momentum=0.0, max_iter=6, batch_size=120, random_state=0)
    assert np.array_equal(once.fit(X, y).predict_proba(X), twice)
    with pytest.raises(ValueError, match=r"warm_start has layers of \[80, 5, 3\]"):
        net.set_params(hidden_layer_sizes=(6,)).fit(X, y)


@pytest.mark.parametrize("initialiser", ["glorot", "he", "small", "zero"])
@quiet
def test_initialisers(initialiser):
    X, y = THREE
    net = MLPClassifier((400,), initialiser=initialiser, learning_rate_init=1e-12, max_iter=1, random_state=0)
    W = net.fit(X, y).coefs_[0]
    expected = {"glorot": np.sqrt(2 / 480), "he": np.sqrt(2 / 80), "small": 0.05, "zero": 0.0}[initialiser]
    assert W.std() == pytest.approx(expected, rel=0.02, abs=1e-9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes is 0"),
        ({"hidden_layer_sizes": (4, -1)}, "hidden_layer_sizes is -1"),
        ({"activation": "heaviside"}, "choose one of 'identity', 'tanh'"),
        ({"solver": "lbfgs"}, "choose one of 'sgd', 'adam'"),
        ({"learning_rate_init": 0.0}, r"learning_rate_init is 0.0; it must be a number in \(0, inf\)"),
        ({"learning_rate_init": np.inf}, "learning_rate_init is inf"),
        ({"dropout": 1.0}, r"in \[0, 1\)"),
        ({"momentum": -0.1}, r"in \[0, 1\)"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"initialiser": "lucky"}, "choose one of 'zero', 'small', 'glorot', 'he'"),
    ],
)
def test_wrong_parameters_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        MLPClassifier(**wrong).fit(*THREE)


def test_wrong_data_are_refused():
    X, y = THREE
    with pytest.raises(ValueError, match="at least one non-zero"):
        MLPClassifier().fit(X, y, sample_weight=np.zeros(120))
    with pytest.raises(ValueError, match="y_val holds"):
        MLPClassifier().fit(X, y, X_val=X[:2], y_val=[0, 7])
    with pytest.raises(ValueError, match="array"):
        MLPClassifier().fit(X, y, y_val=y)
    for weights in ({0: -1.0}, {0: np.nan}, {0: 0.0, 1: 0.0, 2: 0.0}):
        with pytest.raises(ValueError, match="it must give weights of at least 0"):
            MLPClassifier(class_weight=weights).fit(X, y)


def _noisy(kind, seed):
    """(X, y, weight, garbage y): a third of the rows weighs nothing."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(150, 3))
    net = X @ [1.0, -2.0, 0.5]
    y = (net > 0).astype(int) if kind is MLPClassifier else net
    weight = (np.arange(150) % 3 > 0).astype(float)
    garbage = np.where(weight > 0, y, 1 - y if kind is MLPClassifier else 1e3 * rng.normal(size=150))
    return X, y, weight, garbage


@quiet
@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_what_weighs_nothing_is_not_heard_by_early_stopping(kind, solver):
    for seed in range(5):
        X, y, weight, garbage = _noisy(kind, seed)
        net = kind((10,), solver=solver, early_stopping=True, max_iter=30, random_state=seed)
        good = net.fit(X, y, sample_weight=weight)
        weights, curve = [W.copy() for W in good.weights_], good.validation_loss_curve_
        bad = net.fit(X, garbage, sample_weight=weight)
        assert all(np.array_equal(a, b) for a, b in zip(weights, bad.weights_, strict=True))
        assert curve == bad.validation_loss_curve_


@quiet
def test_validation_counts_samples_as_the_training_does():
    """Whole weights are as many copies of a sample: scores and losses on them are the same."""
    X, y, _, _ = _noisy(MLPClassifier, 0)
    net = MLPClassifier((4,), class_weight={0: 3.0, 1: 1.0}, max_iter=3, random_state=0)
    net.fit(X, y, X_val=X[:50], y_val=y[:50])
    copies = np.repeat(np.arange(50), np.where(y[:50] == 0, 3, 1))
    assert net.validation_scores_[-1] == pytest.approx(net.score(X[copies], y[copies]))
    each = -np.log(net.predict_proba(X[copies])[np.arange(len(copies)), y[copies]])
    assert net.validation_loss_curve_[-1] == pytest.approx(each.mean())
    with pytest.raises(ValueError, match=r"class_weight of y_val sums to 0\.0"):
        MLPClassifier(class_weight={0: 0.0}).fit(X, y, X_val=X[y == 0], y_val=y[y == 0])


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_nothing_is_held_back_where_too_little_weighs(kind):
    X, y, weight, _ = _noisy(kind, 0)
    with pytest.raises(ValueError, match=r"validation_fraction is 0\.1: of 2 samples it must hold back"):
        kind(early_stopping=True).fit(X, y, sample_weight=weight * (np.arange(150) < 3))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_weights_without_a_finite_sum_are_refused(kind, dtype):
    most = float(np.finfo(dtype).max)
    for weight in ([most, most, 1.0], [0.0, 0.0, 0.0]):
        with pytest.raises(ValueError, match=r"sample_weight sums to (inf|0\.0)|at least one non-zero"):
            kind(dtype=dtype).fit([[0.0], [1.0], [2.0]], [0, 1, 1], sample_weight=weight)


def test_a_target_too_large_for_float32_is_refused_by_name():
    X, y = [[0.0], [1.0]], [0.0, 1e39]
    with pytest.raises(ValueError, match=r"^y holds numbers too large for float32"):
        MLPRegressor(dtype="float32").fit(X, y)
    with pytest.raises(ValueError, match=r"^y_val holds numbers too large for float32"):
        MLPRegressor(dtype="float32").fit(X, [0.0, 1.0], X_val=X, y_val=y)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_diverging_before_validation_data_warns_of_nothing_else(kind, early, dtype):
    """Warnings are errors here: one of numpy's would end the fit."""
    X, y, _, _ = _noisy(kind, 0)
    for rate in (1e3, 1e12, 1e25, 1e36):
        net = kind(
            (5,), "identity", "sgd", learning_rate_init=rate, early_stopping=early, dtype=dtype, tol=-1e300
        )
        with pytest.warns(ConvergenceWarning):
            net.fit(X[:100], y[:100], X_val=X[100:], y_val=y[100:])
        assert len(net.validation_scores_) == len(net.validation_loss_curve_) == net.n_iter_
        assert all(np.isfinite(W).all() for W in net.weights_)


@quiet
@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.parametrize(
    ("batch", "given"),
    [(200, {}), (32, {}), (32, {"tol": 0.05, "n_iter_no_change": 2}), (32, {"learning_rate_init": 1e30})],
)
def test_epochs_made_in_one_call_are_those_that_a_callback_sees(monkeypatch, solver, batch, given):
    monkeypatch.setattr("markone.learners.backprop.TIER.is_open", lambda: True)
    X, y = THREE
    shared = {"solver": solver, "batch_size": batch, "max_iter": 30, **given}
    generators = [np.random.default_rng(5) for _ in range(2)]
    seen, alone = (
        MLPClassifier((8,), callbacks=callbacks, random_state=rng, **shared).fit(X, y)
        for callbacks, rng in zip(([lambda learner, epoch: False], []), generators, strict=True)
    )
    assert alone.loss_curve_ == pytest.approx(seen.loss_curve_, rel=0, nan_ok=True)
    assert alone.n_iter_ == seen.n_iter_
    for ours, theirs in zip(alone.weights_, seen.weights_, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert generators[0].random() == generators[1].random()


@pytest.mark.parametrize("tol", [0.0, 0.1, -0.1])
def test_patience_takes_many_values_as_it_takes_one_after_the_other(tol, rng):
    for _ in range(200):
        values = np.round(rng.normal(size=9), 1)
        values[rng.integers(9)] = rng.choice([np.nan, np.inf, 0.0])
        one, all_at_once = _Patience(tol, 3), _Patience(tol, 3)
        ends = [one.is_out(values[n : n + 1]) for n in range(9)]
        assert all_at_once.is_out(values) == ends[-1]
        assert (all_at_once.best, all_at_once.idle) == (one.best, one.idle)


@pytest.mark.parametrize("kind", ["glorot", "he"])
@pytest.mark.parametrize("units", [1, ROWS, ROWS + 1])
def test_first_weights_are_one_draw_for_all_units(kind, units):
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    bound = np.sqrt(6.0 / (5 + units))
    wanted = (
        same.uniform(-bound, bound, size=(units, 5))
        if kind == "glorot"
        else same.normal(scale=np.sqrt(2.0 / 5), size=(units, 5))
    )
    W = INITIALISERS[kind](units, 5, rng, "float32")
    assert W.dtype == np.float32
    assert np.array_equal(W, np.column_stack([wanted, np.zeros(units)]).astype(np.float32))
    assert rng.random() == same.random()
