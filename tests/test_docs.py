"""The Python that the documents show runs, and what its comments promise comes out."""

import ast
import re

import numpy as np
import pytest
from conftest import ROOT


def blocks(name):
    return re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def promise(line):
    """What the comment on a line says will come out, up to a semicolon; None where it is only words."""
    _, _, comment = line.partition("  # ")
    try:
        return eval(comment.split(";")[0], {"array": np.array, "int8": np.int8})
    except (SyntaxError, NameError):
        return None


@pytest.mark.parametrize("name", ["README.md", "docs/machine.md"])
def test_the_code_of_a_document_runs_from_top_to_bottom(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names, checked = {}, 0
    for block in blocks(name):
        lines = block.splitlines()
        for node in ast.parse(block).body:
            source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            promised = promise(lines[node.end_lineno - 1])
            if promised is None:
                exec(source, names)
                continue
            value, checked = eval(source, names), checked + 1
            for one, other in zip(np.atleast_1d(value), np.atleast_1d(promised), strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-2)
    assert checked >= 3
