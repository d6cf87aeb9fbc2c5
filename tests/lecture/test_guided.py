"""What the guided notebook stands on: the rule sample by sample, groups of A-units, training, lamps."""

import json
import re
from itertools import product

import numpy as np
import pytest
from conftest import ROOT

from markone import MarkOneClassifier, stimuli
from markone.learners.propagate import propagate
from markone.lecture.exercises import perceptron_to_mlp as exercises
from markone.lecture.perceptron import perceptron_epochs
from markone.lecture.sample_by_sample import period, sample_by_sample
from markone.lecture.waves import MARKS, READING, WAVES, reading_list
from markone.lecture.wrong_answers import wrong_answers
from markone.lecture.xor_net import HAND_CODED
from markone.lecture.xor_training import ends, random_starts, training
from markone.lecture.xor_units import groups
from markone.switchboard import code_words

NOTEBOOK = ROOT / "notebooks/perceptron_to_mlp.ipynb"


def test_sample_by_sample_is_the_rule():
    X, y = stimuli.points(20, seed=3)
    run = sample_by_sample(X, y, epochs=4)
    w, b = [0.1, -0.1], 0.02
    for shown in range(80):
        row = shown % 20
        said = int(w[0] * X[row, 0] + w[1] * X[row, 1] + b > 0)
        assert run.sample[shown] == row
        assert run.weights[shown] == pytest.approx([*w, b], abs=1e-12)
        assert run.wrong[shown] == (said != y[row])
        w = [w[i] + 0.1 * (y[row] - said) * X[row, i] for i in range(2)]
        b += 0.1 * (y[row] - said)
    assert run.weights[::20] == pytest.approx(perceptron_epochs(X, y, 4)[0])


def test_on_xor_the_weights_come_back_and_all_four_answers_are_wrong():
    run = sample_by_sample(*stimuli.xor(), epochs=8)
    assert period(run.weights, 4) == 1
    assert run.weights[16] == pytest.approx((-0.1, 0, -0.18))
    assert run.wrong[16:].all()


def test_a_period_is_that_of_the_epochs():
    a, b, c = [1.0, 0.0, 0.0], [0.0, 1.0, -0.0], [0.0, 0.0, 1.0]
    between = [9.0, 9.0, 9.0]
    assert period(np.array([a, between, b, between, c, between, b, between]), 2) == 2
    assert period(np.array([a, b, c]), 1) is None


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="give \\(n, d\\)"):
        sample_by_sample([[0.0, 1.0]], [0, 1], 1)
    with pytest.raises(ValueError, match="epochs"):
        sample_by_sample(*stimuli.xor(), epochs=0)


def test_units_are_grouped_by_what_they_fire_for():
    active = np.array([[1, 0, 1, 0, 0], [0, 1, 0, 0, 1]], bool)
    found = groups(active, np.array([1.0, -4.0, 0.5, 7.0, 1.0]))
    assert found.fires.tolist() == [[False, True], [True, False], [False, False]]
    assert found.units.tolist() == [2, 2, 1]
    assert found.volts.tolist() == [-3.0, 1.5, 7.0]
    assert found.sums.tolist() == [1.5, -3.0]


def test_the_groups_of_a_machine_add_up_to_its_currents():
    from markone.kernels.lesson import wipers

    X, y = stimuli.xor()
    machine = MarkOneClassifier(random_state=1).fit(X, y)
    found = groups(machine.active(X), wipers(machine.parts_))
    assert found.units.sum() == 512
    assert found.sums == pytest.approx(machine.currents(X)[:, 0])


def test_golden_training_from_the_hand_coded_weights():
    solved, before = (training(HAND_CODED, rate=2, steps=steps, looks=7) for steps in (738, 737))
    assert solved.E[0] == pytest.approx(1.014758, abs=1e-6)
    assert solved.weights[0].tolist() == list(HAND_CODED)
    assert (solved.steps[0], solved.steps[1], solved.steps[-1]) == (0, 1, 738)
    assert (np.diff(solved.steps) > 0).all()
    assert (solved.solved, before.solved) == (True, False)


def test_starts_end_at_the_solution_or_near_a_half_or_two_thirds():
    E = ends(random_starts(20, seed=0))
    near = np.abs(E[:, None] - [0, 1 / 2, 2 / 3])
    assert near.min(axis=1).max() < 0.02
    assert {*near.argmin(axis=1).tolist()} == {0, 1, 2}


def test_wrong_answers_are_parted_by_their_lamps():
    X, y = stimuli.digits()
    machine = MarkOneClassifier(max_iter=2, random_state=0).fit(X[:300], y[:300])
    shown = wrong_answers(machine, X[300:600], y[300:600], most=1000)
    said = machine.predict(X[300:600])
    words = {"".join("●" if lamp > 0 else "○" for lamp in word) for word in machine.code_}
    assert sum(len(labels) for _, labels in shown.values()) == (said != y[300:600]).sum()
    for title, (light, labels) in shown.items():
        assert len(light) == len(labels)
        assert {label.split()[1] in words for label in labels} == {"another" in title}
    assert len(shown) == 2


def test_a_group_without_slides_is_left_out():
    X, y = stimuli.letters(alphabet="EX")
    machine = MarkOneClassifier(max_iter=60, random_state=0).fit(X, y)
    assert machine.score(X, y) == 1
    assert wrong_answers(machine, X, y) == {}


def test_the_waves_and_the_list():
    assert [(wave.first, wave.last) for wave in WAVES] == [(1958, 1969), (1986, 1995), (2012, None)]
    assert list(MARKS) == sorted(MARKS)
    lines = reading_list().splitlines()
    assert len(lines) == len(READING) == 5
    assert [work.year for work in READING] == [1958, 1969, 1986, 1990, 1996]
    assert all(f"({work.year})" in line for work, line in zip(READING, lines, strict=True))


def test_the_rule_a_net_and_the_code_give_the_answers(capsys):
    after = sample_by_sample([[1.0, 1.0], [0.0, 0.0]], [0, 1], 1, rate=0.5, start=(0.5, 0.5, -0.2))
    exercises.corrected(after.weights[1])
    net = [[[0.0, 0.0]], [[0.4, 0.0]]]  # the hidden unit says one half, the output .2, and should say .4
    passed = propagate(net, ["logistic", "identity"], [[1.0]], [[0.4]])
    assert passed.deltas[1][0, 0] == pytest.approx(-0.2)
    exercises.hidden_delta(passed.deltas[0][0, 0])
    used = {tuple(word) for word in code_words(10).tolist()}
    exercises.no_digit(sum(word not in used for word in product((-1, 1), repeat=4)))
    assert capsys.readouterr().out.splitlines() == ["2: right.", "5: right.", "6: right."]


@pytest.fixture(scope="module")
def cells():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_the_lesson_takes_ninety_minutes_as_its_table_says(cells):
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    headings = re.findall(r"^## (\d+)\. (.+) \((\d+) minutes\)$", text, re.MULTILINE)
    table = re.findall(r"^\| (\d+) \| (.+?) \| (\d+) \|$", text, re.MULTILINE)
    assert headings == table
    assert [int(number) for number, _, _ in headings] == [*range(1, 11)]
    assert sum(int(minutes) for _, _, minutes in headings) == 90
    assert all("**Ask:**" in part for part in re.split(r"^## \d+", text, flags=re.MULTILINE)[1:-1])


def test_cells_are_short_and_hold_no_outputs(cells):
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert max(len(cell["source"]) for cell in code[1:]) <= 12


@pytest.mark.parametrize(
    "said",
    [
        "it stands inside", "other way round", "does not seed NumPy", "cannot determine", "its inverse",
        "factor ½", "They do not compute XOR", "leaves out $f'$", "must be $\\delta_k$",
        "The five seconds are an assumption",
    ],
)  # fmt: skip
def test_what_has_to_be_said_openly_is_said(said, cells):
    assert said in "\n".join("".join(cell["source"]) for cell in cells)
