"""Scripts that hold studies, run once in each process, but not as the main program."""

import functools
import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any


@functools.cache
def module_of(script: Path) -> ModuleType:
    """The script as a module; its folder is searched first for what it imports, as Python does."""
    loader = SourceFileLoader(f"markone_script_{script.stem}", str(script))  # whatever its ending
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(script.parent))
    loader.exec_module(module)
    return module


def loaded(script: Path, name: str) -> Any:
    """What a script calls so."""
    return vars(module_of(script))[name]
