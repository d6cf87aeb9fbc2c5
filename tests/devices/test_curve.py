"""The mean of a pulse, against closed forms and the published formulas, written here once more."""

import numpy as np
import pytest

from markone.devices import Device
from markone.devices.curve import flow, pulse, reading, response, step_size
from markone.devices.named import names

UP, DOWN = np.ones(40), -np.ones(40)


def made(model, **numbers):
    return Device("x", model, "", {"low": -0.8, "high": 1.2, **numbers})


def test_a_constant_step_stops_at_its_bounds():
    device = made("constant step", step=0.1, asymmetry=0.25)
    assert response(device, UP, -0.8) == pytest.approx(np.minimum(-0.8 + 0.125 * np.arange(41), 1.2))
    assert response(device, DOWN, 1.2) == pytest.approx(np.maximum(1.2 - 0.075 * np.arange(41), -0.8))


def test_soft_bounds_are_come_near_to_geometrically():
    device = made("linear step", step=0.1, slope_up=1.0, slope_down=1.0)
    assert response(device, UP, 0.0) == pytest.approx(1.2 * (1 - (1 - 0.1 / 1.2) ** np.arange(41)))
    assert response(device, DOWN, 0.0) == pytest.approx(-0.8 * (1 - (1 - 0.1 / 0.8) ** np.arange(41)))


def test_an_exponential_step_is_that_of_the_formula():
    device = made("exponential step", step=0.01, asymmetry=0.1, curve_up=-1.2, curve_down=0.3, bend_up=2.0,
                  bend_down=1.5, stretch=-0.5, shift=0.2)  # fmt: skip
    w = np.linspace(-0.8, 1.2, 11)
    z = 2 * -0.5 * w / 2 + 0.2
    assert step_size(device, w, 1) == pytest.approx(0.011 * np.maximum(1 + 1.2 * np.exp(2 * z), 0))
    assert step_size(device, w, -1) == pytest.approx(0.009 * np.maximum(1 - 0.3 * np.exp(-1.5 * z), 0))


def test_a_table_is_interpolated():
    device = made("table", step=0.1, up=(1, 0.5, 0), down=(0.2, 1))
    assert step_size(device, np.array([-0.8, -0.3, 0.2, 0.7]), 1) == pytest.approx([0.1, 0.075, 0.05, 0.025])
    assert step_size(device, 0.2, -1) == pytest.approx(0.06)


def test_time_of_an_integrator_may_be_cut_anywhere():
    device = made("integrator", speed=0.3, slope_up=0.7, slope_down=-0.5)
    for way in (1, -1):
        whole = flow(device, 0.1, way, 1.7)
        assert flow(device, flow(device, 0.1, way, 0.6), way, 1.1) == pytest.approx(whole)
        steps = 0.1
        for _ in range(17_000):
            steps = steps + way * 1e-4 * step_size(device, steps, way)
        assert steps == pytest.approx(whole, abs=1e-4)
    even = made("integrator", speed=0.3)
    assert flow(even, 0.1, 1, 1.7) == pytest.approx(0.61)
    assert flow(even, 0.1, 1, 17) == 1.2


def test_a_core_is_read_through_an_s():
    core = made("magnetic core", step=0.1, read_curve=2.0)
    assert reading(core, np.array([-0.8, 0.0, 1.2])) == pytest.approx([-0.8, 0, 1.2])
    assert reading(core, 0.6) == pytest.approx(1.2 * np.tanh(1) / np.tanh(2))
    assert reading(core, -0.4) == pytest.approx(-0.8 * np.tanh(1) / np.tanh(2))


def test_what_is_read_of_levels_is_the_nearest():
    assert reading(
        made("constant step", step=0.1, levels=5), [-0.8, -0.6, -0.5, 0.44, 1.19]
    ) == pytest.approx([-0.8, -0.8, -0.3, 0.2, 1.2])


def test_a_motor_turns_evenly_to_its_stop():
    assert response(Device.named("motor"), UP, 0)[[1, 22, 30]] == pytest.approx([0.5, 11, 11])


def test_what_goes_one_way_does_not_come_back():
    pcm = Device.named("pcm")
    assert pulse(pcm, 1.0, -1) == 1.0
    assert pulse(pcm, 1.0, 1) == pytest.approx(1 + 0.01 * (1 + 27.235 * np.exp(-2.5)))


@pytest.mark.parametrize("name", [name for name in names() if not Device.named(name).missing()])
def test_each_that_comes_along_goes_up_and_stays_in_its_range(name):
    device = Device.named(name)
    low, high = device.range
    seen = response(device, UP, low)
    assert np.isfinite(seen).all()
    assert seen[0] < seen[-1] <= high + 1e-9
    assert (np.diff(seen) >= -1e-12).all()
