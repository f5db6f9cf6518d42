"""What is known of people: traits, tags, consents, lifecycle, the 360° page."""
