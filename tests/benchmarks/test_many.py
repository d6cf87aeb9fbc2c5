"""S9: the contenders do the same work."""

import numpy as np
import pytest

from benchmarks import many
from benchmarks.bar import OURS


def test_the_bars_ask_what_they_should(monkeypatch):
    monkeypatch.setattr(many, "installed", lambda name: name == "sklearn")
    beside, alone = many.bars(quick=True)
    assert beside.asked == {"sklearn": 10_000.0}
    assert beside.part["sklearn"] == many.FITS / 512
    beside.check({name: act() for name, act in beside.contenders.items()})
    assert alone.most_s == pytest.approx(20 / 4096)
    alone.check({OURS: alone.contenders[OURS]()})


def test_other_weights_or_fewer_epochs_are_noticed():
    ours = np.ones((10, 9))
    many.agree(5, {OURS: ours, "jax": ours + 0.001, "sklearn": many.FITS * 5})
    with pytest.raises(ValueError, match="other weights"):
        many.agree(5, {OURS: ours, "jax": ours + 0.1})
    with pytest.raises(ValueError, match="fits of 5"):
        many.agree(5, {OURS: ours, "sklearn": 3})


@pytest.mark.slow
def test_jax_comes_to_the_same_weights():
    pytest.importorskip("jax")
    weights = many.first_weights(64)
    many.agree(50, {OURS: many.in_lanes(weights, 50), "jax": many.in_jax(weights, 50)()})
