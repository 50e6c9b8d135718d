"""The work: steps that share a store and never call each other."""
