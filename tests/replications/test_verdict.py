"""The rule of verdicts, worked out by hand."""

import ast
import math

import numpy as np
import pytest
from conftest import ROOT

from markone.replication import MANY, ONE, Claim, Published
from markone.replication.verdict import CANNOT_TELL, NOT, PARTLY, RE, held, judged
from markone.statistics import mean_of, percentile_of, prediction_of

HUNDRED = np.arange(1.0, 201.0)
"""Of 200 boards the central 95 % are 5 to 196 here: four below, four above, and an end on either side."""


def figure(low, high=None, of=ONE, tolerance=0.0, words="so many"):
    return Published(words, low, low if high is None else high, "case", "statistic", of, tolerance)


def test_one_more_machine_lies_between_the_central_ones():
    assert prediction_of(HUNDRED) == (200, 5.0, 100.0, 196.0)
    assert prediction_of([3.0]) == (1, 3.0, 3.0, 3.0)
    assert prediction_of([]).n == 0


def test_never_is_a_value_and_nan_is_none():
    values = [*HUNDRED[:180], *[math.inf] * 20, math.nan]
    assert prediction_of(values) == (200, 5.0, 100.0, math.inf)
    assert prediction_of([math.inf] * 3).low == math.inf


def test_the_percentile_counts_ties_half():
    assert percentile_of([1, 2, 2, 3], 2) == 50.0
    assert percentile_of(HUNDRED, 390) == 100.0
    assert percentile_of([math.inf, 1.0], 5.0) == 50.0
    assert math.isnan(percentile_of([], 1.0))


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        (figure(5), RE),
        (figure(196), RE),
        (figure(4.9), PARTLY),
        (figure(196.5, tolerance=0.5), RE),
        (figure(386.9), PARTLY),
        (figure(387.0), NOT),
        (figure(-185.9), PARTLY),
        (figure(-186.0), NOT),
        (figure(196, math.inf), RE),
        (figure(400, math.inf), NOT),
        (figure(-math.inf, 5), RE),
        (figure(-10, 5), RE),
        (figure(30, 40), RE),
    ],
)
def test_one_machine_is_held_against_the_central_95_percent(published, verdict):
    assert held(published, HUNDRED).verdict == verdict


def test_many_machines_are_held_against_the_interval_of_the_mean():
    mean = mean_of(HUNDRED.tolist())
    half = mean.mean - mean.low
    assert held(figure(mean.mean + 0.99 * half, of=MANY), HUNDRED).verdict == RE
    assert held(figure(mean.mean + 1.01 * half, of=MANY), HUNDRED).verdict == PARTLY
    assert held(figure(mean.mean + 3.01 * half, of=MANY), HUNDRED).verdict == NOT
    assert held(figure(mean.mean + 1.01 * half, of=MANY), HUNDRED).middle == pytest.approx(100.5)


def test_boards_that_never_learn():
    never = np.full(200, math.inf)
    assert held(figure(390), never).verdict == NOT
    assert held(figure(390), np.append(HUNDRED[:100], never[:100])).verdict == RE
    assert held(figure(2), np.append(HUNDRED[:100], never[:100])).verdict == PARTLY
    assert held(figure(390), np.full(3, math.nan)).verdict == CANNOT_TELL


def claim(*figures, confidence="P", left_out=""):
    return Claim("name", "words", "source", confidence, figures, left_out)


@pytest.mark.parametrize(
    ("places", "verdict"),
    [
        ((50, 60), RE),
        ((50, 4), PARTLY),
        ((50, 900), PARTLY),
        ((4, 900), PARTLY),
        ((900, 950), NOT),
        ((4, 4.5), PARTLY),
    ],
)
def test_a_claim_of_several_figures(places, verdict):
    figures = [figure(place, words=str(place)) for place in places]
    assert judged(claim(*figures), dict.fromkeys(figures, HUNDRED)).verdict == verdict


@pytest.mark.parametrize("confidence", ["R", "R+", "R-", "S-"])
@pytest.mark.parametrize(("place", "verdict"), [(50, CANNOT_TELL), (4, CANNOT_TELL), (900, NOT)])
def test_what_nobody_can_look_up_is_never_more_than_untold(confidence, place, verdict):
    each = figure(place)
    found = judged(claim(each, confidence=confidence), {each: HUNDRED})
    assert found.verdict == verdict
    assert found.held[0].percentile == percentile_of(HUNDRED, place)


def test_what_the_source_leaves_out_cannot_be_told():
    each = figure(50)
    found = judged(claim(each, left_out="how large it was"), {each: HUNDRED})
    assert (found.verdict, found.why) == (CANNOT_TELL, "the source does not say how large it was")


def test_no_study_writes_a_verdict_itself():
    """Verdicts are what `judged` says; a study's texts hold none, and none of its code builds one."""
    files = sorted((ROOT / "experiments" / "replications").glob("*.py"))
    assert len(files) > 1
    found = [
        (path.name, node.value)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if path.name != "__main__.py"
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("Re]" in node.value or "reproduced" in node.value)
    ]
    assert found == []
