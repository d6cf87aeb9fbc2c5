"""Kinds of parts that were written elsewhere: what is compiled for them is not kept.

A class of a user's own may be another tomorrow under the same name, and a later process may not be able to
import it at all.
"""

from collections.abc import Iterator
from typing import Any


def kinds_in(known: Any) -> Iterator[type]:
    """The Python classes of a type of Numba's, and of all within it: records and named tuples."""
    kind = getattr(known, "kind", None) or getattr(known, "instance_class", None)
    if isinstance(kind, type):
        yield kind
        fields = getattr(known, "field_dict", None)
        for part in fields.values() if fields is not None else known.types:
            yield from kinds_in(part)


def foreign_in(known: Any) -> list[type]:
    """Those of them that are not markone's."""
    return [kind for kind in kinds_in(known) if kind.__module__.split(".")[0] != "markone"]
