"""What is finished is not run again, and what is not is; in this process, with real stores."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from coins import STUDY
from toss import table

from markone.cli import main
from markone.study.measured import recall


@pytest.fixture
def toss(coins):
    """The command in this process; what it said."""

    def run(*arguments, code=0):
        where = ["--tracking-uri", coins.uri, "--figures", str(coins.folder)]
        done = CliRunner().invoke(STUDY.command(), [*where, *map(str, arguments)], catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_a_finished_study_is_told_again_from_the_store(toss, coins):
    first = toss("--seeds", 3)
    before = {run.info.run_id for run in coins.runs()}
    second = toss("--seeds", 3)
    assert "3 runs were finished before and not measured again" in second
    assert table(first) == table(second)
    assert "First: [False, False, False, True, True]." in second  # data, too, come back
    assert {run.info.run_id for run in coins.runs()} == before


def test_more_seeds_are_added_to_those_that_are_there(toss, coins):
    toss("--seeds", 2)
    before = {run.info.run_id for run in coins.runs()}
    said = toss("--seeds", 4)
    assert "2 runs were finished before" in said
    runs = coins.runs()
    assert len(runs) == 4
    assert before < {run.info.run_id for run in runs}
    assert len({run.data.tags["mlflow.parentRunId"] for run in runs}) == 1


def test_a_list_of_runs_as_csv_has_all_of_it(toss, coins, command):
    toss("--seeds", 2)
    toss("--quick", "--seeds", 1, "--sweep", "bias=0.3")
    options = ("--all", "--csv", "--show", "bias", "--tracking-uri", coins.uri)
    listed = list(csv.DictReader(io.StringIO(command(main, "runs", "coins", *options).stdout)))
    runs = {run.info.run_id: run for run in coins.store.search()}
    assert len(listed) == len(runs) == 5
    for row in listed:
        run = runs[row["run"]]
        begun = datetime.fromtimestamp(run.info.start_time / 1000, UTC)
        assert row["UTC"] == begun.strftime("%Y-%m-%d %H:%M")
        assert row["heads"] == str(run.data.metrics.get("heads", "")).removesuffix(".0")
        assert row["version"] == ("short" if "bias=0.3" in run.data.tags["command"] else "full")
        assert row["bias"] == run.data.params.get("bias", "")


def test_again_measures_again_and_leaves_one_run_of_each(toss, coins):
    toss("--seeds", 2)
    before = {run.info.run_id for run in coins.runs()}
    assert "finished before" not in toss("--seeds", 2, "--again")
    after = {run.info.run_id for run in coins.runs()}
    assert len(after) == 2
    assert not after & before


def test_another_parameter_is_another_run(toss, coins):
    toss("--seeds", 2)
    toss("--seeds", 2, "--sweep", "throws=50,60")
    assert len(coins.runs()) == 4  # 50 throws were there
    toss("--seeds", 2, "--sweep", "throws=50,60,70")
    assert len(coins.runs()) == 6
    parents = [run for run in coins.store.search() if "case_name" not in run.data.tags]
    assert sorted(run.data.tags["kind"] for run in parents) == ["study", "sweep"]
    swept = next(run for run in parents if run.data.tags["kind"] == "sweep")
    shown = {run.data.tags["mlflow.parentRunId"] for run in coins.runs()}
    assert shown == {swept.info.run_id}  # those who asked last have them


def test_a_run_that_fails_is_tried_again_and_stops_no_other(toss, coins):
    said = toss("--seeds", 5, "--sweep", "name=cracked", code=1)
    assert re.search("cracked, seed 3: ZeroDivisionError: it fell apart", said)
    runs = coins.runs()
    assert len(runs) == 10
    (failed,) = (run for run in runs if run.info.status == "FAILED")
    assert "it fell apart" in failed.data.tags["mlflow.note.content"]
    toss("--seeds", 5, "--sweep", "name=cracked", code=1)
    assert len(coins.runs()) == 10
    (second,) = (run for run in coins.runs() if run.info.status == "FAILED")
    assert second.info.run_id != failed.info.run_id


def test_a_run_that_a_killed_process_left_is_taken_up(toss, coins):
    toss("--seeds", 2)
    store, run = coins.store, coins.runs()[0]
    store.client.update_run(run.info.run_id, "RUNNING")
    store.client.set_tag(run.info.run_id, "markone.pid", "999999999")
    said = toss("--seeds", 2)
    assert "1 run was finished before" in said
    assert [one.info.status for one in coins.runs()] == ["FINISHED"] * 2
    assert run.info.run_id not in {one.info.run_id for one in coins.runs()}


def test_what_comes_back_is_what_was_measured(toss, coins):
    toss("--seeds", 2, "--sweep", "bias=0.3")
    store = coins.store
    for run in coins.runs():
        ours = STUDY.measure("fair", int(run.data.tags["seed"]), type(STUDY.config)(bias=0.3))
        back = recall(store.client, run)
        assert back.metrics == ours.metrics
        assert back.curves == {"so far": list(ours.curves["so far"])}
        assert back.data["first"].tolist() == ours.data["first"].tolist()


def test_only_what_is_asked_for(toss, coins):
    said = toss("--case", "fair", "--seed", 7)
    assert "Mean of 1 seed\n" in said
    assert "First:" not in said
    (run,) = coins.runs()
    assert run.info.run_name == "fair, seed 7"
    said = toss("--case", "bent", code=1)
    assert said.endswith("Error: there is no case 'bent'; there is 'fair'\n")


def test_nothing_is_recorded_where_nothing_is_to_be(toss, coins):
    assert "Recording" not in toss("--seeds", 2, "--no-tracking")
    assert coins.runs() == []


def test_a_search_tries_what_optuna_asks_for_and_goes_on(toss, coins):
    axis = ("--seeds", 2, "--sweep", "bias=0:1:21", "--maximise", "heads")
    first = toss(*axis, "--search", 10)
    told = re.search(r"10 trials at (\d+) points, (\d+) runs\. Best: bias=[\d.]+, with heads", first)
    points, runs = map(int, told.groups())
    assert runs == 2 * points == len(coins.runs())
    count = len(coins.runs())
    second = toss(*axis, "--search", 10)
    assert table(first) == table(second)
    assert len(coins.runs()) == count
    assert (coins.folder / "optuna.db").exists()
    said = toss(*axis[:4], "--search", 3, "--minimise", "tails", code=1)
    assert "no metric is called 'tails'; there is heads, so far" in said
    assert "--search needs one goal" in toss(*axis[:4], "--search", 3, code=1)
    assert "nothing to search" in toss("--search", 3, code=1)


@pytest.mark.parametrize("whole", [True, False], ids=["the whole folder", "the files of one run"])
@pytest.mark.parametrize("more", [[], ["--sweep", "bias=0.3"]], ids=["study", "sweep"])
def test_runs_whose_files_are_gone_are_measured_anew(toss, coins, more, whole):
    """In one sentence; the others are told from the store, and the last word is the same."""
    first = toss("--seeds", 3, *more)
    before = {run.info.run_id for run in coins.runs()}
    folder = Path(coins.uri.removeprefix("sqlite:///")).parent
    kept = sorted(folder.rglob("data.npz"))
    assert len(kept) == 3
    if whole:
        kept[0].parents[4].rename(folder / "elsewhere")
    else:
        kept[0].unlink()
    second, lost = toss("--seeds", 3, *more), 3 if whole else 1
    said = " ".join(second.split())
    assert f"{lost} of them {'are' if whole else 'is'} measured anew, as what run " in said
    assert "put the store's files back" in said
    assert table(first) == table(second) != []
    after = {run.info.run_id for run in coins.runs()}
    assert len(after) == 3
    assert len(after - before) == lost
    assert "measured anew" not in toss("--seeds", 3, *more)


def test_what_a_kill_left_of_a_run_that_was_measured_again_is_put_aside(toss, coins):
    """The kill came when the second was finished, and the first not yet put aside."""
    toss("--seeds", 2)
    tags, client = coins.runs()[0].data.tags, coins.store.client
    left = client.create_run(coins.store.experiment_id, tags=dict(tags))
    client.set_terminated(left.info.run_id, "KILLED")
    toss("--seeds", 2)
    assert [run.info.status for run in coins.runs()] == ["FINISHED"] * 2
