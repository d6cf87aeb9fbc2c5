"""What happens to the numbers: plain functions on arrays, compiled by Numba.

Nothing here checks, draws random numbers or keeps state of its own; whoever owns the data
checks it at the door. A random value is a hash of a name (`noise`), so no order of calls matters.
"""
