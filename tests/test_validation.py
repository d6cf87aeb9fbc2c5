"""Anything at all, at every public door: it works, or it is one sentence of ours that says what came."""

import traceback
import warnings
from functools import partial

import numpy as np
import pytest

import markone
from markone import addresses, faults, logic, procedure, stimuli, switchboard, theory
from markone import validation as given
from markone.machine import Operator, load_state, save_state
from markone.switches import OFF_ON, Range, Switch, add_switch, remove_switch

DEEP: list = []
for _ in range(2000):
    DEEP = [DEEP]
ANYTHING = {
    "array": np.arange(3),
    "array of one": np.array(2.5),
    "no array": np.array([]),
    "pictures": np.zeros((3, 30, 30)),
    "objects": np.array([object(), None]),
    "words": np.array(["a", "b"]),
    "None": None,
    "word": "x",
    "nothing": "",
    "nul": "a\0b",
    "half a letter": "\udcff",
    "bytes": b"ab",
    "nan": float("nan"),
    "infinity": float("inf"),
    "fraction": 1.5,
    "complex": 1j,
    "minus one": -1,
    "2^40": 2**40,
    "2^63": 2**63,
    "-2^63": -(2**63),
    "10^400": 10**400,
    "10^6000": 10**6000,
    "uneven": [[1, 2], [3]],
    "nans": [float("nan")] * 400,
    "deep": DEEP,
    "dict": {"a": 1},
    "set": {1},
    "object": object(),
    "type": int,
    "function": len,
    "date": np.datetime64("2020-01-01"),
}
X, y, DARK = np.tile(np.eye(2), (8, 1)), np.tile([0, 1], 8), np.zeros(400)
BOARD = markone.plug(units=16, seed=1)
SMALL = partial(markone.plug, units=16)


def machine():
    return markone.MarkOne(markone.build(BOARD))


HOLD = Switch("own", OFF_ON, "spec.hold", "x")
DIAL = Switch("own", Range(1, 3), "spec.theta", "x")


def with_switch(row):
    """Add it, and take it away again."""
    add_switch(row)
    try:
        if not callable(row.sets):
            panel().set(row.name, 2 if row.is_dial else "on")
    finally:
        remove_switch(row.name)


def panel():
    return markone.Panel(machine())


def taught(learner, **parameters):
    return getattr(markone, learner)(max_iter=1, **parameters).fit(X, y)


def broken(**fault):
    return markone.build(BOARD, faults=[markone.Fault(**{"kind": "dead A-unit", "at": "A1", **fault})])


def board_of(name):
    return lambda given: switchboard.wiring_list(BOARD._replace(**{name: given}))


def a_fleet(**given):
    if callable(given.get("machines")):
        return None  # what a function of one's own raises is its own
    asked = {name: given.pop(name) for name in [*given] if name in markone.Lesson._fields}
    lesson = markone.Lesson(**{"epochs": 1, **asked})
    few = {"slides": np.zeros((2, 400)), "targets": [[1], [-1]], "number": 2, "lesson": lesson}
    return markone.fleet(**{"machines": markone.random_machines(SMALL), **few, **given})


def some_machines(rates=None, **given):
    struck = partial(faults.at_random, {} if rates is None else rates, 1.0)
    whose = markone.random_machines(**{"board": SMALL, "faults": struck, **given})
    return None if any(callable(one) for one in given.values()) else whose(0)


DOORS = {
    "plug": (markone.plug, "responses patching units excitatory inhibitory seed local overlap"),
    "build": (
        lambda **given: markone.build(**{"wiring": BOARD, **given}),
        "wiring spec device photocell seed faults",
    ),
    "Fault": (broken, "kind at ms amount"),
    "at_random": (
        lambda rates=None, hours=1.0, wiring=BOARD, seed=0: faults.at_random(
            {"dead A-unit": rates}, hours, wiring, seed
        ),
        "rates hours wiring seed",
    ),
    "number": (
        lambda name="A1", kind="A", wiring=BOARD: addresses.number(name, kind, wiring),
        "name kind wiring",
    ),
    "Spec": (
        lambda **given: markone.build(BOARD, markone.Spec(**given)),
        " ".join(markone.Spec._fields),
    ),
    "code_words": (
        lambda classes=2, responses=3: switchboard.code_words(classes, responses),
        "classes responses",
    ),
    "boards": (lambda board: switchboard.differences(BOARD, board), "board"),
    "save board": (
        lambda wiring=BOARD, path="/nowhere/b.csv": switchboard.save(wiring, path),
        "wiring path",
    ),
    "load board": (switchboard.load, "path"),
    "socket": (addresses.socket, "cell"),
    "MarkOne": (
        lambda parts=None, **given: markone.MarkOne(
            markone.build(BOARD) if parts is None else parts, **given
        ),
        "parts trace speed settings past_slides",
    ),
    "run": (lambda ms: machine().run(ms), "ms"),
    "run_to": (lambda event: machine().run_to(event), "event"),
    "at": (lambda ms: machine().at(ms), "ms"),
    "why": (lambda pot: machine().why(pot), "pot"),
    "insert": (lambda slide=DARK, name="A": panel().insert(slide, name), "slide name"),
    "set_targets": (lambda target: panel().set_targets(target), "target"),
    "set_dial": (lambda name="theta", value=2: panel().set_dial(name, value), "name value"),
    "set_hold": (lambda on: panel().set_hold(on), "on"),
    "switch_unit": (lambda name="A1", on=False: panel().switch_unit(name, on), "name on"),
    "turn_by_hand": (lambda name="P1", volts=1.0: panel().turn_by_hand(name, volts), "name volts"),
    "set_mode": (lambda name: panel().set_mode(name), "name"),
    "set": (lambda name="theta", mark=2: panel().set(name, mark), "name mark"),
    "set a unit": (lambda unit="A1", mark="off": panel().set("unit", unit, mark), "unit mark"),
    "add_switch": (add_switch, "switch"),
    "remove_switch": (remove_switch, "name"),
    "a switch": (
        lambda **given: with_switch(HOLD._replace(**given)),
        "name marks sets meaning part at_rest",
    ),
    "a dial": (
        lambda **given: with_switch(DIAL._replace(marks=DIAL.marks._replace(**given))),
        "low high whole",
    ),
    "Panel": (markone.Panel, "machine"),
    "teach": (
        lambda slides=DARK, targets=((1,),), order=(0,): markone.teach(machine(), slides, targets, order),
        "slides targets order",
    ),
    "teach at all": (lambda machine: markone.teach(machine, DARK, [[1]]), "machine"),
    "Operator": (lambda procedure, state=None: Operator(procedure, state), "procedure"),
    "load_state": (load_state, "path"),
    "save_state": (lambda path="/nowhere/s", state=None: save_state(path, state), "path state"),
    "procedure": (procedure.load, "name"),
    "parse": (lambda text="", where="p", seed=0: procedure.parse(text, where, seed=seed), "text where seed"),
    "fleet": (
        a_fleet,
        "machines slides targets number held lesson n_jobs callbacks epochs shuffle mode rule seed",
    ),
    "random_machines": (some_machines, "board seed faults spec device photocell rates"),
    "train_many": (
        lambda **given: markone.train_many(**{"X": np.eye(2), "y": [0, 1], "epochs": 1, **given}),
        "X y seeds learning_rate initialiser weights activation output loss near",
    ),
    "separable": (lambda X=X, y=y: markone.separable(X, y), "X y"),
    "check_gradient": (
        lambda **given: markone.check_gradient(
            **{"weights": [np.ones((1, 3))], "activations": ["tanh"], "X": np.eye(2), "T": np.eye(2)[:, :1]}
            | given
        ),
        "weights activations T loss step",
    ),
    "load": (markone.load, "folder"),
    "Perceptron": (lambda **given: taught("Perceptron", **given), "learning_rate shuffle start random_state"),
    "PerceptronStack": (lambda **given: taught("PerceptronStack", **given), "n_hidden hidden shuffle"),
    "MarkOneClassifier": (
        lambda **given: taught("MarkOneClassifier", **given),
        "shuffle n_units patching spec",
    ),
    "MLPClassifier": (
        lambda **given: taught("MLPClassifier", **given),
        "hidden_layer_sizes activation solver batch_size early_stopping warm_start dtype n_jobs dropout",
    ),
    "squares": (lambda count=2, seed=0, side=6: stimuli.squares(count, seed, side), "count seed side"),
    "forms": (
        lambda count=2, seed=0, side=8, outline=False, circle="large", toroidal=True: stimuli.forms(
            count, seed, side, outline, circle, toroidal
        ),
        "count seed side outline circle toroidal",
    ),
    "square": (lambda row=0, column=0, side=6: stimuli.square(row, column, side), "row column side"),
    "bars": (lambda count=2, seed=0: stimuli.bars(count, seed), "count seed"),
    "points": (stimuli.points, "n seed"),
    "paintings": (lambda n=1, seed=0: stimuli.paintings(n, seed), "n seed"),
    "connected": (lambda n=1, seed=0: stimuli.connected(n, seed), "n seed"),
    "parity": (lambda n=1, seed=0: stimuli.parity(n, seed), "n seed"),
    "brighter_top": (lambda n=1, seed=0: stimuli.brighter_top(n, seed), "n seed"),
    "rails": (
        lambda length=6, gap=2, left=0, down=0: stimuli.rails(length, gap, left, 1, down),
        "length gap left down",
    ),
    "letter": (lambda char="A", face="block": stimuli.letter(char, face), "char face"),
    "letters": (lambda face="block", alphabet="A": stimuli.letters(face, alphabet), "face alphabet"),
    "resize": (stimuli.resize, "images"),
    "doubt": (
        lambda light=DARK, threshold=0.5: stimuli.brightness_warning(light, threshold),
        "light threshold",
    ),
    "on_retina": (lambda X: stimuli.on_retina(X, [0.0], [1.0]), "X"),
    "shift": (
        lambda light=DARK, down=0, toroidal=False: stimuli.shift(light, down, 0, toroidal),
        "light down toroidal",
    ),
    "rotate": (lambda light=DARK, degrees=1.0: stimuli.rotate(light, degrees), "light degrees"),
    "noisy": (lambda light=DARK, share=0.1, seed=0: stimuli.noisy(light, share, seed), "light share seed"),
    "picture": (stimuli.picture, "path dark_on_light"),
    "pictures": (stimuli.pictures, "folder"),
    "mnist": (lambda folder="/nowhere", part="t10k": stimuli.mnist(folder, part), "folder part"),
    "read_idx": (stimuli.read_idx, "path"),
    "check_targets": (stimuli.check_targets, "targets"),
}
DOORS |= {f"wiring list, {name}": (board_of(name), "given") for name in BOARD._fields}


def said_by(call):
    """What a door says to something, if it refuses it, and whether it says so itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
    except (ValueError, TypeError) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return str(error), "/markone/" in last.filename and (last.line or "").startswith("raise ")
    return "", True


@pytest.mark.parametrize("door", DOORS)
def test_anything_works_or_is_one_sentence(door, monkeypatch):
    monkeypatch.delenv("MARKONE_MNIST", raising=False)
    call, parameters = DOORS[door]
    for parameter in parameters.split():
        for name, value in ANYTHING.items():
            given = {"path": "/nowhere"} if parameter == "dark_on_light" else {}
            said, is_ours = said_by(lambda: call(**given, **{parameter: value}))  # noqa: B023
            assert is_ours, f"{door}({parameter}={name}): {said}"
            assert len(said) < 800, f"{door}({parameter}={name}): {said}"
            assert "\n" not in said, f"{door}({parameter}={name}): {said}"


def test_a_value_is_shown_in_one_short_line():
    assert given.shown("x") == "'x'"
    assert given.shown(np.zeros((20, 20))) == "an array of float64, (20, 20)"
    assert given.shown(10**6000) == "a whole number of 19932 bits"
    assert given.shown([0.5] * 400) == "[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...]"
    assert given.shown(DEEP) == "[[[[[[[...]]]]]]]"


@pytest.mark.parametrize(("local", "is_local"), [(True, True), (np.True_, True), (1, True), (0, False)])
def test_a_truth_is_also_numpys(local, is_local):
    ours, theirs = markone.plug(local=local), markone.plug(local=is_local)
    assert switchboard.differences(ours, theirs) == []


@pytest.mark.parametrize("local", [np.array([True, False]), "yes", None, 2])
def test_what_is_no_truth_is_refused(local):
    with pytest.raises(ValueError, match=r"^local is .*; it must be True or False$"):
        markone.plug(local=local)


@pytest.mark.parametrize(
    "value", [None, "x", object(), [[]], b"z", np.ones(3)], ids=lambda value: type(value).__name__
)
@pytest.mark.parametrize(
    ("door", "name"),
    [
        (logic.net_truth_table, "the net"),
        (logic.cycle, "the net"),
        (logic.silenced_by_many, "the net"),
        (lambda given: logic.run(given, 3), "the net"),
        (lambda given: theory.p_active(given, 1, 1, 0.5), "x"),
        (lambda given: theory.p_active(1, 1, given, 0.5), "theta"),
        (lambda given: theory.p_overlap(1, 1, 1, given, 0.5), "lit"),
        (lambda given: theory.p_overlap(1, 1, 1, 0.5, given), "common"),
    ],
)
def test_closed_forms_and_nets_say_what_came(door, name, value):
    with pytest.raises(ValueError, match=rf"^{name} is "):
        door(value)
