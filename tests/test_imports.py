"""Importing a room does nothing else, but for what the two files say that configure a library."""

import ast
import json
import os

import pytest
from conftest import ROOT

from markone.tracking.mlflow_api import TOLD

DECLARED = ("markone.kernels.jit", "markone.tracking.mlflow_api")
"""The files that configure Numba and MLflow."""
PROBE = """
import contextlib, gc, importlib, io, json, os, random, signal, sys, warnings

WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.truncate",
        "subprocess.Popen", "os.system", "os.fork", "socket.connect"}
done = []

def hook(event, args):
    if event == "open" and isinstance(args[2], int) and args[2] & WRITE and args[0] != os.devnull:
        done.append(f"opens {args[0]} to write")
    elif event in ACTS:
        done.append(f"{event} {args[0]}")

def state():
    return {
        "environment": sorted(os.environ.items()),
        "warnings": [str(one) for one in warnings.filters],
        "signals": [str(signal.getsignal(one)) for one in sorted(signal.valid_signals())],
        "path": list(sys.path), "garbage": gc.isenabled(), "chance": str(random.getstate()),
        "folder": os.getcwd(),
    }

def effects(name):
    before, said = state(), io.StringIO()
    done.clear()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        importlib.import_module(name)
    after, kernels = state(), str(sys.modules["markone.kernels.jit"].CACHE_FOLDER)
    acts = [one for one in done if kernels not in one]  # Numba makes the folders of its cache
    changed = [f"changes {key}" for key in after if after[key] != before[key]]
    return [*acts, *changed, *([f"prints {said.getvalue()!r}"] if said.getvalue() else [])]

declared, others, modules = json.load(sys.stdin)
sys.addaudithook(hook)
known = dict(os.environ)
found = {name: effects(name) for name in declared}
new = {key: value for key, value in os.environ.items() if known.get(key) != value}
for name in others:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
found |= {name: effects(name) for name in modules}
print(json.dumps([{name: one for name, one in found.items() if one}, new]))
"""


def package(root):
    """The modules of the package by their names."""
    files = sorted((root / "markone").rglob("*.py"))
    names = {".".join(path.relative_to(root).with_suffix("").parts): path for path in files}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


def libraries(path):
    """What a file imports from elsewhere while it is imported itself."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture
def effects(python):
    """What importing each of some modules does, and the environment variables that the declared ones set."""

    def find(modules, folder=ROOT):
        others = dict.fromkeys(one for path in modules.values() for one in libraries(path))
        asked = [DECLARED, [one for one in others if top(one) != "markone"], list(modules)]
        places = os.pathsep.join(map(str, (folder, ROOT)))
        environment = {**os.environ, "PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {key: value for key, value in environment.items() if key not in TOLD}
        done = python("-c", PROBE, input=json.dumps(asked), env=environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return find


def test_importing_a_room_has_no_effect_that_is_not_said(effects):
    found, new = effects(package(ROOT))
    assert found == {}
    assert new == TOLD


PLANTED = """
import os, signal, subprocess, sys, warnings
os.environ["X"] = "y"
open("x", "w").close()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
warnings.simplefilter("ignore")
sys.path.append("x")
print("hello")
subprocess.run(["true"])
"""


def test_planted_effects_are_found(effects, tmp_path):
    (tmp_path / "planted.py").write_text(PLANTED)
    found, _ = effects({"planted": tmp_path / "planted.py"}, tmp_path)
    changed = [f"changes {key}" for key in ("environment", "warnings", "signals", "path")]
    assert {"opens x to write", "prints 'hello\\n'", "subprocess.Popen true", *changed} <= {*found["planted"]}


def test_one_file_imports_mlflow():
    known = {name: set(map(top, libraries(path))) for name, path in package(ROOT).items()}
    assert {name for name, tops in known.items() if "mlflow" in tops} == {"markone.tracking.mlflow_api"}


def top(name):
    return name.partition(".")[0]


LAZY = """
import sys
import markone.study as study
assert not any(name in sys.modules for name in ("mlflow", "matplotlib", "numpy"))
print(sorted(name for name in study.__all__ if getattr(study, name).__module__.startswith("markone.study")))
"""


def test_the_door_of_studies_opens_when_it_is_used(python):
    done = python("-c", LAZY)
    assert done.stdout == "['Measured', 'Study', 'medians', 'titled']\n", done.stderr  # Found is a plain dict
