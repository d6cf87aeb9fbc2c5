"""What is shown: data sets, and the light that they throw on the retina.

Examples
--------
>>> from markone import stimuli
>>> X, y = stimuli.letters(alphabet="XE")
>>> X.shape, y
((2, 400), array(['X', 'E'], dtype='<U1'))
"""

from markone.stimuli.digits import digits
from markone.stimuli.figures import brighter_top, connected, parity, rails
from markone.stimuli.forms import forms
from markone.stimuli.lecture import disc, points, xor
from markone.stimuli.letters import FACES, letter, letters
from markone.stimuli.mnist import mnist, read_idx
from markone.stimuli.paintings import STYLES, paintings
from markone.stimuli.pictures import picture, pictures
from markone.stimuli.retina import brightness_warning, check_light, noisy, on_retina, resize, rotate, shift
from markone.stimuli.shapes import bars, every_bar, square, squares
from markone.stimuli.targets import check_targets

__all__ = [
    "FACES",
    "STYLES",
    "bars",
    "brighter_top",
    "brightness_warning",
    "check_light",
    "check_targets",
    "connected",
    "digits",
    "disc",
    "every_bar",
    "forms",
    "letter",
    "letters",
    "mnist",
    "noisy",
    "on_retina",
    "paintings",
    "parity",
    "picture",
    "pictures",
    "points",
    "rails",
    "read_idx",
    "resize",
    "rotate",
    "shift",
    "square",
    "squares",
    "xor",
]
