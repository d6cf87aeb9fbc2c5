"""What breaks it, how gradually, and does it learn its way around what is broken?

Rosenblatt predicted in 1958 that to remove a part of the A-units is a small loss to everything that was
learned, and not the whole loss of one thing; and that one unit that fails does not stop it. Of Widrow's
MADALINE, another machine, a quarter of the circuits was found bad after it had worked. Here boards learn the
letters A to Z in five bits. Then a share of something breaks: A-units, photocells, plugs that are exchanged,
motors, the light, or the slides are noisy. Letters are asked at once, and after ten more epochs; and machines
are taught that had it from the beginning. Maps show what each card and each part of the retina is worth.

Expect that a tenth of the A-units costs a quarter of the letters, and a fiftieth of the plugs as much, as so
many A-units have one; that more lessons bring back nearly all; that motors cost nothing once it has learned;
that no lesson helps against noise, of which 2 % cost half of the letters; and that dimmer light costs nothing
until it comes to the threshold of the photocells. With 200 boards it takes about two minutes on two cores.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from markone import stimuli
from markone.addresses import CARD
from markone.draw.line_plots import Panel, line_plots
from markone.draw.replicated import PREDICTION, mark
from markone.draw.style import COUNTS, new_figure
from markone.faults import Fault, kinds
from markone.kernels.machine import Parts
from markone.kernels.retina import COLUMNS, ROWS
from markone.learners.breakage import at_share, contributions, struck, without
from markone.replication import (
    MANY,
    ORDER,
    PATCHING,
    PULSE,
    STOPS,
    THETA,
    TYPEFACE,
    WIRES,
    Claim,
    Published,
    Replication,
)
from markone.spec import ASSUMED_PHOTOCELL, assemble, copy
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, machines, measured, of_boards, pooled, show
from markone.switchboard import code_words

RESPONSES, LETTERS, MOST_EPOCHS, MORE_EPOCHS = 5, 26, 40, 10
TARGETS = code_words(LETTERS)
TENTH, QUARTER = 0.1, 0.25
REMOVALS = 20
"""Of a tenth of the A-units of one board, to see which letters are lost."""
BLOCK, APART, COPIES = 5, 3, 10
"""Cells of a side of the dead part of the retina, and from one place of it to the next; noisy slides of a
letter that are asked."""
WHEN = {"broken": "just after it broke", "taught on": "taught on", "always": "so from the beginning"}


class Harm(NamedTuple):
    """One thing that may be wrong, at several shares of it."""

    fault: str
    """A kind of fault of the machine; or what is wrong with the slides."""
    shares: tuple[float, ...] = ()
    """Other ones than the config's."""


HARMS = {
    "A-units removed": Harm("dead A-unit"),
    "photocells dead": Harm("dead photocell"),
    "plugs exchanged": Harm("swapped plugs"),
    "motors jammed": Harm("jammed motor"),
    "motors reversed": Harm("reversed motor"),
    "slides noisy": Harm("noise"),
    "light dimmed": Harm("dim", (0.0, 0.2, 0.4, 0.45, 0.5, 0.6)),
}
ONE_BY_ONE, BAD_QUARTER = "one part at a time", "a quarter bad"
BAD = ("reversed motor", "A-unit stuck firing", "open wiper")
"""Widrow's reversed connections, shorts and bad joints, as the Mark I could have them."""
CLAIMS = (
    Claim(
        "gradual deficit",
        "Without a part of its A-units it is a little worse at all it has learned, not without one thing.",
        "Rosenblatt, Psychological Review 65, 1958, conclusion 9 (a prediction, without numbers)",
        "P",
        (
            Published("with 10 % removed, right of those that were", 0.5, 1, "A-units removed", "kept", MANY),
            Published("letters with less drive", 0.5, 1, "A-units removed", "weaker", MANY),
            Published("letters the errors fall on", sqrt(26), 26, "A-units removed", "spread", MANY),
        ),
    ),
    Claim(
        "one unit",
        "It does not rest on the exact wiring: one failing unit should not stop it.",
        "Rosenblatt, Research Trends VI(2), 1958, point 2 (without numbers)",
        "P",
        (
            Published("right of those that were, any unit", 25 / 26, 1, ONE_BY_ONE, "kept unit", MANY),
            Published("the same, the worst of all units", 0.5, 1, ONE_BY_ONE, "kept worst", MANY),
        ),
    ),
    Claim(
        "a quarter bad",
        "It worked although about a quarter of the circuits was bad (of MADALINE, not of the Mark I).",
        "Widrow, Stanford Today, Autumn 1963",
        "S",
        (Published("letters right", 0.9, 1, BAD_QUARTER, "right"),),
    ),
)
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "what was learned": "letters A to Z in five bits, until an epoch is right, at most 40 epochs",
        "how gradual": "of 10 % of the A-units: half of the letters that were right stay right",
        "a general deficit": "most letters drive their five lamps less than before the 10 % were removed",
        "not the loss of one": "errors of 20 such removals, each from the sound machine, fall on more "
        "letters than the geometric middle of one and 26 (inverse Simpson index)",
        "one failing unit": "each A-unit dead alone: 25 of 26 stay right on the average, half with the worst",
        "MADALINE's faults": "a third each of the bad A-units has its motor reversed, always fires, or reads "
        "nothing; worked: nine of ten letters after at most 40 epochs",
        "photocells": "ideal; where light is dimmed of the spread that real ones have, which is assumed",
        "threshold, wires, pulse, stops": "2; 10 + 10; 0.5 V; 11 V",
    },
    assumptions=(THETA, WIRES, PULSE, STOPS, PATCHING, TYPEFACE, ORDER),
    finding=lambda found, config: found_words(found, config.shares),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed."""

    typeface: str = "block"
    order: str = "shuffled"
    shares: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)


def cases(config: Config) -> Mapping[str, str]:
    """What breaks."""
    return {title: title for title in (*HARMS, ONE_BY_ONE, BAD_QUARTER)}


def measure(title: str, seed: int, config: Config) -> Measured:
    """Twenty boards, and what becomes of their letters."""
    slides, harm = stimuli.letters(config.typeface)[0], HARMS.get(title)

    def ask(parts: Parts, rng: np.random.Generator) -> Mapping[str, Any]:
        if harm and harm.fault == "dim":
            parts = assemble(parts.wiring, parts.spec, parts.pot, ASSUMED_PHOTOCELL, int(rng.integers(2**31)))
        if title == BAD_QUARTER:
            return ask_quarter(parts, slides, rng, config.order)
        fresh = copy(parts)
        teach(parts, lambda: slides, rng, config.order, MOST_EPOCHS)
        if harm is None:
            return ask_one_by_one(parts, slides)
        shares, both = harm.shares or config.shares, (parts, fresh)
        found = [ask_share(harm, share, both, slides, rng, config.order) for share in shares]
        curves = dict(zip(WHEN, np.transpose(found), strict=True))
        return {**curves, **(ask_spread(parts, slides, rng) if harm.fault == "dead A-unit" else {})}

    return measured(of_boards(machines(config, RESPONSES, seed), ask, seed))


def teach(
    parts: Parts, see: Callable[[], np.ndarray], rng: np.random.Generator, order: str, epochs: int
) -> None:
    """Show the letters, as they are seen in each epoch, until one is right or so many times."""
    for _ in range(epochs):
        rows = rng.permutation(LETTERS) if order == "shuffled" else np.arange(LETTERS)
        lamps = show(parts, see(), TARGETS, rows, "error correction")
        if (lamps == TARGETS[rows]).all():
            return


def right(parts: Parts, slides: np.ndarray) -> float:
    """The share of slides, A to Z once or several times, for which all five lamps are right."""
    wanted = np.tile(TARGETS, (len(slides) // LETTERS, 1))
    return float((answers(parts, slides) == wanted).all(axis=1).mean())


def seen(harm: Harm, share: float, slides: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The slides as they are shown."""
    if harm.fault == "noise":
        return stimuli.noisy(slides, share, int(rng.integers(2**31)))
    return (1 - share) * slides if harm.fault == "dim" else slides


def ask_share(
    harm: Harm,
    share: float,
    both: tuple[Parts, Parts],
    slides: np.ndarray,
    rng: np.random.Generator,
    order: str,
) -> list[float]:
    """Letters right of a taught machine at once and taught on, and of a fresh one that is taught with it."""
    faults = at_share(harm.fault, share, both[0].wiring, rng) if harm.fault in kinds() else []
    broken, always = (struck(parts, faults) for parts in both)

    def see() -> np.ndarray:
        return seen(harm, share, slides, rng)

    asked = seen(harm, share, np.tile(slides, (COPIES if harm.fault == "noise" else 1, 1)), rng)
    found = [right(broken, asked)]
    for parts, epochs in ((broken, MORE_EPOCHS), (always, MOST_EPOCHS)):
        teach(parts, see, rng, order, epochs)
        found.append(right(parts, asked))
    return found


def are_right(currents: np.ndarray) -> np.ndarray:
    """For which letters all five lamps are right: (..., 26)."""
    return ((currents > 0) == (TARGETS > 0)).all(axis=-1)


def ask_spread(parts: Parts, slides: np.ndarray, rng: np.random.Generator) -> dict[str, float]:
    """What twenty removals of a tenth of the A-units take from a sound machine, and from which letters."""
    given = contributions(parts, slides)
    units = given.shape[2]
    removed = np.array([rng.permutation(units) < round(TENTH * units) for _ in range(REMOVALS)])
    before, after = given.sum(axis=2), without(given, removed)
    lost = (are_right(before) & ~are_right(after)).sum(axis=0)
    weaker = (after * TARGETS).sum(axis=2) < (before * TARGETS).sum(axis=1)
    return {
        "kept": kept(are_right(before), are_right(after)).mean(),
        "weaker": weaker.mean(),
        "spread": spread_of(lost),
        "lost": np.sort(lost)[::-1] / REMOVALS,
    }


def kept(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Of the letters (26,) that were right, the share that still is, for each of (k, 26)."""
    return (before & after).sum(axis=-1) / max(before.sum(), 1)


def spread_of(lost: np.ndarray) -> float:
    """Over how many letters errors are spread, from how often each was lost: Simpson's index, inverted."""
    return float(lost.sum() ** 2 / (lost**2).sum()) if lost.any() else np.nan


def ask_one_by_one(parts: Parts, slides: np.ndarray) -> dict[str, Any]:
    """What the loss of each A-unit, of each card of them and of each part of the retina costs."""
    given = contributions(parts, slides)
    before, units = are_right(given.sum(axis=2)), np.eye(given.shape[2], dtype=bool)
    cards = np.add.reduceat(units, np.arange(0, len(units), CARD), axis=0)
    each = kept(before, are_right(without(given, units)))
    dark = np.concatenate([slides * ~block for block in blocks()])
    after = (answers(parts, dark).reshape(-1, LETTERS, RESPONSES) == TARGETS).all(axis=2)
    return {
        "kept unit": each.mean(),
        "kept worst": each.min(),
        "cards": 1 - kept(before, are_right(without(given, cards))),
        "blocks": 1 - kept(before, after),
    }


def blocks() -> np.ndarray:
    """The places of the dead part of the retina, row by row: (places, 400) bool."""
    places = range(0, ROWS - BLOCK + 1, APART)
    found = np.zeros((len(places), len(places), ROWS, COLUMNS), bool)
    for i, row in enumerate(places):
        for j, column in enumerate(places):
            found[i, j, row : row + BLOCK, column : column + BLOCK] = True
    return found.reshape(-1, ROWS * COLUMNS)


def ask_quarter(parts: Parts, slides: np.ndarray, rng: np.random.Generator, order: str) -> dict[str, float]:
    """Letters right of a machine that is taught with a quarter of its A-units bad."""
    units = len(parts.wiring.excitatory)
    bad = rng.permutation(units)[: round(QUARTER * units)]
    faults = [fault for unit in bad for fault in bad_unit(parts, unit, str(rng.choice(BAD)))]
    parts = struck(parts, faults)
    teach(parts, lambda: slides, rng, order, MOST_EPOCHS)
    return {"right": right(parts, slides)}


def bad_unit(parts: Parts, unit: int, fault: str) -> list[Fault]:
    """A fault of an A-unit, or of all its potentiometers."""
    if fault == "A-unit stuck firing":
        return [Fault(fault, f"A{unit + 1}")]
    return [Fault(fault, f"P{pot + 1}") for pot in np.flatnonzero(parts.wiring.unit == unit)]


def found_words(found: Found, usual: tuple[float, ...]) -> str:
    """What the greatest share but one costs, and what more lessons bring back."""
    said = []
    for title, harm in HARMS.items():
        if title in found:
            shares = harm.shares or usual
            place = len(shares) - 2
            means = (pooled(found[title], name)[:, place].mean() for name in WHEN)
            said.append(f"{title} {shares[place]:.0%}: " + ", ".join(f"{mean:.2f}" for mean in means))
    words = f"Letters right at once, taught on, and so from the beginning: {'; '.join(said)}."
    if BAD_QUARTER in found:
        whole = (pooled(found[BAD_QUARTER], "right") == 1).mean()
        words += f" With a quarter bad {whole:.0%} of the boards learn all letters."
    return words


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Letters right against what is wrong; how errors are spread; and what each part is worth."""
    panels = [_panel(found, title, harm.shares or config.shares) for title, harm in HARMS.items()]
    lost = list(pooled(found["A-units removed"], "lost").T)
    curve = {"A-units removed": (list(range(1, LETTERS + 1)), lost)}
    panels.append(
        Panel("10 % of the A-units removed", "letters, the most lost first", "share of removals", curve)
    )
    figure = line_plots(panels, PREDICTION, shape=(2, 4))
    mark(figure.axes[0], [100 * TENTH], [0.5], "")
    figure.axes[0].annotate("declared: at least", (100 * TENTH + 1, 0.46), fontsize=8, va="top")
    return {"what_breaks": figure, "maps": maps(found)}


def _panel(found: Found, title: str, of: tuple[float, ...]) -> Panel:
    shares = [100 * share for share in of]
    curves = {words: (shares, list(pooled(found[title], name).T)) for name, words in WHEN.items()}
    return Panel(title, "share (%)", "letters right", curves, ylim=(-0.03, 1.03))


def maps(found: Found) -> Any:
    """Of the letters that were right, the share lost with each card, and with each part of the retina."""
    figure = new_figure(9.4, 4.3)
    titles = {"blocks": "5 x 5 photocells dead, by the first of them", "cards": "one card of 8 A-units dead"}
    for axes, (name, title) in zip(figure.subplots(1, 2), titles.items(), strict=True):
        mean = 100 * pooled(found[ONE_BY_ONE], name).mean(axis=0)
        side = int(np.ceil(sqrt(mean.size)))
        image = axes.imshow(np.resize(mean, (side, side)), COUNTS)
        figure.colorbar(image, ax=axes, label="letters lost (%)", shrink=0.85)
        axes.set_title(title)
    block, card = figure.axes[:2]
    ticks = range(0, ROWS - BLOCK + 1, APART)
    block.set(xlabel="column of the retina", ylabel="row of the retina")
    block.set_xticks(range(len(ticks)), [str(tick + 1) for tick in ticks])
    block.set_yticks(range(len(ticks)), [str(tick + 1) for tick in ticks])
    card.set(xlabel="cards of a row")
    card.set_xticks([])
    card.set_yticks(range(8), [f"C{8 * row + 1} on" for row in range(8)])
    return figure


STUDY = Study(
    name="what_breaks",
    question="What breaks it, and how gradually?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1, shares=(0.0, 0.1, 0.4)),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=REPLICATION.answer,
    table=REPLICATION.table,
    conclude=REPLICATION.conclude,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
