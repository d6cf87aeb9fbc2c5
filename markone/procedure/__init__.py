"""Procedures: what the operator has to do, one act on a line of a small text file.

`load` reads a file, or one of those that come with markone, and refuses what cannot be done, with
the line and the cure, before any clock starts. `usage` says what each line may be.
"""

from importlib import resources
from pathlib import Path

from markone.procedure.line import split
from markone.procedure.plan import Procedure
from markone.procedure.steps import Show, Slide, Step
from markone.procedure.words import Word, explanations, usage, words
from markone.sheet import read_text
from markone.text import printable
from markone.validation import count, place, shown

__all__ = [
    "Procedure",
    "ProcedureError",
    "Show",
    "Slide",
    "Step",
    "Word",
    "explanations",
    "load",
    "parse",
    "shipped",
    "usage",
]

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
    lines, known, said = text.splitlines(), words(), dict[str, int]()
    if len(lines) > MOST_LINES:
        raise ProcedureError(f"{where}: it has {len(lines):,} lines; at most {MOST_LINES:,} are taken")
    for number, line in enumerate(lines, 1):
        try:
            _read(procedure, line, number, folder, known, said)
        except ValueError as error:
            raise ProcedureError(f"{where}, line {number}: {error}") from None
    if not procedure.shows:
        raise ProcedureError(f"{where}: it shows no slide; write a line: {known['show'].usage}")
    procedure.title = procedure.title or printable(Path(where).name)
    return procedure


def _read(
    procedure: Procedure, line: str, number: int, folder: Path, known: dict[str, Word], said: dict[str, int]
) -> None:
    """Let the word of a line change the procedure; `said` tells where each word stands first."""
    word, *rest = split(line) or [""]
    if not word:
        return
    if word not in known:
        raise ValueError(f"{word!r} is no word of a procedure; the words are {', '.join(known)}")
    row = known[word]
    try:
        if row.once and said.setdefault(word, number) != number:
            raise ValueError(f"{word} is said in line {said[word]} already; say it once")
        if row.sets_up and procedure.steps:
            raise ValueError(f"{word} stands above all that is done")
        row.read(procedure, rest, folder, number)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"{error}; write: {row.usage}") from None


def load(name: str, seed: int | None = None) -> Procedure:
    """A procedure that comes with markone, by its name, or from a file."""
    text, where, folder = text_of(name)
    return parse(text, where, folder, seed)
