"""JupyterLab itself, for tests that open a notebook in it."""

import contextlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # else cells out of sight are not there
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
}
OPTIONS = (
    "--no-browser --ip=127.0.0.1 --port=0 --allow-root --IdentityProvider.token=open "
    "--LabApp.expose_app_in_browser=True"
)
PATIENCE_S = 120


def surroundings(home):
    """Jupyter as it is installed, with settings of nobody, which it keeps below `home`."""
    widgets = pytest.importorskip("jupyterlab_widgets", reason="ipywidgets is not installed")
    for name, text in SETTINGS.items():
        file = home / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    kept = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    kept |= {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    shared = {"JUPYTER_PATH": str(Path(widgets.__file__).parents[4] / "share/jupyter")}
    return os.environ | kept | shared | {"IPYTHONDIR": str(home / "ipython")}


@contextlib.contextmanager
def jupyterlab(folder, home, **more):
    """The address of a JupyterLab over `folder`, whose token is `open`; skipped where there is none.

    `more` are variables of its environment.
    """
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install 'markone[notebook]'")
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS.split(), f"--ServerApp.root_dir={folder}"]
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=surroundings(home) | more) as server,
    ):
        try:
            yield address(server, home / "log")
        finally:
            server.terminate()


def address(server, log):
    """Where the server says that it listens."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/lab\?token=", log.read_text())
        if found:
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab does not start: {log.read_text()[-2000:]}")
