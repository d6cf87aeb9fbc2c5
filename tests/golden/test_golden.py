"""What the product says is what it said when golden.json was kept, to the last bit."""

import json

import pytest
from golden import KEPT, PARTS
from sklearn.exceptions import ConvergenceWarning

from markone.kernels.vector.processor import FUSES

NETS = {"digits, net", "digits, net, float32", "regressor", "many nets"}
"""What comes out otherwise on a processor without fused multiply-add."""


@pytest.mark.filterwarnings("ignore", category=ConvergenceWarning)
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_nothing_has_changed(part):
    kept = json.loads(KEPT.read_text())
    for name, value in part().items():
        if FUSES or name not in NETS:
            assert json.loads(json.dumps(value)) == kept[name], name
