import json
import re

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone import addresses, switchboard
from markone.cli import main
from markone.kernels import orders
from markone.kernels.tier import Tier
from markone.switchboard import FAN_OUT, plug


@given(st.integers(1, 8), st.integers(0, 15), st.integers(0, 15), st.integers(0, 2**32 - 1))
def test_a_board_keeps_its_rules(responses, x, y, seed):
    if x + y == 0:
        return
    wiring = plug(responses, excitatory=x, inhibitory=y, units=100, seed=seed)
    board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
    assert wiring.excitatory.shape == (100, x)
    assert wiring.inhibitory.shape == (100, y)
    assert all(len(set(row)) == x + y for row in board.tolist())
    assert board.min() >= 0
    assert board.max() < 400
    assert np.bincount(board.ravel()).max() <= FAN_OUT


def test_the_fullest_board_can_be_plugged():
    """512 units with 31 wires need 15,872 of 16,000 holes."""
    wiring = plug(excitatory=16, inhibitory=15)
    board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
    assert all(len(set(row)) == 31 for row in board.tolist())
    assert np.bincount(board.ravel()).max() == FAN_OUT


def plugged_one_by_one(units, wires, seed):
    """The wires of each A-unit, as a person would plug them; and how many had to take the emptiest cells."""
    rng = np.random.default_rng(seed)
    free, order, board, forced = [40] * 400, rng.permutation(units).tolist(), [[]] * units, 0
    for turn, unit in enumerate(order):
        drawn, later = rng.permutation(400).tolist(), units - 1 - turn
        cells = [cell for cell in drawn if free[cell]][:wires]
        after = [sockets - (cell in cells) for cell, sockets in enumerate(free)]
        if len(cells) < wires or sum(min(sockets, later) for sockets in after) < later * wires:
            forced += 1
            cells = rng.permutation(sorted(drawn, key=lambda cell: -free[cell])[:wires]).tolist()
        for cell in cells:
            free[cell] -= 1
        board[unit] = cells
    return board, forced


@pytest.mark.parametrize("worth", [0, 10**12], ids=["orders by the kernel", "by NumPy"])
@pytest.mark.parametrize(
    ("units", "wires", "is_forced"), [(512, 30, False), (100, 159, True), (400, 40, True)]
)
def test_a_board_is_plugged_one_by_one(monkeypatch, worth, units, wires, is_forced):
    monkeypatch.setattr(orders, "TIER", Tier(numba.njit(lambda x: x), worth))
    board, forced = plugged_one_by_one(units, wires, 3)
    assert plug(1, "shares", units, wires, 0, seed=3).excitatory.tolist() == board
    assert bool(forced) is is_forced


def test_photocells_are_used_evenly():
    """Each of 400 cells has 25.6 of the 10,240 wires on average, and none is preferred."""
    counts = sum(
        np.bincount(np.concatenate([w.excitatory, w.inhibitory], axis=1).ravel(), minlength=400)
        for w in (plug(seed=seed) for seed in range(40))
    )
    expected = 25.6 * 40
    assert counts.sum() == 10_240 * 40
    assert (abs(counts - expected) < 5 * np.sqrt(expected)).all()


def test_shares_give_each_response_its_own_units():
    wiring = plug(5, "shares")
    assert np.diff(wiring.bank).tolist() == [103, 103, 102, 102, 102]
    assert sorted(wiring.unit.tolist()) == list(range(512))


def test_full_gives_each_response_every_unit():
    wiring = plug(8, "full")
    assert wiring.unit.size == 4096
    assert all((wiring.unit[wiring.bank[r] : wiring.bank[r + 1]] == np.arange(512)).all() for r in range(8))


@pytest.mark.parametrize(("overlap", "pots"), [(0.0, 512), (0.5, 512 + 4 * 192), (1.0, 2048)])
def test_overlapping_shares_lie_between_shares_and_full(overlap, pots):
    wiring = plug(4, "overlap", overlap=overlap)
    assert wiring.unit.size == pots
    assert list(switchboard.broken_rules(wiring)) == []
    own = np.array_split(np.arange(512), 4)
    for bank, share in enumerate(own):
        assert set(share) <= set(wiring.unit[wiring.bank[bank] : wiring.bank[bank + 1]].tolist())


def test_local_units_look_at_a_neighbourhood():
    def width(wiring):
        board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
        return np.mean([np.std(board // 20, axis=1), np.std(board % 20, axis=1)])

    near = plug(local=True)
    assert list(switchboard.broken_rules(near)) == []
    assert width(near) < 0.5 * width(plug())


def test_same_seed_same_board():
    for one, other in zip(plug(3, seed=5), plug(3, seed=5), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(plug(seed=5).excitatory, plug(seed=6).excitatory)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"responses": 0}, "1 to 8"),
        ({"responses": 1.5}, "responses is 1.5; it must be a whole number"),
        ({"excitatory": True}, "excitatory is True"),
        ({"units": "2"}, "units is '2'"),
        ({"responses": 9}, "1 to 8"),
        ({"units": 0}, "at least one unit"),
        ({"excitatory": -1}, "no negative"),
        ({"excitatory": 0, "inhibitory": 0}, "at least one wire"),
        ({"patching": "rings"}, "'rings'; choose one of shares, full, overlap"),
        ({"overlap": 1.5, "patching": "overlap"}, "overlap is 1.5"),
        ({"excitatory": 20, "inhibitory": 20}, "20480 holes"),
        ({"units": 3, "responses": 4}, "patching='full'"),
    ],
)
def test_what_cannot_be_plugged_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        plug(**wrong)


def same(one, other):
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("ending", [".csv", ".json"])
@given(
    responses=st.integers(1, 8),
    x=st.integers(0, 4),
    y=st.integers(1, 4),
    patching=st.sampled_from(switchboard.PATCHINGS),
    seed=st.integers(0, 99),
)
def test_a_board_comes_back_from_its_file_exactly(tmp_path_factory, ending, responses, x, y, patching, seed):
    wiring = plug(responses, patching, 12, x, y, seed)
    path = tmp_path_factory.mktemp("board") / f"board{ending}"
    switchboard.save(wiring, path)
    assert same(switchboard.load(path), wiring)
    assert switchboard.differences(switchboard.load(path), wiring) == []


BOARD = plug(2, units=4, excitatory=2, inhibitory=1, seed=1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A2,+1,S", "A2,+1,X", "board.csv, line 4: 'X[0-9.]+' is no photocell; S1.1 to S20.20"),
        ("A2,+1,", "B2,+1,", "line 4: 'B2' is no name; A1 to A16000"),
        ("A2,+1,", "a2,+1,", "line 4: 'a2' is no name; write A2"),
        ("A2,+1,S", "A2,+1,s", r"line 4: 's[0-9.]+' is no photocell; write S[0-9.]+"),
        ("A2,+1,", "A2,*1,", r"line 4: '\*1' is no plug"),
        ("A2,+1,", "A2,+999999,", r"line 4: '\+999999' is no name; \+1 to \+400"),
        ("A2,+1,", "A2,+2,", r"line 5: A2 plug \+2 has a cord already"),
        ("A2,+1,", "A2,+1,,", "line 4: 4 columns; give 3"),
        ("unit,", "Unit,", "line 1: it is 'Unit,plug,socket'"),
        ("A4,out,R2", "A4,out,R9", "line 17: 'R9' is no name; R1 to R8"),
        ("A4,out,R2", "A9,out,R2", "R2: A9 is patched to it and does not exist; there are A1 to A4"),
        ("A4,out,R2", "A3,out,R2", "R2: A3 is patched to it twice"),
        ("A4,-1,", "A5,-1,", r"A5 plug \+1 is empty"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, old, new, said):
    path = tmp_path / "board.csv"
    switchboard.save(BOARD, path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(switchboard.BoardError, match=said):
        switchboard.load(path)


def as_spreadsheet(text):
    """Cells between semicolons and in quotes, +1 as a number, empty cells and rows at the end."""
    lines = [line.replace(",+", ",").split(",") for line in text.splitlines()]
    return "".join('"' + '";"'.join(cells) + '";;\r\n' for cells in lines) + ";;;;\r\n\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text + "\n\n",
        lambda text: text.replace("+", ""),
        lambda text: text.replace(",", ";").replace("\n", "\r\n"),
        lambda text: text.replace(",", "\t"),
        as_spreadsheet,
    ],
)
def test_a_board_comes_back_from_a_spreadsheet(tmp_path, change, encoding):
    switchboard.save(BOARD, tmp_path / "board.csv")
    changed = change((tmp_path / "board.csv").read_text())
    (tmp_path / "BACK.CSV").write_bytes(changed.encode(encoding))
    assert same(switchboard.load(tmp_path / "BACK.CSV"), BOARD)


def test_a_stray_quotation_mark_is_named(tmp_path, command):
    path = tmp_path / "board.csv"
    switchboard.save(BOARD, path)
    path.write_text(path.read_text().replace("A2,+1,", 'A2,"+1,', 1))
    said = f"{path}, line 4: a quotation mark opens a cell that does not end"
    with pytest.raises(switchboard.BoardError, match=re.escape(said)):
        switchboard.load(path)
    (tmp_path / "do.txt").write_text("board board.csv\nslides letters X\nshow all")
    refused = command(main, "demo", "do.txt")
    assert refused.stderr.startswith(
        "Error: do.txt, line 1: board.csv, line 4: a quotation mark opens a cell"
    )


def test_every_broken_rule_is_named():
    plus = np.zeros((41, 2), int)
    plus[:, 1] = np.arange(1, 42)
    plus[3] = [7, 7]
    plus[5, 1] = 400
    wiring = switchboard.Wiring(plus, np.zeros((41, 0), int), np.array([0, 0, 44]), np.array([0, 2, 3, 3]))
    assert list(switchboard.broken_rules(wiring)) == [
        "A6: photocell 400 does not exist; there are 0 to 399",
        "A4: S1.8 is plugged twice; an A-unit's wires go to distinct photocells",
        "R1: A1 is patched to it twice; once is enough",
        "R2: A45 is patched to it and does not exist; there are A1 to A41",
        "R3: no A-unit is patched to it; give at least one",
    ]
    crowded = np.column_stack([np.zeros(41, int), np.arange(1, 42)])
    with pytest.raises(ValueError, match=r"S1\.1: 41 wires; a photocell feeds at most 40"):
        switchboard.from_plan(crowded, np.zeros((41, 0), int), [[0]])


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"format": 2, "excitatory": [], "inhibitory": [], "banks": []}',
        '{"format": 1, "excitatory": [[1.5]], "inhibitory": [[2]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [[1], [2, 3]], "inhibitory": [[2], [3]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [["a"]], "inhibitory": [[2]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [[1]], "inhibitory": [[2]], "banks": 7}',
        '{"format": 1, "excitatory": [[1]], "inhibitory": [[2]], "banks": [["x"]]}',
        '{"format": 1, "excitatory": [[1]], "inhibitory": [[2]], "banks": [[0.5]]}',
        '{"format": 1, "excitatory": 3, "inhibitory": [[2]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [[4294967301]], "inhibitory": [[2]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [], "inhibitory": [], "banks": []}',
        '{"format": 1, "excitatory": [[true, 2]], "inhibitory": [[2, 3]], "banks": [[0]]}',
        '{"format": 1, "excitatory": [[%s]], "inhibitory": [[2]], "banks": [[0]]}' % ("9" * 5000),
        '{"format": 1, "excitatory": ' + "[" * 10**5 + "]" * 10**5 + ', "inhibitory": [[2]], "banks": [[0]]}',
        "[" * 10**5,
    ],
)
def test_json_that_is_no_board_is_refused(tmp_path, text):
    path = tmp_path / "board.json"
    path.write_text(text)
    with pytest.raises(switchboard.BoardError, match=re.escape(str(path))):
        switchboard.load(path)


def test_a_plan_is_a_board():
    planned = switchboard.from_plan([[0, 1], [2, 3]], [[5], [6]], [[0], [1]])
    assert planned.unit.tolist() == [0, 1]
    with pytest.raises(ValueError, match="2 A-units have excitatory and 1 inhibitory"):
        switchboard.from_plan([[0, 1], [2, 3]], [[5]], [[0]])


def test_the_list_to_plug_from_names_every_cord():
    lines = switchboard.wiring_list(BOARD).splitlines()
    sockets = [set(re.findall(r"S\d+\.\d+", line)) for line in lines]
    expected = [
        {addresses.socket(int(cell)) for cell in (*plus, *minus)}
        for plus, minus in zip(BOARD.excitatory, BOARD.inhibitory, strict=True)
    ]
    assert sockets == expected
    assert [line.split()[-1] for line in lines] == ["R1", "R1", "R2", "R2"]


@pytest.fixture
def ask(command):
    """The switchboard command, in an empty folder with one board in both forms."""

    def run(*arguments):
        return command(main, "switchboard", *arguments)

    for name in ("a.csv", "b.json"):
        assert run("plug", name, "--responses", "3", "--units", "30").exit_code == 0
    return run


def test_the_command_checks_compares_and_lists(ask):
    assert ask("check", "a.csv").stdout == "a.csv keeps every rule.\n"
    assert ask("compare", "a.csv", "b.json").stdout == "The boards are the same.\n"
    assert len(ask("list", "b.json").stdout.splitlines()) == 30


def test_the_command_names_what_is_wrong_or_differs(ask, tmp_path):
    path = tmp_path / "b.json"
    board = json.loads(path.read_text())
    plus, minus = board["excitatory"][4], board["inhibitory"][4]
    was, plus[0] = addresses.socket(plus[0]), plus[1]
    path.write_text(json.dumps(board))
    wrong = ask("check", "b.json")
    assert wrong.exit_code == 1
    twice = f"A5: {addresses.socket(plus[1])} is plugged twice; an A-unit's wires go to distinct photocells"
    assert wrong.stdout == f"b.json: {twice}\n"
    assert ask("list", "b.json").stderr == f"Error: b.json: {twice}\n"
    plus[0] = next(cell for cell in range(400) if cell not in plus + minus)
    path.write_text(json.dumps(board))
    differs = ask("compare", "a.csv", "b.json")
    assert differs.exit_code == 1
    assert differs.stdout == f"A5 plug +1: {was} on the one, {addresses.socket(plus[0])} on the other\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "c.csv"),
        ("plug", "d.txt"),
        ("plug", "d.csv", "--units", "0"),
        ("plug", "a.csv"),
        ("compare", "a.csv", "x"),
    ],
)
def test_a_wrong_call_ends_in_one_sentence(ask, arguments):
    refused = ask(*arguments)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.count("\n") == 1
