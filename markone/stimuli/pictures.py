"""A user's own pictures as slides."""

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from markone.bounded import contents
from markone.kernels.retina import CELLS
from markone.stimuli.retina import resize
from markone.validation import place, truth

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".bmp": "BMP",
    ".webp": "WEBP",
}
"""Endings of pictures, and the decoders that they may be given to, whatever the ending says.

Pillow knows many more, and one of them starts another program.
"""
ENDINGS = tuple(FORMATS)
MOST_PICTURES = 10_000
MOST_BYTES = 1 << 25
MOST_PIXELS = 25_000_000
MOST_SCANS = 100
"""In which a JPEG comes; each of them goes over the whole picture, and usual ones have ten."""
PAPER = 255
"""What is seen through transparent places: white."""
FAINT = 16
"""Grey values that differ by less are no figure."""
LITTER = "__MACOSX"
"""A folder that archives from a Mac hold beside what was meant."""


def picture(path: str | Path, dark_on_light: bool = False) -> np.ndarray:
    """One picture of any size as light on the retina: (400,) in [0, 1].

    PNG, JPEG, GIF, BMP and WebP are taken, of at most 32 MB and 25 million pixels; of an animation, the
    first picture. It is turned as its camera says, colours become grey, transparent places show white
    paper, and it is brought to 20 x 20 by `fit`. With `dark_on_light` it is shown as its negative. Where
    nothing is seen on white paper, what is opaque is light. Raises ValueError for what is no picture.
    """
    path, negative = place(path), truth("dark_on_light", dark_on_light)
    try:
        return light_of(contents(path, MOST_BYTES), negative)
    except Exception as error:  # decoders raise nearly anything on damaged files
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ValueError(
            f"{path} is no picture that can be read ({reason}); give a {_named()} file"
        ) from None


def _named() -> str:
    *most, last = dict.fromkeys(FORMATS.values())
    return f"{', '.join(most)} or {last}"


def light_of(data: bytes, dark_on_light: bool, most_pixels: int = MOST_PIXELS) -> np.ndarray:
    """The bytes of a picture as light, (400,), as `picture` says.

    ValueError for one too large, any error for a damaged one.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("it comes in too many scans")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd tags, and of sizes that are looked at here
        try:
            image: Image.Image = Image.open(io.BytesIO(data), formats=sorted(set(FORMATS.values())))
        except Image.DecompressionBombError:
            raise ValueError(_too_large("far more", most_pixels)) from None
        except UnidentifiedImageError:
            raise ValueError("it is of another format, or damaged") from None
        if image.width * image.height > most_pixels:
            raise ValueError(_too_large(f"{image.width * image.height / 1e6:.0f} million", most_pixels))
        image = ImageOps.exif_transpose(image)
        values, full = _grey(image)
        if np.ptp(values) < FAINT and (opaque := _opaque(image)) is not None:
            values, full, dark_on_light = opaque, 255, False
    light = resize(values).reshape(CELLS) / full
    return 1.0 - light if dark_on_light else light


def _too_large(pixels: str, most_pixels: int) -> str:
    most = most_pixels // 1_000_000
    return f"it is too large: {pixels} pixels, and at most {most} million are taken; make it smaller"


def _grey(image: "Image.Image") -> tuple[np.ndarray, int]:
    """Grey values (height, width), and the value of full light."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits; Pillow's own conversion to 8 cuts them off at 255
        values = np.asarray(image)
        clear = image.info.get("transparency")
        return np.where(values == clear, 65535, values), 65535
    if not image.has_transparency_data:
        return np.asarray(image.convert("L")), 255
    if "A" not in image.getbands():
        image = image.convert("RGBA")
    grey, alpha = image.convert("L"), image.getchannel("A")
    return np.asarray(Image.composite(grey, Image.new("L", grey.size, PAPER), alpha)), 255


def _opaque(image: "Image.Image") -> np.ndarray | None:
    """How opaque it is, (height, width) from 0 to 255; None if it is the same everywhere."""
    if image.mode.startswith("I") or not image.has_transparency_data:
        return None
    alpha = np.asarray(image.convert("RGBA").getchannel("A"))
    return alpha if np.ptp(alpha) >= FAINT else None


def pictures(folder: str | Path, dark_on_light: bool = False) -> tuple[np.ndarray, np.ndarray, list[Path]]:
    """The pictures of a folder with one sub-folder per class.

    Returns slides (n, 400), labels (n,), which are the sub-folders' names, and paths. What is hidden
    is passed over, and so are files that are no pictures by their ending. Raises ValueError where
    there are not two classes, a class has no picture, or a file is no picture that can be read.
    """
    classes = _listed(place(folder), folders=True)
    for home in classes:
        if any("\ud800" <= letter <= "\udfff" for letter in home.name):
            raise ValueError(f"the name of the sub-folder {home.name!r} is no text in UTF-8; rename it")
    files = [path for home in classes for path in _of_class(home)]
    if len(classes) < 2:
        raise ValueError(
            f"{folder} has {len(classes)} sub-folders with pictures ({', '.join(ENDINGS)}); "
            "make one for each class, at least two"
        )
    if len(files) > MOST_PICTURES:
        raise ValueError(f"{folder} holds {len(files)} pictures; at most {MOST_PICTURES} are taken")
    slides = np.stack([picture(path, dark_on_light) for path in files])
    return slides, np.array([path.parent.name for path in files]), files


def _listed(folder: Path, folders: bool) -> list[Path]:
    """The sub-folders, or everything else, of a folder, without what is hidden, by their names."""
    try:
        found = [path for path in folder.iterdir() if path.name[0] != "." and path.name != LITTER]
        return sorted(path for path in found if path.is_dir() == folders)
    except OSError as error:
        raise ValueError(
            f"{folder} cannot be read ({error.strerror}); give a folder that you may read"
        ) from None


def _of_class(home: Path) -> list[Path]:
    """The pictures of one class, at least one; ValueError for pictures of a kind that is not taken."""
    from PIL import Image

    files = _listed(home, folders=False)
    found = [path for path in files if path.suffix.lower() in ENDINGS]
    others = Image.registered_extensions()
    for path in files:
        if path.suffix.lower() in others and path not in found:
            raise ValueError(f"{path} is a picture of a kind that is not taken; make it a {_named()} file")
    if not found:
        raise ValueError(f"{home} holds no picture ({', '.join(ENDINGS)}); put some into it, or take it away")
    return found
