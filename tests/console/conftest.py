"""A run that several tests look at."""

import pytest

from markone.console.recording import record


@pytest.fixture(scope="session")
def letters():
    """The lesson of 26 letters, recorded."""
    return record("letters")
