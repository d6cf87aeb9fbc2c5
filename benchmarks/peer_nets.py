"""The nets of F4 to F8 as a user of scikit-learn, PyTorch or JAX writes them; `work` is a `nets.Task`.

Each run is a whole fit, as markone's is: it begins with drawing first weights. Orders of samples are given.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

Weights = list[np.ndarray]


def _jax_loss(work: Any) -> Callable[..., Any]:
    """The mean loss of a batch, of weights as pairs (inputs, units) and (units,)."""
    import jax
    import jax.numpy as jnp

    hidden = {"relu": jax.nn.relu, "logistic": jax.nn.sigmoid, "tanh": jnp.tanh}[work.hidden]

    def loss(weights: Any, x: Any, t: Any) -> Any:
        for W, b in weights[:-1]:
            x = hidden(x @ W + b)
        net = x @ weights[-1][0] + weights[-1][1]
        if work.is_regression:
            return 0.5 * jnp.mean(jnp.sum((net - t) ** 2, axis=1))
        return -jnp.mean(jnp.sum(t * jax.nn.log_softmax(net), axis=1))

    return loss


def _jax_step(work: Any) -> tuple[Callable[[Any], Any], Callable[..., Any]]:
    """What the solver remembers at first, and how it moves a list of arrays: (weights, memory)."""
    import jax
    import jax.numpy as jnp

    tree = partial(jax.tree.map)
    if work.solver == "sgd":
        return lambda weights: 0, lambda w, g, memory: (tree(lambda w, g: w - work.rate * g, w, g), memory)

    def step(weights: Any, slopes: Any, memory: Any) -> Any:
        mean, square, steps = memory
        steps += 1
        mean = tree(lambda m, g: 0.9 * m + 0.1 * g, mean, slopes)
        square = tree(lambda s, g: 0.999 * s + 0.001 * g * g, square, slopes)
        rate = work.rate * jnp.sqrt(1 - 0.999**steps) / (1 - 0.9**steps)
        moved = tree(lambda w, m, s: w - rate * m / (jnp.sqrt(s) + 1e-8), weights, mean, square)
        return moved, (mean, square, steps)

    return lambda weights: (*(tree(jnp.zeros_like, weights) for _ in range(2)), jnp.zeros(())), step


def jax(work: Any) -> Callable[[], Weights]:
    """A compiled `scan` over all steps of all epochs, which keeps the losses."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", work.X.dtype == np.float64)
    loss, (remember, step) = _jax_loss(work), _jax_step(work)

    @jax.jit
    def train(weights: Any, X: Any, T: Any, rows: Any) -> Any:
        def act(state: Any, some: Any) -> Any:
            weights, memory = state
            x, t = (X, T) if len(X) == work.batch else (X[some], T[some])
            met, slopes = jax.value_and_grad(loss)(weights, x, t)
            return step(weights, slopes, memory), met

        return jax.lax.scan(act, (weights, remember(weights)), rows)

    X, T = jnp.array(work.X), jnp.array(work.targets)
    rows = jnp.array(work.orders().reshape(-1, work.batch))
    wide = work.X.dtype == np.float64

    def run() -> Weights:
        jax.config.update("jax_enable_x64", wide)
        start = [(W[:, :-1].T, W[:, -1]) for W in work.first()]
        (ended, _), _ = jax.block_until_ready(train(start, X, T, rows))
        return [np.column_stack([np.asarray(W).T, np.asarray(b)]) for W, b in ended]

    return run


def torch(work: Any, compiled: bool = False) -> Callable[[], Weights]:
    """Eager steps with autograd and an optimiser; or with the net and its loss compiled."""
    import torch

    X, T = torch.from_numpy(work.X), torch.from_numpy(work.y)
    batches = torch.from_numpy(work.orders().reshape(-1, work.batch))
    hidden = {"relu": torch.nn.ReLU, "logistic": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}[work.hidden]
    parts: list[Any] = []
    for inputs, units in pairwise(work.sizes):
        parts += [torch.nn.Linear(inputs, units, dtype=X.dtype), hidden()]
    net, linear = torch.nn.Sequential(*parts[:-1]), parts[::2]
    cross = torch.nn.CrossEntropyLoss()

    def loss(x: Any, t: Any) -> Any:
        return 0.5 * ((net(x) - t) ** 2).sum(axis=1).mean() if work.is_regression else cross(net(x), t)

    met = torch.compile(loss) if compiled else loss
    kind = torch.optim.SGD if work.solver == "sgd" else torch.optim.Adam

    def run() -> Weights:
        with torch.no_grad():
            for layer, W in zip(linear, work.first(), strict=True):
                layer.weight.copy_(torch.from_numpy(W[:, :-1]))
                layer.bias.copy_(torch.from_numpy(W[:, -1]))
        optimiser = kind(net.parameters(), lr=work.rate)
        for rows in batches:
            x, t = (X, T) if len(X) == work.batch else (X[rows], T[rows])
            optimiser.zero_grad()
            met(x, t).backward()
            optimiser.step()
        return [np.column_stack([a.weight.detach().numpy(), a.bias.detach().numpy()]) for a in linear]

    return run


def sklearn(work: Any) -> Callable[[], Weights]:
    """Calls of `fit` that go on from the given weights, one for each epoch where its order is another."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    orders = work.orders()
    kind = MLPRegressor if work.is_regression else MLPClassifier
    net = kind(**work.given(), shuffle=False, warm_start=True, nesterovs_momentum=False)
    shown = [(work.X[order], work.y[order]) for order in (orders if work.batch < len(work.X) else orders[:1])]
    net.set_params(max_iter=work.epochs // len(shown) if len(shown) < work.epochs else 1)

    def run() -> Weights:
        if not hasattr(net, "coefs_"):
            often = net.max_iter
            net.set_params(max_iter=1).fit(*shown[0])
            net.set_params(max_iter=often)
        for coef, bias, W in zip(net.coefs_, net.intercepts_, work.first(), strict=True):
            if coef.shape[1] == len(W):  # of two classes it has one output
                coef[:], bias[:] = W[:, :-1].T, W[:, -1]
        if hasattr(net, "_optimizer"):
            del net._optimizer
        for each in shown:
            net.fit(*each)
        pairs = zip(net.coefs_, net.intercepts_, strict=True)
        return [np.column_stack([coef.T, bias]) for coef, bias in pairs]

    return run


PEERS: dict[str, Callable[[Any], Callable[[], Weights]]] = {
    "jax": jax,
    "torch": torch,
    "torch.compile": partial(torch, compiled=True),
    "sklearn": sklearn,
}
