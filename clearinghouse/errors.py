"""What stops the work itself, for the operator to mend."""

from __future__ import annotations


class HouseError(Exception):
    """Something about the house or its settings; the text says what to do."""


class SettingsError(HouseError):
    """A settings file cannot be read; the text names the file and the place in it."""
