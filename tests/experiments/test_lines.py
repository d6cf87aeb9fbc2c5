"""The experiments of 1958 and 1969 in quick mode, and what they work out for themselves."""

import re
from dataclasses import replace

import faults
import learning_rate
import mistakes
import naive
import nonlinear
import numpy as np
import pocket
import predicates
import pytest
import stack
import xor_starts

from markone import stimuli
from markone.separability import masks, separable
from markone.study import Measured


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (learning_rate.STUDY, r"the median data set is learnt after"),
        (mistakes.STUDY, "The bound held on every data set"),
        (nonlinear.STUDY, "On fresh points the perceptron is right on"),
        (pocket.STUDY, "the best line is right on"),
        (stack.STUDY, "the certificate [0.5, 0.5, 0.5, 0.5]"),
        (xor_starts.STUDY, "solve XOR"),
        (predicates.STUDY, "Parity of 6 cells has order 6"),
    ],
    ids=lambda given: getattr(given, "name", None),
)
def test_it_answers(study, said, quickly):
    output, folder = quickly(study)
    assert said in " ".join(output.split())
    pictures = sorted(path.stem for path in folder.iterdir())
    assert study.name in pictures
    if study in (nonlinear.STUDY, xor_starts.STUDY):
        says_what_the_full_one_does(" ".join(output.split()))


def says_what_the_full_one_does(said):
    """A short version is rough, but not the other way round."""
    if net := re.search(r"brings ([.\d]+) \(Mark I\).*learn ([.\d]+) \(MLP\)", said):
        assert float(net[2]) > float(net[1])
    else:
        solved, plateau, minimum = re.search(
            r"starts (\d+) solve.* (\d+) end on .* (\d+) where", said
        ).groups()
        assert int(solved) > int(minimum) > int(plateau)


@pytest.mark.parametrize(
    ("study", "figure", "curve"),
    [(learning_rate.STUDY, "learning_rate", "zero"), (mistakes.STUDY, "mistakes", "mistakes made")],
    ids=lambda given: getattr(given, "name", None),
)
def test_figure_table_and_sentence_tell_the_same_medians(study, figure, curve):
    config = replace(study.config, seeds=2, sets=4, epochs=100, points=10)
    cases = study.cases(config)
    found = {title: [study.measure(cases[title], seed, config) for seed in range(2)] for title in cases}
    columns = {head.header: list(head.cells) for head in study.table(found, config).columns}
    (line,) = (one for one in study.figures(found, config)[figure].axes[0].lines if one.get_label() == curve)
    column = next(cells for head, cells in columns.items() if head.endswith(curve))
    assert column == [f"{value:.4g}" for value in line.get_ydata()]
    said = study.answer(found, config)
    if figure == "learning_rate":
        assert f"from zero after {column[0]} and {column[-1]}." in said
    else:
        shares = [float(share) for share in columns["share of the bound"]]
        assert re.findall(r"[\d.]+%", said)[:2] == [f"{shares[0]:.1%}", f"{shares[-1]:.1%}"]


SKEWED = 0.1, 0.2, 0.9
"""Of three seeds: their mean is twice their median."""


def skewed(study, metrics):
    """The same three numbers for each metric of each case."""
    return {
        title: [Measured(dict.fromkeys(metrics, value)) for value in SKEWED]
        for title in study.cases(study.config)
    }


@pytest.mark.parametrize(
    ("study", "metrics", "said"),
    [
        (faults.STUDY, faults.TITLES, "A-units dead 0.40, 0.40, 0.40;"),
        (pocket.STUDY, pocket.LINES.values(), "the best line is right on 0.400 of the points"),
        (predicates.STUDY, ["learnt", "fresh"], "'odd number lit?' 0.400"),
    ],
    ids=lambda given: getattr(given, "name", None),
)
def test_figure_table_and_sentence_tell_the_same_means(study, metrics, said, monkeypatch):
    monkeypatch.setattr(predicates, "windows", lambda: ([2.0, 3.0], [[0.0], [1.0]]))
    config = replace(study.config, cells=4) if study is predicates.STUDY else study.config
    found = skewed(study, metrics)
    printed = {head.header: list(head.cells) for head in study.table(found, config).columns}
    assert all(cell.startswith("0.400±") for cell in printed[next(iter(metrics))])
    assert said in study.answer(found, config)
    figure = study.figures(found, config)[study.name]
    for line in figure.axes[-1].lines:
        if line.get_label() != "chance":
            assert line.get_ydata() == pytest.approx([0.4] * len(line.get_xdata()))
    assert figure.get_suptitle().startswith("line: mean")


def test_from_zero_the_rate_changes_nothing():
    config = learning_rate.Config(sets=20, epochs=300)
    slow, fast = (learning_rate.measure(rate, 3, config).data["first"]["zero"] for rate in (0.0625, 1.0))
    assert slow == fast  # a power of two, so that not even rounding differs


def test_points_keep_their_distance():
    X, y = mistakes.points_with_gap(80, 0.2, np.random.SeedSequence(4))
    assert X.shape == (80, 2)
    assert abs(X.sum(axis=1) - 1).min() > 0.2
    assert y.tolist() == [int(a + b > 1) for a, b in X]


def test_mistakes_never_exceed_the_bound():
    config = mistakes.Config(sets=15)
    for gap in (0.01, 0.2):
        made, most = mistakes.measure(gap, 11, config).data
        assert (np.array(made) <= np.array(most)).all()
        assert min(made) > 0


def test_the_best_line_is_the_naive_one(rng):
    for _ in range(30):
        X, y = rng.random((15, 2)), rng.integers(2, size=15)
        assert pocket.fewest_mistakes(X, y) == naive.fewest_mistakes(X.tolist(), y.tolist())


def test_only_a_random_or_taught_layer_knows_the_disc():
    config = nonlinear.Config()
    test = {
        name: nonlinear.measure(make, 1, config).metrics["test"]
        for name, make in nonlinear.learners(config).items()
    }
    assert test["Perceptron"] < 0.65
    assert test["Pocket"] < 0.75
    assert min(test[name] for name in ("Mark I", "Random units", "MLP")) > 0.9


def test_only_set_units_below_let_the_rule_learn_xor():
    config = stack.Config()
    solved = {
        title: np.mean([stack.measure(make, seed, config).metrics["solved"] for seed in range(20)])
        for title, make in stack.stacks(config).items()
    }
    assert solved["one perceptron"] == solved["hidden units taught XOR too"] == 0
    assert solved["stack, all set by hand"] == solved["hidden units set, top learns"] == 1
    assert solved["hidden units drawn, top learns"] < 0.4


def test_ends_are_sorted_by_the_hessian():
    small = xor_starts.measure(0.05, 0, xor_starts.Config()).data
    large = xor_starts.measure(2.0, 0, xor_starts.Config()).data
    assert (small["kind"] == 0).sum() == pytest.approx(48, abs=6)  # the rough count of the lecture's list
    plateau = small["E"][small["kind"] == 1]
    assert plateau == pytest.approx(np.ones(len(plateau)), abs=0.01)
    apparent = large["E"][large["kind"] == 2]
    assert len(apparent) > 5
    assert apparent == pytest.approx(np.full(len(apparent), 0.5), abs=0.01)


def test_the_slice_between_solutions_is_drawn_with_two_minima():
    ours, theirs = xor_starts.lines_through_weights().values()
    assert (len(ours.minima), len(theirs.minima)) == (1, 2)


def test_windows_must_see_both_ends():
    widths, parted = predicates.windows()
    assert [yes for (yes,) in parted] == [float(width >= predicates.WINDOW_RAILS[0]) for width in widths]


def test_two_cells_tell_rails_in_one_place_apart():
    rails = np.array([stimuli.rails(9, 3, a, b) for a in (0, 1) for b in (0, 1)])
    rails = rails[:, np.ptp(rails, axis=0) > 0]
    wanted = [0, 1, 1, 0]
    assert not separable(masks(rails, 1), wanted)
    assert separable(masks(rails, 2), wanted)


def test_small_retinas_are_flooded_as_naively():
    X, y = predicates.connected_pictures(2, 4)
    assert y.tolist() == [int(naive.pieces(row.reshape(2, 4)) <= 1) for row in X]
