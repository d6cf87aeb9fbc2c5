"""Another activation: one object, given from outside."""

import numpy as np
import pytest
from sklearn.base import clone

from markone import MLPClassifier, MLPRegressor, check_gradient, save
from markone.learners import Activation
from markone.learners import backprop as estimators
from markone.learners.propagate import propagate

ROOT = np.sqrt(2 / np.pi)


def inner(net):
    return ROOT * (net + 0.044715 * net**3)


def gelu_slope(net):
    tanh = np.tanh(inner(net))
    return 0.5 * (1 + tanh) + 0.5 * net * (1 - tanh**2) * ROOT * (1 + 0.134145 * net**2)


GELU = Activation("gelu", lambda net: 0.5 * net * (1 + np.tanh(inner(net))), gelu_slope, of_net=True)
ARCSINH = Activation("arcsinh", np.arcsinh, lambda y: 1 / np.cosh(y))
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.fixture
def layers(rng):
    return [rng.normal(size=(5, 3)), rng.normal(size=(4, 6)), rng.normal(size=(1, 5))]


@pytest.mark.parametrize("own", [GELU, ARCSINH], ids=lambda own: own.name)
def test_the_gradient_check_takes_it(own, layers, rng):
    X, T = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    assert check_gradient(layers, [own, "tanh", own], X, T).ok


def test_a_function_may_work_in_place(layers):
    in_place = GELU._replace(function=lambda net: np.multiply(net, 0.5 * (1 + np.tanh(inner(net))), out=net))
    one, other = (propagate(layers, [own] * 3, XOR, np.ones((4, 1))) for own in (GELU, in_place))
    assert np.allclose(one.gradients[0], other.gradients[0], rtol=1e-12, atol=0)


def test_a_function_without_complex_numbers_is_named(layers):
    root = Activation("root", np.cbrt, lambda y: 1 / (3 * y**2 + 1e-9))
    with pytest.raises(ValueError, match="the function of root takes no complex numbers"):
        check_gradient(layers, [root, "tanh", "identity"], XOR + 1, np.ones((4, 1)))


def test_a_wrong_slope_is_found(layers, rng):
    X, T = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    wrong = GELU._replace(slope=lambda net: 1.001 * gelu_slope(net))
    assert not check_gradient(layers, [wrong, "tanh", "identity"], X, T).ok


def test_outputs_are_those_of_the_function(layers):
    found = propagate(layers[:1], [GELU], XOR, np.zeros((4, 5))).outputs[0]
    net = XOR @ layers[0][:, :-1].T + layers[0][:, -1]
    published = [0.5 * v * (1 + np.tanh(np.sqrt(2 / np.pi) * (v + 0.044715 * v**3))) for v in net.ravel()]
    assert found.ravel() == pytest.approx(published, rel=1e-14)


@pytest.mark.parametrize("own", [GELU, ARCSINH], ids=lambda own: own.name)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_net_learns_xor_with_it(own, dtype):
    options = {"activation": own, "dtype": dtype, "learning_rate_init": 0.05, "max_iter": 400}
    net = MLPClassifier((8,), tol=0, n_iter_no_change=400, random_state=1, **options)
    with pytest.warns(UserWarning, match="still improving|max_iter"):
        net.fit(XOR, [0, 1, 1, 0])
    assert net.score(XOR, [0, 1, 1, 0]) == 1.0
    assert net.weights_[0].dtype == dtype
    assert clone(net).activation.name == own.name


def test_a_regressor_takes_it(rng):
    X = rng.uniform(-2, 2, size=(80, 1))
    net = MLPRegressor((16,), activation=GELU, learning_rate_init=0.02, tol=0, max_iter=800, random_state=0)
    assert net.fit(X, np.sin(2 * X[:, 0])).score(X, np.sin(2 * X[:, 0])) > 0.95  # a straight line: .04


def test_the_fused_engine_leaves_it_to_the_readable_net(monkeypatch):
    def refuse(*given):
        raise AssertionError("an engine was asked for what it does not know")

    monkeypatch.setattr(estimators, "FusedNet", refuse)
    estimators.TIER.open()
    with pytest.warns(UserWarning, match="max_iter"):
        MLPClassifier((2,), activation=ARCSINH, max_iter=1).fit(XOR, [0, 1, 1, 0])
    with pytest.raises(AssertionError, match="does not know"):
        MLPClassifier((2,), activation="tanh", max_iter=1).fit(XOR, [0, 1, 1, 0])


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (GELU._replace(function=3), "the function of gelu is 3"),
        (GELU._replace(slope=lambda net: net.sum()), "the slope of gelu makes"),
        (GELU._replace(function=np.log), "not finite"),
        (GELU._replace(name="tanh"), "a name of its own"),
        (GELU._replace(function=lambda net: "x"), "what the function of gelu makes is 'x'"),
        (
            "gelu",
            "choose one of 'identity', 'tanh', 'logistic', 'relu', or give",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value|divide by zero")
def test_what_is_none_is_refused(own, says):
    with pytest.raises(ValueError, match=says):
        MLPClassifier(activation=own).fit(XOR, [0, 1, 1, 0])


def test_a_file_does_not_hold_a_function(tmp_path):
    with pytest.warns(UserWarning, match="max_iter"):
        net = MLPClassifier((2,), activation=ARCSINH, max_iter=1).fit(XOR, [0, 1, 1, 0])
    with pytest.raises(ValueError, match="cannot be saved"):
        save(net, tmp_path / "net")
