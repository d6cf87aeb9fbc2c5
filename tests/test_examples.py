"""Every name of the front door has an example in its docstring, which runs and gives what it says."""

import doctest
import inspect

import pytest

import markone
from markone.learners import registry


@pytest.mark.parametrize("name", markone.HOMES)
def test_the_example_of_a_name_gives_what_it_says(name, monkeypatch):
    monkeypatch.setattr(registry, "_OWN", {})
    text = inspect.getdoc(getattr(markone, name))
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert example.examples
    said = []
    result = doctest.DocTestRunner().run(example, out=said.append)
    assert result.failed == 0, "".join(said)
