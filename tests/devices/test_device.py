"""Devices as data: what is refused where one is made, and files."""

import math
import pickle

import pytest

from markone.devices import Device, Number
from markone.devices.models import MODELS, MOVES
from markone.spec import PROVENANCE

SOFT = {"low": -1.0, "high": 1.0, "step": 0.1, "slope_up": 1.0, "slope_down": 1.0}
PULSED = {"low": -1.0, "high": 1.0, "step": 0.1}


def device(model="linear step", /, **numbers):
    return Device("mine", model, "uS", {**(SOFT if model == "linear step" else PULSED), **numbers})


def test_a_device_keeps_its_numbers_with_who_says_so():
    mine = device(step=Number(0.2, "measured", "my bench"))
    assert mine.numbers["step"] == Number(0.2, "measured", "my bench")
    assert mine.numbers["low"] == Number(-1.0, "assumed", "")
    assert mine.steps == 10
    assert mine.value("zero") == 0 == mine.value("pulse_noise")
    assert mine == pickle.loads(pickle.dumps(mine))
    assert hash(mine) == hash(pickle.loads(pickle.dumps(mine)))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"low": 1.0, "high": -1.0}, "the wrong way round"),
        ({"low": 1.0, "high": 1.0}, "the wrong way round"),
        ({"pulse_noise": -0.1}, r"pulse_noise is -0.1; it must be a number in \[0"),
        ({"drift": -0.1}, r"drift is -0.1; it must be a number in \[0, 1\]"),
        ({"drift": 1.5}, r"drift is 1.5; it must be a number in \[0, 1\]"),
        ({"step": 0.0}, "step is 0.0"),
        ({"step": math.nan}, "step is nan"),
        ({"step": "much"}, "step is 'much'"),
        ({"step": True, "corrupt": 2.0}, "corrupt is 2.0"),
        ({"zero": 3.0}, "zero is 3; it must lie between"),
        ({"rest": 3.0}, "rest is 3; it must lie in -1 to 1"),
        ({"levels": 1}, "levels is 1"),
        ({"levels": 2.5}, "levels is 2.5; it must be a whole number"),
        ({"pair": 3}, "pair is 3; it must be True or False"),
        ({"one_way": True}, "one_way is True and pair is not"),
        ({"refresh_at": 0.8}, "refresh_at is set and pair is not"),
        ({"slope_up": -1.5}, "no up pulse moves it from low"),
        ({"slope_down": -1.5}, "no down pulse moves it from high"),
        ({"bend_up": 1.0}, "'bend_up' is no number of the model 'linear step'"),
    ],
)
def test_what_no_device_can_have_is_refused_by_name(numbers, words):
    with pytest.raises(ValueError, match=words):
        device(**numbers)


def test_a_table_that_holds_it_in_a_state_is_refused():
    with pytest.raises(ValueError, match="no pulse moves it from 0, so it could never leave that state"):
        device("table", up=(1, 0, 1), down=(1, 0, 1))
    assert device("table", up=(1, 0.5), down=(1, 0.5)).value("up") == (1, 0.5)
    with pytest.raises(ValueError, match=r"up is .*; it must be a list of 2 to 33 factors"):
        device("table", up=(1,), down=(1, 1))
    with pytest.raises(ValueError, match=r"up\[1\] is -1"):
        device("table", up=(1, -1), down=(1, 1))


@pytest.mark.parametrize(
    ("words", "give"),
    [
        ("model is 'spring'", {"name": "x", "model": "spring"}),
        ("name is empty", {"name": " ", "model": "ideal"}),
        ("unit is 3", {"name": "x", "model": "ideal", "unit": 3}),
        ("numbers is 3", {"name": "x", "model": "ideal", "numbers": 3}),
        (
            "the kind of low is 'hearsay'",
            {"name": "x", "model": "ideal", "numbers": {"low": Number(1, "hearsay")}},
        ),
    ],
)
def test_what_is_no_device_is_refused(words, give):
    with pytest.raises(ValueError, match=words):
        Device(**give)


def test_what_is_missing_is_named_and_nothing_is_filled_in():
    core = Device("core", "magnetic core", numbers={**PULSED, "read_curve": None, "asymmetry": None})
    assert core.missing() == ["asymmetry", "read_curve"]
    assert core.unknown() == ["read_curve", "asymmetry"]
    assert core.numbers["read_curve"].kind == "unknown"
    with pytest.raises(ValueError, match="'core' cannot be run: no source gives its asymmetry, read_curve"):
        core.record()
    with pytest.raises(ValueError, match="read_curve of 'core' is unknown"):
        core.value("read_curve")


def test_a_disturbance_that_is_unknown_is_not_simulated_and_stays_unknown():
    quiet = device(pulse_noise=None)
    assert quiet.missing() == []
    assert quiet.value("pulse_noise") == 0
    assert quiet.unknown() == ["pulse_noise"]


def test_what_only_grows_needs_no_number_for_the_way_down():
    pair = Device("p", "linear step", numbers={**PULSED, "slope_up": 1.0, "pair": True, "one_way": True})
    assert pair.missing() == []
    assert Device("p", "linear step", numbers={**PULSED, "slope_up": 1.0}).missing() == ["slope_down"]


def test_the_zero_of_a_range_that_does_not_hold_0_is_its_middle():
    assert device(low=4.0, high=20.0).value("zero") == 12
    grows = device("constant step", low=4.0, high=20.0, one_way=True, pair=True)
    assert grows.value("zero") == 4


def test_every_number_says_what_it_means():
    assert set(MOVES) == set(MODELS)
    for rows in MODELS.values():
        assert all(
            row.meaning.endswith(".") and len(row.meaning) < 100 and row.low < row.high
            for row in rows.values()
        )


def test_a_file_gives_back_the_same_device(tmp_path):
    odd = 'a "quoted" \\ back\nslash \x7f, 3 Ω'
    mine = Device(
        "mine", "table", "uS",
        {**PULSED, "up": (1.0, 0.5), "down": (0.25, 1 / 3), "pair": True, "levels": 32, "read_noise": None,
         "step": Number(0.1, "fitted", odd, (0.09, 0.11))},
        title="Mine", notes=odd,
    )  # fmt: skip
    mine.to_file(tmp_path / "mine.toml")
    assert Device.from_file(tmp_path / "mine.toml") == mine
    assert type(Device.from_file(tmp_path / "mine.toml").value("levels")) is int


GOOD = 'model = "constant step"\n[numbers]\n'
STEP = 'step = {{ value = {}, kind = "measured", source = "here" }}\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model = ", "it is no TOML"),
        ("x = 1", "x is no key of a device file; there are name, model"),
        ('unit = "V"', "it names no model"),
        ('model = "spring"\n[numbers]\nstep = 1', "model is 'spring'; choose one of"),
        ("model = 3", "model is 3; choose one of"),
        (GOOD + "stepp = 1", "'stepp' is no number of the model 'constant step'; it has low"),
        (GOOD + "step = 1", "numbers.step is 1; write { value"),
        (GOOD + 'step = { value = 1, kind = "measured" }', "numbers.step has no source"),
        (GOOD + 'step = { value = 1, sauce = "x" }', "numbers.step.sauce is no key"),
        (GOOD + STEP.format('"some"'), "step is 'some'; it must be a number"),
        (GOOD + STEP.format("-1"), "step is -1; it must be a number in"),
        (GOOD + STEP.format("inf"), "step is inf"),
        (GOOD + 'step = { value = 1, kind = "hearsay", source = "" }', "the kind of step is 'hearsay'"),
        (
            GOOD + 'step = { value = 1, kind = "fitted", source = "", interval = [2, 1] }',
            "numbers.step.interval is [2, 1]; give two numbers, the lower first",
        ),
        ('model = "ideal"\nnumbers = 3', "numbers is 3; write a table"),
        ('model = "ideal"\nname = ""', "name is empty"),
        ("a = " + "[" * 5000, "it is no TOML"),
    ],
)
def test_a_bad_file_gets_one_sentence_with_file_and_key(text, words, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ValueError) as error:  # noqa: PT011
        Device.from_file(file)
    assert str(error.value).startswith(f"{file}: ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_too_large_or_none_or_no_text(tmp_path):
    file = tmp_path / "mine.toml"
    with pytest.raises(ValueError, match="No such file"):
        Device.from_file(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="it is no text in UTF-8"):
        Device.from_file(file)
    with file.open("wb") as large:
        large.truncate(1 << 30)
    with pytest.raises(ValueError, match="at most 262,144 are taken"):
        Device.from_file(file)
    with pytest.raises(ValueError, match="is no place of a file"):
        Device.from_file(3)


def test_the_door_of_devices_is_light(python):
    names = ("matplotlib", "markone.devices.device", "scipy.optimize")
    program = f"import sys; import markone.devices; print([name for name in {names} if name in sys.modules])"
    assert python("-c", program).stdout.strip() == "[]"


def test_the_motor_says_of_its_numbers_what_the_machine_says():
    """The numbers whose source is a constant of the machine have the kind that it has there."""
    told = {
        name: number for name, number in Device.named("motor").numbers.items() if number.kind != "unknown"
    }
    kinds = {name: PROVENANCE[number.source.partition(":")[0]].kind for name, number in told.items()}
    assert kinds == {name: number.kind for name, number in told.items()}


NUMBERS = {"low": Number(-1.0), "high": Number(1.0), "step": Number(0.1)}
CURVES = {"curve_up": -1.0, "curve_down": -3.0, "bend_up": 0.0, "bend_down": 0.0}


@pytest.mark.parametrize(
    ("model", "more", "step"),
    [
        ("table", {"up": (4.0, 2.0, 1.0), "down": (1.0, 2.0, 4.0)}, 0.2),
        ("exponential step", CURVES, 0.1 * (2 + 4) / 2),  # each way 1 - curve, as nothing bends
        ("exponential step", CURVES | {"one_way": True, "pair": True}, 0.1 * 2),
        ("constant step", {"asymmetry": 0.5}, 0.1),
    ],
)
def test_a_step_is_what_a_pulse_does_at_zero_and_steps_are_counted_as_published(model, more, step):
    device = Device("mine", model, numbers=NUMBERS | {name: Number(value) for name, value in more.items()})
    assert device.step == pytest.approx(step)
    assert device.steps == pytest.approx(20)
