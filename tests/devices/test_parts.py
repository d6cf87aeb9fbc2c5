"""The house's weight devices in a machine: the exam, and what each does beside closed forms and moments."""

from functools import partial

import exam
import numpy as np
import pytest

from markone import Fault, MarkOneClassifier, Spec, build, fleet, load, plug, save, stimuli
from markone.devices import Device, new_weights
from markone.devices.curve import flow, pulse
from markone.devices.named import names
from markone.kernels.integrator import Integrator
from markone.kernels.lesson import elapse_to, lesson, read_weight, set_weight, wipers
from markone.kernels.pulsed import EXPONENTIAL, LINEAR, TABLE, Pulsed
from markone.kernels.rule import MODES
from markone.learners.fleet import Lesson, random_machines
from markone.procedure import parse
from markone.spec import IDEAL_POT

FLAWS = {
    "spread_step": 0.3, "spread_range": 0.1, "spread_asymmetry": 0.05, "pulse_noise": 0.4,
    "read_noise_v": 0.01, "read_curve": 0.5, "levels": 257, "decay_ms": 3e7, "rest_v": 0.25,
    "corrupt": 0.1, "stuck": 0.05,
    "stuck_v": -2.0,
}  # fmt: skip
PCM = {"low_v": 0.0, "pair": True, "refresh_v": 2.0, "drift": 0.05}
MEMBERS = {
    "constant step": Pulsed(),
    "linear step": Pulsed(LINEAR, slope_up=1.0, slope_down=0.4, write_noise_v=0.3, log_normal=True, **FLAWS),
    "exponential step": Pulsed(
        EXPONENTIAL, curve_up=0.6, curve_down=0.3, bend_up=1.0, bend_down=2.0, **FLAWS
    ),
    "table": Pulsed(TABLE, up=(1.5, 1.0, 0.25), down=(0.1, 1.0), asymmetry=0.1),
    "pair": Pulsed(LINEAR, slope_up=1.0, pulse_noise=0.2, **PCM),
    "integrator": Integrator(slope_up=1.0, slope_down=0.3, asymmetry=0.2, **FLAWS),
    "pair of integrators": Integrator(slope_up=0.5, pair=True, pulse_noise=0.3, decay_ms=1e6),
}
FAULTS = [
    Fault("jammed motor", "P5", 12_345),
    Fault("reversed motor", "P6", 20_000),
    Fault("open wiper", "P7"),
]
ALL_FIRE = Spec(theta=-100)
DARK = np.zeros((1, 400))
each = pytest.mark.parametrize("device", MEMBERS.values(), ids=MEMBERS)


@each
@pytest.mark.parametrize("part", [exam.cutting, exam.bounds, exam.names, exam.kept, exam.past])
def test_a_device_sits_the_exam(device, part):
    part(device, 1)


@each
@pytest.mark.parametrize("seed", range(3))
def test_both_levels_have_the_same_bits(device, seed):
    exam.both_levels(device, seed)


@pytest.mark.parametrize("name", ["constant step", "pair", "integrator"])
def test_both_levels_with_faults(name):
    exam.both_levels(MEMBERS[name], 4, FAULTS)


def driven(device, ways, seed=0, spec=ALL_FIRE):
    """The machine, and its wipers (ways + 1, weights), when each weight is driven so: +1 up, -1 down."""
    parts = build(plug(2), spec, device, seed=seed)
    volts = [wipers(parts)]
    for way in ways:
        target = np.full((1, 2), way, np.int8)
        lesson(parts, DARK, target, np.zeros(1, np.int64), MODES["forced"], 0)
        volts.append(wipers(parts))
    return parts, np.array(volts)


def counted(ways, up, down, low=-11.0, high=11.0):
    """One device by a plain loop: `up(v)` and `down(v)` are its steps."""
    volts = [0.0]
    for way in ways:
        v = volts[-1] + (up(volts[-1]) if way > 0 else -down(volts[-1]))
        volts.append(min(max(v, low), high))
    return np.array(volts)[:, None]


WAYS = [1] * 30 + [-1] * 70 + [1, -1] * 5


@pytest.mark.parametrize(
    ("device", "up", "down"),
    [
        (Pulsed(step_v=0.5, asymmetry=0.1), lambda v: 0.55, lambda v: 0.45),
        (
            Pulsed(LINEAR, 0.8, -8.0, 11.0, slope_up=0.5, slope_down=1.0),
            lambda v: 0.8 * (1 - 0.5 * v / 11),
            lambda v: 0.8 * (1 + v / 8),
        ),
        (
            Pulsed(EXPONENTIAL, 0.4, curve_up=0.3, curve_down=0.2, bend_up=2.0, bend_down=1.5, stretch=0.5,
                   shift=0.1),
            lambda v: 0.4 * (1 - 0.3 * np.exp(2 * (2 * 0.5 * v / 22 + 0.1))),
            lambda v: 0.4 * (1 - 0.2 * np.exp(-1.5 * (2 * 0.5 * v / 22 + 0.1))),
        ),
        (
            Pulsed(TABLE, 0.5, up=(1.5, 1.0, 0.25), down=(0.1, 1.0)),
            lambda v: 0.5 * np.interp(v, [-11, 0, 11], [1.5, 1.0, 0.25]),
            lambda v: 0.5 * np.interp(v, [-11, 11], [0.1, 1.0]),
        ),
    ],
    ids=["constant", "linear", "exponential", "table"],
)  # fmt: skip
def test_the_mean_curve_is_that_of_a_plain_loop(device, up, down):
    _, volts = driven(device, WAYS)
    assert volts == pytest.approx(
        np.broadcast_to(counted(WAYS, up, down, device.low_v, 11.0), volts.shape), abs=1e-12
    )


def test_soft_bounds_have_a_closed_form():
    _, volts = driven(Pulsed(LINEAR, 0.5, slope_up=1.0, slope_down=1.0), [1] * 40)
    assert volts[:, 0] == pytest.approx(11 * (1 - (1 - 0.5 / 11) ** np.arange(41)), abs=1e-12)


def test_a_memistor_moves_as_its_equation_says():
    """dv/dt = s (1 - v / end) - v / decay: half a second up, then it decays until the next slide."""
    device = Integrator(2.0, slope_up=1.0, slope_down=1.0, decay_ms=20_000.0)
    _, volts = driven(device, [1])
    fading, end = 2 / 11 + 1 / 20, 2 / (2 / 11 + 1 / 20)
    moved = end * (1 - np.exp(-fading * 0.5))
    assert volts[1] == pytest.approx(moved * np.exp(-(5 - 1.51) / 20), rel=1e-12)


@pytest.mark.parametrize(("way", "pair"), [(1, False), (-1, False), (1, True)])
def test_an_integrator_may_have_an_end_at_0_volts(way, pair):
    """It stands there, and moves half a second the other way; two of them in a pair move both ways."""
    low, high = (0.0, 11.0) if way > 0 else (-11.0, 0.0)
    _, volts = driven(Integrator(2.0, low_v=low, high_v=high, pair=pair), [-way, way, way, -way])
    told = [0, -1, 0, 1, 0] if pair else [0, 0, 1, 2, 1]
    assert volts == pytest.approx(np.broadcast_to(way * np.array(told)[:, None], volts.shape), abs=1e-12)


def test_noise_and_spread_have_the_moments_that_are_said():
    device = Pulsed(step_v=0.1, pulse_noise=0.3, spread_step=0.2)
    parts, volts = driven(device, [1, -1] * 20)
    own, moves = parts.shafts.step_up_v, np.abs(np.diff(volts, axis=0))
    count = own.size
    assert own.mean() == pytest.approx(0.1, abs=4 * 0.02 / count**0.5)
    assert own.std() == pytest.approx(0.02, rel=4 / (2 * count) ** 0.5)
    noise = moves / own - 1
    assert noise.mean() == pytest.approx(0, abs=4 * 0.3 / noise.size**0.5)
    assert noise.std() == pytest.approx(0.3, rel=4 / (2 * noise.size) ** 0.5)
    assert abs(np.corrcoef(noise[0], noise[1])[0, 1]) < 4 / count**0.5


def test_a_log_normal_spread():
    own = np.log(driven(Pulsed(spread_step=0.7, log_normal=True), [])[0].shafts.step_up_v / 0.5)
    assert own.mean() == pytest.approx(0, abs=4 * 0.7 / own.size**0.5)
    assert own.std() == pytest.approx(0.7, rel=4 / (2 * own.size) ** 0.5)


def read_all(parts, now_ms=None):
    now_ms = int(parts.clock.now_ms[0]) if now_ms is None else now_ms
    return np.array([read_weight(parts, weight, now_ms) for weight in range(parts.way.size)])


def test_write_noise_stays_until_the_next_pulse_and_reading_noise_does_not():
    parts, _ = driven(Pulsed(write_noise_v=0.4), [1])
    first = read_all(parts)
    assert (first - wipers(parts)).std() == pytest.approx(0.4, rel=4 / (2 * first.size) ** 0.5)
    assert np.array_equal(read_all(parts, 10**7), first)
    lesson(parts, DARK, np.ones((1, 2), np.int8), np.zeros(1, np.int64), MODES["forced"], 0)
    assert not np.isclose(read_all(parts) - 0.5, first).any()
    parts, _ = driven(Pulsed(read_noise_v=0.2), [1])
    errors = np.array([read_all(parts, ms) for ms in (10**7, 10**7 + 1)]) - wipers(parts)
    assert errors.std() == pytest.approx(0.2, rel=4 / (2 * errors.size) ** 0.5)
    assert abs(np.corrcoef(*errors)[0, 1]) < 4 / errors.shape[1] ** 0.5


def test_decay_and_drift_have_closed_forms():
    parts, _ = driven(Pulsed(decay_ms=1e6, rest_v=-1.0), [])
    set_weight(parts, 0, 4.0)
    elapse_to(parts, 500_000)
    assert wipers(parts)[0] == pytest.approx(-1 + 5 * np.exp(-0.5), rel=1e-14)
    parts, _ = driven(Pulsed(drift=0.1, drift_from_ms=1000.0), [])
    set_weight(parts, 0, 4.0)
    elapse_to(parts, 99_000)
    assert wipers(parts)[0] == pytest.approx(4 * 100**-0.1, rel=1e-14)


def test_levels_are_even_and_a_core_reads_in_an_s():
    parts, _ = driven(Pulsed(levels=23), [])
    set_weight(parts, 0, 3.3)
    assert read_weight(parts, 0, 0) == pytest.approx(3.0)  # a level each volt, from -11 to 11
    parts, _ = driven(Pulsed(read_curve=2.0), [])
    for volts in (-11.0, -4.0, 0.0, 5.5, 11.0):
        set_weight(parts, 0, volts)
        assert read_weight(parts, 0, 0) == pytest.approx(11 * np.tanh(2 * volts / 11) / np.tanh(2))


def test_shares_of_devices_never_move():
    parts, volts = driven(Pulsed(corrupt=0.2, stuck=0.1, stuck_v=3.0), [1, -1, -1, -1])
    still = (volts == volts[0]).all(axis=0)
    count = still.size
    assert still.mean() == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / count) ** 0.5)
    assert (volts[0] == 3.0).mean() == pytest.approx(0.1, abs=4 * (0.1 * 0.9 / count) ** 0.5)
    anywhere = volts[0, still & (volts[0] != 3.0)]
    assert anywhere.std() == pytest.approx(22 / 12**0.5, rel=0.15)
    set_weight(parts, int(np.argmax(still)), 1.0)
    assert wipers(parts)[np.argmax(still)] == volts[0, np.argmax(still)]


def test_a_pair_goes_down_by_moving_its_second_up_and_is_written_anew():
    device, cells = Pulsed(step_v=1.0, low_v=0.0, pair=True, refresh_v=3.5), {}
    for ways in ([1, 1, 1, -1, -1], [1, 1, 1, -1, -1, 1]):
        parts, volts = driven(device, ways)
        cells[len(ways)] = parts.shafts.level_v.reshape(2, -1)[:, 0].tolist()
    assert volts[:, 0].tolist() == [0, 1, 2, 3, 2, 1, 2]
    assert cells == {5: [3.0, 2.0], 6: [2.0, 0.0]}
    assert parts.shafts.refreshed.tolist() == [1] * parts.way.size


def test_other_weights_draw_the_same():
    """A machine with more weights, or in another order: what is drawn belongs to the key."""
    device, keys = MEMBERS["linear step"], np.arange(1, 9, dtype=np.uint64)
    few, many = new_weights(device, keys[:3]), new_weights(device, keys)
    assert np.array_equal(few.step_up_v, many.step_up_v[:3])


@pytest.mark.parametrize(
    ("device", "says"),
    [
        (Pulsed(low_v=1.0), r"the range is 1 to 11 V; it must go up, and hold 0 V"),
        (Pulsed(low_v=11.0, high_v=-11.0), "it must go up"),
        (Pulsed(step_v=0.0), r"step_v is 0.0; it must be a number in \(0"),
        (Pulsed(pulse_noise=-0.1), "pulse_noise is -0.1"),
        (Pulsed(read_noise_v=float("nan")), "read_noise_v is nan"),
        (Pulsed(drift=-1.0), "drift is -1.0"),
        (Pulsed(drift_from_ms=0.0), "drift_from_ms is 0.0"),
        (Pulsed(LINEAR, slope_up=200.0), "slope_up is 200.0"),
        (Pulsed(LINEAR, low_v=0.0, slope_down=1.0), "slope_down is 1.0, and the range ends at 0 V"),
        (Pulsed(EXPONENTIAL, curve_up=1.0), "a pulse up cannot move the device from 0 V: its numbers"),
        (Pulsed(TABLE, up=(1.0, 0.0, 1.0)), "a pulse up cannot move the device from 0 V: its numbers"),
        (Pulsed(TABLE, down=(1.0,)), "down is .*; give 2 to 33 factors"),
        (Pulsed(TABLE, up=(1.0, -1.0)), "a factor of up is -1.0"),
        (Pulsed(9), "model is 9; it must be at most 3"),
        (Pulsed(levels=1), "levels is 1"),
        (Pulsed(corrupt=0.7, stuck=0.7), "corrupt and stuck are 0.7 and 0.7; together at most 1"),
        (Pulsed(refresh_v=1.0), "only a pair is refreshed"),
        (Integrator(speed_v_per_s=0.0), "speed_v_per_s is 0.0"),
        (Integrator(decay_ms=-1.0), "decay_ms is -1.0"),
    ],
)
def test_what_no_device_can_be_is_refused_by_name(device, says):
    with pytest.raises(ValueError, match=says):
        build(plug(), device=device)


@pytest.mark.parametrize("name", ["motor", "ideal", "int8", "reram-hfo2", "pcm", "memistor", "ecram-mo"])
def test_a_named_device_learns_in_a_machine_by_its_name(name):
    slides, letters = stimuli.letters(alphabet="XE")
    learner = MarkOneClassifier(device=name, random_state=0, max_iter=40).fit(slides, letters)
    assert type(learner.parts_.pot) is type(Device.named(name).record())
    assert learner.mistakes_[-1] == 0 or name == "reram-hfo2"
    assert (wipers(learner.parts_) != 0).any()


def test_an_ideal_device_is_the_machines_own_which_engines_know():
    assert Device.named("ideal").record() == IDEAL_POT


def test_a_saved_learner_keeps_the_constants_of_its_device(tmp_path):
    slides, letters = stimuli.letters(alphabet="XE")
    device = Device.named("ecram-li")
    learner = MarkOneClassifier(device=device, random_state=0).fit(slides, letters)
    save(learner, tmp_path / "learner")
    assert load(tmp_path / "learner").device == device.record()


def test_a_fleet_is_the_same_on_all_cores():
    slides, _ = stimuli.letters(alphabet="ABCD")
    targets = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]])
    machines = random_machines(partial(plug, 2), device="reram-optimised")
    one, two = (
        fleet(machines, slides, targets, number=6, lesson=Lesson(epochs=5), n_jobs=jobs).mistakes
        for jobs in (1, 2)
    )
    assert np.array_equal(one, two)


def test_volts_are_the_devices_own_unit_stretched_to_the_range():
    device = Device.named("ecram-li")
    record = device.record(5.5)
    low, high = device.range
    assert record.high_v - record.low_v == pytest.approx(11.0)
    assert record.step_v / 11.0 == pytest.approx(device.value("step") / (high - low))
    assert record.low_v == pytest.approx(5.5 * 2 * (low - device.value("zero")) / (high - low))


def test_a_procedure_has_pots_of_a_named_device_and_of_a_file_beside_it(tmp_path):
    Device.named("pcm").to_file(tmp_path / "mine.toml")
    for name in ("pcm", "mine.toml"):
        text = f"board responses=1\npots {name}\nslides letters XE\ntargets binary\nshow all"
        assert parse(text, folder=tmp_path).pot == Device.named("pcm").record()
    with pytest.raises(ValueError, match="'old' is none of ideal, assumed, worn, no device"):
        parse("pots old")


STILL = dict.fromkeys(
    ("spread_step", "spread_range", "spread_asymmetry", "pulse_noise", "write_noise_v"), 0.0
)
STILL |= {"read_noise_v": 0.0, "corrupt": 0.0, "stuck": 0.0, "levels": 0}


@pytest.mark.parametrize("name", [name for name in names() if not Device.named(name).missing()])
def test_kernels_and_the_curve_in_the_devices_own_unit_are_one(name):
    """Of each device that comes along, without its noise: a pair's first cell, and up only."""
    device = Device.named(name)
    record = device.record()
    if not isinstance(record, Pulsed):
        pytest.skip("it is a motor, or moves as long as current flows")
    ways = [1] * 12 if record.pair else [1] * 12 + [-1] * 20
    _, volts = driven(record._replace(**STILL), ways)
    low, high = device.range
    own = [device.value("zero")]
    for way in ways:
        own.append(float(pulse(device, own[-1], way)))
    wanted = (np.array(own) - device.value("zero")) * 22.0 / (high - low)
    assert volts[:, 0] == pytest.approx(wanted, abs=1e-3 * record.step_v)


def test_an_integrator_and_its_curve_are_one():
    device = Device(
        "cell",
        "integrator",
        numbers={"low": -1, "high": 2, "speed": 0.4, "slope_up": 0.7, "slope_down": -0.4},
    )
    _, volts = driven(device.record(), [1, 1, -1, -1, -1])
    own = [device.value("zero")]
    for way in [1, 1, -1, -1, -1]:
        own.append(float(flow(device, own[-1], way, 0.5)))
    assert volts[:, 0] == pytest.approx((np.array(own) - device.value("zero")) * 22 / 3, abs=1e-12)
