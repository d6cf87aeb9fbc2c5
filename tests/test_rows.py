"""Rows of a file for `markone predict`: as many as stand in it, or a sentence."""

import numpy as np
import pandas as pd
import pytest

from markone.cli import main
from markone.cli.rows import read
from markone.learners import Perceptron, save
from markone.tracking import Store


@pytest.fixture
def csv(tmp_path):
    def rows(text, names=None, encoding="utf-8"):
        (tmp_path / "x.csv").write_text(text, encoding=encoding, newline="")
        return read(tmp_path / "x.csv", names)

    return rows


@pytest.mark.parametrize(
    ("text", "rows", "names"),
    [
        ("1,2\n3,4\n", [[1, 2], [3, 4]], []),
        ("a,b\n1,2\n", [[1, 2]], ["a", "b"]),
        ("\ufeffa,b\r\n1,2\r\n\r\n", [[1, 2]], ["a", "b"]),
        ('"a, in cm","Ö"\n1,"2"\n', [[1, 2]], ["a, in cm", "Ö"]),
        (" 1, -2.5e-3\n.5,+4.\n", [[1, -0.0025], [0.5, 4]], []),
        ("0,2\n1,0\n", [[0, 2], [1, 0]], []),
    ],
)
def test_names_are_told_from_cases(csv, text, rows, names):
    found, above = csv(text)
    assert found.tolist() == rows
    assert above == names


@pytest.mark.parametrize(
    "first", [",2", "NA,2", "?,2", '"1,0",2', "True,False", "0,1", "#1,2", "# a,b", "1_0,2", "id,NA"]
)
def test_a_first_line_that_may_be_either_is_asked_for(csv, first):
    with pytest.raises(ValueError, match=r"line 1, .* may be names or a case; say --names or --no-names"):
        csv(f"{first}\n3,4\n")


def test_the_user_decides(csv):
    assert csv("0,1\n3,4\n", names=True)[0].tolist() == [[3, 4]]
    assert csv("0,1\n3,4\n", names=False)[0].tolist() == [[0, 1], [3, 4]]
    assert csv("#1,?\n3,4\n", names=True)[0].tolist() == [[3, 4]]
    with pytest.raises(ValueError, match="line 1, field 2 is ''; each needs a number"):
        csv("1,\n3,4\n", names=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n#3,4\n", "line 3, field 1 is '#3'"),
        ("a,b\n1,\n", "line 2, field 2 is ''"),
        ("a,b\n1,NA\n", "line 2, field 2 is 'NA'"),
        ('a,b\n"1\n2",3\n', r"line 3, field 1 is '1\\n2'"),
        ('a,b\n1,"1,0"\n', "line 2, field 2 is '1,0'"),
        ("a,b\n1,2\n\n3,4\n", "line 3 is empty"),
        ("a\n1\n\n2\n", "line 3 is empty"),
        ("1,2\n3\n", "line 2 has 1 fields and the first line 2"),
        ("1,2\n3,4,\n", "line 2 has 3 fields and the first line 2"),
        ("1,2\n3,nan\n", "line 2 holds NaN or infinity"),
        ("1,2\n3,1e999\n", "line 2 holds a number that is too large"),
        ('1,2\n"3,4\n', "line 2 is no CSV"),
        ("1;2\n", "line 1 has semicolons; write commas"),
        ("1,5;2,5\n", "line 1 has semicolons; write commas"),
        ("a;b\n1;2\n", "line 2 has semicolons; write commas"),
        ("", "it has no rows"),
        ("\n\n", "it has no rows"),
        ("a,b\n", "it has no rows below its names"),
    ],
)
def test_what_is_no_row_is_refused_with_its_line(csv, text, said):
    with pytest.raises(ValueError, match=rf"x\.csv cannot be read: {said}"):
        csv(text)


def test_a_text_that_is_not_in_utf_8_is_refused(csv):
    with pytest.raises(ValueError, match="it is no text in UTF-8"):
        csv("a,b\n1,2\n", encoding="utf-16")


def test_numbers_come_back_to_the_bit(csv):
    """What pandas writes of a thousand doubles of any size is what is read."""
    X = np.random.default_rng(0).integers(-(2**62), 2**62, (250, 4)).view(np.float64)
    X = np.where(np.isfinite(X), X, 1.5)
    for columns in (list("abcd"), None):
        text = pd.DataFrame(X, columns=columns).to_csv(index=False)
        assert csv(text, names=True)[0].tobytes() == X.tobytes()
    with pytest.raises(ValueError, match="line 1, '0,1,2,3', may be names"):
        csv(text)


def test_the_wrong_row_of_an_array_is_named(tmp_path):
    X = np.zeros((5, 2))
    X[3, 1] = np.inf
    np.save(tmp_path / "x.npy", X)
    with pytest.raises(ValueError, match="it holds NaN or infinity in row 4 of 5"):
        read(tmp_path / "x.npy")
    (tmp_path / "x.npy").rename(tmp_path / "X.NPY")
    with pytest.raises(ValueError, match="in row 4 of 5"):
        read(tmp_path / "X.NPY")
    with pytest.raises(ValueError, match="has no line of names"):
        read(tmp_path / "X.NPY", names=True)


def test_the_command_says_what_it_took_for_names(command, store_uri, tmp_path):
    X = np.array([[0.0, 1.0], [1.0, 0.0]])
    learner = Perceptron(random_state=0).fit(X, ["a", "b"])
    with Store(store_uri, "rows").run("rows", {}) as run:
        run.model(lambda folder: save(learner, folder), "markone.learners.saved", X, learner.predict(X))
    (tmp_path / "x.csv").write_text("0,1\n0,1\n1,0\n")
    call = ("predict", run.id, "x.csv", "--tracking-uri", store_uri)
    asked = command(main, *call)
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert "say --names or --no-names" in asked.stderr
    for option, said in (("--names", "a\nb\n"), ("--no-names", "a\na\nb\n")):
        done = command(main, *call, option)
        assert (done.stdout, done.stderr) == (said, "")
    (tmp_path / "x.csv").write_text("left,right\n0,1\n1,0\n")
    done = command(main, *call)
    assert done.stdout == "a\nb\n"
    assert done.stderr == "The first line of x.csv is taken for names; --no-names makes it a case.\n"
