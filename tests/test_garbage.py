"""What has been imported is not searched for garbage, and nothing that was written is lost by that."""

import pytest

SCRIPT = """
import gc, sys
before = open("before", "w")
before.write("opened before the import")
{session}
import markone.tracking
print(gc.get_freeze_count() > 0)

class Circle:
    def __init__(self):
        self.itself, self.file = self, open("circle", "w")

    def __del__(self):
        self.file.write(", and ended")

def act():
    return circle

circle = Circle()
circle.file.write("begun")
"""


@pytest.mark.parametrize(("session", "is_left"), [("", True), ("sys.ps1 = '>>> '", False)])
def test_what_nobody_closed_is_written_and_ended(python, tmp_path, session, is_left):
    (tmp_path / "script.py").write_text(SCRIPT.format(session=session))
    done = python("script.py")
    assert (done.stdout, done.stderr) == (f"{is_left}\n", "")
    assert (tmp_path / "before").read_text() == "opened before the import"
    assert (tmp_path / "circle").read_text() == "begun, and ended"
