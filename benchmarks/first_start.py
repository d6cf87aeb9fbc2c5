"""What a first start costs: processor time of each main door, in a new process with an empty kernel cache.

`python benchmarks/first_start.py` prints for each door what it takes when nothing is compiled, and once more
when all of it is. `--against PYTHON` asks another installation the same, door by door beside this one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLOCK = """
import json, time
begin = time.process_time()
{work}
print(json.dumps(time.process_time() - begin))
"""
DOORS = {
    "import markone": "import markone",
    "MLPClassifier, 200 digits": """
from markone import MLPClassifier, stimuli
X, y = stimuli.digits()
MLPClassifier((32,), max_iter=2, random_state=0).fit(X[:200], y[:200])""",
    "MarkOneClassifier, 200 digits": """
from markone import MarkOneClassifier, stimuli
X, y = stimuli.digits()
MarkOneClassifier(random_state=0).fit(X[:200], y[:200])""",
    "clocked machine, two letters taught": """
from markone import MarkOne, build, plug, stimuli, teach
slides, _ = stimuli.letters(alphabet="XE")
teach(MarkOne(build(plug())), slides, [[-1], [1]], order=[0, 1] * 20)""",
    "compare.py --quick": "COMPARE",
}
BARS_S = {
    "MLPClassifier, 200 digits": 5,
    "MarkOneClassifier, 200 digits": 12,
    "clocked machine, two letters taught": 12,
    "compare.py --quick": 30,
}


def seconds(python: str, door: str, cache: str) -> float:
    """Processor time of one door in a new process, children's included."""
    with tempfile.TemporaryDirectory() as folder:
        given = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONPATH": ""}
        command = [python, "-W", "ignore", "-c", CLOCK.format(work=DOORS[door])]
        if door == "compare.py --quick":
            place = Path(
                subprocess.check_output(
                    [python, "-c", "import markone; print(markone.__file__)"], text=True, cwd=folder
                ).strip()
            ).parents[1]
            command = [python, "-W", "ignore", str(place / "experiments" / "compare.py"), "--quick"]
        before = os.times()
        done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
        after = os.times()
    if done.returncode:
        raise SystemExit(done.stderr)
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(done.stdout) if door.startswith("import") else spent


def main() -> None:
    """Ask every door, cold and warm, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--against", metavar="PYTHON", help="the Python of another installation of markone")
    parser.add_argument("--door", choices=list(DOORS), action="append", help="only this one (again for more)")
    asked = parser.parse_args()
    pythons = [sys.executable, *([asked.against] if asked.against else [])]
    names = ["this", "other"][: len(pythons)]
    print(
        f"{'processor time in s':38}"
        + "".join(f"{f'{name}, cold':>13}{'warm':>7}" for name in names)
        + "   bar"
    )
    for door in asked.door or DOORS:
        line = f"{door:38}"
        for python in pythons:
            with tempfile.TemporaryDirectory() as cache:
                line += f"{seconds(python, door, cache):13.1f}{seconds(python, door, cache):7.2f}"
        print(f"{line}{BARS_S.get(door, ''):>6}", flush=True)


if __name__ == "__main__":
    main()
