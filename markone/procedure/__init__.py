"""Procedures: what the operator has to do, one act on a line of a small text file.

`load` reads a file, or one of those that come with markone, and refuses what cannot be done, with
the line and the cure, before any clock starts. `USAGE` says what each line may be.
"""

from importlib import resources
from pathlib import Path

from markone.procedure.line import split
from markone.procedure.plan import Procedure, Show, Slide, Step
from markone.procedure.words import FUNCTIONS, ONCE, SETTING_UP, USAGE
from markone.sheet import read_text
from markone.text import printable
from markone.validation import count, place, shown

__all__ = ["USAGE", "Procedure", "ProcedureError", "Show", "Slide", "Step", "load", "parse", "shipped"]

ENDING = ".txt"
MOST_BYTES, MOST_LINES = 1_000_000, 10_000


class ProcedureError(ValueError):
    """A line that cannot be followed: file, line, what is wrong, and what is allowed."""


def shipped() -> list[str]:
    """The names of the procedures that come with markone."""
    home = resources.files("markone.procedure") / "shipped"
    return sorted(path.name.removesuffix(ENDING) for path in home.iterdir() if path.name.endswith(ENDING))


def text_of(name: str) -> tuple[str, str, Path]:
    """The text of a shipped procedure or of a file: its words, what it is called, and its folder.

    Raises ProcedureError for what is neither.
    """
    if isinstance(name, str) and name in shipped():
        file = resources.files("markone.procedure") / "shipped" / f"{name}{ENDING}"
        return file.read_text(encoding="utf-8"), name, Path()
    path = place(name)
    try:
        return read_text(path, MOST_BYTES), str(path), path.parent
    except ValueError as error:
        raise ProcedureError(f"{path}: {error}; a procedure is a short text file in UTF-8") from None
    except OSError:
        raise ProcedureError(
            f"there is no procedure {shown(name)}; name a file, or one of {', '.join(shipped())}"
        ) from None


def parse(text: str, where: str = "procedure", folder: Path = Path(), seed: int | None = None) -> Procedure:
    """The procedure that `text` describes; files it names are looked for in `folder`.

    `seed` takes the place of the text's own. Raises ProcedureError with the line and the cure.
    """
    if not isinstance(text, str) or not isinstance(where, str):
        raise ProcedureError(f"a procedure is {shown(text)} of {shown(where)}; give its lines, and a name")
    folder, seed = place(folder), None if seed is None else count("seed", seed, least=0)
    procedure = Procedure(where, text, seed=seed or 0, keeps_seed=seed is not None)
    lines, said = text.splitlines(), dict[str, int]()
    if len(lines) > MOST_LINES:
        raise ProcedureError(f"{where}: it has {len(lines):,} lines; at most {MOST_LINES:,} are taken")
    for line, content in enumerate(lines, 1):
        try:
            word, *rest = split(content) or [""]
        except ValueError as error:
            raise ProcedureError(f"{where}, line {line}: {error}") from None
        if not word:
            continue
        if word not in FUNCTIONS:
            raise ProcedureError(
                f"{where}, line {line}: {word!r} is no word of a procedure; "
                f"the words are {', '.join(FUNCTIONS)}"
            )
        try:
            if word in ONCE and said.setdefault(word, line) != line:
                raise ValueError(f"{word} is said in line {said[word]} already; say it once")
            if word in SETTING_UP and procedure.steps:
                raise ValueError(f"{word} stands above all that is done")
            FUNCTIONS[word](procedure, rest, folder, line)
        except (ValueError, TypeError, OverflowError) as error:
            raise ProcedureError(f"{where}, line {line}: {error}; write: {USAGE[word]}") from None
    if not procedure.shows:
        raise ProcedureError(f"{where}: it shows no slide; write a line: {USAGE['show']}")
    procedure.title = procedure.title or printable(Path(where).name)
    return procedure


def load(name: str, seed: int | None = None) -> Procedure:
    """A procedure that comes with markone, by its name, or from a file."""
    text, where, folder = text_of(name)
    return parse(text, where, folder, seed)
