"""What `--sweep` is given, in words and in numbers."""

from dataclasses import dataclass

import numpy as np
import pytest

from markone.study.key import key_of, plain
from markone.study.sweep import axes, grid, named
from markone.study.sweep_table import drawn


@dataclass(frozen=True)
class Config:
    seeds: int = 5
    passes: int = 10
    rate: float = 0.5
    rule: str = "error"
    shuffled: bool = True
    layers: tuple = (3, 4)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("passes=1,2,5", [1, 2, 5]),
        ("passes=3", [3]),
        ("passes=1:10:4", [1, 4, 7, 10]),
        ("passes=1:3:9", [1, 2, 3]),
        ("passes=2,2,1", [2, 1]),
        ("rate=0:1:5", [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("rate=1e-3, 1", [0.001, 1.0]),
        ("rule=error,forced", ["error", "forced"]),
        ("rule=a:b:3", ["a:b:3"]),
        ("shuffled=true,no", [True, False]),
    ],
)
def test_values_are_read_by_the_parameters_type(text, values):
    ((key, read),) = axes([text], Config()).items()
    assert key == text.split("=")[0]
    assert read == values
    assert [type(value) for value in read] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["pases=1"], r"'pases' cannot be swept; there is passes \(int\), rate \(float\), rule \(str\)"),
        (["seeds=1,2"], "'seeds' cannot be swept"),
        (["layers=3"], "'layers' cannot be swept"),
        (["passes"], r"'passes' is no sweep; give key=a,b,c or key=lo:hi:n"),
        (["passes="], "is no sweep"),
        (["passes=1.5"], "passes=1.5 does not fit: passes is of type int"),
        (["passes=1:2"], "does not fit"),
        (["passes=1:2:0"], "does not fit"),
        (["rate=nan"], "does not fit"),
        (["rate=0:inf:3"], "does not fit"),
        (["shuffled=perhaps"], "does not fit: shuffled is of type bool"),
        (["passes=1", "passes=2"], "'passes' is swept twice"),
    ],
)
def test_what_is_no_sweep_is_refused_in_a_sentence(given, said):
    with pytest.raises(ValueError, match=said):
        axes(given, Config())


@pytest.mark.parametrize(("width", "shown", "left"), [(20, "ab", ""), (34, "a", "b"), (80, "ab", "")])
def test_where_no_metric_fits_beside_the_points_all_are_told_row_by_row(width, shown, left):
    cells = {"seeds": 2, "n": 2, "mean": 0.5, "half": float("nan")}
    rows = [{"rate": 0.1, "case": "Mark I, full", "metric": f"accuracy {name}", **cells} for name in "ab"]
    table, others = drawn(["rate"], rows, width)
    assert [column.header for column in table.columns[2:]] == [f"accuracy {name}" for name in shown]
    assert others == [f"accuracy {name}" for name in left]


def test_a_grid_is_every_combination():
    points = grid({"passes": [1, 2], "rate": [0.1, 0.2, 0.3]})
    assert len(points) == 6
    assert {tuple(point.values()) for point in points} == {(a, b) for a in (1, 2) for b in (0.1, 0.2, 0.3)}
    assert grid({}) == [{}]
    assert named(points[0]) == "passes=1, rate=0.1"


def test_a_key_is_the_same_for_the_same_parts_and_no_others():
    parts = {"params": Config(), "seed": np.int64(3), "data": np.eye(3)}
    key = key_of(**parts)
    assert len(key) == 32
    assert key == key_of(data=np.eye(3), seed=3, params=Config())
    for changed in (
        {"seed": 4},
        {"params": Config(rate=0.5000001)},
        {"data": np.eye(3, dtype="f4")},
        {"data": -np.eye(3)},
    ):
        assert key_of(**{**parts, **changed}) != key


def test_what_has_no_fixed_form_is_no_part_of_a_key():
    with pytest.raises(ValueError, match="a parameter is a function, which is no part of a key"):
        plain({"make": [plain]})
