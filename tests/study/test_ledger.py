"""A finished study is told again from its ledger, or from its runs where that does not fit the store."""

import numpy as np
import pytest
from click.testing import CliRunner
from coins import STUDY
from toss import table

from markone.study import Measured, pages
from markone.study import ledger as ledgers
from markone.study.measured import recall
from markone.study.pages import Row
from markone.tracking import reading


@pytest.fixture
def toss(coins):
    """The command in this process; what it said."""

    def run(*arguments):
        where = ["--tracking-uri", coins.uri, "--figures", str(coins.folder)]
        done = CliRunner().invoke(STUDY.command(), [*where, *map(str, arguments)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return run


@pytest.fixture
def read(monkeypatch):
    """The runs that were read one by one."""
    found = []
    monkeypatch.setattr(ledgers, "recall", lambda client, run: found.append(run) or recall(client, run))
    return found


def pages_of(coins):
    return sorted(coins.folder.rglob("ledger/*.npz"))


def test_a_finished_study_reads_no_run(toss, coins, read):
    first = toss("--seeds", 5)
    assert table(toss("--seeds", 5)) == table(first)
    assert read == []
    assert len(pages_of(coins)) == 1


def test_a_tracking_server_is_asked_for_no_run_either(mlflow_server, tmp_path, read):
    where = ["--tracking-uri", mlflow_server.uri, "--figures", str(tmp_path), "--seeds", "3"]
    said = [CliRunner().invoke(STUDY.command(), where, catch_exceptions=False).output for _ in range(2)]
    assert table(said[0]) == table(said[1])
    assert "3 runs were finished before" in said[1]
    assert read == []


def test_an_old_store_without_a_ledger_is_told_from_its_runs_and_gets_one(toss, coins, read):
    first = toss("--seeds", 4)
    pages_of(coins)[0].unlink()
    assert table(toss("--seeds", 4)) == table(first)
    assert len(read) == 4
    assert table(toss("--seeds", 4)) == table(first)
    assert len(read) == 4


def test_a_ledger_that_cannot_be_read_is_no_more_than_none(toss, coins, read):
    first = toss("--seeds", 3)
    pages_of(coins)[0].write_bytes(b"no zip")
    assert table(toss("--seeds", 3)) == table(first)
    assert len(read) == 3


def test_a_run_that_was_deleted_is_measured_anew(toss, coins):
    first = toss("--seeds", 4)
    gone = next(run for run in coins.runs() if run.data.tags["seed"] == "2")
    coins.store.client.delete_run(gone.info.run_id)
    assert table(toss("--seeds", 4)) == table(first)
    after = {run.data.tags["seed"]: run.info.run_id for run in coins.runs()}
    assert sorted(after) == ["0", "1", "2", "3"]
    assert after["2"] != gone.info.run_id


def test_long_ledgers_have_several_pages_and_shrink_again(toss, coins, read, monkeypatch):
    monkeypatch.setattr(ledgers, "PAGE", 2)
    first = toss("--seeds", 5)
    assert len(pages_of(coins)) == 3
    assert table(toss("--seeds", 5)) == table(first)
    assert read == []
    for run in coins.runs():
        if run.data.tags["seed"] in "234":
            coins.store.client.delete_run(run.info.run_id)
    toss("--seeds", 2)  # the last page is left with nothing
    read.clear()
    toss("--seeds", 2)
    assert read == []


def test_a_page_gives_back_what_was_written(tmp_path):
    data = {
        "a": np.arange(6, dtype=np.int8).reshape(2, 3),
        3: [1.5, None, "é"],
        "none": np.zeros((0, 4)),
        "x": np.float32(2),
    }
    full = Measured({"m": 0.1, "lost": float("nan")}, {"c": [1.0, float("nan"), 1e300]}, data)
    large = Measured({"m": 1.0}, {}, np.zeros(pages.MOST_BYTES))
    rows = {"k": Row("id", True, full), "l": Row("other", False, large), "n": Row("third", False)}
    pages.write(tmp_path / "p.npz", rows.items())
    back = dict(pages.read(tmp_path / "p.npz"))
    assert list(back) == ["k", "l", "n"]
    assert [(row.run_id, row.models) for row in back.values()] == [
        ("id", True),
        ("other", False),
        ("third", False),
    ]
    assert back["l"].measured is back["n"].measured is None  # the one is too large, the other was never read
    told = back["k"].measured
    np.testing.assert_equal(dict(told.metrics), dict(full.metrics))
    np.testing.assert_equal(dict(told.curves), dict(full.curves))
    np.testing.assert_equal(told.data, {**data, "x": 2.0})
    assert told.data["a"].dtype == np.int8


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_last_of_so_many_is_found_only_if_they_are_so_many(coins, number):
    store = coins.store
    for name in "abc":
        with store.run(name, {}):
            pass
    last = reading.last_of(store.client, store.experiment_id, "attributes.status = 'FINISHED'", number)
    assert (last.info.run_name if last else None) == (None if number != 3 else "c")
