"""Threads that share a step: they end with it, whatever happens, and are never waited for in vain."""

import os
import signal
import threading
import time
from functools import partial
from itertools import product

import numpy as np
import pytest

from markone import MLPClassifier
from markone.fast.fused import net as fused_module
from markone.fast.threads import ThreadTeam
from markone.learners import parameters


@pytest.fixture
def eager(monkeypatch):
    """Threads for the smallest net, as on a machine of four processors, and from the first step on."""
    monkeypatch.setattr(fused_module.TIER, "_done", fused_module.PAYS)
    monkeypatch.setattr(fused_module, "WORTH", 1.0)
    monkeypatch.setattr(parameters, "cpu_count", lambda: 4)


@pytest.fixture
def interruptible():
    """Ctrl-C means KeyboardInterrupt, also where the caller of pytest ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def _nobody_stays():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_part_is_done_once(threads):
    done: list[int] = []
    with ThreadTeam(threads) as team:
        for _ in range(50):
            team.share([done.append], 7)
    assert sorted(done) == sorted([*range(7)] * 50)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_piece_begins_when_the_one_before_has_ended(threads):
    ended: list[tuple[int, int]] = []
    parts, pieces = 3, 40

    def act(piece, part):
        time.sleep(1e-4 * ((piece + part) % 3))
        ended.append((piece, part))

    def asked_for():
        for piece in range(pieces):
            assert len(ended) == parts * piece
            yield partial(act, piece)

    with ThreadTeam(threads) as team:
        team.share(asked_for(), parts)
    assert sorted(ended) == [*product(range(pieces), range(parts))]


def test_an_error_between_two_pieces_ends_all():
    def pieces():
        yield time.sleep
        raise ZeroDivisionError("the second")

    with pytest.raises(ZeroDivisionError, match="the second"), ThreadTeam(3) as team:
        team.share(pieces(), 2)


@pytest.mark.parametrize("wrong", [0, 3, 9])
def test_an_error_in_one_part_ends_all(wrong):
    begun = []

    def work(part):
        begun.append(part)
        time.sleep(0.001)
        if part == wrong:
            raise ZeroDivisionError(part)

    with pytest.raises(ZeroDivisionError), ThreadTeam(3) as team:
        team.share([work], 10_000)
    assert len(begun) < 100


def test_a_thread_that_cannot_be_started_is_done_without(monkeypatch, eager):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), np.arange(60) % 2
    fit = {"hidden_layer_sizes": (8,), "max_iter": 3, "tol": -1.0, "random_state": 0}
    with pytest.warns(match="still improving"):
        one = MLPClassifier(**fit).fit(X, y)

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.warns(match="still improving"):
        alone = MLPClassifier(**fit, n_jobs=4).fit(X, y)
    assert all(np.array_equal(a, b) for a, b in zip(one.weights_, alone.weights_, strict=True))


@pytest.mark.parametrize("n_jobs", [1, 4])
def test_ctrl_c_ends_a_training_at_once(eager, interruptible, n_jobs):
    """Ten times, each at another moment; 200,000 samples are an epoch of many seconds."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200_000, 40)).astype(np.float32), np.arange(200_000) % 10
    warm = MLPClassifier((200,), n_jobs=n_jobs, batch_size=5000, max_iter=2, dtype="float32")
    with pytest.warns(match="still improving"):
        warm.fit(X[:10_000], y[:10_000])  # kernels are compiled
    for delay_s in rng.uniform(0.05, 0.3, size=10):
        sent = []

        def interrupt(sent=sent):
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        timer = threading.Timer(delay_s, interrupt)
        net = MLPClassifier((200,), n_jobs=n_jobs, batch_size=5000, max_iter=1000, dtype="float32")
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            net.fit(X, y)
        assert time.monotonic() - sent[0] < 5  # a second where there is nothing else to do
        timer.join()


def test_all_processors_are_those_that_the_process_may_use(monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    assert parameters.as_threads("n_jobs", -1) == 1
    assert parameters.as_threads("n_jobs", 8) == 1
    with pytest.raises(ValueError, match="n_jobs is 1099511627776; it must be at most"):
        MLPClassifier(n_jobs=2**40).fit([[0.0], [1.0]], [0, 1])


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="affinity cannot be set here")
def test_processors_that_others_hold_are_not_counted():
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert parameters.as_threads("n_jobs", -1) == 1
    finally:
        os.sched_setaffinity(0, before)
