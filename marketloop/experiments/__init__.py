"""Experiments: stable assignment, holdouts, and readouts that are honest while they run. Pure functions, no tables."""
