"""Field names of aihwkit and NeuroSim, against their published formulas in plain NumPy, written here anew."""

import numpy as np
import pytest

from markone.devices import Device
from markone.devices.curve import response
from markone.devices.exchange import from_aihwkit, from_neurosim, label_of, slope_of, to_aihwkit, to_neurosim

AIHWKIT = {
    "ConstantStepDevice": {},
    "LinearStepDevice": {"gamma_up": 0.4, "gamma_down": 0.7},
    "SoftBoundsDevice": {},
    "ExpStepDevice": {
        "A_up": -1.18, "A_down": -0.08, "gamma_up": 5.0, "gamma_down": 4.0, "a": -0.5, "b": -0.5,
    },
    "PiecewiseStepDevice": {"piecewise_up": [1.0, 0.7, 0.2], "piecewise_down": [0.3, 0.6, 1.1, 0.9]},
}  # fmt: skip
WAYS = np.random.default_rng(0).choice([1, -1], 300)


def theirs(kind, f, ways, w=0.1):
    """aihwkit's update, pulse by pulse, without noise."""
    up, down = f["dw_min"] * (1 + min(f["up_down"], 0)), f["dw_min"] * (1 - max(f["up_down"], 0))
    seen = [w]
    for way in ways:
        if kind in ("LinearStepDevice", "SoftBoundsDevice"):
            gamma = (f.get("gamma_up", 1.0), f.get("gamma_down", 1.0))
            size = 1 - gamma[0] * w / f["w_max"] if way > 0 else 1 - gamma[1] * w / f["w_min"]
        elif kind == "ExpStepDevice":
            z = 2 * f["a"] * w / (f["w_max"] - f["w_min"]) + f["b"]
            a, gamma = (f["A_up"], f["gamma_up"]) if way > 0 else (f["A_down"], f["gamma_down"])
            size = max(1 - a * np.exp(way * gamma * z), 0)
        elif kind == "PiecewiseStepDevice":
            nodes = f["piecewise_up"] if way > 0 else f["piecewise_down"]
            at = (w - f["w_min"]) / (f["w_max"] - f["w_min"]) * (len(nodes) - 1)
            node = min(int(at), len(nodes) - 2)
            size = nodes[node] + (at - node) * (nodes[node + 1] - nodes[node])
        else:
            size = 1.0
        w = min(max(w + way * (up if way > 0 else down) * size, f["w_min"]), f["w_max"])
        seen.append(w)
    return np.array(seen)


@pytest.mark.parametrize("bias", [0.0, 0.26, -0.4])
@pytest.mark.parametrize("kind", AIHWKIT)
def test_the_mean_response_is_aihwkits(kind, bias):
    fields = {"class": kind, "dw_min": 0.02, "up_down": bias, "w_max": 0.9, "w_min": -0.7, **AIHWKIT[kind]}
    device = from_aihwkit(fields)
    assert response(device, WAYS, 0.1) == pytest.approx(theirs(kind, fields, WAYS), abs=2e-5)
    back = to_aihwkit(device)
    shown = {name: back[name] for name in ("dw_min", "up_down", "w_max", "w_min", *AIHWKIT[kind])}
    for name, value in shown.items():
        assert value == pytest.approx(fields[name]), name
    assert back["class"] == ("LinearStepDevice" if kind == "SoftBoundsDevice" else kind)
    assert (back["dw_min_std"], back["dw_min_dtod"], back["w_max_dtod"]) == pytest.approx((0.3, 0.3, 0.3))


@pytest.mark.parametrize("name", ["reram-hfo2", "reram-exponential", "ecram-li", "gokmen-vlasov"])
def test_what_came_from_a_preset_goes_back_to_it(name):
    device = Device.named(name)
    again = from_aihwkit(to_aihwkit(device), name)
    both = set(again.numbers) & set(device.numbers)
    assert {"low", "high", "step", "pulse_noise", "spread_step", "spread_range"} <= both
    for number in both:
        assert again.value(number) == pytest.approx(device.value(number), rel=1e-5), number


def test_the_preset_of_gong_is_met():
    fields = to_aihwkit(Device.named("reram-exponential"))
    assert (fields["dw_min"], fields["up_down"]) == pytest.approx((0.00135, 0.259359), rel=1e-4)


@pytest.mark.parametrize(("label", "a"), [(2.4, 0.4988), (4.88, 0.1998), (0.01, 126.269), (0.6, 2.0979)])
def test_the_published_pairs_of_label_and_parameter(label, a):
    """NeuroSim's table of NL and A / N."""
    assert 0.5 / np.arctanh(slope_of(label)) == pytest.approx(a, rel=4e-3)
    assert label_of(slope_of(label)) == pytest.approx(label)
    assert slope_of(-label) == -slope_of(label)


def neurosim(n, a, pulses):
    """G / range after each of so many pulses up from the bottom; `a` has the sign of the label."""
    top = 1 / (1 - np.exp(-1 / a))
    return top * (1 - np.exp(-pulses / n / a))


def test_the_mean_response_is_neurosims():
    fields = {
        "minConductance": 3.1, "maxConductance": 38.5, "maxNumLevelLTP": 97, "maxNumLevelLTD": 100,
        "NL_LTP": 2.4, "NL_LTD": -4.88, "c2c": 0.035, "d2d": 0.0,
    }  # fmt: skip
    device = from_neurosim(fields, unit="nS")
    up = response(device, np.ones(97), 3.1)
    assert up == pytest.approx(3.1 + 35.4 * neurosim(97, 0.4988, np.arange(98)), abs=0.05)
    down = response(device, -np.ones(100), 38.5)
    assert down == pytest.approx(3.1 + 35.4 * neurosim(100, -0.1998, np.arange(100, -1, -1)), abs=0.05)
    assert to_neurosim(device) == pytest.approx(fields)
    assert Device.named("ag-asi").value("step") == pytest.approx(device.value("step"), rel=1e-5)


def test_a_curve_that_comes_back_the_way_it_went():
    """A label above 0 on the way down: FeFET of NeuroSim V3."""
    fields = to_neurosim(Device.named("fefet"))
    assert (fields["NL_LTP"], fields["NL_LTD"]) == pytest.approx((0.5, 0.5), rel=1e-4)
    assert (fields["maxNumLevelLTP"], fields["maxNumLevelLTD"]) == (64, 64)
    device = from_neurosim(fields)
    whole = response(device, [1] * 64 + [-1] * 64, 0.04)
    assert whole == pytest.approx(whole[::-1], abs=1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: to_aihwkit(Device.named("motor")), "'motor' is a motor; aihwkit has constant step"),
        (lambda: to_aihwkit(Device.named("core-minos")), "cannot be run"),
        (lambda: to_aihwkit(Device.named("pcm")), "pair of 'pcm' is True; no class of aihwkit has that"),
        (lambda: from_aihwkit({}), "class is None; choose one of 'ConstantStepDevice'"),
        (lambda: from_aihwkit({"class": ["motor"]}), "class is \\['motor'\\]; choose one of"),
        (
            lambda: from_aihwkit({"class": "SoftBoundsDevice", "gamma_up": 0.4}),
            "gamma_up of SoftBoundsDevice",
        ),
        (
            lambda: from_aihwkit({"class": "LinearStepDevice", "lifetime": 3}),
            "lifetime of LinearStepDevice has nothing",
        ),
        (lambda: from_aihwkit({"class": "LinearStepDevice", "up_down": 3}), "up_down is 3"),
        (lambda: to_neurosim(Device.named("reram-soft-bounds")), "zero = 0; NeuroSim has linear"),
        (lambda: to_neurosim(Device.named("reram-hfo2")), "slope_up is 1; NeuroSim's labels end at 9"),
        (lambda: from_neurosim({"NL_LTP": 1}), "the fields are NL_LTP; give minConductance"),
        (lambda: slope_of(10), r"NL is 10; it must be a number in \[-9, 9\]"),
    ],
)
def test_what_has_no_counterpart_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("value", ["0.1", None, float("nan"), -1e13, 1 + 2j, [0.1]])
@pytest.mark.parametrize(
    "field",
    [
        "dw_min", "up_down", "w_max", "w_min", "dw_min_dtod", "up_down_dtod", "dw_min_std", "w_max_dtod",
        "w_min_dtod", "write_noise_std", "corrupt_devices_prob", "dw_min_dtod_log_normal", "mult_noise",
        "gamma_up", "gamma_down",
    ],
)  # fmt: skip
def test_a_value_that_no_field_of_aihwkit_has_is_refused_by_the_fields_name(field, value):
    fields = {"class": "LinearStepDevice", "gamma_up": 0.4, "gamma_down": 0.7, field: value}
    with pytest.raises(ValueError, match=f"^{field} is .*; it must be "):
        from_aihwkit(fields)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ("1, 1", "piecewise_up is '1, 1'; it must be a list of 2 to 33 factors"),
        ([1, "1"], r"piecewise_up\[1\] is '1'; it must be a number in"),
    ],
)
def test_nodes_that_are_no_numbers_are_refused_by_the_fields_name(nodes, words):
    with pytest.raises(ValueError, match=words):
        from_aihwkit({"class": "PiecewiseStepDevice", "piecewise_up": nodes, "piecewise_down": [1, 1]})


def test_noise_in_shares_of_each_step_is_refused():
    fields = {"class": "LinearStepDevice", "gamma_up": 0.4, "gamma_down": 0.7, "dw_min_std": 0.2}
    assert from_aihwkit({**fields, "mult_noise": False}) == from_aihwkit(fields)
    assert from_aihwkit(fields).value("pulse_noise") == 0.2
    assert to_aihwkit(from_aihwkit(fields))["mult_noise"] is False
    with pytest.raises(ValueError, match="mult_noise is True; here noise is a share of the step at zero"):
        from_aihwkit({**fields, "mult_noise": True})
