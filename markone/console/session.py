"""One machine with its panel, its operator and its speed: what a page has before it."""

import copy
import time
from typing import Any

import numpy as np

from markone.addresses import names, number
from markone.console import frames, tray
from markone.console.broken import broken, is_plug, plugs
from markone.console.description import Description, script_of
from markone.console.log import told
from markone.console.past import Past
from markone.console.sight import phase_of, same, view_of
from markone.console.watch import Watch
from markone.devices import reach_v
from markone.kernels.association import Wiring
from markone.kernels.rule import MODES
from markone.machine import MarkOne, Operator
from markone.procedure import Procedure
from markone.validation import amount, shown

SLOWEST, FASTEST = 0.1, 10_000.0
"""Seconds of the machine in one of ours."""
BUDGET_S = 0.045
"""Longest that one call of `advance` computes."""
LONGEST_FOLLOWED_S = 15.0
"""Longest that a link's procedure is followed before its page is shown anything."""
MOST_STRUCK = 1000
"""Faults of one machine."""
MOST_ACTS = 200_000
"""At the panels of all machines of a past; more than a procedure comes to."""
AT_REST = 64
"""Events of a cycle that `step` may pass until the next moment comes."""


class Session:
    """A machine that is shown to somebody. Every verb raises ValueError for what cannot be done."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.delivered: Wiring | None = None
        self.speed, self.playing = 1.0, True
        self.operator: Operator | None = None
        script = description.script()
        machine = MarkOne(script.build() if script else description.parts())
        self.past = Past(machine)
        self._stand(machine)
        if script:
            self._follow(script, description.ms)
        self._set_dials()
        self.light = np.zeros(400)
        self.group, self.moves = "", 0
        self.before: frames.View | None = None
        self._broken: tuple[Any, dict[str, str]] = (None, {})
        """What is out of order, and in which state of the machine that was so."""
        self.broken_seen: tuple[dict[str, str], dict[str, np.ndarray]] = ({}, {})
        """The same as it is seen (`sight`)."""

    # --- the machine ------------------------------------------------------------------------------------

    def _stand(self, machine: MarkOne) -> None:
        """From now on this machine is shown."""
        self.machine, self.panel = machine, machine.panel
        self.watch = Watch(machine.parts, machine.now_ms, lambda event: told(self, event))
        machine.trace = self.watch
        self.due_ms = float(machine.now_ms)
        self.reach_v = min(reach_v(machine.parts.pot), 1e6)
        self.watch.phase = phase_of(machine)
        if machine is not self.past.machine:
            self.past = Past(machine)
            self.delivered = None

    @property
    def broken(self) -> dict[str, str]:
        """What is out of order, by address, and how."""
        parts, struck = self.machine.parts, int(self.machine.parts.clock.struck[0])
        if not struck:
            return {}
        state = (self.machine, struck, self.machine.history.now().acts)
        if self._broken[0] != state:
            self._broken = (state, broken(parts, self._delivered()))
        return self._broken[1]

    def _set_dials(self) -> None:
        for name, mark in self.description.set_to.items():
            self.panel.set(name, int(mark) if isinstance(mark, float) and mark == int(mark) else mark)
        if self.operator is None and "mode" not in self.description.set_to:
            self.panel.set_mode("error correction")

    def _follow(self, script: Procedure, until_ms: int = 0) -> None:
        """Let an operator follow a procedure at a machine of its own, which has come so far already."""
        operator = Operator(script)
        self._stand(operator.machine)
        self.operator = operator
        self.work = self.machine.env.process(operator.work())
        end_s = time.perf_counter() + LONGEST_FOLLOWED_S
        while self.machine.now_ms < until_ms and not self.work.triggered:
            if time.perf_counter() > end_s:
                raise ValueError(
                    f"the link's procedure was followed for {LONGEST_FOLLOWED_S:g} s, and got to "
                    f"{self.machine.now_ms} of {until_ms} ms; run it from its beginning"
                )
            self.machine.step()
        self.due_ms = float(self.machine.now_ms)

    @property
    def follows(self) -> bool:
        """Whether a procedure is being followed."""
        return self.operator is not None and not self.work.triggered

    @property
    def is_busy(self) -> bool:
        """Whether time passes when it plays: a slide is shown, or a procedure followed."""
        return self.machine.is_showing() or self.follows

    # --- time -------------------------------------------------------------------------------------------

    def advance(self, real_s: float) -> None:
        """Let as much of the machine's time pass as in `real_s` of ours; what takes too long is left out."""
        if not (self.playing and self.is_busy):
            self.due_ms = float(self.machine.now_ms)
            return
        self.due_ms += 1000.0 * real_s * self.speed
        until, end_s = int(self.due_ms), time.perf_counter() + BUDGET_S
        while self.is_busy and self.machine.env.peek() <= until and time.perf_counter() < end_s:
            self.machine.env.step()
        if self.is_busy and self.machine.env.peek() > until > self.machine.now_ms:
            self.machine.run(until)
        self.due_ms = min(self.due_ms, self.machine.now_ms + 1000.0 * self.speed * BUDGET_S)

    def step(self) -> None:
        """Go on to the next moment of the cycle, and stay there; at rest, show the slide."""
        self.playing = False
        if not self.is_busy:
            self.show()
        moments = self.machine.moments
        for _ in range(AT_REST):
            if self.machine.moments > moments or not self.is_busy:
                break
            self.machine.env.step()

    def to_rest(self) -> None:
        """To the end of the slide that is being shown."""
        while self.machine.is_showing():
            self.machine.env.step()

    def back(self, ms: int) -> None:
        """The machine as it was at that time; no operator is with it, and it stands still."""
        then = self.past.back(ms)
        self.operator = None
        self._stand(then)
        self.playing, self.before = False, None

    def twin(self, machine: MarkOne) -> "Session":
        """Another session, at a machine to which what happened here is still to come; it has no operator."""
        twin = copy.copy(self)
        twin.operator, twin.before, twin.delivered = None, None, self._delivered()
        twin.past = Past(machine)
        twin._stand(machine)
        return twin

    def stand(self, machine: MarkOne) -> None:
        """Go on at another machine, which has come as far as this one's."""
        self.past.machine = machine
        self._stand(machine)

    @classmethod
    def at(cls, machine: MarkOne) -> "Session":
        """A session at a machine that somebody has already."""
        wiring = machine.parts.wiring
        sizes = {"responses": machine.panel.responses, "units": len(wiring.excitatory)}
        session = cls(Description.model_validate(sizes))
        session._stand(machine)
        session.delivered = machine.history.snapshots[0].parts.wiring
        return session

    # --- the panel --------------------------------------------------------------------------------------

    def check_acts(self) -> None:
        """Raise ValueError where so much was done at the panel that no more is remembered."""
        if sum(len(machine.panel.acts) for machine in self.past.machines()) >= MOST_ACTS:
            raise ValueError(
                f"{MOST_ACTS:,} things were done at this machine, and no more are remembered; begin anew"
            )

    def show(self) -> None:
        """Press the button."""
        if self.follows:
            raise ValueError("a procedure is being followed; end it before you show a slide yourself")
        self.panel.start()

    def insert(self, light: np.ndarray, name: str) -> None:
        """Put a slide into the holder."""
        self._by_hand("put in another slide")
        self.light = light
        self.panel.insert(light, name)

    def feed(self, group: str, name: str) -> None:
        """A slide of the tray; a letter's word is set as its target."""
        self.insert(tray.slide(group, name), name)
        word = tray.word_of(name, self.panel.responses)
        self.panel.set_targets(word if word is not None else np.zeros(self.panel.responses, np.int8))

    def move(self, down: int, right: int, turn: float, noise: float) -> None:
        """Move the slide that was put in; each call begins with that one."""
        self.moves += 1
        moved = tray.moved(self.light, down, right, turn, noise, self.moves)
        self._by_hand("move the slide")
        self.panel.insert(moved, self.panel.slide_name)

    def aim(self, target: Any) -> None:
        """Set the target switches."""
        self._by_hand("set the targets")
        self.panel.set_targets(target)

    def teach(self, on: bool) -> None:
        """Correct mistakes, or only test."""
        self.panel.set_mode("error correction" if on else "test")

    @property
    def teaches(self) -> bool:
        """Whether mistakes are corrected."""
        return bool(self.panel.mode != MODES["test"])

    def _by_hand(self, what: str) -> None:
        if self.follows:
            raise ValueError(f"a procedure is being followed; end it to {what}")

    def follow(self, text: str) -> None:
        """Follow a procedure from its beginning, with a machine of its own."""
        self._follow(script_of(text, self.description.seed))
        self.description = self.description.model_copy(update={"procedure": text, "ms": 0, "set_to": {}})
        self.playing, self.before = True, None

    def halt(self) -> None:
        """End the procedure after the slide that is being shown."""
        self.to_rest()
        if self.operator is not None:
            self.back(self.machine.now_ms)
            self.playing = True

    def set_speed(self, factor: float) -> None:
        """How many seconds of the machine pass in one of ours."""
        self.speed = amount("speed", factor, SLOWEST, FASTEST)

    # --- faults -----------------------------------------------------------------------------------------

    def strike(self, kind: str, at: str, share: float | None) -> None:
        """Break a part now."""
        if self.machine.parts.faults.ms.size >= MOST_STRUCK:
            raise ValueError(
                f"{MOST_STRUCK:,} faults have struck; go back to before some of them, or begin anew"
            )
        self.panel.strike(kind, at, share)

    def repair(self, at: str) -> None:
        """Put a part in order, or a plug back where it was."""
        kind = self.broken.get(at)
        if kind is None:
            raise ValueError(f"{shown(at)} is in order; nothing is to be repaired there")
        if is_plug(kind):
            self.panel.replug(at, self._socket_of(at))
        else:
            self.panel.repair(at)

    def _socket_of(self, plug: str) -> str:
        """Where a plug was when the machine was delivered."""
        wiring = self._delivered()
        return names("S", wiring)[int(plugs(wiring)[number(plug, "plug", wiring)])]

    def _delivered(self) -> Wiring:
        """The switchboard as it was at first."""
        if self.delivered is None:
            script = self.description.script()
            self.delivered = (script.build() if script else self.description.parts()).wiring
        return self.delivered

    def frame(self) -> bytes | None:
        """What has changed since the last frame, or all if there is none; None if nothing has."""
        before, self.before = self.before, view_of(self)
        return None if before and same(before, self.before) else frames.encode(self.before, before)
