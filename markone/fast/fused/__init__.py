"""Whole epochs of training in one compiled call.

The numbers are those of `dense`, `activation`, `loss` and `descent`, which stay the readable reference;
here they lie so that the processor is kept busy. A weight is stored once, in panels as wide as a tile of the
micro-kernel. Its gradient is not stored at all, unless a batch of few weights and many samples goes through
in runs, so that activations stay in the caches.
"""
