"""Probable duplicates (Fellegi–Sunter by Splink): people whose records look alike though no identifier joins them.

The search runs in a child process on records handed over by a pipe; the serving process and its store are not touched.
"""
