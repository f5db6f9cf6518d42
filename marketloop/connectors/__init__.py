"""Wires to the outside: one file a vendor or protocol, no domain words, no tables."""
