"""The words of slides and of their targets."""

from pathlib import Path

import numpy as np

from markone import stimuli, switchboard
from markone.kernels.retina import COLUMNS, ROWS
from markone.procedure.plan import MOST_SLIDES, Procedure
from markone.procedure.values import choice, one, whole
from markone.sheet import delimiter, read_text, rows
from markone.stimuli.pictures import ENDINGS

MOST_SLIDE_BYTES = 100_000
"""Of a slide that is written as numbers."""
SIGNS = {"+": 1, "-": -1, "0": 0}
NEGATIVE = "dark-on-light"


def slides(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    kind, *rest = words or [""]
    if kind == "letters" and len(rest) in (1, 2):
        light, names = stimuli.letters(rest[1] if len(rest) > 1 else "block", rest[0])
    elif kind in ("squares", "bars"):
        make = stimuli.squares if kind == "squares" else stimuli.bars
        light, names = make(whole(one(rest), 1, MOST_SLIDES), procedure.slide_seed())
    elif kind == "pictures" and rest:
        light, names, _ = stimuli.pictures(folder / rest[0], _negative(rest[1:]))
    else:
        raise ValueError(f"slides {' '.join(words)!r} are not known")
    procedure.with_slides(map(str, names), light)


def _negative(words: list[str]) -> bool:
    """Whether pictures are shown as their negatives, from what follows them."""
    if words not in ([], [NEGATIVE]):
        raise ValueError(f"{' '.join(words)!r} follows; only {NEGATIVE} may")
    return bool(words)


def slide(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if len(words) < 2:
        raise ValueError("a slide has a name and a file")
    name, path, is_negative = words[0], folder / words[1], _negative(words[2:])
    light = stimuli.picture(path) if path.suffix.lower() in ENDINGS else _read_numbers(path)
    procedure.with_slides([name], [1.0 - light if is_negative else light])


def _read_numbers(path: Path) -> np.ndarray:
    """A slide written as numbers: between commas, semicolons or tabs in .csv, else between spaces."""
    try:
        text = read_text(path, MOST_SLIDE_BYTES)
        if path.suffix.lower() == ".csv":
            lines = [row for _, row in rows(text)]
        else:
            lines = [line.split() for line in text.splitlines() if line.strip()]
    except OSError:
        raise ValueError(f"there is no file {path}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if [len(line) for line in lines] != [COLUMNS] * ROWS:
        numbers = " or ".join(map(str, sorted({len(line) for line in lines})[:3])) or "no"
        raise ValueError(
            f"{path} has {len(lines)} lines of {numbers} numbers; the retina has {ROWS} of {COLUMNS}"
        )
    has_decimal_commas = delimiter(text) == ";"
    try:
        light = [
            [float(cell.replace(",", ".") if has_decimal_commas else cell) for cell in line] for line in lines
        ]
    except ValueError:
        raise ValueError(f"{path} holds something else than rows of numbers") from None
    return stimuli.check_light(light)[0]


def target(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    name, signs = words if len(words) == 2 else ("", "?")
    responses = procedure.responses
    if len(signs) != responses or not set(signs) <= set(SIGNS):
        raise ValueError(
            f"a target is a slide's name and {responses} signs of + (on), - (off), 0 (no target)"
        )
    if name not in procedure.rows:
        raise ValueError(f"no slide above is called {name!r}")
    procedure.with_target(name, np.array([SIGNS[sign] for sign in signs], np.int8))


def targets(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    choice(words, ("binary",))
    codes = switchboard.code_words(len(procedure.names), procedure.responses)
    for name, code in zip(procedure.names, codes, strict=True):
        procedure.with_target(name, code)
