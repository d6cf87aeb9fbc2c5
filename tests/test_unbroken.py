"""Ctrl-C and SIGTERM wait until what is done is whole, and none of them is lost."""

import signal

import pytest

from markone.signals import STOPPING, unbroken


@pytest.fixture
def came():
    """Which signals came to handlers that end nothing."""
    found = []
    before = {number: signal.signal(number, lambda sent, _: found.append(sent)) for number in STOPPING}
    yield found
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("sent", [STOPPING, STOPPING[::-1]])
def test_all_signals_wait_and_none_is_forgotten(came, sent):
    with unbroken() as waiting:
        for number in sent:
            signal.raise_signal(number)
        assert came == []
        assert waiting == [*sent]
    assert sorted(came) == sorted(sent)
