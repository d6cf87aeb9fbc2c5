"""A perceptron of a few lines that shares no code with the machine: an array of weights, and the rule."""

import numpy as np


class Board:
    """Two boards and a weight for each potentiometer; a step is half a volt, the stops are at 11 V."""

    def __init__(self, wiring, theta=2, step=0.5, stop=11.0):
        self.plus, self.minus, self.theta = wiring.excitatory, wiring.inhibitory, theta
        self.unit, self.bank, self.step, self.stop = wiring.unit, wiring.bank, step, stop
        self.weights = np.zeros(self.unit.size)

    def fed(self, slide):
        """Which potentiometers an active A-unit feeds."""
        lit = np.asarray(slide) > 0.49
        net = lit[self.plus].sum(axis=1) - lit[self.minus].sum(axis=1)
        return (net >= self.theta)[self.unit]

    def sums(self, slide):
        return np.add.reduceat(np.where(self.fed(slide), self.weights, 0.0), self.bank[:-1])

    def lamps(self, slide):
        return np.where(self.sums(slide) > 0, 1, -1)

    def taught(self, slide, wanted, forced=False):
        """Show one slide; whether it was answered rightly."""
        lamps = self.lamps(slide)
        drive = np.repeat(np.where(forced | (lamps != wanted), wanted, 0), np.diff(self.bank))
        moved = self.weights + self.step * drive * self.fed(slide)
        self.weights = np.clip(moved, -self.stop, self.stop)
        return bool((lamps == wanted).all())

    def right(self, slides, wanted):
        """How many slides are answered rightly."""
        return sum((self.lamps(slide) == word).all() for slide, word in zip(slides, wanted, strict=True))
