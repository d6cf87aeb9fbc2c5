"""Engines that give the answers of `kernels` sooner: a folder each, with one door that says what it can."""
