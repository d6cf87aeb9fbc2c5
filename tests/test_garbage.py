"""What has been imported is not searched for garbage, and nothing that was written is lost by that."""

import pytest

KEEPER = """
class Open:
    def __init__(self, name):
        self.file = open(name, "w")
        self.file.write("begun")

class InCircle(Open):
    def __init__(self, name):
        super().__init__(name)
        self.itself = self

class Ended(Open):
    def __del__(self):
        self.file.write(", and ended")

class EndedInCircle(Ended, InCircle):
    pass

def keep(kind, name):
    kept.append(kind(name))

kept = []
keep(Ended, "module, before")
"""
SCRIPT = """
import gc, sys
from keeper import Ended, EndedInCircle, InCircle, keep

def held():
    return before, after, circle

before, circle = Ended("script, before"), InCircle("circle, before")
{session}
{act}
print(gc.get_freeze_count() > 0)
after = EndedInCircle("script, after")
keep(EndedInCircle, "module, after")
"""
DIRECTLY = "from markone.garbage import leave_unsearched; leave_unsearched()"


@pytest.mark.parametrize(("session", "is_left"), [("", True), ("sys.ps1 = '>>> '", False)])
@pytest.mark.parametrize("act", ["import markone.tracking", DIRECTLY])
def test_what_nobody_closed_is_written_and_ended(python, tmp_path, act, session, is_left):
    """Of the script and of a module of its own, whether it was opened before or after."""
    (tmp_path / "keeper.py").write_text(KEEPER)
    (tmp_path / "script.py").write_text(SCRIPT.format(act=act, session=session))
    done = python("script.py")
    assert (done.stdout, done.stderr) == (f"{is_left}\n", "")
    ended = [f"{who}, {when}" for who in ("script", "module") for when in ("before", "after")]
    found = {name: (tmp_path / name).read_text() for name in [*ended, "circle, before"]}
    assert found == {**dict.fromkeys(ended, "begun, and ended"), "circle, before": "begun"}
