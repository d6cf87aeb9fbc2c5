"""Weights that pulses move, for the engine of `fast.bits`: A-units in rows, the R-units side by side."""
