"""A user's own pictures, from a folder of files to an answer with its reasons."""

import errno
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from markone import MarkOneClassifier, lessons, load, stimuli
from markone.cli import main
from markone.learners import save
from markone.terminal import plain_console


@pytest.fixture
def folder(tmp_path):
    """Bright squares on the left or on the right, in files of several sizes, kinds and colours."""
    rng = np.random.default_rng(0)
    for number in range(40):
        side, size = ("left", "right")[number % 2], int(rng.integers(30, 90))
        picture = np.zeros((size, size, 3), np.uint8)
        top, start = rng.integers(0, size // 2, 2) * (1, 1)
        start = start // 4 + (size // 2 if side == "right" else 0)
        picture[top : top + size // 3, start : start + size // 3] = (255, 255, 200)
        home = tmp_path / "pictures" / side
        home.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(home / f"{number}.{('png', 'jpg')[number % 3 == 0]}")
    (tmp_path / "pictures" / "left" / "notes.txt").write_text("no picture")
    return tmp_path / "pictures"


def test_pictures_become_slides(folder):
    X, y, paths = stimuli.pictures(folder)
    assert X.shape == (40, 400)
    assert y.tolist() == ["left"] * 20 + ["right"] * 20
    assert [path.parent.name for path in paths] == y.tolist()
    halves = X.reshape(40, 20, 2, 10).sum(axis=(1, 3))
    assert ((halves[:, 0] > halves[:, 1]) == (y == "left")).all()
    assert stimuli.picture(paths[0], dark_on_light=True) == pytest.approx(1 - X[0])


def test_a_large_picture_is_averaged_down(tmp_path):
    stripes = np.zeros((800, 800), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "stripes.png")
    assert stimuli.picture(tmp_path / "stripes.png") == pytest.approx(0.5, abs=0.02)


def test_votes_add_up_to_the_currents():
    X, y = stimuli.letters(alphabet="ABCDE")
    for patching in ("full", "shares"):
        fitted = MarkOneClassifier(patching, max_iter=4, random_state=0).fit(X, y)
        for slide, currents in zip(X, fitted.currents(X), strict=True):
            cast = fitted.votes(slide)
            assert cast.sum(axis=1) == pytest.approx(currents, abs=1e-9)
            assert not cast[:, slide == 0].any()


def test_learn_and_recognise(python, command, folder, tmp_path):
    learnt = python("-m", "markone", "learn", folder, "--out", "mine")
    assert learnt.returncode == 0, learnt.stderr
    shares = [float(share) for share in re.findall(r"([0-9.]+)% of", learnt.stdout)]
    assert len(shares) == 2
    assert min(shares) >= 80
    assert {"arrays.npz", "learner.json", "confusion.png"} <= {
        path.name for path in (tmp_path / "mine").iterdir()
    }
    machine = load(tmp_path / "mine")
    first, *others = sorted(folder.glob("*/*.png"))[:4]
    recognise = ("recognise", first, "--machine", "mine", "--why", "why/it.png")
    said = python("-m", "markone", *recognise)
    assert said.returncode == 0, said.stderr
    assert said.stdout == command(main, *recognise).stdout
    for path in (first, *others):
        said = command(main, "recognise", path, "--machine", "mine", "--why", "why/it.png")
        assert said.exit_code == 0, said.stderr
        assert said.stdout.split()[0] == machine.predict(stimuli.picture(path)[None])[0]
        with Image.open(tmp_path / "why" / "it.png") as figure:
            assert figure.width > 300
        (tmp_path / "why" / "it.png").unlink()
    again = command(main, "learn", folder, "--out", "mine")
    assert again.exit_code == 1
    assert "is there already; name a new folder" in again.stderr


def test_what_is_no_lesson_is_refused(command, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.png").write_bytes(b"no picture")
    for arguments, said in (
        (("learn", "empty"), "has 0 sub-folders with pictures"),
        (("learn", "nowhere"), "does not exist"),
        (("recognise", "bad.png"), "there is no folder markone-machine; make it with `markone learn`"),
    ):
        done = command(main, *arguments)
        assert done.exit_code in (1, 2)
        assert isinstance(done.exception, SystemExit)
        assert said in done.stderr
    (folder / "left" / "broken.png").write_bytes(b"\x89PNG broken")
    with pytest.raises(ValueError, match=r"broken\.png is no picture that can be read"):
        stimuli.pictures(folder)


@pytest.fixture
def taught(command, folder, tmp_path):
    """What `recognise` says of a slide (20, 20) in [0, 1], of a machine that learnt the folder."""
    assert command(main, "learn", folder, "--out", "mine").exit_code == 0

    def said(light, *options):
        Image.fromarray(np.uint8(np.kron(light, np.ones((4, 4))) * 255)).save(tmp_path / "it.png")
        done = command(main, "recognise", "it.png", "--machine", "mine", *options)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return said


def test_recognise_says_why_and_how_sure_it_is(taught, tmp_path):
    left = np.zeros((20, 20))
    left[5:12, 2:8] = 1
    said, machine = taught(left), load(tmp_path / "mine")
    slide = left.reshape(1, 400)
    assert said.split()[0] == "left"
    volts = machine.currents(slide)[0, 0]
    fired = int(machine.active(slide).sum())
    assert f"{fired} of 512 A-units fired; sums: R1 {volts:+.2f} V" in said
    assert 0 < fired < 512

    assert "nothing was seen: no photocell is lit" in taught(np.zeros((20, 20)))
    assert "0 of 512 A-units fired; sums: R1 +0.00 V" in taught(np.zeros((20, 20)))
    dot = np.zeros((20, 20))
    dot[0, 0] = 1
    assert "nothing certain: the sum of R1 is zero (nearest: left)" in taught(dot)

    inverted = taught(1 - left)
    assert inverted.startswith("Most of the retina is lit. If your figures are dark on light, say --dark-on")
    assert taught(1 - left, "--dark-on-light") == said
    assert "Almost no photocell is lit" in taught(0.4 * left)

    machine.parts_ = replace(machine.parts_, spec=machine.parts_.spec._replace(dead_zone_v=abs(volts) + 0.1))
    shutil.rmtree(tmp_path / "mine")
    save(machine, tmp_path / "mine")
    (tmp_path / "mine" / "pictures.json").write_text('{"dark_on_light": false}')
    assert "nothing certain: the sum of R1 is within" in taught(left)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_folder_that_cannot_be_written_is_named(command, folder, tmp_path, monkeypatch, number):
    def refused(*given, **how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", refused)
    done = command(main, "learn", folder, "--out", "mine", "--epochs", "1")
    assert done.exit_code == 1
    assert f"mine cannot be written ({os.strerror(number)}); name another folder with --out" in done.stderr
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (
            "0.9",
            "--held 0.9 of 10 pictures leaves fewer than the 2 classes to be shown; hold back at most 0.8",
        ),
        ("nan", "--held is nan; give a share from 0 to 0.9"),
    ],
)
def test_too_large_a_share_held_back_is_refused(command, folder, tmp_path, held, said):
    for path in sorted(folder.glob("*/*.*"))[:]:
        if int(re.sub(r"\D", "", path.stem) or 99) >= 10:
            path.unlink()
    done = command(main, "learn", folder, "--out", "mine", "--held", held)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not (tmp_path / "mine").exists()
    done = command(main, "learn", folder, "--out", "mine", "--held", "0")
    assert "shown     100.0% of 10 right" in done.stdout
    assert "Too few" not in done.stdout


def test_a_folder_of_ink_is_doubted_and_one_on_its_side_is_set_upright(command, folder):
    for path in folder.glob("*/*.*"):
        if path.suffix in (".png", ".jpg"):
            with Image.open(path) as picture:
                turned = Image.fromarray(np.asarray(picture).transpose(1, 0, 2) // 3)
            path.unlink()
            turned.save(path.with_suffix(".png"))
    said = command(main, "learn", folder, "--out", "dim", "--epochs", "1").stdout
    assert said.startswith("Almost no photocell is lit.")
    said = command(main, "learn", folder, "--out", "ink", "--epochs", "1", "--dark-on-light").stdout
    assert said.startswith("Most of the retina is lit.")
    X, y, _ = stimuli.pictures(folder)
    command(main, "learn", folder, "--out", "upright", "--transpose", "--held", "0")
    upright = X.reshape(-1, 20, 20).transpose(0, 2, 1).reshape(-1, 400)
    machine = load(Path("upright"))
    assert machine.low_.tolist() == upright.min(axis=0).tolist()
    assert machine.high_.tolist() == upright.max(axis=0).tolist()
    assert y.size == 40


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A saved machine that has learnt two slides."""
    folder = tmp_path_factory.mktemp("machines") / "machine"
    save(MarkOneClassifier(max_iter=2).fit(np.eye(2, 400), [0, 1]), folder)
    return folder


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize(
    "told", ["pipe", "[" * 100_000, "[" * 9_000, "[]"], ids=["pipe", "long", "deep", "list"]
)
def test_what_a_folder_says_of_its_pictures_is_data(tmp_path, machine, told):
    place = Path(shutil.copytree(machine, tmp_path / "machine")) / "pictures.json"
    if told == "pipe":
        os.mkfifo(place)
    else:
        place.write_text(told)
    with pytest.raises(ValueError, match=r"has no pictures\.json that can be read; learn again"):
        lessons.recognise(plain_console(), tmp_path / "a.png", tmp_path / "machine", None)
