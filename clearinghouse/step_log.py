"""The log of the steps: JSON lines, one for each thing told, with no keys but those that are allowed.

What comes from a file can stand in none of them: values are numbers, or names that this program gives.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEYS = frozenset(("run", "step", "steps", "seconds", "counts", "outcome", "troubles", "stopped"))
"""All that may be logged beside the time and what happened."""
_LONGEST = 120
_LOGGER = logging.getLogger("bitewing.steps")
_LOGGER.propagate = False
_LOGGER.addHandler(logging.NullHandler())


class NotToBeLogged(ValueError):
    """A key that is not allowed, or a value that is neither a number nor a short name."""


def tell(what: str, **values: Any) -> None:
    """Log a line. Raises NotToBeLogged, also where nobody reads the log."""
    for key, value in values.items():
        if key not in KEYS:
            raise NotToBeLogged(f"{key} is none of the keys that may be logged")
        _check(key, value)
    _LOGGER.info(what, extra={"told": values})


def _check(key: str, value: Any) -> None:
    if key == "counts":
        if not isinstance(value, Mapping):
            raise NotToBeLogged("counts are names with a number each")
        for name, number in value.items():
            _check("", name)
            if not isinstance(number, int):
                raise NotToBeLogged("counts are names with a number each")
    elif isinstance(value, str):
        if len(value) > _LONGEST or not (value.isascii() and value.isprintable()):
            raise NotToBeLogged("what is logged is short and can be printed")
    elif not isinstance(value, (int, float)):
        raise NotToBeLogged(f"{key} is neither a number nor a name")


class Lines(logging.Formatter):
    """A line of JSON: when, what happened, and the values told with it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: Mapping[str, Any] = getattr(record, "told", {})
        return json.dumps({"at": at, "event": record.getMessage(), **told})


@contextmanager
def logged(target: str | None) -> Iterator[None]:
    """Log to a file (its end) or, for `-`, to standard error while the block runs; None: nowhere."""
    if target is None:
        yield
        return
    to_file = target != "-"
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if to_file:
        handler = logging.FileHandler(Path(target), "a", "utf-8")
    handler.setFormatter(Lines())
    before = _LOGGER.level
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        _LOGGER.setLevel(before)
        _LOGGER.removeHandler(handler)
        handler.close()
