"""`import markone` is light, and everything it promises is there."""

import ast
from pathlib import Path

import pytest
from pace import allowed

import markone
from markone import learners

SLOW = ("mlflow", "matplotlib", "sklearn", "simpy")


def test_import_is_light(python):
    program = (
        "import sys, time; start = time.perf_counter(); import markone; "
        f"print(time.perf_counter() - start, [name for name in {SLOW} if name in sys.modules])"
    )
    seconds = []
    for _ in range(3):
        took, loaded = python("-c", program).stdout.split(maxsplit=1)
        assert loaded.strip() == "[]"
        seconds.append(float(took))
    assert min(seconds) <= allowed(0.35)


def test_help_is_light(python):
    program = (
        "import sys; sys.argv = ['markone', '--help']; from markone.cli import main; import atexit; "
        f"atexit.register(lambda: print([name for name in {SLOW} if name in sys.modules])); main()"
    )
    assert python("-c", program).stdout.strip().endswith("[]")


def test_every_public_name_is_there():
    for name in markone.__all__:
        assert getattr(markone, name) is not None
        assert name in dir(markone)


@pytest.mark.parametrize("room", [markone, learners], ids=lambda room: room.__name__)
def test_type_checkers_are_told_what_the_table_says(room):
    (checked,) = [one for one in ast.parse(Path(room.__file__).read_text()).body if isinstance(one, ast.If)]
    told = [alias.name for line in checked.body for alias in line.names]
    assert sorted(told) == sorted(
        set(room.HOMES) - (set(learners.HOMES) if "*" in told else set()) | {"*"} & {*told}
    )


def test_the_front_door_opens_to_all_that_the_learners_export():
    assert set(learners.__all__) <= set(markone.__all__)
    assert all(getattr(markone, name) is getattr(learners, name) for name in learners.__all__)


def test_an_unknown_name_is_refused():
    assert not hasattr(markone, "Mark2")
