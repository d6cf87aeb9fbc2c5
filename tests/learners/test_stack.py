import numpy as np
import pytest

from markone import stimuli
from markone.learners import PerceptronStack


def test_the_hand_set_stack_does_xor_without_learning():
    X, y = stimuli.xor()
    fitted = PerceptronStack.xor().fit(X, y)
    assert fitted.mistakes_ == [0]
    assert fitted.predict(X).tolist() == y.tolist()


def test_its_hidden_units_are_or_and_nand():
    X, y = stimuli.xor()
    hidden = PerceptronStack.xor().fit(X, y).hidden_outputs(X)
    assert hidden[:, 0].tolist() == [1, 1, 0, 1]
    assert hidden[:, 1].tolist() == [1, 1, 1, 0]


def test_the_last_layer_learns_xor_from_zero():
    X, y = stimuli.xor()
    for seed in range(20):
        fitted = PerceptronStack.xor(random_state=seed).set_params(start=None).fit(X, y)
        assert fitted.score(X, y) == 1
        assert sum(fitted.mistakes_) > 0


def test_random_units_do_xor_mostly():
    X, y = stimuli.xor()
    scores = [PerceptronStack(random_state=seed).fit(X, y).score(X, y) for seed in range(20)]
    assert np.mean(np.array(scores) == 1) >= 0.9


def test_a_callback_sees_the_whole_stack():
    X, y = stimuli.xor()
    scores = []
    PerceptronStack(random_state=0, callbacks=[lambda stack, epoch: scores.append(stack.score(X, y))]).fit(
        X, y
    )
    assert scores[-1] == 1


def test_hidden_units_of_another_width_are_refused():
    with pytest.raises(ValueError, match=r"hidden is \(1, 2\); each row must be 2 finite weights and a bias"):
        PerceptronStack(hidden=[[1.0, 2.0]]).fit(*stimuli.xor())
