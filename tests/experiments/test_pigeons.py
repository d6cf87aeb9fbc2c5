"""The Mark I before two styles of paintings."""

import numpy as np
import pytest
from pigeons import STUDY, Config, answer, cases, changed, figures, measure

from markone.stimuli import paintings
from markone.study import Measured


def test_it_runs_quickly(quickly):
    said, folder = quickly(STUDY)
    assert "After ten paintings of each style the Mark I names" in said
    assert "pigeons: 95 % and 85 %" in said
    assert {path.name for path in folder.iterdir()} == {"styles_known.png", "paintings.png"}


def test_it_knows_what_it_saw_and_most_of_what_it_did_not():
    scores = [measure(10, seed, Config(unseen=50)).metrics for seed in range(5)]
    mean = {name: np.mean([score[name] for score in scores]) for name in scores[0]}
    assert mean["seen"] == 1
    assert 0.75 < mean["unseen"] < 0.97
    assert mean["soft turned"] < 0.1
    assert mean["hard turned"] > 0.5
    assert 0.35 < mean["moved"] < 0.7


def test_the_same_seed_gives_the_same_numbers():
    assert measure(10, 3, Config(unseen=20)) == measure(10, 3, Config(unseen=20))


def test_pictures_are_changed_as_their_names_say(rng):
    light, _ = paintings(2)
    other = changed(light, rng)
    for number, slide in enumerate(light):
        picture = slide.reshape(20, 20).tolist()
        assert other["mirrored"][number].reshape(20, 20).tolist() == [row[::-1] for row in picture]
        assert other["turned"][number].reshape(20, 20).tolist() == [row[::-1] for row in picture[::-1]]
        assert sorted(other["moved"][number]) == sorted(slide)
    assert not np.array_equal(other["moved"], light)


def test_the_pigeons_stand_beside():
    names = ("seen", "unseen", "mirrored", "soft turned", "hard turned", "moved")
    group = [Measured(dict.fromkeys(names, score)) for score in (0.25, 0.75)]
    found = {"10": group, "30": group}
    axes = figures(found, Config())["styles_known"].axes[0]
    (bars,) = axes.collections
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == [[0.95, 0.95], [0.85, 0.85]]
    assert [segment[:, 0].mean() for segment in bars.get_segments()] == pytest.approx([0, 1])
    means = [line for line in axes.get_lines() if line.get_label().endswith("of each")]
    assert [line.get_ydata().tolist() for line in means] == [[0.5] * 6] * 2
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert ticks == ["seen", "unseen", "mirrored", "soft,\nupside down", "hard,\nupside down", "moved"]
    assert axes.get_ylabel() == "accuracy"
    assert "names 50.0% of those" in answer(found, Config())


def test_the_pigeons_saw_ten_of_each():
    assert cases(Config())["10"] == 10
