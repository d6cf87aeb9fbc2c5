"""How a panel stands: slide holder, target switches, mode, rule and counter."""

from typing import NamedTuple

import numpy as np

from markone.fields import explained
from markone.kernels.retina import CELLS
from markone.kernels.rule import MODES, RULES
from markone.stimuli import check_light


@explained
class Settings(NamedTuple):
    """What is in the slide holder, and how the switches and the counter stand."""

    slide: np.ndarray
    """(400,) float64 light."""
    slide_name: str
    target: np.ndarray
    """(responses,) int8 of +1, -1 and 0."""
    mode: int
    rule: int
    """Codes of `kernels.rule`."""
    slides_shown: int


def as_delivered(responses: int) -> Settings:
    """An empty slide holder, no target, test mode, nothing shown so far."""
    no_target = np.zeros(responses, np.int8)
    return Settings(np.zeros(CELLS), "", no_target, MODES["test"], RULES["bipolar"], 0)


def check_settings(settings: object, responses: int) -> None:
    """Raise ValueError unless settings from a file are ones that a panel can have."""
    if not isinstance(settings, Settings):
        raise ValueError("its panel has no settings")
    check_light(settings.slide)
    target = settings.target
    if not isinstance(target, np.ndarray) or target.dtype != np.int8 or target.shape != (responses,):
        raise ValueError("its target switches are not those of the machine")
    if not isinstance(settings.slides_shown, int) or settings.slides_shown < 0:
        raise ValueError("its counter shows no number")
    if settings.mode not in MODES.values() or settings.rule not in RULES.values():
        raise ValueError("its dials stand at no mark")
