"""One machine with its panel, its operator and its speed: what a page has before it."""

import copy

from markone.console.description import Description, script_of
from markone.console.mended import Mended
from markone.console.past import Past
from markone.machine import MarkOne, Operator


class Session(Mended):
    """A machine that is shown to somebody, as a `description` says, or one that somebody has already.

    Every verb raises ValueError for what cannot be done.
    """

    def __init__(self, description: Description, machine: MarkOne | None = None) -> None:
        self.description = description
        script = description.script()
        operator = Operator(script) if script else None
        own = operator.machine if operator else None
        super().__init__(machine or own or MarkOne(description.parts()))
        if operator:
            self._follow(operator, description.ms)
        if machine is None:
            self._set_dials()

    @classmethod
    def at(cls, machine: MarkOne) -> "Session":
        """A session at a machine that somebody has already."""
        sizes = {"responses": machine.panel.responses, "units": len(machine.parts.wiring.excitatory)}
        return cls(Description.model_validate(sizes), machine)

    def _set_dials(self) -> None:
        for name, mark in self.description.set_to.items():
            super().set(name, int(mark) if isinstance(mark, float) and mark == int(mark) else mark)
        if self.operator is None and "mode" not in self.description.set_to:
            self.panel.set_mode("error correction")

    def set(self, name: str, mark: bool | float | str, at: str | None = None) -> None:
        """Set a switch or a dial, which a link remembers; `at` is the address where each part has one."""
        super().set(name, mark, at)
        if at is None:
            kept = {**self.description.set_to, name: mark}
            self.description = self.description.model_copy(update={"set_to": kept})

    def follow(self, text: str) -> None:
        """Follow a procedure from its beginning, with a machine of its own."""
        self._follow(Operator(script_of(text, self.description.seed)))
        self.description = self.description.model_copy(update={"procedure": text, "ms": 0, "set_to": {}})
        self.playing = True

    def twin(self, machine: MarkOne) -> "Session":
        """Another session, at a machine to which what happened here is still to come; it has no operator."""
        twin = copy.copy(self)
        twin.operator, twin.past = None, Past(machine)
        twin._stand(machine)
        return twin

    def stand(self, machine: MarkOne) -> None:
        """Go on at another machine, which has come as far as this one's."""
        self.past.machine = machine
        self._stand(machine)
