"""Figures of the lecture."""
