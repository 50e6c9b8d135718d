"""Memory stays bounded and time linear, whatever a file is made of."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from edi_faults import CLAIM

HEAD = CLAIM[: CLAIM.index("CLM*")].replace("~\n", "~").encode()
BILLING = CLAIM[CLAIM.index("HL*1") : CLAIM.index("HL*2")].replace("~\n", "~").encode()
OPEN = CLAIM[: CLAIM.index("GS*")].replace("~\n", "~").encode()
GROUP = CLAIM[CLAIM.index("GS*") : CLAIM.index("ST*")].replace("~\n", "~").encode()
REMITTANCE = OPEN + (
    b"GS*HP*SENDER*RECEIVER*20240115*1230*1*X*005010X221A1~ST*835*0001~"
    b"BPR*I*90*C*CHK************20240115~TRN*1*1*1391234567~N1*PR*PLAN~N3*1 MAIN ST~N4*MADISON*WI*53704~"
    b"PER*BL*X*TE*6085550101~N1*PE*SUNNY HILL*XX*1382047169~LX*1~"
)
LIMIT = 64
"""Megabytes resident, whatever the size."""


class Made(io.RawIOBase):
    """A file made while it is read: a head, then one piece after another up to a size."""

    def __init__(self, head: bytes, piece: Callable[[int], bytes], size: int) -> None:
        self.pieces = self._pieces(head, piece, size)
        self.rest = b""

    @staticmethod
    def _pieces(head: bytes, piece: Callable[[int], bytes], size: int) -> Iterator[bytes]:
        if head:
            yield head
        made, number = len(head), 0
        while made < size:
            number += 1
            data = piece(number)
            made += len(data)
            yield data

    def read(self, size: int = -1) -> bytes:
        parts, have = [self.rest], len(self.rest)
        while have < size and (data := next(self.pieces, b"")):
            parts.append(data)
            have += len(data)
        whole = b"".join(parts)
        self.rest = whole[size:]
        return whole[:size]


KINDS: dict[str, tuple[bytes, Callable[[int], bytes]]] = {
    "no terminator": (OPEN, lambda n: b"A" * 65_536),
    "no terminator in a claim": (HEAD + b"CLM*1*", lambda n: b"9" * 65_536),
    "no header": (b"", lambda n: b"CLM*1*1~" * 8_192),
    "empty segments": (HEAD, lambda n: b"~" * 65_536),
    "line ends": (HEAD, lambda n: b"\n" * 65_536),
    "elements without end": (HEAD + b"CLM", lambda n: b"*" * 65_536),
    "one claim without end": (HEAD + b"CLM*1*1***11:B:1*Y*A*Y*Y~",
    lambda n: b"REF*G1*1~K3*X~NTE*ADD*Y~" * 2_000),
    "paid claims": (REMITTANCE, lambda n: b"CLP*A%d*1*190*90**12*1~NM1*QC*1*MARLOW~" % n),
    "claims beyond the limit": (HEAD,
    lambda n: b"CLM*C1*190***11:B:1*Y*A*Y*Y~DTP*472*D8*20250310~LX*1~SV3*AD:D2392*190****1~" * 700),
    "faulty claims": (HEAD, lambda n: b"CLM*C1*1x0***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2392*190****1~" * 900),
    "levels": (HEAD, lambda n: BILLING.replace(b"HL*1*", b"HL*%d*" % (n + 2)) * 1),
    "unknown segments": (HEAD, lambda n: b"ZZZ*1~" * 10_000),
    "sets": (OPEN + GROUP, lambda n: b"ST*837*%09d*005010X224A2~SE*2*%09d~" % (n, n)),
    "sets of no guide": (OPEN + GROUP, lambda n: b"ST*834*%09d~BGN*1~SE*3*%09d~" % (n, n)),
    "groups": (OPEN, lambda n: GROUP.replace(b"*101*X", b"*%d*X" % n) + b"GE*0*%d~" % n),
    "interchanges": (b"", lambda n: OPEN + b"IEA*0*000000101~"),
    "delimiters": (b"",
    lambda n: (OPEN + GROUP + b"ST*837*0001*005010X224A2~SE*2*0001~").replace(b"~", bytes([128 + n % 40]))),
    "stray data": (b"", lambda n: OPEN + b"IEA*0*000000101~" + b"stray " * 10_000),
}


def seconds(kind: str, megabytes: float) -> float:
    """Processor time to read a file of this kind."""
    from edi.errors import NotX12
    from edi.stream import read
    from mappings.tables import guide_tables

    head, piece = KINDS[kind]
    start = time.process_time()
    try:
        for _ in read(Made(head, piece, int(megabytes * 1_000_000)), guide_tables()):
            pass
    except NotX12:
        pass
    return time.process_time() - start


SIZES = {
    "paid claims": 5, "claims beyond the limit": 0.5, "one claim without end": 6, "faulty claims": 0.5,
    "unknown segments": 1, "empty segments": 0.5, "levels": 1, "sets": 0.5, "sets of no guide": 0.5,
    "groups": 1, "interchanges": 2, "delimiters": 2,
}
"""Megabytes of the kinds in which every byte costs; the others are read in a moment, and get 100."""

CHILD = """
import sys
sys.path[:0] = {paths!r}
from test_bounded import seconds
seconds({kind!r}, 0.1)
first = seconds({kind!r}, {size} / 4)
later = seconds({kind!r}, {size})
# Not ru_maxrss: that one starts at the peak of the process this one was forked from.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(first, later, int(status["VmHWM"].split()[0]) / 1024)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_memory_and_time(kind: str) -> None:
    paths = [path for path in sys.path if path]
    script = CHILD.format(paths=paths, kind=kind, size=SIZES.get(kind, 100))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, later, megabytes = map(float, done.stdout.split())
    assert megabytes < LIMIT
    # Four times the size takes four times as long; sixteen times if it were the square.
    assert later < 8 * first + 0.3
