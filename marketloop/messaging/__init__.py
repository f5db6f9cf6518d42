"""Messages: templates, contact policy, sending exactly once, tracking, preferences."""
