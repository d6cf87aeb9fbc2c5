"""The operator's console: the whole machine on a page, live, and in one file to keep.

The page drives the clocked machine through its panel. What it shows is what the kernels did.
"""

from typing import Any

__all__ = ["show"]


def show(what: Any, seed: int = 0) -> Any:
    """The console in a notebook: of a machine (`MarkOne`), or of a procedure by its name or its lines.

    With a kernel the machine is live; without one, the cell shows the run as it is recorded. ValueError
    where anywidget is missing (`pip install 'markone[notebook]'`), and for what is neither.
    """
    from markone.console.notebook import widget  # what a server does not need is not loaded for it

    return widget(what, seed)
