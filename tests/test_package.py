"""What is said of the package in other files is what pyproject.toml says."""

import re
import tomllib

import pytest
import yaml
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ELSEWHERE = {"matplotlib-base": "matplotlib"}
"""What conda calls another name."""
ONLY_WHOLE = {"mlflow", "sqlalchemy", "alembic", "pyyaml", "pyarrow", "sympy"}
"""What the machine, learners, demo and console do without."""


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def asked(lines):
    """Packages with what is asked of their versions, without spaces."""
    packages = (re.fullmatch(r"([\w-]+)\s*([<>=].*)", line) for line in lines)
    return {ELSEWHERE.get(found[1], found[1]): found[2] for found in packages if found}


def test_the_citation_and_the_recipe_have_the_version():
    assert yaml.safe_load(text("CITATION.cff"))["version"] == PROJECT["version"]
    assert f'{{% set version = "{PROJECT["version"]}" %}}' in text("conda/meta.yaml")


def test_the_recipe_asks_for_the_same_packages():
    recipe = re.sub(r"{%.*%}", "", text("conda/meta.yaml")).replace("{{ version }}", "0")
    recipe = yaml.safe_load(recipe.replace("{{ PYTHON }}", "python"))
    wants = asked(recipe["requirements"]["run"])
    assert wants.pop("python") == PROJECT["requires-python"]
    assert wants == asked(PROJECT["dependencies"])
    assert recipe["build"]["entry_points"] == ["markone = " + PROJECT["scripts"]["markone"]]


def test_the_slim_install_is_the_whole_one_without_what_records():
    slim, whole = asked(text("requirements-slim.txt").splitlines()), asked(PROJECT["dependencies"])
    assert slim == {name: version for name, version in whole.items() if name not in ONLY_WHOLE}


def test_what_changed_is_told_in_the_form_that_it_names():
    """Keep a Changelog: versions newest first, each with a date, and known kinds of change."""
    versions = re.findall(r"^## (.*)$", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", one) for one in versions[1:])
    kinds = set(re.findall(r"^### (.*)$", text("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("line", ["numpy>=2.0,<2.6", "numpy >=2.0,<2.6"])
def test_requirements_are_read_in_both_spellings(line):
    assert asked([line]) == {"numpy": ">=2.0,<2.6"}
