"""The files that a script imports and that are not installed: they are part of what it measures with."""

import ast
import functools
import importlib.util
import sys
import sysconfig
import tokenize
from collections.abc import Iterator
from importlib.machinery import BYTECODE_SUFFIXES, EXTENSION_SUFFIXES
from pathlib import Path

COMPILED = (*EXTENSION_SUFFIXES, *BYTECODE_SUFFIXES)
"""Endings of modules; any other, or none, is a script's."""
INSTALLED = {"site-packages", "dist-packages"}
LIBRARY = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib"))
PACKAGE = Path(__file__).resolve().parents[1]
CARRIED = PACKAGE / "experiments"
"""Where an installed package carries the experiments, which measure as a user's own scripts do."""
NO_FILES = {"__main__", PACKAGE.name, *sys.builtin_module_names, *sys.stdlib_module_names}


def is_ours(path: Path) -> bool:
    """Whether a file belongs neither to Python nor to an installed package, nor to markone itself.

    The experiments count as the user's, so that they have the same keys wherever they stand.
    """
    if path.is_relative_to(CARRIED):
        return True
    if not INSTALLED.isdisjoint(path.parts):
        return False
    return not any(path.is_relative_to(folder) for folder in (*LIBRARY, PACKAGE))


def text_of(path: Path) -> str:
    """The source of a module, as Python reads it; of a compiled one its bytes in hexadecimal."""
    if path.name.endswith(COMPILED):
        return path.read_bytes().hex()
    with tokenize.open(path) as file:
        return file.read()


def closure_of(files: set[Path]) -> set[Path]:
    """The files, and all of the user's that they import, one through the other."""
    found: set[Path] = set()
    waiting = set(files)
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= _imported_by(path) - found
    return found


def files_of(name: str) -> set[Path]:
    """The user's files that are run when a module of this name, dotted and absolute, is imported."""
    top, *below = name.split(".")
    if top in NO_FILES:
        return set()
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return set()
    if spec is None:
        return set()
    found = {Path(spec.origin)} if spec.has_location and spec.origin else set()
    for folder in spec.submodule_search_locations or ():
        found |= set(_below(Path(folder), below))
    return {path.resolve() for path in found if path.is_file() and is_ours(path.resolve())}


def _below(folder: Path, parts: list[str]) -> Iterator[Path]:
    """The files of a package and of the module in it; a last part that is no module is a name in one."""
    yield folder / "__init__.py"
    if parts:
        yield folder / f"{parts[0]}.py"
        yield from _below(folder / parts[0], parts[1:])


def _imported_by(path: Path) -> set[Path]:
    if path.name.endswith(COMPILED):
        return set()
    found: set[Path] = set()
    for level, parts in _named(text_of(path)):
        if level:
            below = set(_below(path.parents[level - 1], list(parts)))
            found |= {one.resolve() for one in below if one.is_file()}
        else:
            found |= files_of(".".join(parts))
    return found


@functools.cache
def _named(source: str) -> frozenset[tuple[int, tuple[str, ...]]]:
    """What a source imports: dots before the name, and its parts; names that are taken from a module too."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a cell of IPython, or no module
        return frozenset()
    found: set[tuple[int, tuple[str, ...]]] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {(0, tuple(alias.name.split("."))) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module.split(".") if node.module else []
            found |= {(node.level, (*module, alias.name)) for alias in node.names}
    return frozenset(found)
