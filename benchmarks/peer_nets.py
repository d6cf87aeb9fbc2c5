"""The nets of S4 to S8 as a user of scikit-learn, PyTorch or JAX writes them; `work` is a `nets.Task`."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Weights = list[np.ndarray]


def jax(work: Any) -> Callable[[], Weights]:
    """A compiled `scan` over all steps of all epochs, which keeps the losses."""
    import jax
    import jax.numpy as jnp

    hidden = {"relu": jax.nn.relu, "logistic": jax.nn.sigmoid}[work.hidden]

    def loss(weights, x, t):  # type: ignore[no-untyped-def]
        for W, b in weights[:-1]:
            x = hidden(x @ W + b)
        net = x @ weights[-1][0] + weights[-1][1]
        if work.binary:
            return jnp.mean(jnp.logaddexp(0, net) - t * net)
        return -jnp.mean(jnp.sum(t * jax.nn.log_softmax(net), axis=1))

    @jax.jit
    def train(weights, X, T, rows):  # type: ignore[no-untyped-def]
        def step(weights, some):  # type: ignore[no-untyped-def]
            x, t = (X, T) if len(some) == len(X) else (X[some], T[some])
            met, slopes = jax.value_and_grad(loss)(weights, x, t)
            return jax.tree.map(lambda w, g: w - work.rate * g, weights, slopes), met

        return jax.lax.scan(step, weights, rows)

    start = [(jnp.array(W[:, :-1].T), jnp.array(W[:, -1])) for W in work.weights]
    X, T = jnp.array(work.X), jnp.array(work.T)
    rows = jnp.array(np.tile(work.order.reshape(-1, work.batch), (work.epochs, 1)))

    def run() -> Weights:
        ended, _ = jax.block_until_ready(train(start, X, T, rows))
        return [np.column_stack([np.asarray(W).T, np.asarray(b)]) for W, b in ended]

    return run


def torch(work: Any) -> Callable[[], Weights]:
    """Eager steps with autograd and an optimiser."""
    import torch

    X, T = torch.from_numpy(work.X), torch.from_numpy(work.T)
    batches = torch.from_numpy(work.order).split(work.batch)
    hidden = {"relu": torch.nn.ReLU, "logistic": torch.nn.Sigmoid}[work.hidden]
    parts: list[Any] = []
    for W in work.weights:
        parts += [torch.nn.Linear(W.shape[1] - 1, W.shape[0]), hidden()]
    net, linear = torch.nn.Sequential(*parts[:-1]), parts[::2]
    loss = torch.nn.BCEWithLogitsLoss() if work.binary else torch.nn.CrossEntropyLoss()
    target = T if work.binary else T.argmax(dim=1)
    optimiser = torch.optim.SGD(net.parameters(), lr=work.rate)

    def run() -> Weights:
        with torch.no_grad():
            for layer, W in zip(linear, work.weights, strict=True):
                layer.weight.copy_(torch.from_numpy(W[:, :-1]))
                layer.bias.copy_(torch.from_numpy(W[:, -1]))
        for _ in range(work.epochs):
            for rows in batches:
                optimiser.zero_grad()
                loss(net(X[rows]), target[rows]).backward()
                optimiser.step()
        return [np.column_stack([a.weight.detach().numpy(), a.bias.detach().numpy()]) for a in linear]

    return run


def sklearn(work: Any) -> Callable[[], Weights]:
    """One call of `fit` that goes on from the given weights, in the given order."""
    from sklearn.neural_network import MLPClassifier

    X, y = work.X[work.order], work.T[work.order]
    labels = y[:, 0].astype(int) if work.binary else y.argmax(axis=1)
    net = MLPClassifier(
        [len(W) for W in work.weights[:-1]],
        work.hidden,
        solver="sgd",
        alpha=0.0,
        batch_size=work.batch,
        learning_rate_init=work.rate,
        momentum=0.0,
        nesterovs_momentum=False,
        max_iter=work.epochs,
        n_iter_no_change=work.epochs + 1,
        tol=0.0,
        shuffle=False,
        warm_start=True,
    )

    def run() -> Weights:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not hasattr(net, "coefs_"):
                net.set_params(max_iter=1).fit(X, labels)
                net.set_params(max_iter=work.epochs)
            for coef, bias, W in zip(net.coefs_, net.intercepts_, work.weights, strict=True):
                coef[:], bias[:] = W[:, :-1].T, W[:, -1]
            net.fit(X, labels)
        pairs = zip(net.coefs_, net.intercepts_, strict=True)
        return [np.column_stack([coef.T, bias]) for coef, bias in pairs]

    return run
