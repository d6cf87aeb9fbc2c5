"""The words of a procedure: one function for each, which changes the procedure being read.

Each is given the procedure, the words that follow on the line, the file's folder and the line's
number, and raises ValueError for what it does not understand.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from markone import spec, stimuli, switchboard
from markone.faults import Fault, kinds
from markone.kernels.retina import COLUMNS, ROWS
from markone.kernels.rule import LAWS, MODES
from markone.procedure.plan import MOST_SLIDES, SHOW_WORDS, Procedure, Show, Step
from markone.sheet import delimiter, read_text, rows
from markone.stimuli.pictures import ENDINGS

MOST_PASSES, MOST_PAUSE_S = 10_000, 86_400
MOST_DIGITS = 30
"""Of a number."""
MOST_SLIDE_BYTES = 100_000
"""Of a slide that is written as numbers."""
POTS = {"ideal": spec.IDEAL_POT, "historical": spec.HISTORICAL_POT, "worn": spec.WORN_POT}
CELLS = {"ideal": spec.IDEAL_PHOTOCELL, "historical": spec.HISTORICAL_PHOTOCELL}
BOARD = {"responses": 1, "patching": "shares", "units": 512, "excitatory": 10, "inhibitory": 10}
BOARD |= {"seed": 0, "local": False, "overlap": 0.5}
"""What `switchboard.plug` takes, with its defaults."""
SIGNS = {"+": 1, "-": -1, "0": 0}
NEGATIVE = "dark-on-light"


def _one(words: list[str]) -> str:
    if len(words) != 1:
        raise ValueError(f"{len(words)} words follow, one is wanted")
    return words[0]


def _choice(words: list[str], allowed: Iterable[str]) -> str:
    word = " ".join(words)
    if word not in allowed:
        raise ValueError(f"{word!r} is none of {', '.join(allowed)}")
    return word


def _number(word: str, low: float, high: float) -> float:
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{word!r} is no number") from None
    if not low <= value <= high:
        raise ValueError(f"{word} is not from {low:g} to {high:g}")
    return value


def _whole(word: str, low: int, high: int) -> int:
    value = _number(word, low, high)
    if value != int(value):
        raise ValueError(f"{word} is no whole number")
    return int(word) if word.isdigit() else int(value)


def _typed(name: str, word: str, like: Any) -> Any:
    """A word as the kind of value that a setting has."""
    if isinstance(like, bool):
        return _choice([word], ("yes", "no")) == "yes"
    if isinstance(like, str):
        return word
    try:
        if len(word) > MOST_DIGITS:
            raise ValueError
        return type(like)(word)
    except ValueError:
        number = f"{'whole ' * isinstance(like, int)}number"
        raise ValueError(f"{name}={word[:MOST_DIGITS]} is no {number}") from None


def _settings(words: Iterable[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """name=value words, each name one of `defaults`."""
    found: dict[str, Any] = {}
    for word in words:
        name, is_setting, value = word.partition("=")
        if not is_setting or name not in defaults:
            raise ValueError(f"{word!r} is no setting; settings are {', '.join(f'{n}=' for n in defaults)}")
        if name in found:
            raise ValueError(f"{name}= is said twice; say it once")
        found[name] = _typed(name, value, defaults[name])
    return found


def title(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.title = " ".join(words)
    if not procedure.title:
        raise ValueError("no text follows")


def seed(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if procedure.slides or procedure.targets or procedure.faults or procedure.has_board:
        raise ValueError("the seed stands above board and slides, which are drawn from it")
    procedure.with_seed(_whole(_one(words), 0, 2**63 - 1))


def board(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if procedure.targets or procedure.faults:
        raise ValueError("the board stands above targets and faults")
    procedure.has_board = True
    if len(words) == 1 and "=" not in words[0]:
        procedure.wiring = switchboard.load(folder / words[0])
    else:
        settings = {"seed": procedure.seed, **_settings(words, BOARD)}
        procedure.wiring = switchboard.plug(**settings)


def _preset(words: list[str], presets: Mapping[str, Any]) -> Any:
    name, *changes = words or [""]
    part = presets[_choice([name], presets)]
    return part._replace(**_settings(changes, {key: float(value) for key, value in part._asdict().items()}))


def pots(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.pot = _preset(words, POTS)
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def cells(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.photocell = _preset(words, CELLS)
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def timing(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.spec = procedure.spec._replace(**_settings(words, procedure.spec._asdict()))
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def slides(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    kind, *rest = words or [""]
    if kind == "letters" and len(rest) in (1, 2):
        light, names = stimuli.letters(rest[1] if len(rest) > 1 else "block", rest[0])
    elif kind in ("squares", "bars"):
        make = stimuli.squares if kind == "squares" else stimuli.bars
        light, names = make(_whole(_one(rest), 1, MOST_SLIDES), procedure.chance())
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
        raise ValueError(f"a target is a slide's name and {responses} signs of + (on), - (off), 0 (no wish)")
    if name not in procedure.rows:
        raise ValueError(f"no slide above is called {name!r}")
    procedure.with_target(name, np.array([SIGNS[sign] for sign in signs], np.int8))


def targets(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    _choice(words, ("binary",))
    codes = switchboard.code_words(len(procedure.names), procedure.responses)
    for name, code in zip(procedure.names, codes, strict=True):
        procedure.with_target(name, code)


def fault(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    kind = next((kind for kind in kinds() if words[: len(kind.split())] == kind.split()), None)
    if kind is None:
        raise ValueError(f"{' '.join(words)!r} begins with no kind of fault; they are {', '.join(kinds())}")
    rest = words[len(kind.split()) :]
    if "at" not in rest or rest[rest.index("at") + 2 : rest.index("at") + 3] != ["s"]:
        raise ValueError("it is not said when, such as: at 12.5 s")
    at = rest.index("at")
    address, (seconds, _, *amount) = " ".join(rest[:at]) or "mains", rest[at + 1 :]
    ms = round(1000 * _number(seconds, 0, 1e9))
    found = Fault(kind, address, ms, _number(_one(amount), 0, 1e12) if amount else None)
    procedure.with_fault(found)


def _step(procedure: Procedure, line: int, act: str, *given: Any) -> None:
    procedure.steps.append(Step(line, act, given))


def mode(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    _step(procedure, line, "mode", _choice(words, MODES))


def law(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    _step(procedure, line, "law", _choice(words, LAWS))


def dial(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if len(words) != 2 or words[0] not in spec.DIALS:
        raise ValueError(f"a dial has a name and a value; the dials are {', '.join(spec.DIALS)}")
    low, high = spec.DIALS[words[0]]
    number = _number if words[0] == "dead_zone_v" else _whole
    value = number(words[1], low, high)
    procedure.with_dial(words[0], value)
    _step(procedure, line, "dial", words[0], value)


def hand(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if len(words) != 2:
        raise ValueError("a potentiometer and its volts are wanted, such as P17 2.5, or random 0.5")
    most = min(procedure.pot.stop_v, 1e6)
    volts = _number(words[1], 0 if words[0] == "random" else -most, most)
    if words[0] != "random":
        procedure.number(words[0], "P")
    _step(procedure, line, "hand", words[0], volts)


def unit(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    name, *state = words or [""]
    procedure.number(name, "A")
    _step(procedure, line, "unit", name, _choice(state, ("off", "on")) == "on")


def mains(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.mains_on = _choice(words, ("off", "on")) == "on"
    _step(procedure, line, "mains", procedure.mains_on)


def pause(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if words[1:] != ["s"]:
        raise ValueError("a pause has seconds, such as: pause 10 s")
    _step(procedure, line, "pause", round(1000 * _number(words[0], 0.001, MOST_PAUSE_S)))


def show(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if not procedure.mains_on:
        raise ValueError("the mains are off; switch them on before a slide is shown")
    settings = _settings([word for word in words if "=" in word], {"passes": 1, "until": ""})
    names = [word for word in words if "=" not in word]
    if Counter(names)["shuffled"] > 1:
        raise ValueError("shuffled is said twice; say it once")
    rows = tuple(_rows_of(procedure, [name for name in names if name != "shuffled"]))
    if not rows:
        raise ValueError("no slide is named; say all, new, or names of slides above")
    until = _choice([settings.get("until", "")], ("", "right"))
    passes = _whole(str(settings.get("passes", 1)), 1, MOST_PASSES)
    if until and not any(procedure.target(row).any() for row in rows):
        raise ValueError("until=right, and none of these slides has a target")
    procedure.with_show(line, Show(rows, "shuffled" in names, passes, until == "right"))


def _rows_of(procedure: Procedure, names: list[str]) -> Iterable[int]:
    """The slides that are named, in that order and as often; all of them, or those since the last show."""
    if names == ["all"]:
        return range(len(procedure.slides))
    if names == ["new"]:
        return range(procedure.new, len(procedure.slides))
    for name in names:
        if name not in procedure.rows and name not in SHOW_WORDS:
            raise ValueError(f"no slide above is called {name!r}, and show knows no such word")
    for name in filter(SHOW_WORDS.__contains__, names):
        raise ValueError(f"{name} stands alone, without names of slides")
    return [row for name in names for row in procedure.rows[name]]


Word = Callable[[Procedure, list[str], Path, int], None]
FUNCTIONS: dict[str, Word] = {
    word.__name__: word
    for word in (
        *(title, seed, board, pots, cells, timing, slides, slide, target, targets),
        *(fault, mode, law, dial, hand, unit, mains, pause, show),
    )
}
SETTING_UP = {"seed", "board", "pots", "cells", "timing", "fault"}
"""Words of what the machine is; they stand above all that is done."""
ONCE = {"title", "seed", "board", "pots", "cells", "timing"}
"""Words that a second line would overrule."""
USAGE = {
    "title": "title TEXT, the heading",
    "seed": "seed N, which names parts and draws boards, squares and orders",
    "board": "board [responses=1] [patching=shares] [units=512] [excitatory=10] ..., or board FILE",
    "pots": "pots ideal | historical | worn, with changes such as noise_v=0.02",
    "cells": "cells ideal | historical, with changes such as rise_ms=80",
    "timing": "timing with changes such as pulse_ms=500 theta=2",
    "slides": f"slides letters ABC [block | stroke], squares N, bars N, or pictures FOLDER [{NEGATIVE}]",
    "slide": f"slide NAME FILE [{NEGATIVE}], a picture (PNG, JPEG and others), or 20 lines of 20 numbers",
    "target": "target NAME SIGNS, such as: target X +--",
    "targets": "targets binary, a number for each name: from 1, or 0 if all are needed; lowest bit first",
    "fault": "fault KIND ADDRESS at SECONDS s [AMOUNT], such as: fault jammed motor P217 at 12.5 s",
    "mode": f"mode {' | '.join(MODES)}",
    "law": f"law {' | '.join(LAWS)}",
    "dial": f"dial {' | '.join(spec.DIALS)} VALUE",
    "hand": "hand P17 VOLTS, or hand random VOLTS for all of them, up to so many either way",
    "unit": "unit A17 off | on",
    "mains": "mains off | on",
    "pause": "pause SECONDS s",
    "show": "show all | new | NAMES [shuffled] [passes=N] [until=right]; new are those since the last show",
}
"""What may follow each word."""
