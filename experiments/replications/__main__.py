"""What was published of the perceptron, run again.

Each study is run over 200 switchboards (--quick: 20), and each published figure is held against where one
more of our machines would lie. Printed is a verdict for each claim: [Re] reproduced, [~Re] partly, [¬Re] not,
[?Re] cannot be told. replications.html draws the published figures, the theory and the measured bands on
the axes of the original, and says what no source says and what is assumed instead.

What has been measured is not measured again, and what was stopped goes on. All of it takes about twenty
minutes on two cores, --quick about one; --flips takes ten more.
"""

from pathlib import Path

from markone.replication.command import command_of

NAMES = (
    "letters",
    "left_right",
    "square_circle",
    "outlines",
    "shapes",
    "bars",
    "bars_alone",
    "size_frequency",
    "what_breaks",
    "how_large",
    "how_long",
    "closed_forms",
)
"""The studies, in the order in which they are run and reported."""
main = command_of(Path(__file__).parent, NAMES, __doc__)

if __name__ == "__main__":
    main(prog_name="python -m experiments.replications")
