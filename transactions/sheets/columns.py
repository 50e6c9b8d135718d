"""Columns of a sheet, declared once: from them sheets are read, templates and the reference are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transactions.sheets.cells import Kind, plain


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `once`: the rows of one claim tell it alike, or only the first of them tells it.

    `help` is one short sentence, `elsewhere` where it may stand beside the sheet.
    """

    name: str
    kind: Kind
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    once: bool = False
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an office keeps in one spreadsheet."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    _known: dict[str, Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for column in self.columns:
            for told in (column.name, *column.aliases):
                if self._known.setdefault(plain(told), column) is not column:
                    raise ValueError(f"{self.name}: two columns are called {told}")

    @property
    def known(self) -> Mapping[str, Column]:
        """Columns by their names and aliases, as `plain` writes them."""
        return self._known
