import numpy as np
import pytest
from pieces import decide

from markone.spec import Spec

pytestmark = pytest.mark.reference


@pytest.mark.parametrize(
    ("spec", "currents", "before", "after"),
    [
        (Spec(), [0.1, 0.0, -0.1], [-1, 1, 1], [1, -1, -1]),
        (Spec(hold=True), [0.1, 0.0, 0.0], [-1, 1, -1], [1, 1, -1]),
        (Spec(dead_zone_v=1.0), [1.5, 1.0, -1.5], [-1, 1, 1], [1, -1, -1]),
        (Spec(dead_zone_v=1.0, hold=True), [0.9, -0.9, -1.1], [1, 1, 1], [1, 1, -1]),
    ],
)
def test_lamps(spec, currents, before, after):
    lamp = np.array(before, np.int8)
    decide(spec, np.array(currents), lamp)
    assert lamp.tolist() == after
