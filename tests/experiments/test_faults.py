import faults
import numpy as np
import pytest


@pytest.fixture(scope="module")
def found():
    """Two machines and three cases, enough for what must hold."""
    config = faults.Config(seeds=2, shares=(0.0, 0.5), epochs=40, more_epochs=4)
    return config, {
        title: [faults.measure(case, seed, config) for seed in range(2)]
        for title, case in faults.cases(config).items()
    }


def test_nothing_broken_costs_nothing(found):
    _, measured = found
    for name in faults.KINDS.values():
        for metric in faults.TITLES:
            assert min(faults.values(measured, name, 0.0, metric)) >= 25 / 26


def test_motors_are_needed_for_learning_only(found):
    _, measured = found
    for name in ("motors jammed", "motors reversed"):
        assert min(faults.values(measured, name, 0.5, "broken")) >= 25 / 26
    assert max(faults.values(measured, "motors reversed", 0.5, "always broken")) < 0.5


def test_units_cost_a_part_that_more_lessons_bring_back(found):
    _, measured = found
    lost = np.mean(faults.values(measured, "A-units dead", 0.5, "broken"))
    again = np.mean(faults.values(measured, "A-units dead", 0.5, "taught again"))
    assert lost < 0.8
    assert again > lost + 0.1


def test_in_shares_an_open_wiper_is_a_dead_unit_to_its_lamp(found):
    _, measured = found
    dead, cut_off = (faults.values(measured, name, 0.5, "broken") for name in ("A-units dead", "wipers open"))
    assert dead == pytest.approx(cut_off, abs=3 / 26)


def test_the_script_answers_in_quick_mode(quickly):
    said, folder = quickly(faults.STUDY, "--seeds", "1")
    assert "With 50% of the parts broken, letters right at once" in said.replace("\n", " ")
    assert (folder / "faults.png").exists()
