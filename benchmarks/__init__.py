"""How fast the house works, beside its peers: `python -m benchmarks`."""
