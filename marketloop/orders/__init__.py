"""Orders: placed by API or imported from files, with lines, refunds and their events on the spine."""
