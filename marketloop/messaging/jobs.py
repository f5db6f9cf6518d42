"""Background work of messaging: the pipeline's loop."""

from __future__ import annotations

from marketloop.messaging import pipeline
from marketloop.platform import background


@background.loop("messaging", every_s=0.5, order=70)
def run() -> int:
    """Background turn: send what is due; returns how much moved."""
    return pipeline.turn()
