"""Procedures: the four that come with markone, a user's own, and every line that cannot be followed."""

import numpy as np
import pytest

from markone import switchboard
from markone.procedure import ProcedureError, load, parse, shipped, usage
from markone.procedure.words import WORDS, words
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT
from markone.switches import OTHER_WORDS

FOUR = ["left-right", "letters", "spontaneous", "two-letters"]


def test_four_come_with_markone():
    assert shipped() == FOUR
    for name in FOUR:
        procedure = load(name)
        assert procedure.title
        assert procedure.shows
        assert len(procedure.build().shafts.anchor_v) == 512


def test_the_alphabet_counts_from_one_lowest_bit_first():
    procedure = load("letters")
    assert procedure.targets["A"].tolist() == [1, -1, -1, -1, -1]
    assert procedure.targets["Z"].tolist() == [-1, 1, -1, 1, 1]  # 26 = 11010


def test_every_word_is_explained():
    assert set(usage()) == set(words())
    assert {*WORDS, "dial"} == OTHER_WORDS
    assert all(line.split()[0] == word for word, line in usage().items())


def test_a_users_own_with_board_pictures_numbers_and_comments(tmp_path):
    switchboard.save(switchboard.plug(2, units=64, seed=9), tmp_path / "board.csv")
    np.savetxt(tmp_path / "step.csv", np.tri(20), delimiter=",")
    procedure = parse(
        """
        title  "A user's own"   # with a comment
        board  board.csv
        pots   worn noise_v=0.5
        cells  ideal threshold=0.25
        timing pulse_ms=300
        slide  step step.csv
        slides letters X stroke
        target step +-
        fault  power cut at 1.5 s 250
        fault  swapped plugs A1+1 A2-2 at 3 s
        dial   theta 3
        hand   P7 -2.5
        unit   A5 off
        mains  on
        pause  0.5 s
        show   step passes=2
        """,
        folder=tmp_path,
    )
    assert procedure.title == "A user's own"
    assert (procedure.responses, procedure.names) == (2, ["step", "X"])
    assert (procedure.pot.noise_v, procedure.photocell.threshold, procedure.spec.pulse_ms) == (0.5, 0.25, 300)
    assert [(fault.kind, fault.at, fault.ms, fault.amount) for fault in procedure.faults] == [
        ("power cut", "mains", 1500, 250.0),
        ("swapped plugs", "A1+1 A2-2", 3000, None),
    ]
    assert procedure.slides[0].light.sum() == 210
    assert procedure.target(0).tolist() == [1, -1]
    assert procedure.target(1).tolist() == [0, 0]
    assert [step.act for step in procedure.steps] == ["set", "hand", "set", "set", "pause", "show"]
    assert procedure.steps[-1].line == 17


def test_orders_are_the_same_at_every_call_and_new_for_every_pass():
    procedure = load("letters")
    (index, show), *_ = [(n, step.given[0]) for n, step in enumerate(procedure.steps) if step.act == "show"]
    orders = [procedure.order(index, show, number).tolist() for number in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[2]) == list(range(26))
    other = load("letters", seed=1)
    assert other.order(index, show, 0).tolist() != orders[0]
    assert other.digest() != procedure.digest() == load("letters").digest()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shwo all", "line 1: 'shwo' is no word of a procedure; the words are title, seed, board"),
        ("\n\nboard responses=9", "line 3: 9 R-units asked for; the machine has 1 to 8; write: board"),
        ("board colour=red", "'colour=red' is no setting; settings are responses="),
        ("board responses=two", "responses=two is no whole number"),
        ("board responses=2\ntarget X +", "line 2: a target is a slide's name and 2 signs"),
        ("slides letters XE\ntarget Q +", "no slide above is called 'Q'"),
        ("target X +\nboard responses=2", "line 1: no slide above is called 'X'"),
        ("slides letters XE\ntarget X +\nboard responses=2", "line 3: the board stands above"),
        ("slides letters XE\nshow all\npots worn", "line 3: pots stands above all that is done"),
        ("board responses=2\nseed 3", "line 2: the seed stands above board and slides"),
        ("slides letters XE\nmains off\nshow all", "line 3: the mains are off; switch them on"),
        ("slides letters ABC\ntargets binary", "1 R-units have codes for 1 to 2 names, not 3"),
        ("slides letters xy", "'x' has no slide"),
        ("slides circles 5", "slides 'circles 5' are not known; write: slides letters ABC"),
        ("slides squares 99999", "99999 is not from 1 to 10000"),
        ("slide cat cat.csv", "there is no file cat.csv"),
        ("pots old", "'old' is none of ideal, assumed, worn"),
        ("pots worn spread=2", "spread is 2.0; it is a share, less than 1"),
        ("pots worn speed_v_per_s=inf", "speed_v_per_s is inf; it must be finite"),
        ("timing cycle_ms=100", "its parts need 1531: lengthen it"),
        ("mode learn", "'learn' is none of test, forced"),
        ("rule delta", "'delta' is none of bipolar"),
        ("dial theta 11", "11 is not from 1 to 10"),
        ("dial theta 2.5", "2.5 is no whole number"),
        ("dial loudness 3", "the dials are theta, dead_zone_v"),
        ("dial pulse_ms 2000\ndial cycle_ms 2000", "line 2: cycle_ms is 2000; its parts need 3031"),
        ("hand P513 1", "there is no P513 here; this machine has P1 to P512"),
        ("hand P1 12", "12 is not from -11 to 11"),
        ("unit A1 maybe", "'maybe' is none of off, on"),
        ("pause 3", "a pause has seconds, such as: pause 10 s"),
        ("pause -3 s", "-3 is not from 0.001 to 86400"),
        ("pause 0 s", "0 is not from 0.001"),
        ("pause nan s", "nan is not from 0.001"),
        ("fault rust P1 at 3 s", "begins with no kind of fault; they are dead photocell"),
        ("fault jammed motor P1 at 3", "it is not said when, such as: at 12.5 s"),
        ("fault jammed motor P999 at 3 s", "there is no P999 here"),
        ("fault jammed motor P1 at -3 s", "-3 is not from 0"),
        ("fault open wiper P1 at 3 s 0.5", "no other fault has an amount"),
        ("show all", "no slide is named"),
        ("slides letters XE\nshow X passes=0", "0 is not from 1 to 10000"),
        ("slides letters XE\nshow X until=dawn", "'dawn' is none of"),
        ("slides letters XE", "procedure: it shows no slide"),
        ("", "procedure: it shows no slide"),
        ('title "Two', "line 1: no closing quotation; close the quotes"),
        ("seed 1.5", "1.5 is no whole number"),
        (
            "slides letters XE\nshow shufled",
            "no slide above is called 'shufled', and show knows no such word",
        ),
        (
            "slides letters XE\nshow all shufled",
            "no slide above is called 'shufled', and show knows no such word",
        ),
        ("slides letters XE\nshow all X", "all stands alone, without names of slides"),
        ("slides letters XE\nshow X new", "new stands alone"),
        ("slides letters XE\nshow all\nshow new", "line 3: no slide is named; say all, new, or names"),
        ("slides letters XE\nshow all shuffled shuffled", "shuffled is said twice; say it once"),
        ("slides letters XE\nshow all passes=2 passes=3", "passes= is said twice; say it once"),
        ("slides letters XE\nshow all until=right", "until=right, and none of these slides has a target"),
        ("slides letters XE\nshow X #twice", "no slide above is called '#twice'"),
        ("slides letters XE blok", "face is 'blok'"),
        ("slides pictures folder dark_on_light", "'dark_on_light' follows; only dark-on-light may"),
        ("slides pictures folder dark-on-light now", "only dark-on-light may"),
        ("slide cat cat.png negative", "'negative' follows; only dark-on-light may"),
        ("board responses=2 responses=3", "responses= is said twice"),
        ("board\nboard responses=2", "line 2: board is said in line 1 already; say it once"),
        ("seed 3\n\nseed 4", "line 3: seed is said in line 1 already"),
        ("pots worn\npots ideal", "pots is said in line 1 already"),
        ("slides letters XE\ntarget X +\ntarget X -", "another target of 'X' stands above; a slide has one"),
        ("slides letters XE\nshow X\ntarget X +", "line 3: 'X' is shown above without a target"),
        ("title", "no text follows; write: title TEXT"),
        ("title One\x1b[2J", "it holds '\\x1b', which cannot be seen"),
        ("slides letters " + "A" * 4000, "line 1: it has 4,015 characters; at most 4,000 are taken"),
        ("\n" * 20_000, "procedure: it has 20,000 lines; at most 10,000 are taken"),
        ("slides squares 6000\nslides bars 6000", "line 2: there are more than 10,000 slides"),
        ("slides squares 9999\n" + "show all\n" * 21, "line 22: the lines that show slides list more than"),
    ],
)
def test_a_line_that_cannot_be_followed_is_refused_with_its_cure(text, said):
    with pytest.raises(ProcedureError) as refused:
        parse(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_procedure_without_a_title_is_called_as_its_file(tmp_path):
    (tmp_path / "mine.txt").write_text("slides letters X\nshow all")
    assert load(str(tmp_path / "mine.txt")).title == "mine.txt"
    assert parse("slides letters X\nshow all").title == "procedure"


def test_a_slide_of_the_wrong_size_is_refused_with_file_and_line(tmp_path):
    np.savetxt(tmp_path / "small.csv", np.ones((5, 8)), delimiter=",")
    (tmp_path / "try.txt").write_text("title Try\nslide small small.csv\nshow all")
    with pytest.raises(ProcedureError) as refused:
        load(str(tmp_path / "try.txt"))
    assert f"{tmp_path / 'try.txt'}, line 2: " in str(refused.value)
    assert "small.csv has 5 lines of 8 numbers; the retina has 20 of 20" in str(refused.value)


def test_a_seed_is_used_without_a_line_of_its_own():
    text = "slides letters XE\nshow all"
    boards = [parse(text, seed=seed).wiring.excitatory for seed in (None, 0, 1)]
    assert np.array_equal(boards[0], boards[1])
    assert not np.array_equal(boards[1], boards[2])


def test_what_is_no_procedure_is_refused(tmp_path):
    with pytest.raises(
        ProcedureError, match="there is no procedure 'three-letters'; name a file, or one of left-right"
    ):
        load("three-letters")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(ProcedureError, match="is no text"):
        load(str(tmp_path / "picture.txt"))
    (tmp_path / "long.txt").write_text("#" * 2_000_000)
    with pytest.raises(ProcedureError, match="a procedure is a short text"):
        load(str(tmp_path / "long.txt"))


def shown(text, **how):
    """The slides of each line that shows some, by their names."""
    procedure = parse(text, **how)
    return [[procedure.slides[row].name for row in show.rows] for show in procedure.shows]


def test_slides_are_shown_in_the_order_in_which_they_are_named_and_as_often():
    text = "slides letters XE\nshow E X\nshow X X X\nshow all\nslides letters AB\nshow new\nshow all"
    assert shown(text) == [["E", "X"], ["X", "X", "X"], ["X", "E"], ["A", "B"], ["X", "E", "A", "B"]]


def test_new_slides_after_training_are_others_than_those_that_were_learnt():
    procedure = load("left-right")
    learnt, tested = ([procedure.slides[row] for row in show.rows] for show in procedure.shows)
    assert [one.name for one in learnt] == [one.name for one in tested] == ["left", "right"] * 50
    assert sum(np.array_equal(a.light, b.light) for a, b in zip(learnt, tested, strict=True)) < 10
    assert all((procedure.target(row) != 0).all() for show in procedure.shows for row in show.rows)


def test_words_are_taken_as_they_stand(tmp_path):
    """A backslash, a number sign and an apostrophe are signs like others; # between spaces is a comment."""
    assert parse("title Nr #5 run of Frank's # so it is\n#and this\nslides letters X\nshow all").title == (
        "Nr #5 run of Frank's"
    )
    with pytest.raises(ProcedureError, match=r"there is no file C:\\pics\\new\.csv"):
        parse(r"slide X C:\pics\new.csv")
    np.savetxt(tmp_path / r"my \x #1 file.txt", np.tri(20))
    procedure = parse(r'slide "big X" "my \x #1 file.txt"' + "\nshow 'big X'", folder=tmp_path)
    assert procedure.slides[0].light.sum() == 210


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain.csv", "{rows}"),
        ("CAPITAL.CSV", "{rows}\r\n"),
        ("blank.csv", "{rows}\r\n{blank}\r\n\r\n"),
    ],
)
@pytest.mark.parametrize(("between", "point"), [(",", "."), (";", "."), (";", ","), ("\t", ".")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_slide_is_read_as_spreadsheets_write_it(tmp_path, name, text, between, point, encoding):
    light = np.tri(20) * 0.75
    rows = "\r\n".join(between.join(f"{cell:g}".replace(".", point) for cell in row) for row in light)
    (tmp_path / name).write_bytes(text.format(rows=rows, blank=3 * between).encode(encoding))
    procedure = parse(f"slide step {name}\nslide other {name} dark-on-light\nshow all", folder=tmp_path)
    assert np.array_equal(procedure.slides[0].light, light.ravel())
    assert np.array_equal(procedure.slides[1].light, 1 - light.ravel())


def test_a_picture_is_shown_as_its_negative(tmp_path):
    from PIL import Image

    Image.new("L", (20, 20), 51).save(tmp_path / "grey.PNG")
    procedure = parse("slide a grey.PNG\nslide b grey.PNG dark-on-light\nshow all", folder=tmp_path)
    assert procedure.slides[0].light == pytest.approx(0.2)
    assert procedure.slides[1].light == pytest.approx(0.8)


@pytest.mark.parametrize("name", ["all", "new", "shuffled", "passes=3", '""'])
def test_no_slide_is_called_as_a_word_of_show(tmp_path, name):
    np.savetxt(tmp_path / "step.txt", np.tri(20))
    with pytest.raises(ProcedureError, match="which show does not take for a name; rename it"):
        parse(f"slide {name} step.txt", folder=tmp_path)


def test_the_line_of_a_seed_is_read_though_another_is_given():
    text = "seed {}\nslides letters XE\nshow all"
    assert parse(text.format(3), seed=5).seed == 5
    with pytest.raises(ProcedureError, match="'x' is no number"):
        parse(text.format("x"), seed=5)


def test_what_was_written_before_says_historical_for_what_is_assumed():
    before = parse("pots historical noise_v=0.5\ncells historical\nslides letters XE\nshow all", "before")
    assert before.pot == ASSUMED_POT._replace(noise_v=0.5)
    assert before.photocell == ASSUMED_PHOTOCELL
