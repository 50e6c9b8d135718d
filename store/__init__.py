"""The memory: what was received, found, sent, answered and paid. Nobody above sees its tables."""
