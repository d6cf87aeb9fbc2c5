"""The Python of each page is one script that runs, says nothing else, and gives what its comments promise."""

import ast
import re

import numpy as np
import pytest
from conftest import ROOT

PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    if "```python" in path.read_text(encoding="utf-8")
)
CHECK = """
def _promised(value, promise):
    import numpy
    promise = eval(promise, {"array": numpy.array, "int8": numpy.int8})
    for one, other in zip(numpy.atleast_1d(value), numpy.atleast_1d(promise), strict=True):
        numpy.testing.assert_allclose(one, other, rtol=1e-2)
    print("as promised")
"""


def promise(line):
    """What the comment on a line says will come out, up to a semicolon; None where it is only words."""
    promised = line.partition("  # ")[2].split(";")[0]
    try:
        eval(promised, {"array": np.array, "int8": np.int8})
    except (SyntaxError, NameError):
        return None
    return promised


def statements(text):
    """Every statement of a page; a value that is promised is compared with what comes out."""
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        lines = block.splitlines()
        for node in ast.parse(block).body:
            source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            promised = promise(lines[node.end_lineno - 1])
            if promised is not None:
                source = f"_promised(({ast.get_source_segment(block, node.value)}), {promised!r})"
            yield source


def run_as_script(python, tmp_path, text):
    """The finished process; it must have said nothing on stderr, not even while Python ended."""
    (tmp_path / "page.py").write_text("\n".join([CHECK, *statements(text)]), encoding="utf-8")
    done = python("page.py", timeout=280)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.count("as promised")


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, python, tmp_path):
    assert run_as_script(python, tmp_path, (ROOT / page).read_text(encoding="utf-8")) >= 3


def test_a_script_may_end_while_a_slide_is_shown(python, tmp_path):
    """The panel's example, up to the middle of a pulse."""
    text = (ROOT / "docs/machine.md").read_text(encoding="utf-8")
    begun, _, _ = text.partition("machine.step()  #")
    assert run_as_script(python, tmp_path, begun + "```\n") == 1
