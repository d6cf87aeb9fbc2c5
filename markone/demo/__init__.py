"""A procedure before the clocked machine, lamp by lamp, in the terminal."""

from markone.demo.demonstration import Demonstration
from markone.demo.summary import spelt

__all__ = ["Demonstration", "spelt"]
