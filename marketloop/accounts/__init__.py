"""Companies (大B and 小B): who they are, how they hang together, and which people are their contacts in which role."""
