"""Photocells, A-units and motors in plain Python, each with a SimPy process of its own.

A cell wakes when the light changes and when it crosses its threshold, an A-unit when it must latch,
a motor when its relay closes and opens. Nothing is imported from the kernels or the machine.
"""

import math

from naive import mix, uniform


class Photocell:
    """Answers to light in time, and tells that it is lit or dark when it crosses its threshold."""

    def __init__(self, rig, number, key):
        self.rig, self.number = rig, number
        self.gain = 1 + rig.photocell["spread"] * uniform(key, 0)
        self.level = self.goal = rig.photocell["dark"]
        self.lit, self.since = False, rig.env.now
        rig.env.process(self.live())

    def live(self):
        slide = yield self.rig.light
        while True:
            self.face(slide)
            light, ms = self.rig.light, self.ms_to_flip()
            if 0 < ms < math.inf:
                yield light | self.rig.env.timeout(ms)
            if ms < math.inf and not light.triggered:
                self.lit = not self.lit
            slide = light.value if light.processed else (yield light)

    def face(self, slide):
        """Other light falls from now on."""
        kind, now = self.rig.photocell, self.rig.env.now
        if self.goal != self.level:
            self.level = self.goal + (self.level - self.goal) * math.exp((self.since - now) / self.lag())
        self.since = now
        self.goal = kind["dark"] + (1 - kind["dark"]) * slide[self.number] * self.gain
        if not self.lag():
            self.level = self.goal

    def lag(self):
        return self.rig.photocell["rise_ms" if self.goal > self.level else "decay_ms"]

    def ms_to_flip(self):
        """When the level will cross the threshold, if the light stays as it is."""
        kind = self.rig.photocell
        bound = kind["threshold"] - (kind["hysteresis"] if self.lit else 0)
        if (self.level >= bound) != self.lit:
            return 0
        if (self.goal >= bound) == self.lit or self.goal == bound:
            return math.inf
        return self.lag() * math.log((self.level - self.goal) / (bound - self.goal))


class Unit:
    """Counts its lit plugs when the shutter has closed, and latches whether it fires."""

    def __init__(self, rig, plus, minus):
        self.rig, self.fires = rig, False
        self.plus, self.minus = ([rig.cells[cell] for cell in plugs] for plugs in (plus, minus))
        rig.env.process(self.live())

    def live(self):
        theta = self.rig.spec["theta"]
        while True:
            yield self.rig.latch
            net = sum([cell.lit for cell in self.plus]) - sum([cell.lit for cell in self.minus])
            self.fires = net >= theta


class Motor:
    """A motor, its gears and the wiper they turn: volts, speed and slack at the last look."""

    def __init__(self, rig, number, unit, key):
        self.rig, self.number, self.unit, self.key = rig, number, unit, key
        self.own = rig.pot["speed_v_per_s"] * (1 + rig.pot["spread"] * uniform(key, 0))
        self.volts = self.speed = self.goal = self.way = self.pace = 0.0
        self.slack = [rig.pot["backlash_v"] / 2] * 2  # down, up
        self.since, self.pulses = rig.env.now, 0
        self.closed, self.opened = rig.env.event(), None
        rig.env.process(self.live())

    def live(self):
        while True:
            self.way, self.opened = yield self.closed
            self.closed = self.rig.env.event()
            self.pulses += 1
            self.pace = self.own * (1 + self.rig.pot["jitter"] * uniform(self.key, self.pulses))
            self.rig.switched(self)
            yield self.opened
            self.way = 0.0
            self.rig.switched(self)

    def drive(self):
        """From now on the relay and the supply are as they are now."""
        self.look()
        if self.rig.is_even:  # wipers stand at whole picovolts
            self.volts = round(self.volts, 12)
        self.goal = self.way * self.pace * self.rig.supply if self.way else 0.0

    def look(self):
        """Move to where the wiper is now; up or down the ramp, then at an even speed."""
        pot, now = self.rig.pot, self.rig.env.now
        s, self.since = (now - self.since) / 1000, now
        if self.speed != self.goal:
            full_ms = pot["start_ms"] if abs(self.goal) > abs(self.speed) else pot["coast_ms"]
            rest = self.goal - self.speed
            ramp_s = full_ms / 1000 * abs(rest) / pot["speed_v_per_s"]
            before, self.speed = self.speed, self.goal if s >= ramp_s else self.speed + rest * s / ramp_s
            self.turn(before, self.speed, min(s, ramp_s))
            s = max(s - ramp_s, 0.0)
        self.turn(self.speed, self.speed, s)

    def turn(self, before, after, s):
        """Run for `s` from one speed to another; volts that leak do so once in each millisecond."""
        decay_ms = self.rig.pot["decay_ms"]
        steps = math.ceil(s * 1000) if decay_ms and (before or after) else 1
        keeps = math.exp(-s * 500 / steps / decay_ms) if decay_ms and s else 1.0
        for step in range(steps):
            speed = before + (after - before) * (step + 0.5) / steps
            self.volts *= keeps
            self.push(speed * s / steps)
            self.volts *= keeps

    def push(self, travel):
        """Volts of travel: first the gears take up their slack, then the wiper moves, as far as its stop."""
        if not travel:
            return
        lost = min(self.slack[travel > 0], abs(travel))
        self.slack[travel > 0] -= lost
        self.slack[travel < 0] += lost
        stop = self.rig.pot["stop_v"]
        self.volts = max(-stop, min(stop, self.volts + travel - math.copysign(lost, travel)))

    def reading(self):
        self.look()
        pot, at = self.rig.pot, self.volts
        if pot["taper"]:
            at *= 1 - pot["taper"] * (1 - (at / pot["stop_v"]) ** 2)
        if pot["noise_v"]:
            at += pot["noise_v"] * uniform(mix(self.key), self.rig.env.now)
        return at
