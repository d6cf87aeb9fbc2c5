"""What several tests look at and with: a run, a browser, a console."""

import pytest
from browser import chromium
from pages import served

from markone.console.recording import record


@pytest.fixture(scope="session")
def letters():
    """The lesson of 26 letters, recorded."""
    return record("letters")


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address():
    """Where a console listens, each of whose pages has a machine of its own."""
    with served() as found:
        yield found
