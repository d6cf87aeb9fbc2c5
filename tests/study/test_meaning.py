"""A key stands for all that the code means: what changes a number changes the key, and nothing else does."""

import importlib
import os
import subprocess
import sys

import pytest

from markone.study.imports import closure_of
from markone.study.key import code_of

BEFORE = """
import enum
import functools
from collections import namedtuple
from dataclasses import dataclass, field
import numpy as np

RATE, TABLE, OPTIONS = 0.5, np.arange(3.0), {"a": {1, 2}, "b": [3]}

class Kind(enum.Enum):
    ONE = 1

Pair = namedtuple("Pair", "one other")

@dataclass(frozen=True)
class Config:
    seeds: int = 2
    names: list = field(default_factory=list)
    @property
    def steps(self):
        return self.seeds * 10

class Walk:
    start = 4
    def __init__(self, length=3):
        self.length = length
    @staticmethod
    def back():
        return -1

WALK = Walk()

def deeper(x):
    return x + 7

@functools.cache
def called(x):
    return deeper(x) * 2

def made(power):
    return lambda x: x ** power

RAISED = made(2)
HALVED = functools.partial(divmod, 11)

def measure(case, seed, config, scale=1.5, *, shift=0.25):
    inner = lambda: [np.sin(value) for value in range(6)]
    return inner, called(seed), RATE, TABLE, OPTIONS, RAISED, HALVED, WALK, Walk, Kind.ONE, Pair(1, 2), scale
"""


def code_after(old="", new=""):
    """The digest of the code above, run in no file, with one piece of it changed."""
    assert old in BEFORE
    place = {"__name__": "__main__"}
    exec(compile(BEFORE.replace(old, new, 1) if old else BEFORE, "<a cell>", "exec"), place)
    return code_of(place["measure"], place["Config"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("range(6)", "range(5)"),
        ("np.sin", "np.cos"),
        ("scale=1.5", "scale=1.25"),
        ("shift=0.25", "shift=0.5"),
        ("RATE, TABLE, OPTIONS = 0.5", "RATE, TABLE, OPTIONS = 0.25"),
        ("np.arange(3.0)", "np.arange(4.0)"),
        ("{1, 2}", "{1, 3}"),
        ("* 2", "* 3"),
        ("x + 7", "x + 8"),
        ("made(2)", "made(3)"),
        ("divmod, 11", "divmod, 12"),
        ("ONE = 1", "ONE = 2"),
        ("Pair(1, 2)", "Pair(2, 1)"),
        ("seeds * 10", "seeds * 20"),
        ("start = 4", "start = 5"),
        ("return -1", "return -2"),
        ("length=3", "length=2"),
        ("WALK = Walk()", "WALK = Walk(5)"),
    ],
)
def test_what_changes_a_number_changes_the_key(old, new):
    assert code_after(old, new) != code_after()


def test_what_changes_nothing_leaves_the_key():
    assert code_after() == code_after()
    assert code_after("def deeper", "\n\n# said elsewhere\ndef deeper") == code_after()


def test_the_key_is_the_same_in_every_process():
    code = f"BEFORE = {BEFORE!r}\nexec(compile(BEFORE, 'another place', 'exec'))\n"
    code += "from markone.study.key import code_of\nprint(code_of(measure, Config))"
    chance = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-"], input=code, env=chance, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == code_after()


def test_what_no_key_can_stand_for_is_refused_in_a_sentence():
    place = {}
    exec("import threading\nLOCK = threading.Lock()\ndef measure(case, seed, config): return LOCK", place)
    with pytest.raises(ValueError, match="holds a lock, which no key can stand for"):
        code_of(place["measure"])


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A script with a package beside it: of each file, by name, the code's digest after it was changed."""
    files = {
        "lab.py": "import far.near\nfrom far import other as o\n\ndef measure(*given):\n    import late\n",
        "far/__init__.py": "from . import inner\n",
        "far/near.py": "",
        "far/other.py": "from .inner import x\n",
        "far/inner.py": "x = 1\n",
        "far/stranger.py": "",
        "late.py": "import json, numpy, markone\n",
        "stranger.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    measure = importlib.import_module("lab").measure

    def changed(name):
        path = tmp_path / name
        path.write_text(path.read_text() + "y = 2\n")
        return code_of(measure)

    yield code_of(measure), changed
    for name in set(sys.modules) - known:
        del sys.modules[name]


@pytest.mark.parametrize(
    "name", ["lab.py", "far/__init__.py", "far/near.py", "far/other.py", "far/inner.py", "late.py"]
)
def test_every_file_that_is_imported_counts(script, name):
    before, changed = script
    assert changed(name) != before


@pytest.mark.parametrize("name", ["stranger.py", "far/stranger.py"])
def test_no_other_file_counts(script, name):
    before, changed = script
    assert changed(name) == before


@pytest.mark.parametrize("name", ["LAB.PY", "lab"])
def test_a_script_of_any_ending_is_read_for_what_it_imports(tmp_path, monkeypatch, name):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / name).write_text("import near_by\n")
    (tmp_path / "near_by.py").write_text("x = 1\n")
    assert closure_of({tmp_path / name}) == {tmp_path / name, tmp_path / "near_by.py"}


STUDY = """
from dataclasses import dataclass
from markone.draw.style import new_figure
from markone.study import Measured, Study

@dataclass(frozen=True)
class Config:
    seeds: int = 2

def measure(case, seed, config):
    return Measured({"x": 0.125})

STUDY = Study("cells", "How much?", "It tells.", Config(), Config(), lambda config: {"one": 1}, measure,
    lambda found, config: {"x": new_figure(1, 1)}, lambda found, config: f"{found['one'][0].metrics['x']}!")
"""


def test_a_study_in_no_file_is_measured_again_when_a_constant_is_changed(quickly):
    def told(text):
        place = {"__name__": "__main__"}
        exec(text, place)
        return quickly(place["STUDY"])[0]

    assert "0.125!" in told(STUDY)
    again = told(STUDY)
    assert "finished before" in again
    changed = told(STUDY.replace("0.125", "0.75"))
    assert "finished before" not in changed
    assert "0.75!" in changed
