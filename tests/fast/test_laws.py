"""Laws stand once, in `kernels`. An engine with a form of its own says so, and a test holds it there."""

import importlib
import re

import pytest
from conftest import ROOT

ENGINES = ROOT / "markone" / "fast"
MARK = re.compile(r"The law of (.+?) in this engine's form, held against it by\s+(\S+)::(\w+)\.", re.DOTALL)
FORMS = {
    path: found for path in sorted(ENGINES.rglob("*.py")) if (found := MARK.search(path.read_text("utf-8")))
}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: str(path.relative_to(ENGINES)))
def test_the_law_and_the_test_that_an_engine_names_are_there(path):
    laws, file, test = FORMS[path].groups()
    for law in re.findall("`(.+?)`", laws):
        module, _, name = law.rpartition(".")
        try:
            importlib.import_module(f"markone.{law}")
        except ModuleNotFoundError:
            assert callable(getattr(importlib.import_module(f"markone.{module}"), name))
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "law", ["association.fire", "even_pot", "weight.weigh", "pulsed", "dense.fprop", "descent", "loss"]
)
def test_each_law_that_engines_say_again_is_marked(law):
    assert any(f"`kernels.{law}" in found[1] for found in FORMS.values())


def test_there_is_one_exp():
    """That of `kernels.vector.math`, in engines and in the readable net; the physics of parts has NumPy's."""
    said = [
        path
        for path in ENGINES.rglob("*.py")
        if re.search(r"\b(np|math)\.(exp|tanh|expm1)\(", path.read_text())
    ]
    assert said == []
    with_exp = [
        path for path in (ROOT / "markone").rglob("*.py") if re.search(r"^def exp\(", path.read_text(), re.M)
    ]
    assert [path.name for path in with_exp] == ["math.py"]
