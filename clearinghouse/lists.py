"""A house's own code lists: the files in its folder `code-lists`, one for each edition of a list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from clearinghouse.errors import SettingsError
from edi.errors import GuideError

if TYPE_CHECKING:
    from transactions.rules.lists import Lists

_NAME = re.compile(r"([a-z_]+)(?:-[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?)?")


def read_lists(folder: Path) -> Lists | None:
    """The lists in a folder, ours for those that are not there; None where there is none.

    Raises SettingsError for a file whose name is none of a list, or that cannot be read as one.
    """
    found = sorted(file for file in folder.glob("*") if not file.name.startswith("."))
    if not found:
        return None
    from mappings.code_lists import read_editions
    from transactions.rules.lists import OWN, with_own

    by_name: dict[str, list[Path]] = {}
    for file in found:
        told = _NAME.fullmatch(file.stem)
        if told is None or told[1] not in OWN or file.suffix != ".csv":
            raise SettingsError(
                f"{folder.name}/{file.name!a}: a list is called NAME.csv or NAME-2026-01-31.csv "
                f"by the first day of its edition; NAME is one of {', '.join(OWN)}"
            )
        by_name.setdefault(told[1], []).append(file)
    try:
        return with_own([read_editions(name, files) for name, files in by_name.items()])
    except GuideError as problem:
        raise SettingsError(f"{folder.name}: {problem}") from None
