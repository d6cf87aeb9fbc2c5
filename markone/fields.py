"""What the fields of named tuples mean, where help() looks for it."""

import inspect
import re
import sys
from functools import cache
from typing import TypeVar

Kind = TypeVar("Kind", bound=type)
_FIELD = re.compile(r'^    (\w+): ([^\n]+?)(?: = [^\n]+)?\n(?:    """(.*?)"""\n)?', re.MULTILINE | re.DOTALL)


def explained(kind: Kind) -> Kind:
    """A named tuple whose fields are documented by the words below each of them, or else by their types.

    Python leaves "Alias for field number 0" there. Where there is no source, it stays.
    """
    fields = kind.__dict__
    body = re.search(
        rf"^class {kind.__name__}\(NamedTuple\):\n(.*?)(?=^\S|\Z)",
        _source(kind.__module__),
        re.MULTILINE | re.DOTALL,
    )
    for name, annotation, words in _FIELD.findall(body[1] if body else ""):
        if name in fields["_fields"]:
            fields[name].__doc__ = inspect.cleandoc(words) if words else annotation
    return kind


@cache
def _source(module: str) -> str:
    spec = sys.modules[module].__spec__
    get = getattr(spec.loader, "get_source", None) if spec else None
    return (get(module) if get else None) or ""
