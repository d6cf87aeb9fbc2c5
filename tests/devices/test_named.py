"""The devices that come along: the axis by number of steps, and who says so."""

import pytest

from markone.devices import Device
from markone.devices.models import MODELS
from markone.devices.named import names

AXIS = {
    "reram-hfo2": 4.3, "reram-optimised": 21, "motor": 44, "hybrid-pcm": 32, "fefet": 64, "int8": 254,
    "core-tobermory": 100, "pcm": 200, "capacitor": 400, "reram-soft-bounds": 1000, "ecram-li": 1000,
    "gokmen-vlasov": 1250, "ecram-mo": 7090, "idealised": 10_000, "ideal": 44,
}  # fmt: skip
"""The published number of steps."""
NOT_RUNNABLE = {"core-tobermory", "core-minos", "adaline-knob"}


def test_the_axis_runs_from_4_steps_to_10_000():
    assert names()[0] == "reram-hfo2"
    assert set(names()) >= set(AXIS) | NOT_RUNNABLE | {"memistor", "ag-asi", "reram-exponential", "float32"}
    assert {name: Device.named(name).steps for name in AXIS} == pytest.approx(AXIS, rel=0.015)
    runnable = [Device.named(name) for name in names() if not Device.named(name).missing()]
    steps = [device.steps for device in runnable if device.steps]
    assert steps == sorted(steps)
    assert steps[-1] == pytest.approx(10_000)


@pytest.mark.parametrize("name", names())
def test_each_number_says_where_it_comes_from(name):
    device = Device.named(name)
    assert device.name == name
    assert device.title
    for number in device.numbers.values():
        assert len(number.source) > 5
        assert number.kind in ("primary", "quoted", "secondary", "rumour", "assumed", "unknown")
    costs = {"pulse_s", "pulse_j"} & set(MODELS[device.model])
    assert costs <= set(device.numbers)


def test_what_no_source_gives_is_not_filled_in():
    assert {name for name in names() if Device.named(name).missing()} == NOT_RUNNABLE
    with pytest.raises(ValueError, match="'core-tobermory' cannot be run: no source gives its read_curve"):
        Device.named("core-tobermory").record()
    memistor = Device.named("memistor")
    assert memistor.steps is None
    assert "pulse_noise" in memistor.unknown()


def test_the_full_range_of_the_memistor_takes_ten_seconds():
    memistor = Device.named("memistor")
    low, high = memistor.range
    assert (high - low) / memistor.value("speed") == pytest.approx(10)


@pytest.mark.parametrize("name", ["reram", "../named", "", 3, "x.toml"])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(ValueError, match="is no device that comes along"):
        Device.named(name)


def test_a_near_name_is_told():
    with pytest.raises(ValueError, match="'memistor' is near"):
        Device.named("memristor")
