import numpy as np
import pytest

from markone.faults import Fault
from markone.kernels.pot import Pot
from markone.kernels.retina import Photocell
from markone.spec import ASSUMED_POT, BOARD, KINDS, PROVENANCE, Spec, build, copy
from markone.switchboard import plug


def test_every_constant_says_where_it_comes_from():
    names = {f"{kind.__name__}.{field}" for kind in (Spec, Pot, Photocell) for field in kind._fields}
    assert names | set(BOARD) == set(PROVENANCE)
    assert {source.kind for source in PROVENANCE.values()} <= set(KINDS)
    kinds = {name: source.kind for name, source in PROVENANCE.items()}
    assert (kinds["patching"], kinds["CARD"], kinds["Pot.stop_v"]) == ("primary", "rumour", "rumour")
    assert all(source.text for source in PROVENANCE.values())


def test_a_new_machine_is_dark_and_in_the_middle():
    parts = build(plug(3), device=ASSUMED_POT)
    assert not parts.retina.lit.any()
    assert not parts.shafts.anchor_v.any()
    assert len(set(parts.shafts.key.tolist())) == 512


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"excitatory": plug().excitatory + 1000}, "photocell 1\\d+ does not exist"),
        ({"excitatory": plug().excitatory.astype(float)}, "whole numbers"),
        ({"excitatory": plug().excitatory[:7]}, "7 A-units"),
        ({"unit": plug().unit + 512}, "A513 is patched to it and does not exist"),
        ({"bank": np.array([0, 10**6])}, "bank"),
        ({"bank": np.array([5, 512])}, "bank"),
        ({"bank": np.array([0, 600, 512])}, "bank"),
    ],
)
def test_a_board_that_was_made_by_hand_is_checked(change, said):
    with pytest.raises(ValueError, match=said):
        build(plug()._replace(**change))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"device": Pot(spread=1.0)}, "spread is 1.0; it is a share"),
        ({"device": Pot(backlash_v=-1.0)}, "backlash_v is -1.0"),
        ({"device": Pot(stop_v=0.0)}, "above 0"),
        ({"device": Pot(jitter=np.nan)}, "jitter is nan"),
        ({"photocell": Photocell(threshold=0.0)}, r"choose in \(0, 1\]"),
        ({"photocell": Photocell(threshold=1.5)}, "threshold is 1.5"),
        ({"photocell": Photocell(hysteresis=0.5)}, "would never go dark"),
        ({"photocell": Photocell(dark=0.5)}, "lit in the dark"),
        ({"photocell": Photocell(spread=1.0)}, "spread is 1.0"),
        ({"device": Pot(decay_ms=np.inf)}, "decay_ms is inf"),
        ({"spec": Spec(pulse_ms=-5)}, "pulse_ms is -5"),
        ({"spec": Spec(pulse_ms=499.9)}, "pulse_ms is 499.9; it must be a whole number"),
        ({"spec": Spec(cycle_ms=np.inf)}, "cycle_ms is inf"),
        ({"spec": Spec(theta="2")}, "theta is '2'; it must be a number"),
        ({"spec": Spec(hold=1)}, "hold is 1"),
        ({"spec": "assumed"}, "'assumed' is no Spec"),
        ({"device": Photocell()}, "is no device model that is known; give a Pot or Pulsed or Integrator"),
        ({"device": Pot(speed_v_per_s=np.inf)}, "must be finite"),
        ({"spec": Spec(pulse_ms=3)}, "shorter than release_ms"),
        ({"spec": Spec(cycle_ms=1000)}, "its parts need 1510"),
        ({"spec": Spec(cycle_ms=np.int16(1000))}, "its parts need 1510"),
        ({"spec": Spec(cycle_ms=10**400)}, "an hour in milliseconds"),
        ({"device": Pot(decay_ms=10**400)}, "must be finite"),
        ({"device": Pot(speed_v_per_s=1e-7)}, r"speed_v_per_s is 1e-07; motors turn at 1e-06 to 1e\+06 V/s"),
        ({"device": Pot(speed_v_per_s=1e7)}, "speed_v_per_s is 10000000.0"),
        ({"wiring": None}, "the board is NoneType; give a Wiring"),
        ({"seed": "x"}, "seed is 'x'; give a whole number"),
        ({"seed": -1}, "seed is -1"),
        ({"faults": 5}, "faults is 5; give a list"),
        ({"faults": Fault("dead A-unit", "A1")}, "give a list"),
        ({"faults": ["dead A-unit"]}, "'dead A-unit' is no fault"),
        ({"faults": [Fault("dead A-unit", 5)]}, "strikes at 5; give an address"),
        ({"faults": [Fault("swapped plugs", None)]}, "strikes at None"),
        ({"faults": [Fault("swapped plugs", "A1+1 A1+1")]}, "name two plugs"),
        ({"faults": [Fault("open plug", b"A1+1")]}, "strikes at b'A1"),
        ({"faults": [Fault([], "A1")]}, r"a fault is called \[\]"),
        ({"faults": [Fault("dim photocell", "S1.1", 0, "x")]}, "has the amount 'x'"),
    ],
)
def test_what_no_machine_has_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        build(**{"wiring": plug()} | given)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.int64, int])
def test_a_constant_may_be_a_whole_number_of_any_type(kind):
    spec = Spec(expose_ms=kind(100), settle_ms=kind(100), pulse_ms=kind(100), release_ms=kind(5))
    assert build(plug(), spec).spec == spec


def test_a_copy_of_several_machines_shares_nothing():
    machine = build(plug(2))
    other, number = copy((machine, 3))
    assert other is not machine
    assert other.stuck is not machine.stuck
    assert number == 3
