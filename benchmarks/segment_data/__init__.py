"""The company and the conditions of the segment benchmark."""
