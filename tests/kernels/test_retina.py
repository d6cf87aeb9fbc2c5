import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone.kernels.retina import Photocell, Retina, expose

light = st.floats(0, 1)
photocells = st.builds(
    Photocell,
    threshold=st.just(0.5),
    hysteresis=st.sampled_from([0.0, 0.05]),
    rise_ms=st.sampled_from([0.0, 20.0, 150.0]),
    decay_ms=st.sampled_from([0.0, 20.0, 150.0]),
    dark=st.sampled_from([0.0, 0.1]),
    spread=st.sampled_from([0.0, 0.3]),
)


def retina_of(level, lit, key=7):
    return Retina(np.array([level]), np.array([lit]), np.array([key], np.uint64))


@given(light, light, st.booleans(), st.integers(0, 2000), photocells, st.integers(0, 2**64 - 1))
def test_a_cell_is_the_naive_one(level, slide, lit, ms, photocell, key):
    retina = retina_of(level, lit, key)
    expose(retina, photocell, np.array([slide]), ms)
    expected, shines = naive.exposed(level, lit, slide, ms, photocell._asdict(), key)
    assert retina.level[0] == pytest.approx(expected, abs=1e-12)
    if abs(expected - 0.5) > 1e-9 and abs(expected - 0.5 + photocell.hysteresis) > 1e-9:
        assert retina.lit[0] == shines


def test_rise_reaches_63_percent_after_its_time_constant():
    retina = retina_of(0.0, False)
    expose(retina, Photocell(0.5, 0.0, 50.0, 150.0), np.ones(1), 50)
    assert retina.level[0] == pytest.approx(1 - np.exp(-1))


def test_a_short_exposure_leaves_the_cell_dark():
    retina = retina_of(0.0, False)
    expose(retina, Photocell(0.5, 0.0, 50.0, 150.0), np.ones(1), 30)
    assert not retina.lit[0]


def test_an_ideal_cell_is_lit_at_its_threshold():
    retina = Retina(np.zeros(2), np.zeros(2, bool), np.zeros(2, np.uint64))
    expose(retina, Photocell(), np.array([0.5, np.nextafter(0.5, 0)]), 1)
    assert retina.lit.tolist() == [True, False]
