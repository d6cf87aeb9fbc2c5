"""The experiments with weight devices: what is drawn, counted and taken apart, and short versions of each."""

from dataclasses import replace

import device_faults
import device_flaws
import devices
import numpy as np
import pytest
import steps

from markone.devices import Device
from markone.devices.named import names
from markone.kernels.lesson import wipers


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (
            devices.STUDY,
            "Not run, as no source gives what they need: core-minos (low, high, step, read_curve)",
        ),
        (device_flaws.STUDY, "reram-optimised and its flaws, of letters: 1.000 right without a flaw"),
        (device_faults.STUDY, "Letters right at once, when taught again, and where"),
        (steps.STUDY, "from 16 steps on the median board never meets a stop"),
    ],
    ids=lambda given: getattr(given, "name", None),
)
def test_it_answers(study, said, quickly):
    output, folder = quickly(study)
    assert said in " ".join(output.split())
    assert study.name in [path.stem for path in folder.iterdir()]


def test_every_named_device_is_run_or_said_not_to_be():
    config = devices.Config()
    run, left_out = devices.runnable(config), devices.not_run(config)
    assert set(run) | {name for name in names() if f"{name} (" in left_out} == set(names())
    assert all(np.isfinite(devices.steps(device)) for device in run.values())
    at = devices.places(config)
    assert (np.diff(np.log10(at)) > 0.05).all()


def test_what_no_card_says_is_never_filled_in():
    config = replace(devices.STUDY.quick, epochs=3)
    motor = devices.measure(("letters", Device.named("motor")), 0, config).metrics
    assert motor["pulse_s"] == pytest.approx(0.5 * 26 * 3, abs=10)
    assert np.isnan(motor["pulse_j"])
    ecram = devices.measure(("letters", Device.named("ecram-li")), 0, config).metrics
    assert np.isnan(ecram["pulse_s"])
    assert np.isnan(ecram["epochs"])
    assert devices.quantity(ecram["pulse_s"], "s") == "unknown"
    assert devices.quantity(motor["pulse_s"], "s").endswith(" s")


def test_the_same_boards_and_orders_for_all_devices():
    config = replace(devices.STUDY.quick, epochs=20)
    ideal, same = (
        devices.measure(("letters", device), 1, config).metrics
        for device in (Device.named("ideal"), replace(Device.named("ideal"), name="another"))
    )
    assert ideal == pytest.approx(same, nan_ok=True)


@pytest.mark.parametrize("name", ["reram-optimised", "reram-exponential", "ecram-mo", "capacitor"])
def test_a_device_with_all_its_flaws_is_the_device(name):
    device = Device.named(name)
    whole = device_flaws.with_flaws(device, device_flaws.flaws_of(device))
    assert whole.record() == device.record()
    none = device_flaws.with_flaws(device, ()).record()
    assert none._replace(step_v=0.0, low_v=0.0, high_v=0.0) == type(none)(step_v=0.0, low_v=0.0, high_v=0.0)
    assert (none.step_v, none.low_v) == (device.record().step_v, device.record().low_v)


def test_a_device_without_steps_cannot_be_taken_apart():
    with pytest.raises(ValueError, match="'memistor' is a device of the model 'integrator'"):
        device_flaws.flaws_of(Device.named("memistor"))


def test_what_breaks_later_is_what_was_delivered_broken():
    device, number = device_faults.STRUCK["even steps, corrupt anywhere"]
    sound, broken = (device_faults.machine(device, number, share, 3) for share in (0.0, 0.25))
    rng = np.random.default_rng(0)
    device_faults.learn(sound, rng, 20)
    before = wipers(sound)
    device_faults.strike(sound, broken)
    still = broken.shafts.step_up_v == 0.0
    assert still.mean() == pytest.approx(0.25, abs=0.06)
    assert (wipers(sound)[still] == wipers(broken)[still]).all()
    assert (wipers(sound)[~still] == before[~still]).all()
    device_faults.learn(sound, rng, 3)
    assert (wipers(sound)[still] == wipers(broken)[still]).all()
    assert (wipers(sound)[~still] != before[~still]).any()


def test_what_is_corrupt_at_zero_stands_there():
    parts = device_faults.machine(*device_faults.STRUCK["even steps, corrupt at zero"], 0.25, 0)
    still = parts.shafts.step_up_v == 0.0
    assert still.any()
    assert (wipers(parts)[still] == 0.0).all()


def test_from_twice_the_farthest_weight_on_stops_change_nothing():
    config = steps.Config()
    for seed in range(3):
        free = steps.without_stops("letters", seed, config)
        enough = steps.teach("letters", seed, free.reached, config)
        assert enough.mistakes == free.mistakes
        assert (wipers(enough.parts) == wipers(free.parts)).all()
        assert abs(wipers(free.parts)).max() <= free.reached == round(free.reached)
        fewer = steps.teach("letters", seed, free.reached - 1, config)
        assert (wipers(fewer.parts) != wipers(free.parts)).any()
        assert 2 * free.reached <= 2 * steps.novikoff("letters", seed, config)


def test_the_widest_margin_is_that_of_two_points():
    active, target = np.array([[1, 0], [1, 1]]), np.array([1, -1])
    weights = steps.widest(active, target)
    assert weights == pytest.approx([1.0, -2.0])
    assert steps.widest(np.array([[1, 0], [1, 0]]), target) is None
