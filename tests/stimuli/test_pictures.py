"""Pictures of every kind as light: the same scene is the same light, however it was stored."""

import numpy as np
import pytest
from PIL import Image

from markone import stimuli


@pytest.fixture
def scene(rng):
    """A picture of 60 x 40 in grey."""
    return rng.integers(0, 256, (40, 60), dtype=np.uint8)


def averaged(picture):
    """The mean of each cell's area, counted out on a raster that both sizes divide."""
    height, width = picture.shape
    fine = np.repeat(np.repeat(picture.astype(float), 20, axis=0), 20, axis=1)
    return fine.reshape(20, height, 20, width).mean(axis=(1, 3))


@pytest.mark.parametrize("size", [(20, 20), (21, 39), (33, 20), (50, 64), (101, 23)])
def test_a_larger_image_is_averaged_by_area(rng, size, tmp_path):
    image = rng.integers(0, 256, size, dtype=np.uint8)
    assert stimuli.resize(image) == pytest.approx(averaged(image))
    assert stimuli.resize(np.stack([image, image]))[1] == pytest.approx(averaged(image))
    Image.fromarray(image).save(tmp_path / "a.png")
    assert stimuli.picture(tmp_path / "a.png").tolist() == (stimuli.resize(image).ravel() / 255).tolist()


def test_half_a_cell_of_light_is_exactly_half():
    image = np.zeros((140, 140))
    image[:, ::2] = 1
    assert (stimuli.resize(image)[:, ::2] == 4 / 7).all()
    image = np.zeros((600, 600))
    image[:, ::2] = 1
    assert (stimuli.resize(image) == 0.5).all()


def test_no_bar_of_a_thin_letter_is_lost():
    letter = np.zeros((600, 600))
    letter[60:540, 60:72] = 1
    for top in (60, 294, 528):
        letter[top : top + 12, 60:540] = 1
    light = stimuli.resize(letter)
    assert light.sum() * 900 == pytest.approx(letter.sum())
    assert light[[2, 17], 3:18].tolist() == [[0.4] * 15] * 2
    assert light[9:11, 3:18].tolist() == [[0.2] * 15] * 2


def test_what_is_higher_than_wide_is_stretched_across_only():
    image = np.zeros((40, 2))
    image[:, 1] = 1
    assert stimuli.resize(image) == pytest.approx(np.tile(np.linspace(0, 1, 20), (20, 1)))


def test_sixteen_bits_are_the_same_light_as_eight(scene, tmp_path):
    Image.fromarray(scene).save(tmp_path / "8.png")
    Image.fromarray(scene.astype(np.uint16) * 257).save(tmp_path / "16.png")
    assert stimuli.picture(tmp_path / "16.png") == pytest.approx(stimuli.picture(tmp_path / "8.png"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_mode_is_grey(tmp_path, mode):
    scene = np.zeros((40, 60), np.uint8)
    scene[10:30, 15:45] = 255
    name = "a.jpg" if mode == "CMYK" else "a.png"
    Image.fromarray(scene).convert(mode).save(tmp_path / name, quality=100)
    assert stimuli.picture(tmp_path / name) == pytest.approx(averaged(scene).ravel() / 255, abs=0.02)


@pytest.mark.parametrize(
    ("ending", "mode"),
    [("png", "LA"), ("png", "P"), ("png", "RGBA"), ("gif", "RGBA"), ("webp", "LA"), ("webp", "RGBA")],
)
def test_transparent_places_show_white_paper(tmp_path, ending, mode):
    """Black ink, on nothing."""
    ink = np.zeros((40, 60, 4), np.uint8)
    ink[10:30, 15:45, 3] = 255
    image = Image.fromarray(ink)
    image = image.quantize(4) if mode == "P" else image.convert(mode)
    image.save(tmp_path / f"a.{ending}", lossless=True)
    paper = 255 - ink[:, :, 3]
    assert stimuli.picture(tmp_path / f"a.{ending}") == pytest.approx(averaged(paper).ravel() / 255)
    half = stimuli.picture(tmp_path / f"a.{ending}", dark_on_light=True)
    assert half == pytest.approx(averaged(ink[:, :, 3]).ravel() / 255)


@pytest.mark.parametrize("dark_on_light", [False, True])
def test_a_white_figure_on_nothing_is_the_light(tmp_path, dark_on_light):
    """On white paper nothing of it would be seen, and so it was taken for an empty slide."""
    ink = np.full((40, 60, 4), 255, np.uint8)
    ink[:, :, 3] = 0
    ink[10:30, 15:45, 3] = 255
    Image.fromarray(ink).save(tmp_path / "a.png")
    light = stimuli.picture(tmp_path / "a.png", dark_on_light=dark_on_light)
    assert light == pytest.approx(averaged(ink[:, :, 3]).ravel() / 255)


def test_grey_with_one_transparent_value_shows_paper_there(tmp_path):
    for number, kind in enumerate((np.uint8, np.uint16)):
        image = Image.fromarray(np.kron([[0, 5], [5, 0]], np.ones((20, 20))).astype(kind))
        image.save(tmp_path / f"{number}.png", transparency=5)
        light = stimuli.picture(tmp_path / f"{number}.png").reshape(20, 20)
        assert light[0, [0, 19]].tolist() == [0, 1]


TURNS = {
    1: lambda seen: seen,
    2: np.fliplr,
    3: lambda seen: np.rot90(seen, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda seen: np.rot90(seen, 1),
    7: lambda seen: np.rot90(seen, 2).T,
    8: lambda seen: np.rot90(seen, -1),
}
"""How a camera that writes this number stores what it has seen."""


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_is_turned_as_its_camera_says(tmp_path, orientation, ending):
    seen = np.zeros((40, 40), np.uint8)
    seen[:16, :8] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(TURNS[orientation](seen))
    Image.fromarray(stored).save(tmp_path / f"a.{ending}", exif=exif, quality=100)
    assert stimuli.picture(tmp_path / f"a.{ending}") == pytest.approx(averaged(seen).ravel() / 255, abs=0.02)


@pytest.fixture
def classes(tmp_path):
    """Two classes of two pictures each."""
    for name in ("left/1.png", "left/2.gif", "right/1.PNG", "right/2.webp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("L", (30, 30), 200).save(tmp_path / name)
    return tmp_path


def test_what_is_hidden_is_passed_over(classes):
    for name in (".git/a.png", "__MACOSX/left/._1.png", "left/._1.png", "left/.DS_Store", "left/notes.txt"):
        (classes / name).parent.mkdir(parents=True, exist_ok=True)
        (classes / name).write_bytes(b"no picture")
    _, y, paths = stimuli.pictures(classes)
    assert y.tolist() == ["left", "left", "right", "right"]
    assert [path.name for path in paths] == ["1.png", "2.gif", "1.PNG", "2.webp"]


def test_no_class_and_no_picture_vanishes(classes):
    (classes / "third").mkdir()
    with pytest.raises(ValueError, match=r"third holds no picture \(\.png, .*put some into it"):
        stimuli.pictures(classes)
    Image.new("L", (30, 30)).save(classes / "third" / "1.tif")
    with pytest.raises(ValueError, match=r"1\.tif is a picture of a kind that is not taken; make it a PNG"):
        stimuli.pictures(classes)


def test_a_folder_that_cannot_be_read_is_one_sentence(classes, monkeypatch):
    with pytest.raises(ValueError, match=r"nowhere cannot be read \(No such file"):
        stimuli.pictures(classes / "nowhere")
    listed = type(classes).iterdir

    def refused(folder):
        if folder.name == "right":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr(type(classes), "iterdir", refused)
    with pytest.raises(ValueError, match=r"right cannot be read \(Permission denied\); give a folder"):
        stimuli.pictures(classes)


def test_a_name_that_is_no_text_is_refused(classes):
    try:
        (classes / "X\udcff").mkdir()
    except OSError:
        pytest.skip("a file system of names in UTF-8")
    with pytest.raises(ValueError, match=r"the sub-folder 'X\\udcff' is no text in UTF-8; rename it"):
        stimuli.pictures(classes)


def test_slides_that_are_too_dark_or_too_light_are_doubted():
    assert "Most of the retina is lit" in stimuli.brightness_warning(np.ones((3, 400)))
    assert "Almost no photocell is lit" in stimuli.brightness_warning(np.full((3, 400), 0.4))
    assert stimuli.brightness_warning(stimuli.letters()[0]) is None
    assert stimuli.brightness_warning(np.full((3, 400), 0.4), threshold=0.3)
