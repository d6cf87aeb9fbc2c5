"""What happened, and when: events, and the files that engineers open.

A machine calls its `trace` with each `Event`. `record` writes them to files: VCD for GTKWave, JSON
for ui.perfetto.dev, Parquet for tables.
"""

from markone.trace.event import ALWAYS, PARTS, Event, Sink, Window, wanted_parts
from markone.trace.record import record

__all__ = ["ALWAYS", "PARTS", "Event", "Sink", "Window", "record", "wanted_parts"]
