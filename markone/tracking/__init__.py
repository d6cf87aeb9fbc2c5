"""What was recorded: MLflow is known in this room and nowhere else, and imported in `mlflow_api.py` alone.

A store is opened once, before any work starts, and says in one sentence what is wrong with it.
A run that ends by an exception is FAILED, by Ctrl-C or SIGTERM KILLED; what was measured until
then is kept. Runs whose process is gone are marked KILLED when the store is next opened. What a
store does not take, because it is gone or full, waits in a journal on this machine until it does.
"""

from markone.installed import need

need("mlflow", "recording")

from markone.signals import Interruptible, unbroken
from markone.tracking.process import is_at_work
from markone.tracking.run import Run
from markone.tracking.store import Store, sync, waiting
from markone.tracking.tags import IMPORTED, PARENT
from markone.tracking.unrecorded import Unrecorded
from markone.tracking.verbs import BATCH
from markone.tracking.version import code_version, versions

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
