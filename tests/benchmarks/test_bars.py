"""Every bar, at full size: `pytest -m benchmark`, on a machine with nothing else to do."""

import pytest

from benchmarks.measure import measure
from benchmarks.peers import one_thread
from benchmarks.verdict import every, ratio_text, verdicts

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800), pytest.mark.filterwarnings("ignore")]
NAMES = [f"S{number}" for number in range(1, 16)]


@pytest.fixture(scope="module", autouse=True)
def alone():
    with one_thread():
        yield


@pytest.mark.parametrize("name", NAMES)
def test_the_bar_holds(name):
    """What is missed by noise is measured again, three times at most, and the best is kept."""
    measured = [measure(bar, tries=3) for bar in every(quick=False, only=[name])]
    if not measured:
        pytest.skip(f"no bar is named {name} here")
    (row,) = verdicts(measured)
    for peer in row["missed"]:
        print(f"{name} {peer}: {ratio_text(peer, row['ratios'][peer])}, asked {row['asked'][peer]}")
    again = [each.bar.work for each in measured if each.tries > 1]
    print(f"{name}: {row['ratios']}", f"(best of several tries: {again})" if again else "")
    assert row["missed"] == []
