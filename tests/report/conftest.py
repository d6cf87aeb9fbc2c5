"""A study whose numbers are known, recorded once."""

import shutil
from dataclasses import dataclass

import numpy as np
import pytest
from click.testing import CliRunner

from markone.cli import main
from markone.draw.style import new_figure
from markone.study import Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds; how much the middle one gains."""

    seeds: int = 4
    gain: float = 0.5


def measure(case, seed, config):
    level = float(case) * config.gain
    noise = np.random.default_rng((seed, int(case))).normal(0, 0.01, 20)
    curve = level + 0.1 * seed + noise
    return Measured({"last": curve[-1], "level": level}, {"train/level": curve})


STUDY = Study(
    name="levels <i>&|$x",
    question="Which <b>level</b> | is highest?",
    doc="Levels.",
    config=Config(),
    quick=Config(),
    cases=lambda config: {"low": "0", "mid | $dle": "1", "<high>": "2"},
    measure=measure,
    figures=lambda found, config: {"levels": new_figure(2, 2)},
    answer=lambda found, config: f"Of {len(found)}, <high> is highest.",
)


@pytest.fixture
def markone():
    """Call a command of markone in this process; returns its result."""

    def call(*arguments, **options):
        return CliRunner().invoke(main, [str(one) for one in arguments], **options)

    return call


@pytest.fixture(scope="module")
def levels(blank_store, tmp_path_factory):
    """A store in which only this study is recorded, of each file of tests its own."""
    folder = tmp_path_factory.mktemp("levels")
    shutil.copy(blank_store, folder / "mlflow.db")
    uri = f"sqlite:///{(folder / 'mlflow.db').as_posix()}"
    options = ["--tracking-uri", uri, "--figures", str(folder)]
    done = CliRunner().invoke(STUDY.command(), options, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return uri
