"""Weights that pulses move, an A-unit a row and the R-units side by side in it: the same, sooner."""
