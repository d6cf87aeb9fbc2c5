"""The notebooks, where Sphinx can read them."""

import shutil
from pathlib import Path

from making.digest import ROOT


def copy(folder: Path) -> None:
    """Copy those that have changed into `folder`, and take away those that are gone."""
    folder.mkdir(exist_ok=True)
    originals = {file.name: file for file in (ROOT / "notebooks").glob("*.ipynb")}
    for gone in folder.glob("*.ipynb"):
        if gone.name not in originals:
            gone.unlink()
    for name, file in originals.items():
        copied = folder / name
        if not copied.exists() or copied.read_bytes() != file.read_bytes():
            shutil.copy(file, copied)
