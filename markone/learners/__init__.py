"""Who learns, without a clock: estimators with scikit-learn's API, each loaded when it is first used.

`exports.HOMES` is the one table of what is public: the front door, `save`, `load` and the tests read it.
"""

from typing import TYPE_CHECKING

from markone.learners.exports import HOMES as HOMES
from markone.learners.exports import exported

if TYPE_CHECKING:  # the table again for type checkers, as tests/test_front_door.py sees to
    from markone.learners.activations import Activation as Activation
    from markone.learners.gradients import check_gradient as check_gradient
    from markone.learners.many import ManyNets as ManyNets
    from markone.learners.many import train_many as train_many
    from markone.learners.mark_one import MarkOneClassifier as MarkOneClassifier
    from markone.learners.mlp import MLPClassifier as MLPClassifier
    from markone.learners.mlp import MLPRegressor as MLPRegressor
    from markone.learners.perceptron import Perceptron as Perceptron
    from markone.learners.pocket import PocketPerceptron as PocketPerceptron
    from markone.learners.registry import register as register
    from markone.learners.saved import load as load
    from markone.learners.saved import save as save
    from markone.learners.stack import PerceptronStack as PerceptronStack
else:
    __all__ = list(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'markone.learners' has no attribute {name!r}")
    return exported(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})
