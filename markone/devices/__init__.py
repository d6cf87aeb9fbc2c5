"""Weight devices: what stands in the place of the motor and the potentiometer."""

from markone.devices.added import add, check, new_weights, reach_v, tuples
from markone.devices.given import record_of

__all__ = ["add", "check", "new_weights", "reach_v", "record_of", "tuples"]
