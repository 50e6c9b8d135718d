"""Whether partners reach the payer: in an outage its two directories are not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def close(folder: Path, names: Iterable[str]) -> None:
    """Take the directories away; those that are away already stay so."""
    for name in names:
        here = folder / name
        if here.exists():
            _move(here, _away(folder, name))


def open_again(folder: Path, names: Iterable[str]) -> None:
    """Bring the directories back, made anew where there were none."""
    for name in names:
        here, away = folder / name, _away(folder, name)
        if away.exists():
            _move(away, here)
        here.mkdir(parents=True, exist_ok=True)


def _away(folder: Path, name: str) -> Path:
    return folder / f".{name}-away"


def _move(source: Path, target: Path) -> None:
    """Rename a directory; where somebody has made one of that name meanwhile its files are moved there."""
    if not target.exists():
        source.rename(target)
        return
    for path in sorted(source.iterdir()):
        if not (target / path.name).exists():
            path.rename(target / path.name)
    if not any(source.iterdir()):
        source.rmdir()
