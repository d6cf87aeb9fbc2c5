"""Doors open one way: experiments to the rooms that do; those to words; those to kernels."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

WORDS = {
    "devices",
    "addresses",
    "archive",
    "arrays",
    "bounded",
    "faults",
    "fields",
    "installed",
    "logic",
    "procedure",
    "separability",
    "sheet",
    "spec",
    "stimuli",
    "structure",
    "switchboard",
    "switches",
    "validation",
}
WORDS |= {"learning_curve", "statistics", "text", "theory", "trace", "whole_file", "zipped"}
BELOW = WORDS | {"kernels"}
DOORS = {
    "private": set(),
    "signals": set(),
    "kernels": {"garbage", "private", "signals"},
    **dict.fromkeys(WORDS, BELOW),
}
DOORS |= {
    "fast": {"fields", "kernels"},
    "machine": BELOW,
    "draw": BELOW,
    "learners": BELOW | {"fast", "signals"},
}
DOORS |= {"store": set(), "tracking": BELOW | {"garbage", "private", "signals", "store"}}
NEIGHBOURS = BELOW | {"fast", "lecture", "machine", "learners", "draw", "tracking"}
DOORS |= {
    "garbage": set(),
    "streams": {"installed", "text"},
    "tables": set(),
    "terminal": {"streams", "tables", "text"},
    "lecture": BELOW | {"draw", "learners"},
    "study": NEIGHBOURS | {"store", "streams", "terminal", "tracking"},
    "dashboard": {"installed", "store"},
    "report": {"draw", "fields", "statistics", "store", "text", "tracking", "whole_file"},
    "replication": NEIGHBOURS | {"report", "store", "streams", "study", "terminal"},
    "console": BELOW | {"machine", "streams"},
    "demo": BELOW | {"machine", "draw", "terminal"},
    "lessons": BELOW | {"learners", "draw", "terminal"},
    "warmup": BELOW | {"fast", "learners", "machine"},
    "cli": NEIGHBOURS
    | {"console", "dashboard", "demo", "lessons", "report", "store", "streams", "study", "terminal"}
    | {"warmup"},
    "__init__": NEIGHBOURS,
    "__main__": {"cli"},
    "benchmarks": NEIGHBOURS | {"console", "study", "streams", "terminal"},
}
DRAW = {"draw", "lecture", "experiments", "benchmarks"}
COMPILE = {"kernels", "fast", "benchmarks"}
HOMES = {"simpy": {"machine", "benchmarks"}, "matplotlib": DRAW, "mlflow": {"tracking"}}
HOMES |= {"numba": COMPILE, "llvmlite": COMPILE}
HOMES |= {"benchmarks": {"benchmarks"}}
"""Libraries that only some rooms may know; the benchmarks know themselves alone."""
KERNELS_MAY = {"numpy", "numba", "llvmlite", "platformdirs", "markone", *sys.stdlib_module_names}
"""All that the kernels may know."""
FOLDERS = {"experiments", "benchmarks"}


def imported(tree, package):
    """Every module that is imported, dotted and absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if module == "markone")


def wrong_doors(path, root):
    """What a file imports and must not."""
    inside = path.relative_to(root)
    package = inside.parent.parts
    top = inside.parts[0]
    room = inside.parts[1].removesuffix(".py") if top == "markone" else top if top in FOLDERS else None
    if top == "markone" and room not in DOORS:
        yield f"{inside}: {room} is no room of the house"
        return
    for module in imported(ast.parse(path.read_text(encoding="utf-8")), package):
        head, *rest = module.split(".")
        if room == "kernels" and head not in KERNELS_MAY:
            yield f"{inside}: kernels know no {head}"
        if head == "markone" and rest[:1] == ["experiments"]:
            yield f"{inside}: experiments are run, and nobody imports them"
        elif head == "markone" and rest and room in DOORS and rest[0] not in DOORS[room] | {room}:
            yield f"{inside}: {room} opens the door of {rest[0]}"
        if head in HOMES and room not in HOMES[head]:
            yield f"{inside}: {head} is known outside {HOMES[head]}"


def private_names(path, root):
    """Names of other files of ours that start with _, and should have stayed there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (
            node.level or (node.module or "").split(".")[0] == "markone"
        ):
            for alias in node.names:
                if alias.name.startswith("_") and not alias.name.endswith("__"):
                    yield f"{path.relative_to(root)}: {alias.name} is private to {node.module}"


def test_private_names_stay_in_their_file():
    files = [path for folder in ("markone", *FOLDERS) for path in (ROOT / folder).rglob("*.py")]
    assert [found for path in files for found in private_names(path, ROOT)] == []


@pytest.mark.parametrize(
    "line", ["from markone.kernels.pot import PER_VOLT, _rate", "from .pot import _rate"]
)
def test_a_planted_private_import_is_found(tmp_path, line):
    (tmp_path / "x.py").write_text(line)
    assert len(list(private_names(tmp_path / "x.py", tmp_path))) == 1


def all_wrong_doors(root):
    folders = ("markone", *FOLDERS)
    files = [path for folder in folders for path in (root / folder).rglob("*.py")]
    assert files
    return [wrong for path in files for wrong in wrong_doors(path, root)]


def test_no_door_opens_the_wrong_way():
    assert all_wrong_doors(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("markone/kernels/pot.py", "from markone.spec import Spec"),
        ("markone/kernels/pot.py", "from ..spec import Spec"),
        ("markone/kernels/pot.py", "from .. import stimuli"),
        ("markone/kernels/pot.py", "def f():\n    import markone.machine.bank"),
        ("markone/learners/mlp.py", "from markone import tracking"),
        ("markone/learners/mlp.py", "from ..machine.bank import Bank"),
        ("markone/draw/potentiometers.py", "from markone.learners.mlp import MLPClassifier"),
        ("markone/switchboard.py", "from .draw import style"),
        ("markone/machine/bank.py", "import matplotlib.pyplot"),
        ("markone/stimuli/mnist.py", "from mlflow import log_metric"),
        ("experiments/compare.py", "import simpy"),
        ("markone/learners/mlp.py", "from numba import njit"),
        ("markone/newroom/x.py", "import numpy"),
        ("markone/kernels/pot.py", "from sklearn.base import clone"),
        ("markone/kernels/pot.py", "from markone.fast.bits.engine import can"),
        ("markone/fast/bits/engine.py", "from markone.learners import untimed"),
        ("markone/demo.py", "from markone import tracking"),
        ("markone/warmup.py", "from benchmarks.peak import stream"),
        ("experiments/compare.py", "from benchmarks import bar"),
        ("benchmarks/tracking.py", "import mlflow"),
        ("benchmarks/start.py", "from markone import cli"),
        ("markone/cli/run.py", "from markone.experiments.compare import STUDY"),
        ("experiments/compare.py", "from markone.experiments import pocket"),
    ],
)
def test_a_planted_wrong_door_is_found(tmp_path, path, line):
    file = tmp_path / Path(path)
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert len(all_wrong_doors(tmp_path)) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("markone/kernels/pot.py", "from .noise import uniform"),
        ("markone/machine/bank.py", "import simpy\nfrom ..kernels.pot import stop"),
        ("markone/cli.py", "from markone import tracking"),
        ("experiments/compare.py", "from markone.learners import Perceptron"),
        ("benchmarks/clock.py", "import simpy\nfrom benchmarks.bar import Bar\nfrom markone import tracking"),
    ],
)
def test_a_right_door_is_left_alone(tmp_path, path, line):
    file = tmp_path / Path(path)
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert all_wrong_doors(tmp_path) == []


def modules_in(root):
    """The files of the package and the benchmarks, by the names of their modules."""
    files = [path for folder in ("markone", "benchmarks") for path in (root / folder).rglob("*.py")]
    names = {".".join(path.relative_to(root).with_suffix("").parts): path for path in files}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


def at_work(tree):
    """All nodes that are run at some time: not those for the type checker alone."""
    for node in ast.iter_child_nodes(tree):
        for_types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        if not for_types:
            yield node
            yield from at_work(node)


def doors_of(name, path, known):
    """The modules that one imports, in functions, too; a name that is taken from a package may be one."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in at_work(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ({alias.name for alias in node.names} & known)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield from {inner if inner in known else module} & known


def rings(root):
    """Each set of modules that import each other in a circle."""
    modules = modules_in(root)
    doors = {name: {*doors_of(name, path, modules.keys())} - {name} for name, path in modules.items()}
    behind = {name: all_behind(name, doors) for name in doors}
    circles = {frozenset(one for one in behind[name] if name in behind[one]) for name in doors}
    return sorted(map(sorted, filter(None, circles)))


def all_behind(name, doors):
    """The modules that are reached from one, one through the other."""
    found, waiting = set(), set(doors[name])
    while waiting:
        here = waiting.pop()
        found.add(here)
        waiting |= doors[here] - found
    return found


def test_there_are_no_rings():
    assert rings(ROOT) == []


def test_a_planted_ring_is_found(tmp_path):
    files = {
        "a": "from markone.room import b",
        "b": "def f():\n    from .c import later",
        "c": "import markone.room.a\nfrom markone.room.d import x",
        "d": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from markone.room.a import A",
        "__init__": "from markone.room.d import x",
    }
    (tmp_path / "markone" / "room").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / "markone" / "room" / f"{name}.py").write_text(text)
    assert rings(tmp_path) == [[f"markone.room.{name}" for name in "abc"]]


def code_asked(test):
    """The variable of a test such as `f == TANH`, whose other side is a code; None for any other."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        code = getattr(test.comparators[0], "attr", getattr(test.comparators[0], "id", ""))
        if code.isupper():
            return ast.unparse(test.left)
    return None


def falls_through(path, root):
    """Variables that a function asks for two codes or more and never refuses: any other means something."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        asked, refused = Counter(), set()
        for node in ast.walk(function):
            if isinstance(node, ast.If):
                asked[code_asked(node.test)] += 1
                if isinstance(node.body[0], ast.Raise):
                    refused |= {
                        ast.unparse(part) for part in ast.walk(node.test) if isinstance(part, ast.expr)
                    }
                if node.orelse and isinstance(node.orelse[0], ast.Raise):
                    refused.add(code_asked(node.test))
        if isinstance(function.body[-1], ast.Raise):
            refused |= {*asked}
        for variable, count in asked.items():
            if variable is not None and count >= 2 and variable not in refused:
                yield f"{path.relative_to(root)}: {function.name} has a meaning for any {variable}"


def test_no_code_has_a_meaning_by_falling_through():
    files = (ROOT / "markone").rglob("*.py")
    assert [found for path in files for found in falls_through(path, ROOT)] == []


@pytest.mark.parametrize(
    ("end", "falls"),
    [
        ("    return x", True),
        ("    else:\n        y = x", True),
        ("    raise ValueError('unknown')", False),
        ("    else:\n        raise ValueError('unknown')", False),
        ("    if f not in (A, B):\n        raise ValueError('unknown')", False),
    ],
)
def test_a_planted_fall_through_is_found(tmp_path, end, falls):
    text = f"def act(f, x):\n    if f == A:\n        y = x + 1\n    elif f == B:\n        y = x + 2\n{end}\n"
    (tmp_path / "x.py").write_text(text)
    assert bool(list(falls_through(tmp_path / "x.py", tmp_path))) is falls
