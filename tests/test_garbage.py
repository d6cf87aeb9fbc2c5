"""A process of ours ends at once, and loses nothing that was written."""

SCRIPT = """
import atexit, gc
import click
from markone.streams import Command

class Circle:
    def __init__(self):
        self.itself, self.file = self, open(name, "w")

@click.command(cls=Command)
def main():
    circle = Circle()
    circle.file.write("in a command")

atexit.register(lambda: print(gc.get_freeze_count() > 0, flush=True))
kept = open("kept", "w")
kept.write("of the script")
name = "circle"
main()
"""


def test_files_that_nobody_closed_are_written_and_garbage_is_not_searched(python, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    done = python("script.py")
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert (tmp_path / "kept").read_text() == "of the script"
    assert (tmp_path / "circle").read_text() == "in a command"
