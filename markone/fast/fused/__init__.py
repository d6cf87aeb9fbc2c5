"""Whole epochs of training in one compiled call.

The numbers are those of `dense`, `activation`, `loss` and `descent`, which stay the readable reference;
here they lie so that the processor is kept busy. A weight is stored once, in panels as wide as a tile of the
micro-kernel, and the gradient of a weight is never stored at all.
"""
