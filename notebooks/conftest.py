"""How notebooks with sliders are run in tests.

The output of a slider's function goes to a widget, and the runner sends that widget's state back to the
kernel over the channel on which it waits for the cell's end. Now and then it then misses that end
and waits for ever (nbclient, issue 312). Nobody needs that state here: it is not sent.
"""

from typing import Any

from nbclient.output_widget import OutputWidget


def _keep_silent(self: OutputWidget, *given: Any, **more: Any) -> None:
    """Send nothing."""


OutputWidget.send = _keep_silent  # type: ignore[method-assign]
