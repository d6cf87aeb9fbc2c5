"""The notebooks' exercises: their solutions are right, wrong answers hear why, and none is taken badly."""

import re
from importlib import import_module
from inspect import getmembers, isfunction

import numpy as np
import pytest
from cells import cells
from conftest import ROOT

from markone import Fault, MarkOne, build, plug, stimuli
from markone.kernels.lesson import wipers
from markone.learners.propagate import propagate
from markone.lecture.exercises import backprop, mark_one, perceptron, threshold_units, xor
from markone.lecture.exercises import perceptron_to_mlp as guided
from markone.lecture.exercises.exercise import exercise, number, numbers, one_of, whole
from markone.lecture.perceptron import first_error_free, perceptron_epochs
from markone.logic import Net, Unit, gate, latch, ring_oscillator
from markone.separability import binary_inputs, order

NOTEBOOKS = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if "exercises." in path.read_text(encoding="utf-8")
)
EXERCISES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": one
    for module in (
        import_module(f"markone.lecture.exercises.{path.stem}")
        for path in (ROOT / "markone/lecture/exercises").glob("*.py")
        if path.stem not in ("__init__", "exercise")
    )
    for name, one in getmembers(module, isfunction)
    if hasattr(one, "__wrapped__") and one.__module__ == module.__name__
}
OPEN = "still open; put your answer in the place of None."


def said(one, answer, capsys):
    """The one line that an exercise prints, without its number."""
    capsys.readouterr()
    assert one(answer) is None
    (line,) = capsys.readouterr().out.splitlines()
    return line.partition(": ")[2]


def run(name, codes, capsys):
    """What exercises print when pieces of code run after the first cell of a notebook."""
    first = cells(name, "code")[0]
    names = {}
    exec(re.sub("^%.*", "", first, flags=re.MULTILINE), names)
    capsys.readouterr()
    for code in codes:
        exec(code, names)
    return [line for line in capsys.readouterr().out.splitlines() if re.match(r"\d+\w*: ", line)]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_as_it_comes_no_exercise_is_solved_and_the_solutions_solve_all(name, capsys):
    asked = [
        code for code in cells(name, "code") if re.search(r"^exercises\.\w+\(\w+\)$", code, re.MULTILINE)
    ]
    solved = re.findall(r"```python\n(.*?)```", cells(name, "markdown")[-1], re.DOTALL)
    came = run(name, asked, capsys)
    assert len(came) == len(asked) > 0
    assert not any(line.endswith(": right.") for line in came)
    labels = [line.partition(":")[0] for line in came]
    assert run(name, solved, capsys) == [f"{label}: right." for label in labels]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_solutions_are_folded_away_at_the_end(name):
    last = cells(name, "markdown")[-1]
    assert re.match(r"## Solutions\n\n<details><summary>[^<]+</summary>\n\n", last)
    assert last.endswith("\n\n</details>")


WRONG = [
    (perceptron.crossing, 0.5, "at x1 = 0.5, x2 = 1 the sum is 0.1·0.5 − 0.1·1 + 0.02 = -0.03"),
    (perceptron.after_one_mistake, (0, 0, 0), "0 is not greater than 0"),
    (perceptron.after_one_mistake, (-0.25, -0.5, -1), "the other direction"),
    (perceptron.after_one_mistake, (0.25, 0.5, 0), "b = 0 is not"),
    (perceptron.after_one_mistake, (0.5, 0.25, 1), "each weight moves by"),
    (perceptron.more_epochs, 3, "multiples of the rate"),
    (mark_one.step_in_volts, 0.5, "a wiper needs 500 ms for 0.5 V"),
    (mark_one.potentiometers, 512, "that is shares"),
    (mark_one.potentiometers, 4097, "each of the 512 A-units"),
    (mark_one.source_of_the_fan_out, "primary", "Wikipedia, citing"),
    (mark_one.reversed_motor, "up", "a sound motor"),
    (
        xor.one_but_not_two,
        (1, 1, -0.5),
        "at x1 = 0, x2 = 1 the sum is 1·0 + 1·1 + -0.5 = 0.5, so it answers 1 and should answer 0",
    ),
    (xor.not_separable_either, (1, 1, 0, 0), "XOR itself"),
    (xor.not_separable_either, (0, 1, 1, 1), "a line lies between"),
    (xor.not_separable_either, (1, 1, 1, 1), "no weights at all"),
    (xor.not_separable_either, (0, 2, 1, 1), "answers are 0 or 1"),
    (xor.third_input, (1, 1, 0, 2), "still not linearly separable"),
    (xor.exactly_two_of_five, 1, "no top at two"),
    (xor.exactly_two_of_five, 5, "fewer are too"),
    (backprop.delta_with_squares, 0.032, "the sign is not"),
    (backprop.delta_with_squares, -0.2, "that is dE/dy"),
    (backprop.delta_with_squares, 0.5, "it is (y − t) · f'"),
    (backprop.delta_with_cross_entropy, 0.2, "the sign is not"),
    (backprop.delta_with_cross_entropy, -0.032, "half the squared error"),
    (backprop.delta_with_cross_entropy, 7, "dE/dy is (y − t) / (y (1 − y))"),
    (backprop.gradient_of_a_silent_input, 0.01, "x2 = 0"),
    (backprop.layers_to_a_millionth, 9, "up to 3.8e-06 may be left"),
    (backprop.layers_to_a_millionth, 12, "after 11 of them already: 2.4e-07"),
    (backprop.layers_to_a_millionth, 0, "one layer at least"),
    (backprop.enough_bumps, (24, 20), "are off by 0.211"),
    (backprop.enough_bumps, (31, 2), "from 1 to 30"),
    (backprop.enough_bumps, (24, 0.5), "its slider goes from 1 to 40"),
    (threshold_units.nand, gate("OR"), "with a = 0, b = 0 the unit 'y' says 0 instead of 1."),
    (threshold_units.nand, Net(("a", "b"), {"y": Unit()}, "relative"), "its inhibition is relative"),
    (threshold_units.xor, gate("OR"), "with a = 1, b = 1"),
    (threshold_units.xor, Net(("a", "b"), {name: Unit(("a",)) for name in "yuvw"}), "it has 4 units"),
    (threshold_units.two_of_three, Net(("a", "b", "c"), {"y": Unit(("a",))}), "with a = 0, b = 1, c = 1"),
    (threshold_units.two_of_three, Net(("a", "b", "c"), {name: Unit(("a",)) for name in "yz"}), "2 units"),
    (threshold_units.clock, ring_oscillator(3), "every 6 steps and not every 10"),
    (threshold_units.clock, latch(), "it has the inputs set, reset"),
    (guided.neither, (1, 1, 0.5), "at x1 = 0, x2 = 1 the sum is 1·0 + 1·1 + 0.5 = 1.5, so it answers 1"),
    (guided.neither, (-1, -1, -1), "at x1 = 0, x2 = 0"),
    (guided.corrected, (1, 1, 0.3), "the other direction"),
    (guided.corrected, (0, 0, -0.2), "as if its input were 1"),
    (guided.corrected, (0.5, 0.5, -0.2), "a mistake"),
    (guided.corrected, (-0.5, -0.5, -1.2), "here it is 0.5"),
    (guided.corrected, (3, 0, 0), "each of the three"),
    (guided.on_top, (1, 1, -0.5), "at h1 = 1, h2 = 1"),
    (guided.on_top, (0, 0, 0), "should answer 1"),
    (guided.hidden_delta, -0.08, "is missing"),
    (guided.hidden_delta, 0.02, "is negative"),
    (guided.hidden_delta, -0.05, "the weight of 0.4"),
    (guided.hidden_delta, 1, "with h = 0.5"),
    (guided.no_digit, 10, "do stand for a digit"),
    (guided.no_digit, 16, "all that 4 lamps"),
    (guided.no_digit, 7, "lit or dark"),
]


@pytest.mark.parametrize(("one", "answer", "reason"), WRONG)
def test_a_wrong_answer_hears_why(one, answer, reason, capsys):
    line = said(one, answer, capsys)
    assert line.startswith("not right: ")
    assert reason in line


def test_every_exercise_has_a_wrong_answer_here():
    assert {one.__wrapped__ for one, *_ in WRONG} == {one.__wrapped__ for one in EXERCISES.values()}


JUNK = {
    "text": "a line",
    "bytes": b"1",
    "nothing": [],
    "a list": [1],
    "ragged": [[1], [2, 3]],
    "a dictionary": {"x": 1},
    "not a number": float("nan"),
    "infinite": [float("inf")] * 4,
    "complex": 1j,
    "huge": 10**400,
    "many": np.zeros((50, 50)),
    "a function": print,
    "objects": [None, None, None],
}


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_no_answer_is_taken_calmly(name, junk, capsys):
    line = said(EXERCISES[name], JUNK[junk], capsys)
    assert line.endswith(".")
    assert line != "right."
    assert len(line) < 200


@pytest.mark.parametrize("name", EXERCISES)
def test_an_open_exercise_says_so(name, capsys):
    assert said(EXERCISES[name], None, capsys) == said(EXERCISES[name], ..., capsys) == OPEN


@pytest.mark.parametrize(
    ("wanted", "given", "line"),
    [
        (number, "0.8", "'0.8' came; give one number, without quotation marks."),
        (number, (1, 2), "2 numbers came; give one number."),
        (number, float("inf"), "inf came; give one number that can be calculated with."),
        (numbers(3), 1, "1 number came; give 3 numbers, such as (1, 2, 3)."),
        (whole, 2.5, "2.5 came; give a whole number, up to a million."),
        (one_of("up", "down"), 1, "1 came; give one of 'up', 'down'."),
        (one_of("up", "down"), " Up ", "right."),
        (number, np.float32(2), "right."),
        (numbers(2), np.array([[1], [2]]), "right."),
    ],
)
def test_what_is_wanted_is_said(wanted, given, line, capsys):
    assert said(exercise(1, wanted)(lambda answer: ""), given, capsys) == line


def test_a_machine_gives_the_answers_of_1960(capsys):
    ideal = MarkOne(build(plug(excitatory=10, inhibitory=0), faults=[Fault("reversed motor", "P2")]))
    ideal.panel.set_mode("forced")
    ideal.panel.set_dial("pulse_ms", 250)
    ideal.panel.insert(np.ones(400))
    ideal.panel.set_targets([1])
    ideal.run_to(ideal.panel.start())
    assert said(mark_one.step_in_volts, ideal.panel.volts("P1"), capsys) == "right."
    assert said(mark_one.reversed_motor, "up" if ideal.panel.volts("P2") > 0 else "down", capsys) == "right."
    assert said(mark_one.potentiometers, wipers(build(plug(8, "full"))).size, capsys) == "right."


def test_a_perceptron_gives_the_answers_of_1958(capsys):
    X, y = stimuli.points(50, seed=0)
    ((w1, w2, b),), _ = perceptron_epochs(X, y, 1)
    assert said(perceptron.crossing, -(w2 + b) / w1, capsys) == "right."
    moved, _ = perceptron_epochs([[0.25, 0.5], [-2.0, -2.0]], [1, 0], 2, rate=1.0, start=(0, 0, 0))
    assert said(perceptron.after_one_mistake, moved[1], capsys) == "right."
    slow, fast = (
        first_error_free(perceptron_epochs(X, y, 500, rate, start=(0, 0, 0))[1]) for rate in (0.01, 1.0)
    )
    assert said(perceptron.more_epochs, slow - fast, capsys) == "right."


@pytest.mark.parametrize(
    ("one", "loss"),
    [(backprop.delta_with_squares, "sse"), (backprop.delta_with_cross_entropy, "binary cross-entropy")],
)
def test_a_net_gives_the_deltas_of_1986(one, loss, capsys):
    passed = propagate([[[np.log(4), 0.0]]], ["logistic"], [[1.0]], [[1.0]], loss)
    assert passed.outputs[0][0, 0] == pytest.approx(0.8)
    assert said(one, passed.deltas[0][0, 0], capsys) == "right."


def test_a_linear_programme_gives_the_order_of_1969(capsys):
    five = binary_inputs(5)
    assert said(xor.exactly_two_of_five, order(five, five.sum(axis=1) == 2), capsys) == "right."
