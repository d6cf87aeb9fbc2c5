"""Letters learned, held against a perceptron of a few lines that shares no code with the machine."""

import numpy as np
import pytest
from naive_boards import Board

from experiments.replications import letters as study
from markone import stimuli
from markone.study.boards import machines
from markone.switchboard import code_words

CONFIG = study.Config(seeds=1, epochs=12)


def told_by_naive(board, patching):
    """Exposures, and of both typefaces what is right, the second after one epoch of it."""
    dials = study.replace(CONFIG, patching=patching)
    naive = Board(machines(dials, 5, 0)(board).wiring)
    first, second = (stimuli.letters(face)[0] for face in ("block", "stroke"))
    words, rng = code_words(26, 5), np.random.default_rng([0, board, 1960])
    exposures = np.inf
    for epoch in range(1, CONFIG.epochs + 1):
        right = [naive.taught(first[row], words[row]) for row in rng.permutation(26)]
        if all(right):
            exposures = 26.0 * epoch
            break
    again, asked = naive.right(first, words), naive.right(second, words)
    for row in rng.permutation(26):
        naive.taught(second[row], words[row])
    return exposures, again, 100 * asked / 26, 100 * naive.right(second, words) / 26


@pytest.fixture(scope="module")
def found():
    return {
        title: study.measure(study.CASES[title], 0, CONFIG)
        for title in (study.BASE, study.FULL, study.ASKED, study.TAUGHT)
    }


@pytest.mark.parametrize(("title", "patching"), [(study.BASE, "shares"), (study.FULL, "full")])
def test_boards_learn_as_a_naive_perceptron_does(found, title, patching):
    boards = found[title].data["boards"]
    naive = [told_by_naive(board, patching)[:2] for board in range(5)]
    assert [*zip(boards["exposures"][:5], boards["again"][:5], strict=True)] == naive


def test_a_second_typeface_is_asked_and_taught_as_by_a_naive_perceptron(found):
    naive = np.array([told_by_naive(board, "shares")[2:] for board in range(5)])
    assert found[study.ASKED].data["boards"]["second"][:5] == pytest.approx(naive[:, 0])
    assert found[study.TAUGHT].data["boards"]["second"][:5] == pytest.approx(naive[:, 1])


def test_boards_without_an_error_free_epoch_have_never_learned(found):
    boards = found[study.BASE].data["boards"]
    never = np.isinf(boards["exposures"])
    assert 0 < never.sum() < 20
    assert (boards["again"][~never] == 26).all()
    assert (boards["in_time"] == 100 * ((boards["exposures"] >= 200) & (boards["exposures"] <= 700))).all()


def test_the_same_seed_gives_the_same_and_another_one_does_not(found):
    again = study.measure(study.CASES[study.TAUGHT], 0, CONFIG).data["boards"]
    other = study.measure(study.CASES[study.TAUGHT], 1, CONFIG).data["boards"]
    for name in ("exposures", "curve", "second", "more"):
        assert (again[name] == found[study.TAUGHT].data["boards"][name]).all()
    assert (other["curve"] != again["curve"]).any()


def test_the_second_typeface_is_never_the_first():
    assert study.second_of(study.Config()) == "stroke"
    assert study.second_of(study.Config(second="heavy")) == "heavy"
    assert study.second_of(study.Config(typeface="stroke")) == "block"


def test_a_fixed_order_is_that_of_the_alphabet():
    rng = np.random.default_rng(0)
    assert study.order_of(study.Config(order="fixed"), rng).tolist() == list(range(26))
    assert sorted(study.order_of(study.Config(), rng)) == list(range(26))
