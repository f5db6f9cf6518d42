"""Background work of messaging."""
