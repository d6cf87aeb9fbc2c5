"""The operator's console: the whole machine on a page, live, and in one file to keep.

The page drives the clocked machine through its panel. What it shows is what the kernels did.
"""
