"""The reports of a house, from its own log: days, batches, rejections, conformance, usage, aging."""
