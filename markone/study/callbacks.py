"""What experiments record while a learner learns, in time that does not count as training."""

import time
from collections.abc import Callable
from typing import Any

from markone import tracking
from markone.study.data import Task, accuracy


class AccuracyCallback:
    """Scores a learner after each epoch, and knows how long that took, so that training can be timed."""

    def __init__(self, task: Task, run: tracking.Run) -> None:
        self.task, self.run = task, run
        self.train: list[float] = []
        self.test: list[float] = []
        self.seconds = 0.0

    def __call__(self, learner: Any, passed: int) -> None:
        start = time.perf_counter()
        self.train.append(accuracy(learner, self.task.X, self.task.y))
        same = self.task.X_test is self.task.X
        self.test.append(self.train[-1] if same else accuracy(learner, self.task.X_test, self.task.y_test))
        self.run.metrics({"train/accuracy": self.train[-1], "test/accuracy": self.test[-1]}, step=passed)
        self.seconds += time.perf_counter() - start


class PictureCallback:
    """A picture after epochs 1, 2, 4, 8 and so on, and how long that took."""

    def __init__(self, run: tracking.Run, key: str, draw: Callable[[Any], Any]) -> None:
        self.run, self.key, self.draw = run, key, draw
        self.seconds = 0.0

    def __call__(self, learner: Any, passed: int) -> None:
        start = time.perf_counter()
        if passed & (passed - 1) == 0:
            self.run.image(self.key, passed, lambda: self.draw(learner))
        self.seconds += time.perf_counter() - start
