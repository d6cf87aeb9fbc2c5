"""What was recorded: MLflow is known in this room and nowhere else.

A store is opened once, before any work starts, and says in one sentence what is wrong with it.
A run that ends by an exception is FAILED, by Ctrl-C or SIGTERM KILLED; what was measured until
then is kept. Runs whose process is gone are marked KILLED when the store is next opened. What a
store does not take, because it is gone or full, waits in a journal on this machine until it does.
"""

import gc
import logging
import os
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")  # the journal tries again, and doubles nothing
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "8")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")

_known = {*os.environ}
try:
    Path.home()
except RuntimeError:
    os.environ["HOME"] = os.devnull  # nobody knows it, and MLflow cannot be imported without one
_collected = gc.isenabled()
gc.disable()  # all that MLflow brings stays: looking through it for garbage is a third of the start
try:
    from markone.tracking.open import Store
    from markone.tracking.process import IMPORTED, PARENT, is_at_work
    from markone.tracking.run import Run
    from markone.tracking.signals import Interruptible, unbroken
    from markone.tracking.sync import sync, waiting
    from markone.tracking.unrecorded import Unrecorded
    from markone.tracking.verbs import BATCH
    from markone.tracking.version import code_version, versions
finally:
    if _collected:
        gc.enable()
    if "HOME" not in _known:
        os.environ.pop("HOME", None)

logging.getLogger("mlflow").setLevel(logging.WARNING)
logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)  # it prints what it raises, at length

__all__ = [
    "BATCH",
    "IMPORTED",
    "PARENT",
    "Interruptible",
    "Run",
    "Store",
    "Unrecorded",
    "code_version",
    "is_at_work",
    "sync",
    "unbroken",
    "versions",
    "waiting",
]
