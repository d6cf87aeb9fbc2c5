"""A page for each experiment: its question, what a short version printed and drew, its source.

It is run as anybody runs it, `markone run NAME --quick`, once for each state of the sources.
"""

import ast
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from making import digest
from markone.study.found import HOME, experiments

PAGE = """# {question}

{about}

```
markone run {name}
```

## What a short version answers

`markone run {name} --quick` printed, while this page was made:

```text
{printed}
```

{figures}

## Its source

`experiments/{name}.py`, a [study](../experiments.md#a-study-of-your-own):

```{{literalinclude}} ../../experiments/{name}.py
:language: python
```
"""
INDEX = """# Experiments, answered

Every experiment of the project with what its short version (`--quick`) printed and drew while this site was
made: rough numbers, real output. What the full versions found stands in
[the lecture](../lecture.md#what-the-experiments-found), what all of them can do in the
[guide](../experiments.md), and what was published of the machine in [replications](../replications.md).

````{{grid}} 1 2 2 3
:gutter: 3

{cards}
````

```{{toctree}}
:hidden:

{pages}
```
"""
CARD = """```{{grid-item-card}} {name}
:link: {name}
:link-type: doc
:img-top: {figure}
:img-alt: The first figure of {name}

{question}
```
"""
OURS = re.compile(r"Recording to |First run: |\d+ runs? w\w+ finished before ")
"""What begins a line that tells of the computer and not of the answer."""


def make(folder: Path, cache: Path) -> None:
    """Write the pages to `folder`; what was printed is kept in `cache`, with the state it holds for."""
    found = {name: one for name, one in experiments().items() if one.path.parent == HOME}
    folder.mkdir(exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        printed = list(pool.map(lambda name: _printed(name, folder, cache), found))
    for (name, one), text in zip(found.items(), printed, strict=True):
        figures = [f"![{file.stem} of {name}]({place})" for file, place in _figures(folder, name)]
        _, _, about = (ast.get_docstring(ast.parse(one.path.read_bytes())) or "").partition("\n\n")
        page = PAGE.format(
            name=name, question=one.question, about=about, printed=text, figures="\n\n".join(figures)
        )
        write(folder / f"{name}.md", page)
    cards = (
        CARD.format(name=name, question=one.question, figure=_figures(folder, name)[0][1])
        for name, one in found.items()
    )
    pages = (f"{name} <{name}>" for name in found)
    write(folder / "index.md", INDEX.format(cards="\n".join(cards), pages="\n".join(pages)))


def write(file: Path, text: str) -> None:
    """Write `text`, unless it stands there already: Sphinx reads again what is newer than its page."""
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def _figures(folder: Path, name: str) -> list[tuple[Path, str]]:
    files = sorted((folder / "figures" / name).glob("*.png"))
    return [(file, file.relative_to(folder).as_posix()) for file in files]


def _printed(name: str, folder: Path, cache: Path) -> str:
    """What the experiment said, run now or when the sources were these."""
    state = f"{digest.of_markone()}-{digest.of(HOME / f'{name}.py')}"
    kept = cache / f"{name}.json"
    if kept.exists() and _figures(folder, name):
        before = json.loads(kept.read_text(encoding="utf-8"))
        if before["state"] == state:
            return str(before["printed"])
    text = _run(name, folder, cache)
    kept.write_text(json.dumps({"state": state, "printed": text}), encoding="utf-8")
    return text


def _run(name: str, folder: Path, cache: Path) -> str:
    cache.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "markone", "run", name, "--quick", "--figures", str(folder / "figures")]
    store = f"sqlite:///{(cache / 'mlflow.db').as_posix()}"
    plain = {**os.environ, "COLUMNS": "90", "NO_COLOR": "1", "XDG_STATE_HOME": str(cache / "state")}
    done = subprocess.run(
        [*command, "--tracking-uri", store], env=plain, cwd=cache, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"`markone run {name} --quick` ended with {done.returncode}: {done.stderr[-2000:]}"
        )
    return said(done.stdout)


def said(printed: str) -> str:
    """What was printed about the question, without the places where this computer keeps it."""
    answer, _, _ = printed.partition("\nFigures: ")
    lines = [line.rstrip() for line in answer.splitlines() if not OURS.match(line)]
    return "\n".join(lines).strip("\n")
