"""The Python of each page is one script that runs, says nothing else, and gives what its comments promise.

Words of pages, notebooks, help and figures are the field's; those of the machine stand in the glossary.
"""

import ast
import json
import re
from inspect import cleandoc
from itertools import chain

import numpy as np
import pytest
from conftest import ROOT

from markone.cli import main

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


INSTEAD = {
    r"\bpass(es)?\b": "epoch",
    r"\bplugboards?\b|\bpatch boards?\b": "switchboard",
    r"\blines? parts?\b|\bparts them\b": "linearly separable",
    r"\blaws?\b": "rule of reinforcement, device model, kind of inhibition",
    r"(?<!gradient )\bdescent\b|\bdescend": "gradient descent",
    r"\bby heart\b": "memorise",
    r"\bnever rests?\b": "converge",
    r"\bunit on top\b": "output unit",
    r"\bwish(es|ed)?\b": "target",
    r"\bfilms?\b": "animation",
}
"""What is not said, and what is said instead."""
BUT = {
    "a verb": ("Time passes only", "passes the tests", "pass its checks", "ten bars pass and five fail"),
    "the operator's": ("the last pass", "mode              pass", "passes=10", "operator.passes", '"pass"'),
    "the operator's, too": ("*pass*", "A pass is the operator", "until a pass is free of mistakes"),
    "an option": ("--film",),
    "explained": ("**pass**", "pass of training over", "Elsewhere plugboard or patch board"),
}
"""Where it is said all the same."""
ROOMS = ("draw", "lecture", "logic", "stimuli", "switchboard")
LEADING = ("machine", "experiments", "lecture", "architecture")
"""Pages, beside the README, that use the machine's words."""


def helps(command):
    """The help of a command, of its options and of the commands below it."""
    yield cleandoc(command.help or "")
    yield from (option.help or "" for option in command.params if hasattr(option, "help"))
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def said():
    """Every text in which words count, by name."""
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(cell["source"]) for cell in cells)
    for folder in ("experiments", *(f"markone/{room}" for room in ROOMS)):
        for path in (ROOT / folder).rglob("*.py"):
            yield path.name, path.read_text(encoding="utf-8")
    yield "the help", "\n".join(helps(main))


@pytest.mark.parametrize("word", INSTEAD)
def test_the_words_of_the_field_are_used(word):
    wrong = [
        f"{name}: {line.strip()}"
        for name, text in said()
        for line in text.splitlines()
        if re.search(word, line, re.IGNORECASE) and not any(but in line for but in chain(*BUT.values()))
    ]
    assert wrong == [], f"say {INSTEAD[word]}"


BANNED = {r"laws?": "rule, device model", r"[a-z]+_pass": "..._epoch"}
"""What no name, keyword or text of the package says, and what is said instead."""
ALLOWED = (
    "law of `kernels",  # a formula that an engine says again, see tests/fast/test_laws.py
    'EARLIER_NAMES: ClassVar = {"law": "rule", "pot": "device"}',  # what files of before say
    "earlier files call the rule a law",
    '"rule" if name == "law" else name',
)


@pytest.mark.parametrize("word", BANNED)
def test_names_in_the_package_are_those_words_too(word):
    wrong = [
        f"{path.name}: {line.strip()}"
        for room in ("markone", "benchmarks", "experiments")
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(rf"(\b|_){word}(\b|_)", line, re.IGNORECASE) and not any(but in line for but in ALLOWED)
    ]
    assert wrong == [], f"say {BANNED[word]}"


def test_what_the_glossary_explains_is_said_somewhere():
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"\*\*(.+?)\*\*", text)
    rest = "\n".join(text for name, text in said() if name != "glossary.md").lower()
    assert len(words) == len(set(words)) > 60
    assert [word for word in words if word.lower() not in rest] == []


@pytest.mark.parametrize("page", ["README.md", *map("docs/{}.md".format, LEADING)])
def test_a_page_that_uses_the_machines_words_leads_to_the_glossary(page):
    assert "glossary.md)" in (ROOT / page).read_text(encoding="utf-8")
