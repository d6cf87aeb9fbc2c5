"""F14: what a first start costs, in processor time of a new process.

Each door is opened with an empty cache of kernels, and once more when all of it is compiled. `python
benchmarks/first_start.py` prints a table; `--against PYTHON` asks another installation the same, beside this.
"""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MLP = """
from markone import MLPClassifier, stimuli
X, y = stimuli.digits()
print(*MLPClassifier((32,), max_iter=2, random_state=0).fit(X[:200], y[:200]).loss_curve_)"""
DOORS = {
    "import markone": "import markone",
    "MLPClassifier, 200 digits": MLP,
    "MarkOneClassifier, 200 digits": """
from markone import MarkOneClassifier, stimuli
X, y = stimuli.digits()
print(*MarkOneClassifier(random_state=0).fit(X[:200], y[:200]).mistakes_)""",
    "clocked machine, two letters taught": """
from markone import MarkOne, build, plug, stimuli, teach
slides, _ = stimuli.letters(alphabet="XE")
print(*teach(MarkOne(build(plug())), slides, [[-1], [1]], order=[0, 1] * 20).ravel()[-1:-3:-1])""",
    "compare.py --quick": "COMPARE",
}
"""Each prints numbers of which the first is greater than the last, if it has learnt (`sensible`)."""
PEERS = {
    "jax": """
import os
os.environ["JAX_PLATFORMS"] = "cpu"
import jax, jax.numpy as jnp
def loss(w, x, t):
    return -jnp.mean(jnp.sum(t * jax.nn.log_softmax(jax.nn.relu(x @ w[0]) @ w[1]), axis=1))
w = [jnp.full((64, 32), 0.1), jnp.full((32, 10), 0.1)]
jax.block_until_ready(jax.jit(jax.value_and_grad(loss))(w, jnp.ones((200, 64)), jnp.ones((200, 10))))""",
    "torch": """
import torch
net = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
step = torch.optim.SGD(net.parameters(), lr=0.1)
torch.nn.CrossEntropyLoss()(net(torch.ones(200, 64)), torch.zeros(200, dtype=torch.long)).backward()
step.step()""",
}
"""Import and first step of a net for digits."""
COLD_S = {
    "MLPClassifier, 200 digits": 5.0,
    "MarkOneClassifier, 200 digits": 12.0,
    "clocked machine, two letters taught": 12.0,
    "compare.py --quick": 30.0,
}
WARM_S = {"import markone": 0.05, "MLPClassifier, 200 digits": 0.25}
"""The most that the first call of `fit` may take when all is compiled, without what is imported before."""
TIMED = """
import time
{before}
begin = time.process_time()
{work}
print(time.process_time() - begin)
"""


def children_s() -> float:
    """Processor time of all processes that this one has started and that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def compile_bytecode() -> None:
    """Compile every module that a process could import to bytecode, as pip does when it installs."""
    with warnings.catch_warnings(action="ignore"):
        compileall.compile_path(maxlevels=20, quiet=2)
        compileall.compile_dir(ROOT / "markone", quiet=2)


def started(program: str, cache: str, python: str = sys.executable) -> str:
    """What a new process says that runs a program, or the comparison of all learners."""
    given = {
        **os.environ,
        "NUMBA_CACHE_DIR": cache,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPATH": str(ROOT) if python == sys.executable else "",
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-W", "ignore", "-c", program]
        if program == "COMPARE":
            command[3:] = [str(ROOT / "experiments" / "compare.py"), "--quick"]
        done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])
    return done.stdout.strip()


def _alone(door: str) -> tuple[str, str]:
    """What comes before the work of a warm door, and the work."""
    lines = DOORS[door].strip().splitlines()
    return ("", lines[0]) if len(lines) == 1 else ("\n".join(lines[:-1]), lines[-1])


def sensible(door: str, results: dict[str, Any]) -> None:
    """Raise ValueError unless what markone, the first contender, printed at a door is of one that has learnt.

    Losses, or slides with a wrong lamp, have become fewer; the lamp of the last slide shines, and that of the
    one before does not. The comparison names its learners.
    """
    said = next(iter(results.values()))
    if DOORS[door] == "COMPARE":
        has_learnt = "Mark I, full" in said and "MLP" in said
    else:
        first, *_, last = map(float, said.split())
        has_learnt = first > last
    if not has_learnt:
        raise ValueError(f"first start, {door}: it says {said!r}, and has not learnt")


def bars(quick: bool) -> Iterator[Any]:
    """F14: cold, each once; and warm, each door as often as any bar."""
    from benchmarks.bar import OURS, Bar
    from benchmarks.peers import installed

    compile_bytecode()
    with tempfile.TemporaryDirectory() as cache:
        for door, most in COLD_S.items():
            if quick and most > COLD_S["MLPClassifier, 200 digits"]:
                continue
            acts: dict[str, Callable[[], Any]] = {OURS: partial(_cold, door)}
            if DOORS[door] is MLP:
                acts |= {name: partial(started, act, cache) for name, act in PEERS.items() if installed(name)}
            said = f"first start, nothing compiled: {door}"
            yield Bar("F14", said, acts, partial(sensible, door), most_s=most, rounds=1, clock=children_s)
        for door, most in WARM_S.items():
            program = TIMED.format(before=_alone(door)[0], work=_alone(door)[1])
            started(program, cache)
            clock = _Said(partial(started, program, cache))
            said = f"first call of a process, all compiled: {door}"
            yield Bar(
                "F14", said, {OURS: clock.act}, lambda results: None, most_s=most, rounds=1, clock=clock
            )


class _Said:
    """A clock that goes on by what a process said that it took: the median of five."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self.ask, self.seconds = ask, 0.0

    def act(self) -> None:
        """Ask, and let the clock go on."""
        self.seconds += sorted(float(self.ask().splitlines()[-1]) for _ in range(5))[2]

    def __call__(self) -> float:
        return self.seconds


def _cold(door: str) -> str:
    with tempfile.TemporaryDirectory() as cache:
        return started(DOORS[door], cache)


def main() -> None:
    """Ask every door, cold and warm, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--against", metavar="PYTHON", help="the Python of another installation of markone")
    parser.add_argument("--door", choices=list(DOORS), action="append", help="only this one (again for more)")
    asked = parser.parse_args()
    pythons = {"this": sys.executable, **({"other": asked.against} if asked.against else {})}
    heads = "".join(f"{f'{name}, cold':>13}{'warm':>7}" for name in pythons)
    print(f"{'processor time in s':38}{heads}   bar")
    compile_bytecode()
    for door in asked.door or DOORS:
        line = f"{door:38}"
        for python in pythons.values():
            with tempfile.TemporaryDirectory() as cache:
                for width in ("13.1f", "7.2f"):
                    begin = children_s()
                    started(DOORS[door], cache, python)
                    line += format(children_s() - begin, width)
        print(f"{line}{COLD_S.get(door, ''):>6}", flush=True)


if __name__ == "__main__":
    main()
