"""Arithmetic that the compiler can do on many numbers at once."""
