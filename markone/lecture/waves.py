"""Three waves of enthusiasm for networks that learn, what ended each, and what to read about them."""

from typing import NamedTuple

from markone.fields import explained


@explained
class Wave(NamedTuple):
    """A time in which many believed in it."""

    name: str
    first: int
    """The year in which it began."""
    last: int | None
    """The year in which it ended; None if it has not."""
    began: str
    """Who began it, and where."""
    ended: str
    """What ended it."""


@explained
class Work(NamedTuple):
    """Something to read."""

    year: int
    authors: str
    title: str
    published: str
    about: str
    """What to read it for."""


WAVES = (
    Wave(
        "perceptrons", 1958, 1969,
        "Rosenblatt, Cornell Aeronautical Laboratory, Buffalo",
        "no rule for hidden units; Minsky and Papert's proofs (MIT); support goes to symbolic AI",
    ),
    Wave(
        "backpropagation", 1986, 1995,
        "Rumelhart, Hinton and Williams, San Diego and Pittsburgh",
        "vanishing gradients, few data, slow computers; "
        "support vector machines (Cortes and Vapnik, Bell Labs)",
    ),
    Wave(
        "deep learning", 2012, None,
        "Krizhevsky, Sutskever and Hinton, Toronto: a deep net wins at ImageNet",
        "has not ended",
    ),
)  # fmt: skip
READING = (
    Work(
        1958, "Rosenblatt",
        "The perceptron: a probabilistic model for information storage and organization in the brain",
        "Psychological Review 65, 386–408",
        "the idea, with S-, A- and R-units, and its theory in probabilities",
    ),
    Work(
        1969, "Minsky and Papert", "Perceptrons: an introduction to computational geometry", "MIT Press",
        "what one layer on local or small predicates cannot do, with proofs",
    ),
    Work(
        1986, "Rumelhart, Hinton and Williams", "Learning representations by back-propagating errors",
        "Nature 323, 533–536",
        "four pages: the rule, and hidden units that come to mean something",
    ),
    Work(
        1990, "Gallant", "Perceptron-based learning algorithms",
        "IEEE Transactions on Neural Networks 1, 179–191",
        "what to do where the classes are not linearly separable: the pocket",
    ),
    Work(
        1996, "Olazaran", "A sociological study of the official history of the perceptrons controversy",
        "Social Studies of Science 26, 611–659",
        "how the proofs of 1969 came to be read as more than they said",
    ),
)  # fmt: skip
MARKS = (
    (1943, "McCulloch and Pitts"), (1958, "Rosenblatt"), (1960, "Mark I"), (1962, "Novikoff"),
    (1969, "Minsky and Papert"), (1974, "Werbos"), (1986, "Rumelhart, Hinton, Williams"),
    (1990, "Gallant"), (1991, "Hochreiter"), (1995, "Cortes and Vapnik"), (1996, "Olazaran"),
    (2012, "Krizhevsky, Sutskever, Hinton"),
)  # fmt: skip
"""Years and names on the line of time."""


def reading_list() -> str:
    """`READING` as Markdown, a line each."""
    return "\n".join(
        f"- {work.authors} ({work.year}), *{work.title}*, {work.published}: {work.about}." for work in READING
    )
