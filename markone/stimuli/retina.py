"""From anything to light on the retina, and what may be done to a slide."""

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import amount, array, count, generator, numbers, truth

MOST_CELLS = 1_000_000
"""That a slide is moved by."""
MOST_LIT, LEAST_LIT = 0.5, 0.01
"""Shares of the cells between which slides look as they should."""


def check_light(light: ArrayLike) -> np.ndarray:
    """`light` as (n, 400) float64 in [0, 1]: one slide or many, flat or 20 x 20; or a ValueError."""
    given = array("light", light)
    if given.dtype.kind not in "biuf":
        raise ValueError(f"light is {given.dtype}; every cell needs a number from 0 to 1")
    slides = np.asarray(given, dtype=np.float64)
    if slides.shape[-2:] == (ROWS, COLUMNS):
        slides = slides.reshape(*slides.shape[:-2], CELLS)
    if slides.ndim not in (1, 2) or slides.shape[-1] != CELLS:
        raise ValueError(
            f"image is {slides.shape}; the retina is ({ROWS}, {COLUMNS}): use stimuli.resize(image)"
        )
    if slides.size and not (np.minimum.reduce(slides, None) >= 0 and np.maximum.reduce(slides, None) <= 1):
        if not np.isfinite(slides).all():
            raise ValueError("light holds NaN or infinity; every cell needs a number from 0 to 1")
        raise ValueError(
            f"light goes from {slides.min():g} to {slides.max():g}; it must lie in [0, 1]: scale it"
        )
    return np.ascontiguousarray(slides.reshape(-1, CELLS))


def _covered(pixels: int, cells: int) -> np.ndarray:
    """How much of each pixel lies before each cell, in parts of 1 / `cells`: (cells, pixels) whole numbers.

    With more cells than pixels the image is left as it is: (pixels, pixels), the identity.
    """
    if pixels <= cells:
        return np.eye(pixels)
    cell, pixel = np.arange(cells)[:, None] * pixels, np.arange(pixels) * cells
    overlap = np.minimum(cell + pixels, pixel + cells) - np.maximum(cell, pixel)
    return np.maximum(overlap, 0).astype(np.float64)


def resize(images: ArrayLike) -> np.ndarray:
    """Images of any size, (height, width) or (n, height, width), as 20 x 20.

    What is larger is averaged down by area: a cell sees the mean of the pixels before it, in parts
    where only a part of a pixel lies before it. What is smaller is stretched bilinearly, corners on
    corners. Light stays in the range of the image. Raises ValueError for what is not an image.
    """
    from scipy import ndimage

    given = numbers("image", images)
    if given.ndim not in (2, 3) or 0 in given.shape:
        raise ValueError(f"image is {given.shape}; give (height, width) or (n, height, width)")
    if given.ndim == 3 and given.shape[2] in (3, 4):
        raise ValueError(
            f"image is {given.shape}, which looks like colours; give grey, such as image.mean(axis=2)"
        )
    low, high = given.min(), given.max()
    if not np.isfinite(low + high):
        raise ValueError("image holds NaN or infinity; every pixel needs a number")
    down, across = (
        _covered(pixels, cells) for pixels, cells in zip(given.shape[-2:], (ROWS, COLUMNS), strict=True)
    )
    # sums of whole numbers are exact, so that half a cell of full light is exactly half of it
    averaged = down @ given @ across.T / (down[0].sum() * across[0].sum())
    height, width = averaged.shape[-2:]
    factors = (1.0,) * (given.ndim - 2) + (ROWS / height, COLUMNS / width)
    return np.clip(ndimage.zoom(averaged, factors, order=1, mode="nearest"), low, high)


def brightness_warning(light: ArrayLike, threshold: float = 0.5) -> str | None:
    """What looks wrong with slides of which most cells, or almost none, are lit; None if nothing does.

    `threshold`: the light from which a photocell is lit.
    """
    lit = float((check_light(light) >= amount("threshold", threshold, 0, 1)).mean())
    if lit > MOST_LIT:
        return "Most of the retina is lit. If your figures are dark on light, say --dark-on-light."
    if lit < LEAST_LIT:
        return (
            "Almost no photocell is lit. Show figures larger, brighter or with a thicker pen; "
            "if they are light on dark, leave --dark-on-light out."
        )
    return None


def on_retina(X: ArrayLike, low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Rows of numbers as bars of light: (n, features) -> (n, 400) of 0.0 and 1.0.

    Each feature has an equal share of the cells. Half of a share is a bar, filled from its start
    in the proportion of the value between `low` and `high` (features,); the other half is filled
    by what the bar leaves, so every sample lights the same number of cells. Values beyond the
    range are cut; a feature without a range counts as low. Raises ValueError for what is no table
    of numbers, and for more than 200 features.
    """
    values, low, high = numbers("X", X), numbers("low", low), numbers("high", high)
    if values.ndim != 2 or not low.shape == high.shape == values.shape[1:]:
        raise ValueError(
            f"X is {values.shape}, low {low.shape} and high {high.shape}; "
            "give (n, features) and a bound for each feature"
        )
    if not all(np.isfinite(given).all() for given in (values, low, high)):
        raise ValueError("X, low or high holds NaN or infinity; every value needs a number")
    features = values.shape[1]
    if not 1 <= features <= CELLS // 2:
        raise ValueError(
            f"{features} features do not fit on {CELLS} cells; at most {CELLS // 2} do: "
            "select some, or make images of 400 columns"
        )
    half = CELLS // features // 2
    span = high / 2 - low / 2  # halves, so that no span overflows; of the least number half is none
    span = np.where(span > 0, span, np.inf)
    filled = np.rint(np.clip((values / 2 - low / 2) / span, 0.0, 1.0) * half)
    cell = np.arange(half)
    bar = cell < filled[:, :, None]
    complement = cell < half - filled[:, :, None]
    light = np.zeros((len(values), CELLS))
    light[:, : 2 * half * features] = np.concatenate([bar, complement], axis=2).reshape(len(values), -1)
    return light


def _as_images(light: ArrayLike) -> np.ndarray:
    return check_light(light).reshape(-1, ROWS, COLUMNS)


def shift(light: ArrayLike, down: int, right: int, toroidal: bool = False) -> np.ndarray:
    """Slides moved by whole cells, (n, 400); what leaves is lost, or returns if `toroidal`."""
    down, right = count("down", down, -MOST_CELLS, MOST_CELLS), count("right", right, -MOST_CELLS, MOST_CELLS)
    moved = np.roll(_as_images(light), (down, right), axis=(1, 2))
    if not truth("toroidal", toroidal):
        rows, columns = np.arange(ROWS) - down, np.arange(COLUMNS) - right
        moved[:, (rows < 0) | (rows >= ROWS)] = 0.0
        moved[:, :, (columns < 0) | (columns >= COLUMNS)] = 0.0
    return moved.reshape(-1, CELLS)


def rotate(light: ArrayLike, degrees: float) -> np.ndarray:
    """Slides turned counter-clockwise about the centre, bilinearly, dark where nothing was: (n, 400)."""
    from scipy import ndimage

    degrees = amount("degrees", degrees, -np.inf, np.inf, includes="neither")
    turned = ndimage.rotate(_as_images(light), degrees, axes=(2, 1), reshape=False, order=1)
    return np.clip(turned, 0.0, 1.0).reshape(-1, CELLS)


def noisy(light: ArrayLike, share: float, seed: int | np.random.SeedSequence = 0) -> np.ndarray:
    """Slides in which a `share` of the cells, drawn anew for each slide, sees light for dark: (n, 400)."""
    share = amount("share", share, 0, 1)
    slides = check_light(light)
    struck = generator(seed).random(slides.shape) < share
    return np.where(struck, 1.0 - slides, slides)
