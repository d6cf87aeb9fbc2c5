"""Headless Chromium, for tests that look at a page."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
SHOTS = "MARKONE_SCREENSHOTS"
"""The variable that names a folder in which screenshots are kept."""
PATIENCE_MS = 60_000
"""Longer than playwright's own, as machines may be busy."""


@contextlib.contextmanager
def chromium():
    """A browser with an empty profile; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    place = shutil.which("chromium")
    if place is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=place, args=FLAGS.split())
        playwright.expect.set_options(timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            playwright.expect.set_options(timeout=None)
            browser.close()


def shots(tmp_path):
    """The folder for screenshots."""
    folder = Path(os.environ.get(SHOTS) or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
