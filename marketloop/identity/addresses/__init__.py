"""Chinese addresses: from free text to the divisions of GB/T 2260 (province, city, county), and from a pasted line to its parts."""
