"""The tables' history: one module per change, in `versions`."""
