"""Segments: named sets of people by condition, kept right from batch to batch of events and as time passes."""
