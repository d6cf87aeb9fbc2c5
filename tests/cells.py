"""What stands in the cells of a notebook of this project."""

import json

from conftest import ROOT


def cells(name, kind):
    """The texts of its cells of a kind: code or markdown."""
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]
