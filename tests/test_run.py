"""`markone run`: the experiments by their names, and scripts of the same kind."""

import json
import shutil
import sqlite3
import sys

import pytest
from conftest import ROOT
from toss import COINS

from markone.cli import main
from markone.study import command as commands
from markone.study import found as experiments
from markone.study.scripts import module_of
from markone.study.study import studies_in

FOLDERS = ROOT / "experiments", ROOT / "experiments" / "replications"
FILES = sorted(
    path for folder in FOLDERS for path in folder.glob("*.py") if "STUDY = " in path.read_text("utf-8")
)


@pytest.fixture(autouse=True)
def _no_folder_stays(monkeypatch):
    """A script that is loaded puts its folder first on the path, and itself among the modules."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = {name: module for name, module in sys.modules.items() if name.startswith("markone_script_")}
    yield
    for name in [name for name in sys.modules if name.startswith("markone_script_")]:
        del sys.modules[name]
    sys.modules.update(before)
    module_of.cache_clear()


def misnamed(folder):
    """The files whose study is not called as they are: where there is none, no two have one name."""
    return [
        path.name
        for path in sorted(folder.glob("*.py"))
        for study in set(studies_in(path).values())
        if study.name != path.stem
    ]


def test_every_experiment_has_a_name_of_its_own():
    assert [name for folder in FOLDERS for name in misnamed(folder)] == []
    assert len({path.stem for path in FILES}) == len(FILES)


def test_two_experiments_of_one_name_are_found(tmp_path):
    for name in ("coins", "pennies"):
        shutil.copy(COINS, tmp_path / f"{name}.py")
    assert misnamed(tmp_path) == ["pennies.py"]


def test_the_list_has_every_name_with_its_question(command):
    told = {path.stem: studies_in(path)["STUDY"].question for path in FILES}
    assert {name: one.question for name, one in experiments.experiments().items()} == told
    listed = command(main, "run", "--list")
    assert listed.exit_code == 0
    words = " ".join(listed.stdout.split())
    assert len(told) > 10
    assert all(f" {name} {question} " in words for name, question in told.items())
    assert command(main, "run").stdout == listed.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ["comprae"],
            "there is no experiment 'comprae' (did you mean compare?); there are: approximation, compare, ",
        ),
        (["experiments/pocket.py"], "(did you mean pocket?)"),
        (["qqq", "--quick"], "xor_map, xor_starts; a script of your own is run with --script FILE"),
        (["../experiments/pocket"], "there is no experiment"),
        (["x" * 999], "xx'; there are: "),
        (["--script", "pocket"], "pocket is no file: --script needs the FILE that holds the study"),
        (["--script", ROOT / "tests" / "toss.py"], "toss.py holds no studies where one is wanted"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(command, asked, said):
    done = command(main, "run", *asked)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 800


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = a / 0\n", "mine.py, line 2: ZeroDivisionError: division by zero"),
        ("raise ValueError('a\\nb')", r"mine.py, line 1: ValueError: a\nb"),
        ("\n\ndef f(:\n", "mine.py, line 3: SyntaxError: invalid syntax"),
        ("import no_such_module\n", "mine.py, line 1: ModuleNotFoundError: No module named 'no_such_module'"),
        ("from markone.study import Study\nStudy(nam='x')\n", "mine.py, line 2: TypeError: "),
        ("import json\n\njson.loads('')\n", "mine.py, line 3: JSONDecodeError: "),
        ("\0", "mine.py: SyntaxError: "),
    ],
)
def test_an_error_in_a_study_is_told_with_its_line(command, tmp_path, text, said):
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    done = command(main, "run", "--script", tmp_path / "mine.py")
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_all_that_stands_behind_the_name_goes_to_the_experiment(command):
    for start in (["run", "pocket"], ["run", "--script", str(ROOT / "experiments" / "pocket.py")]):
        asked, told = (command(main, *start, option) for option in ("--list", "--help"))
        assert (asked.exit_code, told.exit_code) == (2, 0)
        assert "No such option '--list'" in asked.stderr
        assert "--sweep KEY=VALUES" in told.stdout
        for words in (asked.stderr.split(), told.stdout.split()):
            assert words[: len(start) + 3] == ["Usage:", "markone", *start, "[OPTIONS]"]


def kept(path, key):
    with sqlite3.connect(path) as store:
        return {value for (value,) in store.execute("select value from tags where key = ?", (key,))}


def test_a_run_keeps_the_name_of_its_experiment(command, tmp_path, blank_store):
    path = shutil.copy(blank_store, tmp_path / "mlflow.db")
    done = command(main, "run", "learning_rate", "--quick", "--seeds", 1, "--tracking-uri", path)
    assert done.exit_code == 0, done.output
    assert "markone run learning_rate --seeds 1 --quick" in kept(path, commands.COMMAND)
    assert {json.loads(words)[0] for words in kept(path, commands.ASKED)} == {"learning_rate"}
    again = command(main, "run", "learning_rate", "--quick", "--seeds", 1, "--tracking-uri", path)
    assert "finished before and not measured again" in again.output
    assert (tmp_path / "figures" / "learning_rate").is_dir()


def test_a_script_of_ones_own_keeps_its_place(command, tmp_path, blank_store):
    path = shutil.copy(blank_store, tmp_path / "mlflow.db")
    script = shutil.copy(COINS, tmp_path / "pocket.py")  # a name that an experiment has too
    done = command(main, "run", "--script", "pocket.py", "--seeds", 1, "--tracking-uri", path)
    assert done.exit_code == 0, done.output
    assert f"python {script} --seeds 1" in kept(path, commands.COMMAND)
    assert {json.loads(words)[0] for words in kept(path, commands.ASKED)} == {str(script)}


@pytest.mark.parametrize("named", ["pocket", "experiments/pocket.py"])
def test_a_run_is_found_by_the_name_that_it_has_now_or_had_before(named):
    asked = {commands.ASKED: json.dumps([named, "--quick"])}
    assert commands.of("r", asked)[1:] == [str(ROOT / "experiments" / "pocket.py"), "--quick"]
    assert commands.shown(asked) == "markone run pocket --quick"


def test_a_script_whose_place_reads_as_a_name_is_not_taken_for_the_experiment(monkeypatch, tmp_path):
    """As one does that is installed beside markone in a package of its own, called `experiments`."""
    monkeypatch.setattr(commands, "PACKAGE", tmp_path / "markone")
    for script in (tmp_path / "experiments" / "pocket.py", tmp_path / "pocket"):
        asked = commands.tags(script, [])
        assert asked[commands.COMMAND] == f"python {script}"
        with pytest.raises(ValueError, match="is no experiment in"):
            commands.of("r", asked)
