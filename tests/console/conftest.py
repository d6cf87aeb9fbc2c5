"""What several tests look at and with: a run, a browser, a console."""

import pytest
from browser import chromium
from pages import served
from recorded import views

from markone.console.recording import record


@pytest.fixture(scope="session")
def letters():
    """The lesson of 26 letters, recorded."""
    return record("letters")


@pytest.fixture(scope="session")
def letters_ms(letters):
    """When each of its frames was."""
    return [view.ms for view in views(letters)]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address():
    """Where a console listens, each of whose pages has a machine of its own."""
    with served() as found:
        yield found
