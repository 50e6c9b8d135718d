"""X12 syntax and the machinery of implementation guides. Standard library only."""
