"""The experiments that come with markone: in `experiments/` of a checkout, or carried by the package."""

import ast
import re
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import NamedTuple

from markone.fields import explained
from markone.study.imports import CARRIED, PACKAGE

HOME = CARRIED if CARRIED.is_dir() else PACKAGE.parent / "experiments"
"""The folder that they are looked for in."""
REPLICATIONS = HOME / "replications"
"""And that of the experiments which run again what was published."""
KEPT = re.compile(r"(\w+)|experiments/(\w+)\.py")
"""How a run names an experiment; in the second way older ones do."""


@explained
class Experiment(NamedTuple):
    """A file that asks one question."""

    path: Path
    question: str


def experiments() -> dict[str, Experiment]:
    """All of them by name, which is that of the file and of its study; nothing in them is run."""
    found = {path: _question_of(path) for path in sorted([*HOME.glob("*.py"), *REPLICATIONS.glob("*.py")])}
    return {path.stem: Experiment(path, asked) for path, asked in found.items() if asked is not None}


def path_of(name: str) -> Path | None:
    """The file of the experiment that a run calls so, or did before; None where there is none."""
    kept = KEPT.fullmatch(name)
    found = experiments().get(kept[1] or kept[2]) if kept else None
    return found.path if found else None


def name_of(script: Path) -> str | None:
    """The name under which a run keeps its script; None for one that did not come with markone."""
    return script.stem if script.parent in (HOME.resolve(), REPLICATIONS.resolve()) else None


def unknown(name: str) -> str:
    """What to say to somebody who asks for an experiment that is not there."""
    near = get_close_matches(PurePath(name).stem, experiments())
    meant = f" (did you mean {' or '.join(near)}?)" if near else ""
    return (
        f"there is no experiment {name[:200]!r}{meant}; there are: {', '.join(experiments())}; "
        "a script of your own is run with --script FILE"
    )


def _question_of(path: Path) -> str | None:
    """The question of the study in a file, where it stands in so many words; None if there is no study."""
    for node in ast.parse(path.read_bytes()).body:
        match node:
            case ast.Assign(targets=[ast.Name("STUDY")], value=ast.Call(keywords=given)):
                asked = [one.value for one in given if one.arg == "question"]
                return next((str(one.value) for one in asked if isinstance(one, ast.Constant)), "")
    return None
