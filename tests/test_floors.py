"""Imports run downward: the picture of the house holds, and the ground stands on the standard library."""

from __future__ import annotations

import ast
import configparser
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
FLOORS = [
    {"cli"}, {"commands"}, {"sandbox"}, {"clearinghouse"}, {"store"}, {"transactions"}, {"mappings"},
    {"edi", "sftp_gateway"},
]
"""From the top down; rooms of one floor never meet."""
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
LIBRARIES = {
    "edi": set(),
    "mappings": {"lxml", "pyx12", "msgspec"},
    "sftp_gateway": {"paramiko", "cryptography"},
    "transactions": {"msgspec"},
}
"""What the lower floors may use beside the standard library and the floors below."""


def modules(room: str) -> list[Path]:
    return [HOUSE / "cli.py"] if room == "cli" else sorted((HOUSE / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The top-level names a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", sorted(LEVEL))
def test_a_room_imports_only_what_lies_below(room: str) -> None:
    for path in modules(room):
        for name in imports(path) & set(LEVEL) - {room}:
            assert LEVEL[name] > LEVEL[room], f"{path.relative_to(HOUSE)} imports {name}"


@pytest.mark.parametrize("room", sorted(LIBRARIES))
def test_a_low_room_needs_few_libraries(room: str) -> None:
    for path in modules(room):
        foreign = imports(path) - set(sys.stdlib_module_names) - set(LEVEL)
        assert foreign <= LIBRARIES[room], path.relative_to(HOUSE)


def test_the_contract_in_the_settings_is_this_picture() -> None:
    settings = configparser.ConfigParser()
    settings.read(HOUSE / "setup.cfg")
    layers = settings["importlinter:contract:floors"]["layers"].split("\n")
    told = [{room.strip() for room in layer.split("|")} for layer in layers if layer.strip()]
    assert [floor for floor in told if floor != {"cli"}] == FLOORS[1:]


def test_the_ground_does_not_know_the_test_house() -> None:
    for room in LEVEL:
        for path in modules(room):
            assert not imports(path) & {"pytest", "hypothesis", "benchmarks", "tests"}, path
