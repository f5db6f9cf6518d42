"""What whole screens show, read from the modules below: home, search; and how people look at lists (saved views)."""
