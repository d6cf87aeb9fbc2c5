"""The clocked machine again, with one SimPy process per photocell, A-unit, motor and R-unit.

The oracle of the clock: nothing here is imported from the kernels or the machine, and nothing is
computed ahead. Of a machine's parts only constants, names and boards are read; there are no faults
and no panel.
"""

from itertools import pairwise

import simpy
from naive_parts import Motor, Photocell, Unit

DARKNESS = [0.0] * 400


class Response:
    """Sums what its active pots read, lights its lamp, and works the relays of its bank."""

    def __init__(self, rig, motors):
        self.rig, self.motors = rig, motors
        self.current, self.lamp = 0.0, -1
        rig.env.process(self.live(len(rig.responses)))

    def live(self, number):
        while True:
            targets, mode, rule = yield self.rig.sample
            self.current = self.weigh()
            self.lamp = self.lamp_for(self.current)
            wanted = self.wanted(targets[number], mode)
            orders = [
                (motor, way) for motor, way in zip(self.motors, self.ways(wanted, rule), strict=True) if way
            ]
            if orders:
                yield from self.pulse(orders, wanted, mode == "error correction until right")

    def weigh(self):
        return self.rig.exact(sum([motor.reading() for motor in self.motors if motor.unit.fires]))

    def lamp_for(self, current):
        zone = self.rig.spec["dead_zone_v"]
        if abs(current) <= zone and self.rig.spec["hold"]:
            return self.lamp
        return 1 if current > zone else -1

    def wanted(self, target, mode):
        if mode == "spontaneous":
            return self.lamp
        return 0 if mode == "test" or (mode != "forced" and self.lamp == target) else target

    def ways(self, wanted, rule):
        """Rosenblatt's rules of 1958: what each motor of the source-set is given."""
        fed = [motor.unit.fires for motor in self.motors]
        if not wanted or (rule == "alpha" and wanted < 0):
            return [0] * len(fed)
        if rule == "beta":
            share = 1 / max(sum(fed), 1) if wanted > 0 else 1 / len(fed)
            return [share * (a or wanted < 0) for a in fed]
        parasitic = sum(fed) / len(fed) if rule == "gamma" else 0
        return [wanted * (a - parasitic) for a in fed]

    def pulse(self, orders, wanted, until_right):
        env, spec = self.rig.env, self.rig.spec
        yield env.timeout(spec["operate_ms"])
        opened = env.event()
        for motor, way in orders:
            motor.closed.succeed((way, opened))
        coils_ms = spec["pulse_ms"] - spec["release_ms"]
        if until_right:
            yield from self.watch(env.now + coils_ms, wanted)
        else:
            yield env.timeout(coils_ms)
        yield env.timeout(spec["release_ms"])
        opened.succeed()

    def watch(self, end, wanted):
        """Look at the lamp each millisecond until it is right, or time is up."""
        while self.rig.env.now < end:
            yield self.rig.env.timeout(1)
            if self.lamp_for(self.weigh()) == wanted:
                return


class Rig:
    """All parts on one clock. `log` takes (ms, name, value) of what happens, None if nobody wants to know."""

    def __init__(self, parts, log=None):
        self.env, self.log = simpy.Environment(), log
        self.spec, self.photocell, self.pot = (
            part._asdict() for part in (parts.spec, parts.photocell, parts.pot)
        )
        uneven = ("spread", "jitter", "backlash_v", "decay_ms", "start_ms", "coast_ms")
        self.is_even = not any(self.pot[name] for name in uneven)
        self.reads_true = self.is_even and not self.pot["taper"] and not self.pot["noise_v"]
        self.light, self.latch, self.sample = (self.env.event() for _ in range(3))
        self.supply, self.loaded, self.running = 1.0, self.env.event(), set()
        board = parts.wiring
        self.cells = [Photocell(self, *name) for name in enumerate(parts.retina.key.tolist())]
        plugs = zip(board.excitatory.tolist(), board.inhibitory.tolist(), strict=True)
        self.units = [Unit(self, *signs) for signs in plugs]
        fed = [self.units[unit] for unit in board.unit.tolist()]
        keys = parts.shafts.key.tolist()
        self.motors = [Motor(self, *name) for name in zip(range(len(fed)), fed, keys, strict=True)]
        self.responses, bank = [], board.bank.tolist()
        for first, last in pairwise(bank):
            self.responses.append(Response(self, self.motors[first:last]))
        self.env.process(self.feed())

    def exact(self, current):
        """Currents of even motors are whole picovolts, if nothing else bends them."""
        return round(current, 12) if self.reads_true else current

    def switched(self, motor):
        """A relay has closed or opened: the motor is driven otherwise, and the supply is loaded otherwise."""
        motor.drive()
        if self.log:
            self.log(self.env.now, "relay", (motor.number, motor.way))
        (self.running.add if motor.way else self.running.discard)(motor)
        if self.pot["sag"] and not self.loaded.triggered:
            self.loaded.succeed()

    def feed(self):
        """The one supply sags under the motors that run on it."""
        while True:
            yield self.loaded
            self.loaded = self.env.event()
            self.supply = 1 - self.pot["sag"] * len(self.running) / len(self.motors)
            for motor in self.running:
                motor.drive()

    def tell(self, name, value=None):
        """Wake all who wait for this moment; the event has happened when the last of them has acted."""
        event = getattr(self, name)
        setattr(self, name, self.env.event())
        return event.succeed(value)

    def note(self):
        """The shutter has closed and the units have latched."""
        if self.log:
            self.log(self.env.now, "cells", [cell.lit for cell in self.cells])
            self.log(self.env.now, "units", [unit.fires for unit in self.units])

    def cycle(self, slide, targets, mode, rule):
        """The timer: one slide, from the light to the end of the rest."""
        end = self.env.now + self.spec["cycle_ms"]
        yield self.tell("light", slide)
        yield self.env.timeout(self.spec["expose_ms"])
        yield self.tell("latch")
        self.note()
        yield self.tell("light", DARKNESS)
        yield self.env.timeout(self.spec["settle_ms"])
        yield self.tell("sample", (targets, mode, rule))
        if self.log:
            self.log(self.env.now, "currents", [response.current for response in self.responses])
            self.log(self.env.now, "lamps", [response.lamp for response in self.responses])
        yield self.env.timeout(end - self.env.now)

    def show(self, slides, targets, order, mode="error correction", rule="bipolar"):
        """The operator: slide after slide; the lamps at the end of each are the process's value."""
        lamps = []
        for row in order:
            yield from self.cycle(slides[row], targets[row], mode, rule)
            lamps.append([response.lamp for response in self.responses])
        return lamps

    def teach(self, *lesson):
        """Run a whole lesson; its lamps."""
        return self.env.run(self.env.process(self.show(*lesson)))

    def volts(self):
        """Where every wiper stands now."""
        for motor in self.motors:
            motor.look()
        return [motor.volts for motor in self.motors]
