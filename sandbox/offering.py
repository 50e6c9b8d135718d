"""The payer's answers on disk: written whole under hidden names, promised in the ledger, then renamed.

A killed payer leaves three kinds of hidden files: halves, whole ones nobody promised (both are removed), and
promised ones, which the next pass offers before it does anything else, unless they wait for their moment.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.manners import Kind
from sftp_gateway.landing import Landing, sync_directory
from sftp_gateway.naming import require_accepted

_READY = ".ready"
_HALF = ".half"


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer in the making: its final name and its bytes."""

    name: str
    content: bytes
    kind: Kind


def write_hidden(directory: Path, answers: Iterable[AnswerFile]) -> None:
    """Write answers durably under their hidden names."""
    for answer in answers:
        hidden = _hidden(directory, answer.name)
        # What is offered is for the partner to read; its rights are the system's usual ones.
        with Landing(hidden, part=hidden.with_suffix(_HALF), mode=0o666) as landing:
            landing.write(answer.content)
            landing.settle()


def offer(directory: Path, names: Iterable[str]) -> None:
    """Give promised answers their final names, in their order; those that have them already stay."""
    for name in names:
        hidden = _hidden(directory, name)
        if hidden.exists():
            os.replace(hidden, directory / name)
    sync_directory(directory)


def remove_hidden(directory: Path, but: Iterable[str]) -> None:
    """Remove what was written and never promised; those of the names in `but` wait."""
    waiting = {_hidden(directory, name).name for name in but}
    for path in directory.iterdir():
        if path.name.startswith(".") and path.name.endswith((_READY, _HALF)) and path.name not in waiting:
            path.unlink()


def _hidden(directory: Path, name: str) -> Path:
    return directory / f".{require_accepted(name)}{_READY}"
