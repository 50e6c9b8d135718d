"""pyx12 run in this process: its verdict on a file, every place it finds fault with, and its XML."""

from __future__ import annotations

import io
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import pyx12.error_handler
import pyx12.map_if
import pyx12.map_index
import pyx12.params
import pyx12.x12n_document

from edi.guide import Guide
from mappings.pyx12_maps import write_pyx12

EXTERNAL = "states,country,currency,entity_id,remark_code,service_type,claim_status_cat,claim_status,pos"
"""External code lists: rules of their own judge them with us."""
SECONDS = 10
"""For one file; what takes longer counts as an exception."""
SHARED = ("codes.xml", "dataele.xml", "x12.control.00501.xml")
"""What pyx12 reads beside its maps."""

logging.getLogger("pyx12").addHandler(logging.NullHandler())
logging.getLogger("pyx12").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One error: the line (ISA is 1), level and code, what it is about, the sentence."""

    line: int
    code: str
    about: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.code} {self.about} {self.sentence}"

    @property
    def element(self) -> int:
        """The position of the element it is about, 0 for a whole segment: 5 of CLM05-02."""
        place = self.about.partition("-")[0][-2:] if self.code.startswith("ELE") else ""
        return int(place) if place.isdigit() else 0


_said: list[Said] = []
_load = pyx12.map_if.load_map_file
_index = pyx12.map_index.map_index


class _Listener(pyx12.error_handler.err_handler):  # type: ignore[misc]
    """Takes down every error on its way to the tree of errors."""

    def isa_error(self, err_cde: str, err_str: str) -> None:
        _said.append(Said(1, f"ISA{err_cde}", "", err_str))
        super().isa_error(err_cde, err_str)

    def gs_error(self, err_cde: str, err_str: str) -> None:
        _said.append(Said(2, f"GS{err_cde}", "", err_str))
        super().gs_error(err_cde, err_str)

    def st_error(self, err_cde: str, err_str: str) -> None:
        _said.append(Said(self.cur_st_node.get_cur_line(), f"ST{err_cde}", "", err_str))
        super().st_error(err_cde, err_str)

    def seg_error(
        self, err_cde: str, err_str: str, err_value: Any = None, src_line: int | None = None
    ) -> None:
        node = self.cur_seg_node
        line = src_line or (node.get_cur_line() if node is not None else 0)
        _said.append(Said(line, f"SEG{err_cde}", str(getattr(node, "seg_id", "")), err_str))
        super().seg_error(err_cde, err_str, err_value, src_line)

    def ele_error(self, err_cde: str, err_str: str, bad_value: Any, refdes: str | None = None) -> None:
        _said.append(Said(self.cur_seg_node.get_cur_line(), f"ELE{err_cde}", str(refdes), err_str))
        super().ele_error(err_cde, err_str, bad_value, refdes)


@cache
def _load_once(map_file: str, param: Any, map_path: str | None = None) -> Any:
    return _load(map_file, param, map_path)


@cache
def _index_once(map_path: str | None = None) -> Any:
    return _index(map_path)


@contextmanager
def listening() -> Iterator[None]:
    """pyx12 with its errors taken down and its maps read once; as it was, afterwards."""
    handler = pyx12.error_handler.err_handler
    pyx12.error_handler.err_handler = _Listener
    pyx12.map_if.load_map_file = _load_once
    pyx12.map_index.map_index = _index_once
    try:
        yield
    finally:
        pyx12.error_handler.err_handler = handler
        pyx12.map_if.load_map_file = _load
        pyx12.map_index.map_index = _index


@cache
def _settings() -> Any:
    settings = pyx12.params.params()
    settings.set("exclude_external_codes", EXTERNAL)
    return settings


def write_map(folder: Path, guide: Guide) -> None:
    """Our guide as the only map of a pyx12 that is told to look into this folder."""
    for name in SHARED:
        (folder / name).write_bytes((files("pyx12") / "map" / name).read_bytes())
    (folder / "map.xml").write_bytes(write_pyx12(guide))
    entries = [
        f'<map vriic="{version}" fic="{guide.group_id}">map.xml</map>'
        for version in (guide.version, *guide.also)
    ]
    text = f'<maps><version icvn="00501">{"".join(entries)}</version></maps>'
    (folder / "maps.xml").write_text(text)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def judge(text: str, maps: Path | None = None) -> list[Said]:
    """Every error pyx12 tells of a file, the first place first; an exception of its own is one too.

    `maps` is a folder of maps to use instead of its own.
    """
    _said.clear()
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    path = str(maps) if maps else None
    try:
        with listening():
            stream = io.StringIO(text)
            valid = pyx12.x12n_document.x12n_document(_settings(), stream, None, None, map_path=path)
    except Exception as problem:
        return [Said(0, "EXCEPTION", type(problem).__name__, str(problem))]
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert valid == (not _said)
    return sorted(_said)


def write_xml(text: str, maps: Path | None = None) -> bytes:
    """A file as pyx12 writes it as XML, by its own maps or those of a folder."""
    path, document = str(maps) if maps else None, io.StringIO()
    with listening():
        pyx12.x12n_document.x12n_document(
            _settings(), io.StringIO(text), None, None, fd_xmldoc=document, map_path=path
        )
    return document.getvalue().encode()
