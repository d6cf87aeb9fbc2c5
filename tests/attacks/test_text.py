"""Names that somebody else chose: never markup, HTML, a formula, or a sequence that steers the terminal."""

import csv
import io
import itertools
import os
import shutil
import sys
import warnings
from dataclasses import dataclass
from html.parser import HTMLParser

import numpy as np
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from rich.table import Table

from markone import streams, text
from markone.cli import main
from markone.draw.confusion import confusion
from markone.draw.style import new_figure
from markone.study import Measured, Study
from markone.terminal import plain_console, progress_bar

NAMES = {
    "terminal": "\x1b]0;owned\x07\x1b[2J\u202egnp\x9b31m",
    "html": "<script>alert(1)</script><img src=http://a.b/c.png>",
    "markdown": "![x](http://a.b/c.png) | ``` [red]A[/b] :cat: $x_$",
    "formula": '=HYPERLINK("http://a.b","x")',
    "row": "one\ntwo",
}
STEERING = {*range(32), *range(127, 160), 0x202E} - {9, 10}


@dataclass(frozen=True)
class Config:
    """Two seeds."""

    seeds: int = 2


STUDY = Study(
    name="hostile",
    question=f"Is {NAMES['markdown']} {NAMES['html']} {NAMES['terminal']} a question?",
    doc="Hostile names.",
    config=Config(),
    quick=Config(),
    cases=lambda config: {name: name for name in NAMES.values()},
    measure=lambda case, seed, config: Measured({"-share": -1.5 * seed}, {"train/x": [0.0, 1.0]}),
    figures=lambda found, config: {"one": new_figure(2, 2)},
    answer=lambda found, config: (
        f"{NAMES['formula']} {NAMES['html']} {NAMES['markdown']}\n```\n# {len(found)}"
    ),
    each=lambda title, group: title,
)


def only_shows(output):
    """Whether nothing in an output steers the terminal."""
    return not {ord(sign) for sign in output} & STEERING


@pytest.fixture(scope="module")
def hostile(blank_store, tmp_path_factory):
    """Where a study with these names was recorded, and what it printed."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(blank_store, folder / "mlflow.db")
    where = ["--tracking-uri", str(folder / "mlflow.db"), "--figures", str(folder)]
    done = CliRunner().invoke(STUDY.command(), where, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return folder, done.output


def called(hostile, *arguments):
    done = CliRunner().invoke(main, [*arguments, "--tracking-uri", str(hostile[0] / "mlflow.db")])
    assert "Traceback" not in done.output
    return done.output


def test_an_experiment_prints_names_and_nothing_else(hostile):
    assert only_shows(hostile[1])
    assert "[red]A[/b] :cat: $x_$" in hostile[1].replace("\n", " ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("runs", "--all", "--show", "contender"),
        ("runs", "--all", "--csv", "--show", "contender"),
        ("runs", f"x{NAMES['terminal']}"),
        ("gc", "--dry-run"),
        ("report", f"x{NAMES['terminal']}"),
    ],
)
def test_commands_on_the_store_print_names_and_nothing_else(hostile, arguments):
    output = called(hostile, *arguments)
    assert output
    assert only_shows(output)


def test_a_name_makes_no_second_row(hostile):
    listed = called(hostile, "runs", "--all")
    assert len(listed.splitlines()) == 1 + 1 + 2 * len(NAMES)
    assert "one\\ntwo" in listed


def rows(table):
    return list(csv.reader(io.StringIO(table)))


def test_no_cell_is_a_formula_and_numbers_stay_numbers(hostile):
    table = rows(called(hostile, "runs", "--all", "--csv", "--show", "contender", "--show", "-share"))
    contender, share = (table[0].index(name) for name in ("contender", "'-share"))
    assert any(row[contender].startswith("'=HYPERLINK") for row in table)
    assert {row[share] for row in table[1:]} == {"", "0", "-1.5", "-0"} - (
        {"-0"} if "-0" not in str(table) else set()
    )
    for row in table[1:]:
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)


@pytest.fixture(scope="module")
def reported(hostile):
    called(hostile, "report", "hostile", "--out", str(hostile[0] / "reports"))
    return {path.suffix: path.read_text("utf-8") for path in (hostile[0] / "reports").iterdir()}


class Page(HTMLParser):
    """The elements of a page and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.links, self.words = set(), [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.links += [value for key, value in attrs if key in ("src", "href")]

    def handle_data(self, data):
        self.words += data


def test_markdown_is_text(reported):
    page = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(reported[".md"]))
    assert page.elements <= {
        "h1",
        "h2",
        "h3",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "code",
    }
    assert page.links == []
    assert "<script>alert(1)</script><img src=http://a.b/c.png>" in page.words
    assert "![x](http://a.b/c.png) | ``` [red]A[/b] :cat: $x_$" in page.words
    assert only_shows(reported[".md"])


def test_html_is_text_and_asks_for_nothing(reported):
    page = Page(reported[".html"])
    assert "script" not in page.elements
    assert all(link.startswith("data:image/") for link in page.links)
    assert "<script>alert(1)</script>" in page.words
    assert only_shows(reported[".html"])


def test_csv_of_a_report_holds_no_formula(reported):
    table = rows(reported[".csv"])
    assert any(cell.startswith("'=") for row in table for cell in row)
    for row in table[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "@")) or not cell
            assert not cell.startswith("-") or float(cell) < 0 or cell == "-0.0"


@pytest.mark.parametrize(
    "words", ["1. x", "# x", "- x", "= x", "> x", "a_b _c_", "www.a.b", "*x*", "2.5", "~x~"]
)
def test_a_line_of_markdown_reads_as_it_was(words):
    page = Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text.markdown(words)))
    assert (page.elements, page.words.strip()) == ({"p"}, words)


@pytest.mark.parametrize(
    ("given", "cell"),
    [("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("-0.5", "-0.5"),
     ("+1e-3", "+1e-3"), (-0.5, -0.5), ("a=b", "a=b"), ("-1 ", "'-1 ")],
)  # fmt: skip
def test_cells(given, cell):
    assert text.csv_cell(given) == cell


def test_figures_take_text_as_text(tmp_path):
    """No formula, no missing sign: matplotlib warns of those, and dies of a broken formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = confusion({r"$x_$ $\frac{": np.eye(2, dtype=int)}, ["$x_$", "日\x1b"], "a $1 $2 \U0001f431")
        figure.savefig(tmp_path / "a.png")
        figure.savefig(tmp_path / "a.svg")
    ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert ticks[0] == r"\$x_\$"  # as matplotlib writes what is no formula
    assert "\x1b" not in ticks[1]
    assert figure.axes[0].title.get_parse_math() is False


def test_names_of_classes_leave_room_for_what_is_drawn(tmp_path):
    """Matplotlib warns where they do not; those below stand side by side and do not meet."""
    names = ["W" * 255, "日" * 255, "[red]A", "a$\\frac{", "<b>&"]
    figure = confusion({"W" * 12: np.eye(5, dtype=int)}, names)
    figure.savefig(tmp_path / "a.png")
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()][2] == "[red]A"


def test_a_log_axis_keeps_its_powers(tmp_path):
    figure = new_figure(3, 3)
    axes = figure.subplots()
    axes.loglog([1, 1e9], [1, 2])
    figure.savefig(tmp_path / "a.png")
    assert any("10^{6}" in label.get_text() for label in axes.get_xticklabels())
    assert all(label.get_parse_math() for label in axes.get_xticklabels())


class Terminal(io.TextIOWrapper):
    """A terminal of an encoding."""

    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding)

    def words(self):
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_what_an_encoding_lacks_is_spelt_out(monkeypatch, encoding):
    terminal = Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    console = plain_console()
    drawn = Table("日本", title="[b]x")
    drawn.add_row("▄▀█● [/b] :cat: \x1b[2J")
    console.print(drawn)
    with progress_bar(console) as progress:
        progress.add_task("[/b]", total=1)
        progress.console.print("[/b] – ±")
    streams.say("é日\n\u202e")
    said = terminal.words()
    assert only_shows(said)
    assert "[/b] :cat: \\x1b[2J" in said
    assert "[b]x" in said
    if encoding == "utf-8":
        assert "日本" in said
        assert "▄▀█●" in said
    else:
        assert r"\u65e5\u672c" in said
        assert ",'#*" in said  # signs of ours are as wide as before


def test_predict_and_switchboard_answer_on_a_narrow_encoding(python, tmp_path):
    done = python(
        "-m", "markone", "switchboard", "check", "日本.csv", env={**os.environ, "PYTHONIOENCODING": "cp1252"}
    )
    assert done.returncode == 1
    assert done.stderr.startswith(r"Error: \u65e5\u672c.csv")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
def test_a_full_output_ends_no_work(python):
    script = (
        "from markone.terminal import plain_console\n"
        "import sys\nconsole = plain_console()\n"
        "console.print('x')\nconsole.print('y')\nsys.stderr.write('done')"
    )
    with open("/dev/full", "w") as full:
        done = run_to(python, full, "-c", script)
    assert (done.returncode, done.stderr) == (
        0,
        "No more can be shown (No space left on device); the work goes on.\ndone",
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
@pytest.mark.parametrize(
    "words",
    ["demo --words", "run", "device list", "device card reram-hfo2", "provenance"],
)
def test_an_output_that_cannot_be_kept_is_said(python, words):
    with open("/dev/full", "w") as full:
        done = run_to(python, full, "-m", "markone", *words.split())
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the output cannot be written (No space left on device)\n",
    )


def run_to(python, output, *arguments):
    import subprocess

    command = [sys.executable, *arguments]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False, timeout=120)


def test_who_stops_reading_ends_no_work(hostile, monkeypatch, capfd):
    """`experiment | head`: what is measured is kept, and the comparison is finished."""
    reader, writer = os.pipe()
    os.close(reader)
    where = ["--tracking-uri", str(hostile[0] / "mlflow.db"), "--figures", str(hostile[0])]
    with open(writer, "w", encoding="utf-8") as unread:
        monkeypatch.setattr(sys, "stdout", unread)
        STUDY.command().main([*where, "--seeds", "1", "--again"], standalone_mode=False)
    monkeypatch.undo()
    assert "No more can be shown (Broken pipe); the work goes on." in capfd.readouterr().err
    parent = rows(called(hostile, "runs", "hostile", "--csv"))[1]
    assert parent[2] == "FINISHED"
    assert parent[5].startswith("1 seed: ")
