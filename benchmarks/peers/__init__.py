"""Drivers of the peers: each runs in the peers' own environment and prints one line of JSON."""
