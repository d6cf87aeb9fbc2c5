"""Real handwritten digits that need no download."""

import numpy as np

from markone.kernels.retina import CELLS
from markone.stimuli.retina import resize


def digits() -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's 1,797 handwritten digits on the retina: (1797, 400) in [0, 1], (1797,) int64.

    The 8 x 8 images (Alpaydin and Kaynak, UCI repository, 1998) are resized bilinearly.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    return resize(data.images / 16.0).reshape(-1, CELLS), data.target.astype(np.int64)
