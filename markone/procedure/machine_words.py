"""The words of what the machine is; they stand above all that is done."""

from pathlib import Path
from typing import Any

from markone import spec, switchboard
from markone.devices import record_of
from markone.faults import Fault, kinds
from markone.procedure.plan import Procedure
from markone.procedure.values import choice, number, one, settings, whole

BOARD = {"responses": 1, "patching": "shares", "units": 512, "excitatory": 10, "inhibitory": 10}
BOARD |= {"seed": 0, "local": False, "overlap": 0.5}
"""What `switchboard.plug` takes, with its defaults."""


def title(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.title = " ".join(words)
    if not procedure.title:
        raise ValueError("no text follows")


def seed(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if procedure.slides or procedure.targets or procedure.faults or procedure.has_board:
        raise ValueError("the seed stands above board and slides, which are drawn from it")
    procedure.with_seed(whole(one(words), 0, 2**63 - 1))


def board(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if procedure.targets or procedure.faults:
        raise ValueError("the board stands above targets and faults")
    procedure.has_board = True
    if len(words) == 1 and "=" not in words[0]:
        procedure.wiring = switchboard.load(folder / words[0])
    else:
        procedure.wiring = switchboard.plug(**{"seed": procedure.seed, **settings(words, BOARD)})


def _preset(words: list[str]) -> tuple[str, list[str]]:
    """The name of what a line is about, as it is called today, and the changes to it."""
    name, *changes = words or [""]
    return spec.EARLIER_WORDS.get(name, name), changes


def _changed(part: Any, changes: list[str]) -> Any:
    """The same constants with changes such as noise_v=0.02."""
    usual = {name: value for name, value in part._asdict().items() if not isinstance(value, tuple)}
    return part._replace(**settings(changes, usual))


def _device(name: str, folder: Path) -> Any:
    """What keeps the weights: a preset, a device by its name, or a device file beside the procedure."""
    if name in spec.POTS:
        return spec.POTS[name]
    from markone.devices import Device
    from markone.devices.asked import ENDING
    from markone.devices.named import names

    if name.endswith(ENDING):
        return record_of(Device.from_file(folder / name))
    if name not in names():
        raise ValueError(
            f"{name!r} is none of {', '.join(spec.POTS)}, no device that comes along "
            f"(`markone device list`), and no device file (*{ENDING})"
        )
    return record_of(name)


def pots(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    name, changes = _preset(words)
    procedure.pot = _changed(_device(name, folder), changes)
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def cells(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    name, changes = _preset(words)
    procedure.photocell = _changed(spec.PHOTOCELLS[choice([name], spec.PHOTOCELLS)], changes)
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def timing(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    procedure.spec = procedure.spec._replace(**settings(words, procedure.spec._asdict()))
    spec.check(procedure.spec, procedure.pot, procedure.photocell)


def fault(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    kind = next((kind for kind in kinds() if words[: len(kind.split())] == kind.split()), None)
    if kind is None:
        raise ValueError(f"{' '.join(words)!r} begins with no kind of fault; they are {', '.join(kinds())}")
    rest = words[len(kind.split()) :]
    if "at" not in rest or rest[rest.index("at") + 2 : rest.index("at") + 3] != ["s"]:
        raise ValueError("it is not said when, such as: at 12.5 s")
    at = rest.index("at")
    address, (seconds, _, *amount) = " ".join(rest[:at]) or "mains", rest[at + 1 :]
    ms = round(1000 * number(seconds, 0, 1e9))
    found = Fault(kind, address, ms, number(one(amount), 0, 1e12) if amount else None)
    procedure.with_fault(found)
