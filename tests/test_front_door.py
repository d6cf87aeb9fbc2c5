"""`import markone` is light, and everything it promises is there."""

import markone

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
    assert min(seconds) <= 0.35


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


def test_an_unknown_name_is_refused():
    assert not hasattr(markone, "Mark2")
