"""A user's own pictures as slides."""

import warnings
from pathlib import Path

import numpy as np

from markone.kernels.retina import CELLS, COLUMNS, ROWS

ENDINGS = (".png", ".jpg", ".jpeg")
MOST_PICTURES = 10_000


def picture(path: str | Path, dark_on_light: bool = False) -> np.ndarray:
    """One PNG or JPEG file of any size as light on the retina: (400,) in [0, 1].

    Colours become grey, and the picture is averaged down (or stretched) to 20 x 20. With
    `dark_on_light` it is shown as its negative. Raises ValueError for what is no picture.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                grey = image.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BILINEAR)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ValueError(
            f"{path} is no picture that can be read ({error}); give a PNG or JPEG file"
        ) from None
    light = np.asarray(grey, dtype=np.float64).reshape(CELLS) / 255.0
    return 1.0 - light if dark_on_light else light


def pictures(folder: str | Path, dark_on_light: bool = False) -> tuple[np.ndarray, np.ndarray, list[Path]]:
    """The pictures of a folder with one sub-folder per class.

    Returns slides (n, 400), labels (n,), which are the sub-folders' names, and paths. Raises
    ValueError where there are not two classes, or a file is no picture.
    """
    classes = sorted(path for path in Path(folder).glob("*") if path.is_dir())
    files = [
        path
        for home in classes
        for path in sorted(home.iterdir())
        if path.suffix.lower() in ENDINGS and path.is_file()
    ]
    found = {path.parent.name for path in files}
    if len(found) < 2:
        raise ValueError(
            f"{folder} has {len(found)} sub-folders with pictures ({', '.join(ENDINGS)}); "
            "make one for each class, at least two"
        )
    if len(files) > MOST_PICTURES:
        raise ValueError(f"{folder} holds {len(files)} pictures; at most {MOST_PICTURES} are taken")
    slides = np.stack([picture(path, dark_on_light) for path in files])
    return slides, np.array([path.parent.name for path in files]), files
