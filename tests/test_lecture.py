"""docs/lecture.md has a row for each item of the lecture, and what the rows name is there."""

import re

from conftest import ROOT

TEXT = (ROOT / "docs" / "lecture.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in TEXT.splitlines() if line.startswith("| L")
]
FOLDERS = {2: "markone", 3: "experiments", 4: "markone", 5: "tests", 6: "notebooks"}


def named(cell, folder):
    """The files that a cell names; a bare name stands in the folder of the one before it."""
    home = ""
    for name in re.findall(r"`([^`]+)`", cell):
        home = name.rpartition("/")[0] if "/" in name else home
        here = ROOT / folder / home / name.rpartition("/")[2]
        yield here if folder != "notebooks" else here.with_suffix(".ipynb")


def _drawn_by(path, column):
    """An experiment draws what nobody else does."""
    return [ROOT / "experiments" / path.name] if column == 4 else []


def test_every_item_of_the_lecture_has_a_row():
    assert [row[0] for row in ROWS] == [f"L{number}" for number in range(1, 30)]
    for row in ROWS:
        for column in (2, 4, 5, 6):
            assert "`" in row[column], row


def test_what_the_rows_name_is_there():
    missing = [
        path.relative_to(ROOT)
        for row in ROWS
        for column, folder in FOLDERS.items()
        for path in named(row[column], folder)
        if not any(there.exists() for there in (path, ROOT / folder / path.name, *_drawn_by(path, column)))
    ]
    assert missing == []


def test_every_experiment_has_its_finding():
    scripts = {path.name for path in (ROOT / "experiments").glob("*.py")} - {"compare.py"}
    found = set(re.findall(r"^\| `(\w+\.py)` \|", TEXT, re.MULTILINE))
    assert found == scripts
