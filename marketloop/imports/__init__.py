"""Files in: contacts, products, orders, events from CSV, XLSX, Parquet; mapped, checked, loaded by the doors of their owners."""
