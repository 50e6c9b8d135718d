"""The forms a guide is written out in: each by one function, from the guide to bytes, in its own module."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from edi.guide import Guide

_WRITERS = {
    "json": ("mappings.guide_documents", "write_json"),
    "markdown": ("mappings.guide_pages", "write_markdown"),
    "pyx12": ("mappings.pyx12_maps", "write_pyx12"),
}
"""Form: the module that knows it, and its function."""


def formats() -> tuple[str, ...]:
    """The forms whose modules are there."""
    return tuple(name for name, (module, _) in _WRITERS.items() if find_spec(module))


def write_guide(guide: Guide, form: str) -> bytes:
    """A guide in one of these forms."""
    module, function = _WRITERS[form]
    return cast(bytes, getattr(import_module(module), function)(guide))
