"""How long it would have taken: stimuli, slides, motors, and the times made of them."""

import numpy as np
import pytest
from replications import how_long as study

from markone.learners.breakage import activity
from markone.study.boards import SECONDS, machines, measured
from markone.study.measured import Measured

CONFIG = study.Config(seeds=1)


def test_squares_and_circles_have_one_size_and_stay_on_the_retina(rng):
    slides, targets = study.squares_and_circles(400, rng)
    pictures = slides.reshape(-1, 20, 20)
    area = pictures.sum(axis=(1, 2))
    for sign in (1, -1):
        assert abs(area[targets[:, 0] == sign].mean() - 64) < 1.5
    reach = [np.ptp(np.argwhere(picture), axis=0).max() + 1 for picture in pictures]
    assert max(np.array(reach)[targets[:, 0] == -1]) <= 10  # 2 * 8 / sqrt(pi) = 9.03
    assert max(np.array(reach)[targets[:, 0] == 1]) >= 11  # on its corner it is 11.3 wide
    for where in (pictures[targets[:, 0] == sign].mean(axis=0) for sign in (1, -1)):
        np.testing.assert_allclose(where[:10].sum(), where[10:].sum(), rtol=0.2)


def naive(active, targets, bank, orders, mode):
    """The perceptron rule with 0 and 1, in shares: slides until an epoch is right, and motors energised."""
    weights, pulses, shown = np.zeros(active.shape[1]), 0, 0
    for order in orders:
        is_right = True
        for row in order:
            shown += 1
            for response, wanted in enumerate(targets[row]):
                units = np.arange(bank[response], bank[response + 1])
                units = units[active[row, units]]
                wrong = (1 if weights[units].sum() > 0 else -1) != wanted
                is_right &= not wrong
                if wrong or mode == "forced":
                    weights[units] = np.clip(weights[units] + 0.5 * wanted, -11, 11)
                    pulses += len(units)
        if is_right:
            break
    return shown, is_right, pulses


@pytest.mark.parametrize("title", ["letters", "left or right"])
def test_slides_and_motors_are_those_of_the_perceptron_rule(title):
    task, (slides, targets) = study.TASKS[title], study.shown_of(title, 0)
    parts = machines(CONFIG, task.responses, 0, task.units)(1)
    active, bank = activity(parts, slides), parts.wiring.bank.copy()
    number, is_right = study.teach(parts, slides, targets, task, np.random.default_rng(6))
    twin, rows = np.random.default_rng(6), len(slides)
    orders = [twin.permutation(rows) if task.epochs > 1 else np.arange(rows) for _ in range(task.epochs)]
    shown, right, pulses = naive(active, targets, bank, orders, task.mode)
    assert (number, is_right) == (shown, right)
    assert parts.shafts.pulses.sum() == pulses


def test_what_is_measured():
    found, again = (study.measure("left or right", 0, CONFIG).data["boards"] for _ in range(2))
    assert set(found["slides"]) == {100}
    np.testing.assert_array_equal(found["motor hours"], again["motor hours"])
    assert set(found["of the 704"]) == {5 / 3}
    assert set(found["faster than the 704"]) == {0.6}
    assert (found["time/faster than here"] < 1).all()


def test_times_are_slides_times_seconds():
    boards = {"shown": [100, 300, 200], "time/one core": [1, 2, 3], SECONDS: [4, 4, 4]}
    kept: Measured = measured({name: np.array(each, float) for name, each in boards.items()})
    times = study.times_of({"letters": [kept]}, "letters", 5.0)
    assert list(times.values()) == [(1000, 400, 3000), (600, 600, 600), (2, 1, 3), (4, 4, 4)]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.00042, "420 µs"), (0.02, "20 ms"), (1560, "26 min"), (50 * 3600, "2.1 days")]
)
def test_times_as_words(seconds, words):
    assert study.duration_of(seconds) == words


def test_a_thousand_704s():
    assert study.THOUSANDFOLD == "50 min"
