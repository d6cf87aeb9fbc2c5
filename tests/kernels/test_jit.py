import io
import os
import subprocess
import sys

import numba
import pytest
from numba import config
from numba.core.event import Event

from markone.kernels import jit
from markone.kernels.even_pot import EvenPot
from markone.kernels.fault import NoFaults
from markone.kernels.foreign import foreign_in
from markone.kernels.lesson import lesson
from markone.kernels.pot import Pot, Shafts
from markone.kernels.record import kind_of


def test_other_users_of_numba_keep_their_cache():
    before = config.CACHE_DIR
    jit.jit(lambda x: x)
    assert before == config.CACHE_DIR


def test_the_cache_is_named_after_the_sources():
    assert jit.CACHE_FOLDER.name.startswith("kernels-")
    assert len(jit.CACHE_FOLDER.name) == len("kernels-") + 16


def test_kernels_work_where_no_cache_can_be_written(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    program = "from markone.kernels.noise import mix; import numpy as np; print(mix(np.uint64(1234567)))"
    environment = {"NUMBA_CACHE_DIR": str(blocker), "PATH": "", "SYSTEMROOT": r"C:\Windows"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "6457827717110365317"


COMPILED = """
import numpy as np
from markone import Fault, build, plug
from markone.kernels.lesson import lesson
from markone.kernels.record import lay_down
from markone.spec import ASSUMED_POT
for given in ({}, {"device": ASSUMED_POT}, {"faults": [Fault("dead A-unit", "A1", 5)]}):
    lesson(build(plug(), **given), np.zeros((1, 400)), np.ones((1, 1), np.int8), np.zeros(1, np.int64), 2, 0)
print(sum(lay_down.stats.cache_misses.values()), sum(lesson.stats.cache_misses.values()))
"""


def test_what_one_process_has_compiled_no_other_compiles_again():
    """However it is given: a type that is not found again under its name would be compiled in each."""
    said = [
        subprocess.run([sys.executable, "-c", COMPILED], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert said[1] == "0 0\n"


PIECES = """
import sys
from markone.kernels import jit
made = {"inlined": jit.inlined, "called": jit.called}[sys.argv[1]]

@made
def double(x):
    return 2 * x

@jit.jit
def door(x):
    return double(x) + 1

if sys.argv[2] == "compiled":
    print(door(3.0))
try:
    double(3.0)
except TypeError as error:
    print(error)
print(door(3.0))
"""


@pytest.mark.parametrize("way", ["inlined", "called"])
@pytest.mark.parametrize("when", ["new", "compiled"])
def test_a_piece_that_python_calls_is_an_error_and_no_crash(tmp_path, way, when):
    program = tmp_path / "pieces.py"
    program.write_text(PIECES)
    command = [sys.executable, str(program), way, when]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *before, refused, after = done.stdout.splitlines()
    assert (before, after) == (["7.0"] if when == "compiled" else [], "7.0")
    assert refused.startswith("double is a piece of kernels, which only they call")


def test_without_a_compiler_the_machine_works_and_what_cannot_says_so():
    program = """
import numpy as np
from markone.learners import Perceptron
from markone.machine import MarkOne, teach
from markone.spec import build
from markone.switchboard import plug
from markone.learners.untimed import teach as teach_untimed
slides, targets = np.eye(2).repeat(200, axis=1), np.array([[1], [-1]])
one, other = (build(plug(units=16, excitatory=6, inhibitory=2, seed=1)) for _ in range(2))
rows = np.array([0, 1, 0, 1])
lamps = teach(MarkOne(one), slides, targets, rows)
print(np.array_equal(lamps, teach_untimed(other, slides, targets, rows, 2, 0)), one.shafts.anchor_v.any())
try:
    Perceptron().fit(np.eye(3), [0, 1, 1])
except RuntimeError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    works, refused = done.stdout.splitlines()
    assert works == "True True"
    assert refused.endswith("machine code only, and NUMBA_DISABLE_JIT is set: unset it")


def test_one_lesson_is_compiled_once_for_all_machines():
    """An int where a float was would compile one more version."""
    from markone.learners import MarkOneClassifier
    from markone.spec import ASSUMED_PHOTOCELL, WORN_POT

    X, y = [[0.0], [1.0]], [0, 1]
    MarkOneClassifier(max_iter=1).fit(X, y)
    MarkOneClassifier(max_iter=1, device=WORN_POT, photocell=ASSUMED_PHOTOCELL, patching="full").fit(X, y)
    assert isinstance(lesson, numba.core.dispatcher.Dispatcher)
    chosen = [
        tuple(kind_of(machine.field_dict[part]) for part in ("faults", "shafts", "pot"))
        for machine, *_, rule in lesson.signatures
        if not foreign_in(machine) and isinstance(rule, numba.types.Integer)  # none of a user's own
    ]
    assert len(set(chosen)) == len(chosen)  # a version for each choice of kinds
    assert {(NoFaults, Shafts, EvenPot), (NoFaults, Shafts, Pot)} <= set(chosen)


class Screen(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.mark.parametrize(("terminal", "lines"), [(True, 1), (False, 0)])
def test_a_terminal_is_told_once_that_kernels_are_compiled(terminal, lines):
    screen = Screen(terminal)
    notice, of_ours = jit.CompileNotice(screen), Event("numba:compile", "START", data={"dispatcher": lesson})
    theirs = Event("numba:compile", "START", data={"dispatcher": numba.njit(lambda x: x)})
    nobodys = Event("numba:compile", "START", data={"dispatcher": numba.njit(eval("lambda x: x", {}))})
    for event in (theirs, nobodys, of_ours, of_ours):
        notice.on_start(event)
        notice.on_end(event)
    assert screen.getvalue().count("markone warmup") == lines


def test_a_stream_that_was_closed_does_not_stop_the_compiler():
    screen = Screen(True)
    notice = jit.CompileNotice(screen)
    screen.close()
    notice.on_start(Event("numba:compile", "START", data={"dispatcher": lesson}))
    assert not notice.told


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("when", ["_object_compiled_hook", "_object_getbuffer_hook"])
def test_ctrl_c_while_llvm_calls_back_is_heard(python, tmp_path, when):
    """Whether a kernel is compiled, or was before and is loaded."""
    call = "import numpy as np; from markone.kernels.noise import mix; print(mix(np.uint64(1234567)))\n"
    program = (
        "import signal; from numba.core.codegen import JITCodeLibrary\n"
        f"back, signals = JITCodeLibrary.{when}, [signal.SIGINT]\n"
        "def interrupted(*given):\n"
        "    while signals:\n        signal.raise_signal(signals.pop())\n"
        "    return back(*given)\n"
        f"JITCodeLibrary.{when} = interrupted\n"
        f"try:\n    {call}except KeyboardInterrupt:\n    print('heard')\n    {call}"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    if when == "_object_getbuffer_hook":
        python("-c", call, env=environment)
    done = python("-c", program, env=environment)
    assert (done.stdout, done.stderr) == ("heard\n6457827717110365317\n", "")
