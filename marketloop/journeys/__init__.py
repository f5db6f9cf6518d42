"""Journeys: versioned graphs of steps that people are moved through in sets (spec: journeys.md)."""
