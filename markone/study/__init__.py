"""Studies: a question, cases, seeds. Each run has a key and is done once, here, on cores or on a cluster."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markone.study.measured import Measured
    from markone.study.results import Found, medians, titled
    from markone.study.study import Study

_HOMES = {
    "Measured": "measured",
    "Study": "study",
    **dict.fromkeys(("Found", "medians", "titled"), "results"),
}

__all__ = ["Found", "Measured", "Study", "medians", "titled"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'markone.study' has no attribute {name!r}")
    return getattr(importlib.import_module(f"markone.study.{_HOMES[name]}"), name)
