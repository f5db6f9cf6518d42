"""What whole screens show, read from the modules below: home, search. No tables of its own."""
