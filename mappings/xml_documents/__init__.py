"""X12 files as XML documents: in a shape of our own, and in the one that pyx12 writes.

The shapes are told in docs/reference/xml.md. Whoever wants to write one imports `writing`, and with it lxml.
"""

from __future__ import annotations

SHAPES = ("bitewing", "pyx12")
"""The shapes there are: our own first."""
