"""A sweep is drawn as lines: one panel per metric, one line per case and value of the other parameters."""

import pytest

from markone.draw.sweeps import across, sweep_lines

ROWS = [
    {"rate": rate, "solver": solver, "case": "XOR", "metric": metric, "mean": mean * rate, "half": 0.01}
    for rate in (0.1, 0.3, 0.2)
    for solver, mean in (("sgd", 1), ("adam", 2))
    for metric in ("train/loss", "test/loss")
]


def test_the_parameter_with_most_values_goes_from_left_to_right():
    assert across(ROWS, ["solver", "rate"]) == "rate"
    figure = sweep_lines(ROWS, ["solver", "rate"])
    assert [axes.get_ylabel() for axes in figure.axes] == ["train/loss", "test/loss"]
    assert {axes.get_xlabel() for axes in figure.axes} == {"rate"}
    for axes in figure.axes:
        lines = {container.get_label(): container.lines[0] for container in axes.containers}
        assert list(lines) == ["XOR, solver=sgd", "XOR, solver=adam"]
        assert lines["XOR, solver=adam"].get_xdata() == pytest.approx([0.1, 0.2, 0.3])
        assert lines["XOR, solver=adam"].get_ydata() == pytest.approx([0.2, 0.4, 0.6])


def test_points_that_were_chosen_one_by_one_are_not_joined():
    figure = sweep_lines(ROWS, ["solver", "rate"], joined=False)
    assert {container.lines[0].get_linestyle() for container in figure.axes[0].containers} == {"None"}


def test_what_is_left_of_the_grid_is_not_shown():
    rows = [{**row, "metric": f"{row['metric']} {number}"} for row in ROWS for number in range(2)]
    shown = [axes.get_visible() for axes in sweep_lines(rows, ["rate", "solver"]).axes]
    assert shown == [True] * 4 + [False] * 2


def rows_of(lines, metric="test/accuracy", means=(0.9, 0.95, 1.0), half=0.3):
    return [
        {"rate": rate, "case": f"case {number}", "metric": metric, "mean": mean, "half": half}
        for number in range(lines)
        for rate, mean in zip((0.1, 0.2, 0.3), means, strict=True)
    ]


def test_no_two_of_eight_curves_share_colour_line_or_marker():
    (axes,) = sweep_lines(rows_of(8), ["rate"]).axes
    lines = [container.lines[0] for container in axes.containers]
    assert len(lines) == 8
    for look in (
        lambda line: line.get_color(),
        lambda line: line.get_marker(),
        lambda line: line._dash_pattern,
    ):
        assert len({str(look(line)) for line in lines}) == 8


def test_more_curves_become_a_map():
    rows = rows_of(9)
    panel, bar = sweep_lines(rows[:-1], ["rate"]).axes
    (image,) = panel.images
    drawn = image.get_array()
    assert drawn.shape == (9, 3)
    assert drawn[0].tolist() == [0.9, 0.95, 1.0]
    assert drawn.mask.sum() == 1  # the last point was not tried
    assert drawn.mask[8, 2]
    assert [label.get_text() for label in panel.get_yticklabels()] == [
        f"case {number}" for number in range(9)
    ]
    assert image.get_clim() == (0, 1)
    assert bar.get_ylabel() == "test/accuracy"


@pytest.mark.parametrize(
    ("metric", "means", "expected"),
    [
        ("test/accuracy", (0.9, 0.95, 1.0), (-0.02, 1.02)),
        ("test/accuracy", (0.05, 0.1, 0.2), (-0.02, 1.02)),
        ("solved", (0.0, 0.5, 1.0), (-0.02, 1.02)),
    ],
)
def test_the_axis_of_a_share_goes_from_0_to_1(metric, means, expected):
    assert sweep_lines(rows_of(2, metric, means), ["rate"]).axes[0].get_ylim() == expected


def test_the_axis_of_another_number_shows_all_of_it():
    low, high = sweep_lines(rows_of(1, "epochs", (2, 5, 40), 1.0), ["rate"]).axes[0].get_ylim()
    assert low <= 1
    assert high >= 41
