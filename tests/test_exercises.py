"""The checkers of the notebooks' exercises say right to right answers, and wrong to wrong ones."""

import json

import pytest
from conftest import ROOT

RIGHT = {
    "1960_mark_one": {"step_v": 0.25, "pots": 4096, "kind": "secondary", "goes": "down"},
    "1958_perceptron": {"crossing": 0.8, "after_one_mistake": (0.25, 0.5, 1), "more_epochs": 0},
    "1969_xor": {
        "one_but_not_two": (1, -1, -0.5),
        "not_separable_either": (0, 0, 1, 1),
        "third_input": (0, 0, 0, 1),
        "exactly_two": 2,
    },
}
WRONG = {
    "1960_mark_one": {"step_v": 0.5, "pots": 512, "kind": "primary", "goes": "up"},
    "1958_perceptron": {"crossing": 0.5, "after_one_mistake": (0, 0), "more_epochs": 3},
    "1969_xor": {
        "one_but_not_two": (1, 1, -0.5),
        "not_separable_either": (0, 1, 1, 1),
        "third_input": (0, 0, 1, 1, 0),
        "exactly_two": 1,
    },
}


def checked(name, given, capsys):
    """What the checker of a notebook prints about the answers `given`."""
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    code = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    said = {}
    exec(code[0].replace("%matplotlib inline", ""), said)
    exec(code[-2], said)
    assert set(given) <= set(said)
    said.update(given)
    capsys.readouterr()
    exec(code[-1], said)
    return [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("name", RIGHT)
def test_a_checker_knows_right_from_wrong(name, capsys):
    count = len(RIGHT[name])
    assert checked(name, {}, capsys) == ["still open"] * count
    assert checked(name, RIGHT[name], capsys) == ["right"] * count
    assert checked(name, WRONG[name], capsys) == ["wrong, try again"] * count
