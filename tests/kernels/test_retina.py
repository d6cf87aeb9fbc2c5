import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import expose

from markone.kernels.retina import Photocell, Retina, look

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
    return Retina(
        level=np.array([level]),
        lit=np.array([lit]),
        light=np.zeros(1),
        since_ms=np.zeros(1, np.int64),
        key=np.array([key], np.uint64),
        gain=np.ones(1),
        stuck=np.zeros(1, np.int8),
    )


def shown(retina, photocell, light, ms):
    """Light for `ms`, then the dark: what the cell told and had reached when the shutter closed."""
    retina.light[:] = light
    expose(retina, photocell, np.zeros(1), ms)


@given(light, light, st.booleans(), st.integers(0, 2000), photocells, st.integers(0, 2**64 - 1))
def test_a_cell_is_the_naive_one(level, slide, lit, ms, photocell, key):
    retina = retina_of(level, lit, key)
    shown(retina, photocell, slide, ms)
    expected, shines = naive.exposed(level, lit, slide, ms, photocell._asdict(), key)
    assert retina.level[0] == pytest.approx(expected, abs=1e-12)
    if abs(expected - 0.5) > 1e-9 and abs(expected - 0.5 + photocell.hysteresis) > 1e-9:
        assert retina.lit[0] == shines


def test_rise_reaches_63_percent_after_its_time_constant():
    retina = retina_of(0.0, False)
    shown(retina, Photocell(0.5, 0.0, 50.0, 150.0), 1.0, 50)
    assert retina.level[0] == pytest.approx(1 - np.exp(-1))


def test_a_short_exposure_leaves_the_cell_dark():
    retina = retina_of(0.0, False)
    shown(retina, Photocell(0.5, 0.0, 50.0, 150.0), 1.0, 30)
    assert not retina.lit[0]


@pytest.mark.parametrize(("light", "lit"), [(0.5, True), (np.nextafter(0.5, 0), False)])
def test_an_ideal_cell_is_lit_at_its_threshold(light, lit):
    retina = retina_of(0.0, False)
    shown(retina, Photocell(), light, 1)
    assert retina.lit[0] == lit


@pytest.mark.parametrize(
    ("fault", "told"),
    [({"gain": 0.0}, False), ({"gain": 0.4}, False), ({"gain": 0.6}, True), ({"stuck": -1}, False)],
)
def test_a_dead_a_dim_and_a_stuck_cell(fault, told):
    retina = retina_of(0.0, False)
    for name, value in fault.items():
        getattr(retina, name)[0] = value
    shown(retina, Photocell(), 1.0, 10)
    assert retina.lit[0] == told


def test_a_cell_may_be_looked_at_without_changing_it():
    photocell, retina, lit = Photocell(0.5, 0.05, 50.0, 150.0), retina_of(0.0, False), np.zeros(1, bool)
    expose(retina, photocell, np.ones(1), 0)
    seen = []
    for ms in (10, 34, 35, 300):
        look(retina, photocell, ms, lit)
        seen.append(bool(lit[0]))
    assert seen == [False, False, True, True]  # 50 ms * ln 2 = 34.7 ms
    assert retina.level[0] == 0.0
    expose(retina, photocell, np.zeros(1), 5000)
    for ms in (119, 120):  # 150 ms * ln(1 / .45) = 119.8 ms
        look(retina, photocell, 5000 + ms, lit)
        seen.append(bool(lit[0]))
    assert seen[-2:] == [True, False]
