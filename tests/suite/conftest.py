"""What the tests of the suite need."""

import pytest
from toss import Coins


@pytest.fixture
def coins(tmp_path, blank_store):
    path = tmp_path / "mlflow.db"
    path.write_bytes(blank_store.read_bytes())
    return Coins(tmp_path, str(path))
