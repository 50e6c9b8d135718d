"""The frame of every page we make: whole in itself, everything in it escaped, nothing in it that runs."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from edi.describe import escape


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("clearinghouse.reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_harmless,
    )


def template(name: str) -> Template:
    """A page's template; it extends `frame.html`."""
    return _environment().get_template(name)


def framed(*styles: str) -> dict[str, Any]:
    """What the frame itself needs: the style sheets as one, its hash for the policy, our version."""
    style = "".join(template(name).render() for name in styles)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {"style": Markup(style), "style_hash": digest, "version": version("bitewing")}


def _harmless(value: Any) -> Any:
    """Control and other invisible characters as codes, whatever is shown; Jinja escapes what is HTML."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else escape(value)
