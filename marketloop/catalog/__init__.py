"""Products: what is sold, its category, brand and price, and whether it is used up and bought again."""
